//! Finding one type that several values can be converted to.
//!
//! Objects with the same attributes unify attribute by attribute, others as maps; tuples of one length element by
//! element, others as lists; of anything else the most general type that all convert to is chosen.

use super::convert::is_possible;
use super::{ObjectType, Type, Value, convert};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// The type that all of these can be converted to, if there is one.
pub fn unify(types: &[Type]) -> Option<Type> {
    unify_types(types, true).map(|unified| unified.ty)
}

/// The values converted to their unified type, if there is one and all of them convert.
pub fn unify_values(values: &[Value]) -> Option<(Type, Vec<Value>)> {
    let types: Vec<Type> = values.iter().map(Value::ty).collect();
    let unified = unify_types(&types, true)?;
    let values = if unified.is_undecided {
        values.iter().map(|value| Value::unknown(Type::Dynamic).mark(value.marks())).collect()
    } else {
        values.iter().map(|value| convert(value, &unified.ty)).collect::<Result<_, _>>().ok()?
    };
    Some((unified.ty, values))
}

/// The outcome of unification.
pub(super) struct Unified {
    /// The type.
    pub(super) ty: Type,
    /// It is `Dynamic` because some types are not known yet: the values are unknown until they are.
    pub(super) is_undecided: bool,
}

impl From<Type> for Unified {
    fn from(ty: Type) -> Self {
        Self { ty, is_undecided: false }
    }
}

/// How many of some types are of each kind.
#[derive(Default)]
struct Census {
    maps: usize,
    lists: usize,
    sets: usize,
    objects: usize,
    tuples: usize,
    dynamics: usize,
}

impl Census {
    fn of(types: &[Type]) -> Self {
        let mut census = Self::default();
        for ty in types {
            match ty {
                Type::Map(_) => census.maps += 1,
                Type::List(_) => census.lists += 1,
                Type::Set(_) => census.sets += 1,
                Type::Object(_) => census.objects += 1,
                Type::Tuple(_) => census.tuples += 1,
                Type::Dynamic => census.dynamics += 1,
                Type::Bool | Type::Number | Type::String => {}
            }
        }
        census
    }
}

/// `unsafely` admits conversions that may fail for some values.
pub(super) fn unify_types(types: &[Type], unsafely: bool) -> Option<Unified> {
    let types = distinct(types);
    if let [only] = types.as_slice() {
        return Some(only.clone().into());
    }
    let Census { maps, lists, sets, objects, tuples, dynamics } = Census::of(&types);
    let len = types.len();
    let is_all = |count: usize| count > 0 && count + dynamics == len;
    let undecided = || Some(Unified { ty: Type::Dynamic, is_undecided: true });
    if is_all(maps) || is_all(lists) || is_all(sets) || is_all(objects) || is_all(tuples) {
        if dynamics > 0 {
            return undecided();
        }
        return unify_kind(&types, unsafely).map(Into::into);
    }
    if maps > 0
        && is_all(maps + objects)
        && let Some(unified) = unify_as(&types, unsafely, |ty| matches!(ty, Type::Object(_)), objects_as_map)
    {
        return Some(unified);
    }
    if lists > 0
        && is_all(lists + tuples)
        && let Some(unified) = unify_as(&types, unsafely, |ty| matches!(ty, Type::Tuple(_)), tuples_as_list)
    {
        return Some(unified);
    }
    if objects > 0 && tuples > 0 {
        return None;
    }
    most_general(&types, unsafely).map(Into::into)
}

fn distinct(types: &[Type]) -> Vec<Type> {
    let Some(first) = types.first() else { return Vec::new() };
    if types.iter().all(|ty| ty == first) {
        return vec![first.clone()];
    }
    let mut seen = HashSet::new();
    types.iter().filter(|ty| seen.insert(*ty)).cloned().collect()
}

/// Unifies types of one kind.
fn unify_kind(types: &[Type], unsafely: bool) -> Option<Type> {
    let elements = || -> Option<Type> {
        let elements: Vec<Type> = types.iter().filter_map(Type::element).cloned().collect();
        Some(unify_types(&elements, unsafely)?.ty)
    };
    let unified = match types.first()? {
        Type::Map(_) => Type::map(elements()?),
        Type::List(_) => Type::list(elements()?),
        Type::Set(_) => Type::set(elements()?),
        Type::Object(_) => return unify_objects(types, unsafely),
        Type::Tuple(_) => return unify_tuples(types, unsafely),
        _ => return None,
    };
    all_convert(types, &unified, unsafely).then_some(unified)
}

fn all_convert(types: &[Type], want: &Type, unsafely: bool) -> bool {
    types.iter().all(|ty| ty == want || is_possible(ty, want, unsafely))
}

/// Puts one type in the place of all objects (or tuples) among maps (or lists), then unifies again.
fn unify_as(
    types: &[Type],
    unsafely: bool,
    is_structural: impl Fn(&Type) -> bool,
    collect: fn(&[Type], bool) -> Option<Type>,
) -> Option<Unified> {
    let structural: Vec<Type> = types.iter().filter(|ty| is_structural(ty)).cloned().collect();
    let collection = collect(&structural, unsafely)?;
    let replaced: Vec<Type> =
        types.iter().map(|ty| if is_structural(ty) { collection.clone() } else { ty.clone() }).collect();
    unify_types(&replaced, unsafely).filter(|unified| matches!(unified.ty, Type::List(_) | Type::Map(_)))
}

fn unify_objects(types: &[Type], unsafely: bool) -> Option<Type> {
    let objects: Vec<&ObjectType> =
        types.iter().filter_map(|ty| if let Type::Object(object) = ty { Some(&**object) } else { None }).collect();
    let (first, rest) = objects.split_first()?;
    if rest.iter().any(|object| !object.attributes.keys().eq(first.attributes.keys())) {
        return objects_as_map(types, unsafely);
    }
    let mut attributes: BTreeMap<Arc<str>, Type> = BTreeMap::new();
    for name in first.attributes.keys() {
        let across: Vec<Type> = objects.iter().filter_map(|object| object.attributes.get(name)).cloned().collect();
        attributes.insert(name.clone(), unify_types(&across, unsafely)?.ty);
    }
    let unified = Type::object(attributes);
    if all_convert(types, &unified, unsafely) { Some(unified) } else { objects_as_map(types, unsafely) }
}

fn objects_as_map(types: &[Type], unsafely: bool) -> Option<Type> {
    let inside = |ty: &Type| match ty {
        Type::Object(object) => object.attributes.values().cloned().collect(),
        _ => Vec::new(),
    };
    let elements: Vec<Type> = types.iter().flat_map(inside).collect();
    let unified = Type::map(unify_types(&elements, unsafely)?.ty);
    all_convert(types, &unified, unsafely).then_some(unified)
}

fn unify_tuples(types: &[Type], unsafely: bool) -> Option<Type> {
    let tuples: Vec<&[Type]> =
        types.iter().filter_map(|ty| if let Type::Tuple(elements) = ty { Some(&**elements) } else { None }).collect();
    let (first, rest) = tuples.split_first()?;
    if rest.iter().any(|elements| elements.len() != first.len()) {
        return tuples_as_list(types, unsafely);
    }
    let mut elements = Vec::with_capacity(first.len());
    for at in 0..first.len() {
        let across: Vec<Type> = tuples.iter().map(|tuple| tuple[at].clone()).collect();
        elements.push(unify_types(&across, unsafely)?.ty);
    }
    let unified = Type::tuple(elements);
    if all_convert(types, &unified, unsafely) { Some(unified) } else { tuples_as_list(types, unsafely) }
}

fn tuples_as_list(types: &[Type], unsafely: bool) -> Option<Type> {
    let inside = |ty: &Type| match ty {
        Type::Tuple(elements) => elements.to_vec(),
        _ => Vec::new(),
    };
    let elements: Vec<Type> = types.iter().flat_map(inside).collect();
    let unified = Type::list(unify_types(&elements, unsafely)?.ty);
    all_convert(types, &unified, unsafely).then_some(unified)
}

/// The most general of the types, if all others convert to it.
fn most_general(types: &[Type], unsafely: bool) -> Option<Type> {
    by_generality(types).into_iter().map(|at| &types[at]).find(|want| all_convert(types, want, unsafely)).cloned()
}

/// Positions of the types, the more general of comparable ones first, otherwise in order.
fn by_generality(types: &[Type]) -> Vec<usize> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    let mut above = vec![0_usize; types.len()];
    for a in 0..types.len() {
        for b in a + 1..types.len() {
            match preference(&types[a], &types[b]) {
                Preference::First => {
                    below[a].push(b);
                    above[b] += 1;
                }
                Preference::Second => {
                    below[b].push(a);
                    above[a] += 1;
                }
                Preference::None => {}
            }
        }
    }
    let mut order: Vec<usize> = (0..types.len()).filter(|at| above[*at] == 0).collect();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for other in &below[at] {
            above[*other] -= 1;
            if above[*other] == 0 {
                order.push(*other);
            }
        }
    }
    order
}

/// Which of two types is the better result.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Preference {
    First,
    Second,
    None,
}

#[expect(clippy::match_same_arms, reason = "one arm per rule")]
fn preference(a: &Type, b: &Type) -> Preference {
    match (a, b) {
        (a, b) if a == b => Preference::None,
        (Type::Dynamic, _) => Preference::Second,
        (_, Type::Dynamic) => Preference::First,
        (Type::String, b) if b.is_primitive() => Preference::First,
        (a, Type::String) if a.is_primitive() => Preference::Second,
        (Type::List(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) | (Type::Map(a), Type::Map(b)) => {
            preference(a, b)
        }
        (Type::Tuple(_) | Type::List(_), Type::Set(_))
        | (Type::List(_), Type::Tuple(_))
        | (Type::Map(_), Type::Object(_)) => Preference::First,
        (Type::Set(_), Type::Tuple(_) | Type::List(_))
        | (Type::Tuple(_), Type::List(_))
        | (Type::Object(_), Type::Map(_)) => Preference::Second,
        (Type::Object(a), Type::Object(b)) if a.attributes.keys().eq(b.attributes.keys()) => {
            preference_across(a.attributes.values().zip(b.attributes.values()))
        }
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => preference_across(a.iter().zip(b.iter())),
        _ => Preference::None,
    }
}

/// One is the better result only if it is in no part the worse one.
fn preference_across<'a>(pairs: impl Iterator<Item = (&'a Type, &'a Type)>) -> Preference {
    let mut result = Preference::None;
    for (a, b) in pairs {
        match (result, preference(a, b)) {
            (_, Preference::None) => {}
            (Preference::None, found) => result = found,
            (before, found) if before == found => {}
            _ => return Preference::None,
        }
    }
    result
}
