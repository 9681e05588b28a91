//! Conversion of what is not there: unknown values and nulls.

use super::{Converted, impossible, is_possible};
use crate::value::unify::unify;
use crate::value::{Refinement, Type, Unknown, Value};

pub(super) fn convert_null(own: &Type, ty: &Type) -> Converted {
    if own == ty {
        return Ok(None);
    }
    let want = ty.without_optional();
    if *own == want {
        return Ok(None);
    }
    if !is_possible(own, ty, true) {
        return Err(impossible());
    }
    Ok(Some(Value::null(fill_dynamic(own, &want))))
}

pub(super) fn convert_unknown(unknown: &Unknown, ty: &Type) -> Converted {
    let own = &unknown.ty;
    let want = ty.without_optional();
    if *own == want {
        return Ok(None);
    }
    if !is_possible(own, ty, true) {
        return Err(impossible());
    }
    let want = fill_dynamic(own, &want);
    let refinement = carried_over(unknown, &want);
    Ok(Some(Value::refined(want, refinement)))
}

/// What is still known of an unknown value after its conversion.
fn carried_over(unknown: &Unknown, want: &Type) -> Refinement {
    let before = &unknown.refinement;
    let mut after = Refinement { not_null: before.not_null, ..Refinement::default() };
    let (min, max) = match (&unknown.ty, want) {
        (Type::Object(object), Type::Map(_)) => exactly(object.attributes.len()),
        (Type::Tuple(types), Type::List(_)) => exactly(types.len()),
        (Type::Tuple(types), Type::Set(_)) => (Some(types.len().min(1) as u64), Some(types.len() as u64)),
        // Duplicates go, but never all elements.
        (have, Type::Set(_)) if have.is_collection() => (before.min_length.map(|min| min.min(1)), before.max_length),
        (have, want) if have.is_collection() && want.is_collection() => (before.min_length, before.max_length),
        _ => (None, None),
    };
    (after.min_length, after.max_length) = (min.filter(|min| *min > 0), max);
    after
}

fn exactly(len: usize) -> (Option<u64>, Option<u64>) {
    (Some(len as u64), Some(len as u64))
}

/// The wanted type with its `Dynamic` parts filled in from the type that is there.
fn fill_dynamic(have: &Type, want: &Type) -> Type {
    if *have == Type::Dynamic || !want.has_dynamic() {
        return want.clone();
    }
    let unified = |types: Vec<Type>| unify(&types).unwrap_or(Type::Dynamic);
    match (have, want) {
        (have, Type::Dynamic) => have.clone(),
        (Type::Map(have), Type::Map(want)) => Type::map(fill_dynamic(have, want)),
        (Type::Object(have), Type::Map(want)) => {
            Type::map(fill_dynamic(&unified(have.attributes.values().cloned().collect()), want))
        }
        (Type::Map(have), Type::Object(want)) => {
            Type::object(want.attributes.iter().map(|(name, want)| (name.clone(), fill_dynamic(have, want))))
        }
        (Type::Object(have), Type::Object(want)) => Type::object(want.attributes.iter().map(|(name, want)| {
            let ty = have.attributes.get(name).map_or_else(|| want.clone(), |have| fill_dynamic(have, want));
            (name.clone(), ty)
        })),
        (Type::List(have) | Type::Set(have), Type::List(want)) => Type::list(fill_dynamic(have, want)),
        (Type::List(have) | Type::Set(have), Type::Set(want)) => Type::set(fill_dynamic(have, want)),
        (Type::Tuple(have), Type::List(want)) => Type::list(fill_dynamic(&unified(have.to_vec()), want)),
        (Type::Tuple(have), Type::Set(want)) => Type::set(fill_dynamic(&unified(have.to_vec()), want)),
        (Type::Tuple(have), Type::Tuple(want)) => {
            Type::tuple(have.iter().zip(want.iter()).map(|(have, want)| fill_dynamic(have, want)))
        }
        _ => want.clone(),
    }
}
