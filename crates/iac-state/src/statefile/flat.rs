//! `attributes_flat`: the flattened maps in which Terraform 0.11 kept attributes.
//!
//! Keys are paths joined by dots; `x.#` counts a list or set, `x.%` a map; elements of sets are keyed by hash.

use iac_core::value::{Type, Value, convert};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

/// The value of a type that a flat map holds. What is missing is null or empty; what cannot be converted is null.
pub(crate) fn decode_flat(flat: &BTreeMap<Arc<str>, Arc<str>>, ty: &Type) -> Value {
    let Type::Object(object) = ty else { return Value::null(ty.clone()) };
    Value::object(object.attributes.iter().map(|(name, ty)| (name.clone(), value_at(flat, name, ty))))
}

fn value_at(flat: &BTreeMap<Arc<str>, Arc<str>>, key: &str, ty: &Type) -> Value {
    match ty {
        Type::Bool | Type::Number | Type::String | Type::Dynamic => primitive_at(flat, key, ty),
        Type::List(element) => elements_at(flat, key, element)
            .map_or_else(|| Value::null(ty.clone()), |items| Value::list((**element).clone(), items)),
        Type::Set(element) => elements_at(flat, key, element)
            .map_or_else(|| Value::null(ty.clone()), |items| Value::set((**element).clone(), items)),
        Type::Map(element) => map_at(flat, key, element).unwrap_or_else(|| Value::null(ty.clone())),
        Type::Object(object) => Value::object(
            object.attributes.iter().map(|(name, ty)| (name.clone(), value_at(flat, &format!("{key}.{name}"), ty))),
        ),
        Type::Tuple(types) => {
            Value::tuple(types.iter().enumerate().map(|(index, ty)| value_at(flat, &format!("{key}.{index}"), ty)))
        }
    }
}

fn primitive_at(flat: &BTreeMap<Arc<str>, Arc<str>>, key: &str, ty: &Type) -> Value {
    match flat.get(key) {
        Some(text) if text.is_empty() && *ty != Type::String => Value::null(ty.clone()),
        Some(text) => convert(&Value::string(text), ty).unwrap_or_else(|_| Value::null(ty.clone())),
        None => Value::null(ty.clone()),
    }
}

fn elements_at(flat: &BTreeMap<Arc<str>, Arc<str>>, key: &str, element: &Type) -> Option<Vec<Value>> {
    flat.get(format!("{key}.#").as_str())?;
    let mut keys: Vec<String> = element_keys(flat, key).into_iter().collect();
    keys.sort_by_key(|key| key.parse::<u64>().unwrap_or(u64::MAX));
    Some(keys.iter().map(|index| value_at(flat, &format!("{key}.{index}"), element)).collect())
}

fn map_at(flat: &BTreeMap<Arc<str>, Arc<str>>, key: &str, element: &Type) -> Option<Value> {
    flat.get(format!("{key}.%").as_str())?;
    let prefix = format!("{key}.");
    let entries = flat
        .range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded))
        .take_while(|(name, _)| name.starts_with(&prefix));
    let items = entries
        .filter(|(name, _)| name.len() > prefix.len() && !name.ends_with('%'))
        .map(|(name, _)| (Arc::from(&name[prefix.len()..]), value_at(flat, name, element)))
        .collect();
    Some(Value::map(element.clone(), items))
}

fn element_keys(flat: &BTreeMap<Arc<str>, Arc<str>>, key: &str) -> BTreeSet<String> {
    let prefix = format!("{key}.");
    flat.range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded))
        .take_while(|(name, _)| name.starts_with(&prefix))
        .filter_map(|(name, _)| name[prefix.len()..].split('.').next())
        .filter(|index| *index != "#")
        .map(str::to_owned)
        .collect()
}
