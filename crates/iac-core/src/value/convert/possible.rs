//! Whether a conversion between two types exists at all.

use crate::value::Type;
use crate::value::unify::unify_types;

/// Whether values of one type convert to another. `unsafely` admits conversions that depend on the value (text to
/// number) or lose something (list to set, map to object).
#[expect(clippy::match_same_arms, reason = "one arm per rule")]
pub(in crate::value) fn is_possible(from: &Type, to: &Type, unsafely: bool) -> bool {
    match (from, to) {
        (_, Type::Dynamic) => true,
        (Type::Dynamic, _) => unsafely,
        (Type::Number | Type::Bool, Type::String) => true,
        (Type::String, Type::Number | Type::Bool) => unsafely,
        (Type::Object(have), Type::Object(want)) => want.attributes.iter().all(|(name, want_ty)| {
            have.attributes
                .get(name)
                .map_or_else(|| want.optional.contains(name), |have| is_possible_or_same(have, want_ty, unsafely))
        }),
        (Type::Tuple(have), Type::Tuple(want)) => {
            have.len() == want.len()
                && have.iter().zip(want.iter()).all(|(have, want)| is_possible_or_same(have, want, unsafely))
        }
        (Type::List(_), Type::Set(_)) if !unsafely => false,
        (Type::List(have) | Type::Set(have), Type::List(want) | Type::Set(want))
        | (Type::Map(have), Type::Map(want)) => is_possible_or_same(have, want, unsafely),
        (Type::Tuple(have), Type::List(want) | Type::Set(want)) => are_possible(have.iter(), want, true, unsafely),
        (Type::Object(have), Type::Map(want)) => are_possible(have.attributes.values(), want, false, unsafely),
        (Type::Map(have), Type::Object(want)) if unsafely => want
            .attributes
            .iter()
            .all(|(name, want_ty)| is_possible_or_same(have, want_ty, unsafely) || want.optional.contains(name)),
        _ => false,
    }
}

fn is_possible_or_same(from: &Type, to: &Type, unsafely: bool) -> bool {
    from == to || is_possible(from, to, unsafely)
}

/// Whether all of these types convert to one element type, which is found by unification where it may be any.
fn are_possible<'a>(
    mut have: impl Iterator<Item = &'a Type> + Clone,
    want: &Type,
    is_sequence: bool,
    unsafely: bool,
) -> bool {
    if have.clone().next().is_none() {
        return true;
    }
    if *want != Type::Dynamic {
        return have.all(|have| is_possible_or_same(have, want, unsafely));
    }
    let types: Vec<Type> = have.cloned().collect();
    match unify_types(&types, unsafely) {
        None => false,
        // Lists and sets of anything must at least have elements of one type.
        Some(unified) if unified.ty == Type::Dynamic && is_sequence => types.iter().all(|ty| *ty == Type::Dynamic),
        Some(unified) => types.iter().all(|ty| is_possible_or_same(ty, &unified.ty, unsafely)),
    }
}
