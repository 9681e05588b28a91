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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_with_something_unknown_is_unknown() {
        let set = |items| Value::set(Type::String, items);
        let known = set(vec![Value::string("a")]);
        assert_eq!(whole_set(known.clone()), known);
        let unknown = Value::unknown(Type::String);
        assert_eq!(whole_set(set(vec![Value::string("a"), unknown.clone()])), Value::unknown(Type::set(Type::String)));
        let list = Value::list(Type::String, vec![unknown]);
        assert_eq!(whole_set(list.clone()), list, "a list has places");
    }

    #[test]
    fn what_is_left_out_of_a_block_is_zero() {
        let object = |text: Value, blocks: Value, port: Value| {
            Value::object([("description", text), ("cidr_blocks", blocks), ("port", port)])
        };
        let strings = || Type::list(Type::String);
        let written = object(Value::null(Type::String), Value::null(strings()), Value::unknown(Type::Number));
        let planned = object(Value::string(""), Value::list(Type::String, vec![]), Value::unknown(Type::Number));
        let set = |object: &Value| Value::set(object.ty(), vec![object.clone()]);
        assert_eq!(with_zeros(&set(&written)), set(&planned));
    }
}
