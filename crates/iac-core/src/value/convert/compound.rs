//! Conversion of lists, sets, maps, objects and tuples.

use super::{ConvertError, Converted, convert_inside, impossible, is_possible, mismatch};
use crate::value::unify::unify_types;
use crate::value::{Elements, Entries, Kind, ObjectType, Path, Step, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether values of that type need no conversion to the constraint, whatever they are.
fn is_settled(have: &Type, want: &Type) -> bool {
    *want == Type::Dynamic || have == want || (want.has_optional() && *have == want.without_optional())
}

fn check_possible(have: &Type, want: &Type) -> Result<(), ConvertError> {
    if have == want || is_possible(have, want, true) { Ok(()) } else { Err(impossible()) }
}

pub(super) fn from_list(list: &Elements, ty: &Type) -> Converted {
    match ty {
        Type::List(want) if is_settled(&list.element, want) => Ok(None),
        Type::List(want) => {
            check_possible(&list.element, want)?;
            let items = convert_items(&list.items, want)?;
            finish_list(want, &list.element, items).map(Some)
        }
        Type::Set(want) => {
            check_possible(&list.element, want)?;
            finish_set(want, &list.element, convert_items(&list.items, want)?).map(Some)
        }
        _ => Err(impossible()),
    }
}

pub(super) fn from_set(value: &Value, set: &Elements, ty: &Type) -> Converted {
    match ty {
        Type::Set(want) if is_settled(&set.element, want) => Ok(None),
        Type::Set(want) => {
            check_possible(&set.element, want)?;
            finish_set(want, &set.element, convert_items(&set.items, want)?).map(Some)
        }
        Type::List(want) => {
            check_possible(&set.element, want)?;
            if set.items.len() > 1 && !value.is_wholly_known() {
                // Unknown elements may turn out to be duplicates, so not even the length is known.
                let element = if **want == Type::Dynamic { set.element.clone() } else { want.without_optional() };
                return Ok(Some(Value::unknown(Type::list(element))));
            }
            finish_list(want, &set.element, convert_items(&set.items, want)?).map(Some)
        }
        _ => Err(impossible()),
    }
}

fn convert_items(items: &[Value], want: &Type) -> Result<Vec<Value>, ConvertError> {
    let convert = |(at, item): (usize, &Value)| match convert_inside(item, want) {
        Ok(converted) => Ok(converted.unwrap_or_else(|| item.clone())),
        Err(error) => Err(error.below(Step::Index(Value::number(at)))),
    };
    items.iter().enumerate().map(convert).collect()
}

/// The one type of these elements; `fallback` where there are none.
fn element_type<'a>(
    want: &Type,
    fallback: &Type,
    items: impl Iterator<Item = &'a Value>,
    what: &str,
) -> Result<Type, ConvertError> {
    if !want.has_dynamic() && !want.has_optional() {
        return Ok(want.clone());
    }
    let mut found: Option<Type> = None;
    for item in items {
        match &found {
            Some(ty) if item.has_type(ty) => {}
            Some(ty) => {
                let own = item.ty();
                if own != Type::Dynamic && own != *ty {
                    return Err(ConvertError::new(what));
                }
            }
            None => found = Some(item.ty()).filter(|ty| *ty != Type::Dynamic),
        }
    }
    Ok(found.unwrap_or_else(|| if *want == Type::Dynamic { fallback.clone() } else { want.without_optional() }))
}

fn finish_list(want: &Type, fallback: &Type, items: Vec<Value>) -> Result<Value, ConvertError> {
    let element = element_type(want, fallback, items.iter(), "element types must all match for conversion to list")?;
    Ok(Value::list(element, items))
}

fn finish_set(want: &Type, fallback: &Type, items: Vec<Value>) -> Result<Value, ConvertError> {
    let element = element_type(want, fallback, items.iter(), "element types must all match for conversion to set")?;
    Ok(Value::set(element, items))
}

pub(super) fn from_map(map: &Entries, ty: &Type) -> Converted {
    match ty {
        Type::Map(want) if is_settled(&map.element, want) => Ok(None),
        Type::Map(want) => {
            check_possible(&map.element, want)?;
            let entries = convert_entries(&map.items, want)?;
            finish_map(want, &map.element, entries, "element types must all match for conversion to map").map(Some)
        }
        Type::Object(want) => map_to_object(map, want).map(Some),
        _ => Err(impossible()),
    }
}

fn convert_entries(
    entries: &BTreeMap<Arc<str>, Value>,
    want: &Type,
) -> Result<BTreeMap<Arc<str>, Value>, ConvertError> {
    let convert = |(key, item): (&Arc<str>, &Value)| match convert_inside(item, want) {
        Ok(converted) => Ok((key.clone(), converted.unwrap_or_else(|| item.clone()))),
        Err(error) => Err(error.below(Step::Index(Kind::String(key.clone()).into()))),
    };
    entries.iter().map(convert).collect()
}

fn finish_map(
    want: &Type,
    fallback: &Type,
    mut entries: BTreeMap<Arc<str>, Value>,
    what: &str,
) -> Result<Value, ConvertError> {
    if (want.is_collection() || matches!(want, Type::Object(_))) && want.has_dynamic() && !entries.is_empty() {
        let (keys, items): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        entries = keys.into_iter().zip(unify_items(&items)?).collect();
    }
    let element = element_type(want, fallback, entries.values(), what)?;
    Ok(Value::map(element, entries))
}

/// Converts elements that a `Dynamic` part left with types of their own to one type.
fn unify_items(items: &[Value]) -> Result<Vec<Value>, ConvertError> {
    let types: Vec<Type> = items.iter().map(Value::ty).collect();
    let unified = unify_types(&types, true)
        .ok_or_else(|| ConvertError::new("cannot find a common base type for all elements"))?;
    if unified.is_undecided {
        return Ok(items.iter().map(|item| Value::unknown(Type::Dynamic).mark(item.marks())).collect());
    }
    convert_items(items, &unified.ty)
}

fn map_to_object(map: &Entries, want: &ObjectType) -> Result<Value, ConvertError> {
    for (name, want_ty) in &want.attributes {
        if !want.optional.contains(name) {
            check_possible(&map.element, want_ty)?;
        }
    }
    let mut attributes = BTreeMap::new();
    for (key, item) in map.items.iter().filter(|(key, _)| want.attributes.contains_key(*key)) {
        let want_ty = &want.attributes[key];
        if map.element != *want_ty && !is_possible(&map.element, want_ty, true) {
            let why = mismatch::message(&item.ty(), want_ty);
            return Err(ConvertError::new(format!("map element type is incompatible with attribute {key:?}: {why}")));
        }
        let converted = convert_inside(item, want_ty).map_err(|error| error.below(Step::Index(Value::string(key))))?;
        attributes.insert(key.clone(), converted.unwrap_or_else(|| item.clone()));
    }
    for (name, want_ty) in &want.attributes {
        if attributes.contains_key(name) {
            continue;
        }
        if !want.optional.contains(name) {
            return Err(ConvertError::new(format!("map has no element for required attribute {name:?}")));
        }
        attributes.insert(name.clone(), Value::null(want_ty.without_optional()));
    }
    Ok(Kind::Object(Arc::new(attributes)).into())
}

pub(super) fn from_object(attributes: &BTreeMap<Arc<str>, Value>, ty: &Type) -> Converted {
    match ty {
        Type::Object(want) => object_to_object(attributes, want),
        Type::Map(want) => object_to_map(attributes, want).map(Some),
        _ => Err(impossible()),
    }
}

fn object_to_object(have: &BTreeMap<Arc<str>, Value>, want: &ObjectType) -> Converted {
    if want.attributes.keys().any(|name| !have.contains_key(name) && !want.optional.contains(name)) {
        return Err(impossible());
    }
    let mut changes = Vec::new();
    let mut found = 0;
    for (name, item) in have {
        let Some(want_ty) = want.attributes.get(name) else { continue };
        found += 1;
        match convert_inside(item, want_ty) {
            Ok(None) => {}
            Ok(Some(converted)) => changes.push((name.clone(), converted)),
            Err(error) => return Err(error.below(Step::Attribute(name.clone()))),
        }
    }
    if changes.is_empty() && found == have.len() && found == want.attributes.len() {
        return Ok(None);
    }
    let mut changes: BTreeMap<Arc<str>, Value> = changes.into_iter().collect();
    let attributes = want.attributes.iter().map(|(name, want_ty)| {
        let value = changes
            .remove(name)
            .or_else(|| have.get(name).cloned())
            .unwrap_or_else(|| Value::null(want_ty.without_optional()));
        (name.clone(), value)
    });
    Ok(Some(Kind::Object(Arc::new(attributes.collect())).into()))
}

fn object_to_map(attributes: &BTreeMap<Arc<str>, Value>, want: &Type) -> Result<Value, ConvertError> {
    if attributes.is_empty() {
        return Ok(Value::map(want.without_optional(), BTreeMap::new()));
    }
    let found;
    let want = if *want == Type::Dynamic {
        found = common_type(attributes.values(), false)?;
        &found
    } else {
        want
    };
    let entries = convert_entries(attributes, want)?;
    finish_map(want, want, entries, "attribute types must all match for conversion to map")
}

/// The type that all of these values convert to.
fn common_type<'a>(items: impl Iterator<Item = &'a Value>, is_sequence: bool) -> Result<Type, ConvertError> {
    let types: Vec<Type> = items.map(Value::ty).collect();
    let unified = unify_types(&types, true).ok_or_else(impossible)?.ty;
    if is_sequence && unified == Type::Dynamic && types.iter().any(|ty| *ty != Type::Dynamic) {
        return Err(impossible());
    }
    Ok(unified)
}

pub(super) fn from_tuple(items: &[Value], ty: &Type) -> Converted {
    match ty {
        Type::Tuple(want) => tuple_to_tuple(items, want),
        Type::List(want) if items.is_empty() => Ok(Some(Value::list(want.without_optional(), Vec::new()))),
        Type::Set(want) if items.is_empty() => Ok(Some(Value::set(want.without_optional(), Vec::new()))),
        Type::List(want) => {
            let (want, mut items) = convert_sequence(items, want)?;
            if want.has_dynamic() {
                let last = Step::Index(Value::number(items.len() - 1));
                items = unify_items(&items)
                    .map_err(|error| if error.path == Path::root() { error.below(last) } else { error })?;
            }
            finish_list(&want, &want, items).map(Some)
        }
        Type::Set(want) => {
            let (want, items) = convert_sequence(items, want)?;
            finish_set(&want, &want, items).map(Some)
        }
        _ => Err(impossible()),
    }
}

fn convert_sequence(items: &[Value], want: &Type) -> Result<(Type, Vec<Value>), ConvertError> {
    let want = if *want == Type::Dynamic { common_type(items.iter(), true)? } else { want.clone() };
    let items = convert_items(items, &want)?;
    Ok((want, items))
}

fn tuple_to_tuple(items: &[Value], want: &[Type]) -> Converted {
    if items.len() != want.len() {
        return Err(impossible());
    }
    let mut changed: Option<Vec<Value>> = None;
    for (at, (item, want)) in items.iter().zip(want).enumerate() {
        let converted = convert_inside(item, want).map_err(|error| error.below(Step::Index(Value::number(at))))?;
        if let Some(converted) = converted {
            changed.get_or_insert_with(|| items.to_vec())[at] = converted;
        }
    }
    Ok(changed.map(Value::tuple))
}
