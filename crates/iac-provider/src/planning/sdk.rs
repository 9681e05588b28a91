//! Habits of SDK providers that show in plans: zero values in place of arguments left out of objects that may be written
//! as blocks, and sets that are unknown as a whole once they hold anything unknown.

use iac_core::value::{Kind, Type, Value};
use std::collections::BTreeMap;

/// The value of a set's attribute: not known at all while something in it is not.
pub(super) fn whole_set(value: Value) -> Value {
    match value.kind() {
        Kind::Set(set) if !value.is_wholly_known() => Value::unknown(Type::set(set.element.clone())),
        _ => value,
    }
}

/// A list or set of objects, with the zero value for every null member.
pub(super) fn with_zeros(objects: &Value) -> Value {
    let fill = |object: &Value| match object.as_entries() {
        Some(members) => Value::object(members.iter().map(|(name, value)| (name.clone(), or_zero(value)))),
        None => object.clone(),
    };
    match objects.kind() {
        Kind::List(list) => Value::list(list.element.clone(), list.items.iter().map(fill).collect()),
        Kind::Set(set) => Value::set(set.element.clone(), set.items.iter().map(fill).collect()),
        _ => objects.clone(),
    }
}

fn or_zero(value: &Value) -> Value {
    match value.kind() {
        Kind::Null(Type::String) => Value::string(""),
        Kind::Null(Type::Bool) => Value::bool(false),
        Kind::Null(Type::Number) => Value::number(0_i64),
        Kind::Null(Type::List(element)) => Value::list((**element).clone(), Vec::new()),
        Kind::Null(Type::Set(element)) => Value::set((**element).clone(), Vec::new()),
        Kind::Null(Type::Map(element)) => Value::map((**element).clone(), BTreeMap::new()),
        _ => value.clone(),
    }
}
