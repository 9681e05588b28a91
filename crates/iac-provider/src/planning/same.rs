//! When two values count as the same, so that no change is planned.
//!
//! Null and the zero value of a primitive are the same, as are null and an empty collection, for optional arguments that
//! the provider does not compute (the AWS provider's own legacy rule). Unknown values are the same as nothing but themselves.

use crate::equivalence::{json, policy};
use iac_core::schema::{Attribute, AttributeType, BlockSchema, Equality, NestedBlock, Nesting};
use iac_core::value::{Kind, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether two values of an attribute count as the same.
pub fn same_attribute(attribute: &Attribute, left: &Value, right: &Value) -> bool {
    if attribute.optional && !attribute.computed && zero_equal(left, right) {
        return true;
    }
    match &attribute.ty {
        AttributeType::Plain(_) => same_value(attribute.equality, left, right),
        AttributeType::Nested(nested) => same_collection(nested.nesting, left, right, &|left, right| {
            same_members(left, right, |name, left, right| {
                nested.attributes.get(name).is_none_or(|attribute| same_attribute(attribute, left, right))
            })
        }),
    }
}

/// Whether two objects of a block count as the same.
pub fn same_block(block: &BlockSchema, left: &Value, right: &Value) -> bool {
    same_members(left, right, |name, left, right| {
        if let Some(attribute) = block.attributes.get(name) {
            return same_attribute(attribute, left, right);
        }
        block.blocks.get(name).is_none_or(|nested| same_nested(nested, left, right))
    })
}

/// Whether two values of a nested block type count as the same.
pub(crate) fn same_nested(nested: &NestedBlock, left: &Value, right: &Value) -> bool {
    same_collection(nested.nesting, left, right, &|left, right| same_block(&nested.block, left, right))
}

/// Whether two values count as the same by a way of comparing text; inside collections it applies to the elements.
pub fn same_value(equality: Equality, left: &Value, right: &Value) -> bool {
    match (left.kind(), right.kind()) {
        (Kind::String(left), Kind::String(right)) => same_text(equality, left, right),
        (Kind::List(left), Kind::List(right)) => {
            left.items.len() == right.items.len()
                && left.items.iter().zip(&right.items).all(|(left, right)| same_value(equality, left, right))
        }
        (Kind::Set(left), Kind::Set(right)) => {
            same_unordered(&left.items, &right.items, &|a, b| same_value(equality, a, b))
        }
        (Kind::Map(left), Kind::Map(right)) => same_maps(&left.items, &right.items, |a, b| same_value(equality, a, b)),
        (Kind::Object(left), Kind::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, a)| right.get(name).is_some_and(|b| same_value(equality, a, b)))
        }
        (Kind::Tuple(left), Kind::Tuple(right)) => {
            left.len() == right.len() && left.iter().zip(right.iter()).all(|(a, b)| same_value(equality, a, b))
        }
        (Kind::Null(_), Kind::Null(_)) => true,
        (left, right) => left == right,
    }
}

fn same_text(equality: Equality, left: &str, right: &str) -> bool {
    left == right
        || match equality {
            Equality::Exact => false,
            Equality::Json => json::equivalent(left, right),
            Equality::Policy => policy::equivalent(left, right),
            Equality::CaseInsensitive => left.eq_ignore_ascii_case(right),
            Equality::Custom(same) => (same.0)(left, right),
        }
}

/// Maps without regard to null elements, which the AWS provider drops.
fn same_maps(
    left: &BTreeMap<Arc<str>, Value>,
    right: &BTreeMap<Arc<str>, Value>,
    same: impl Fn(&Value, &Value) -> bool,
) -> bool {
    let present = |map: &BTreeMap<Arc<str>, Value>| map.values().filter(|value| !value.is_null()).count();
    present(left) == present(right)
        && left.iter().filter(|(_, value)| !value.is_null()).all(|(key, a)| right.get(key).is_some_and(|b| same(a, b)))
}

/// Whether each value is null or the zero value of a primitive, an empty collection, or a map of nulls.
pub fn zero_equal(left: &Value, right: &Value) -> bool {
    is_zero(left) && is_zero(right)
}

pub(super) fn is_zero(value: &Value) -> bool {
    match value.kind() {
        Kind::Null(_) | Kind::Bool(false) => true,
        Kind::Number(number) => number.as_i64() == Some(0),
        Kind::String(text) => text.is_empty(),
        Kind::List(elements) | Kind::Set(elements) => elements.items.is_empty(),
        Kind::Map(map) => map.items.values().all(Value::is_null),
        _ => false,
    }
}

fn same_members(left: &Value, right: &Value, same: impl Fn(&str, &Value, &Value) -> bool) -> bool {
    match (left.as_entries(), right.as_entries()) {
        (Some(left), Some(right)) => {
            left.iter().all(|(name, left)| right.get(name).is_none_or(|right| same(name, left, right)))
        }
        _ => left.is_null() && right.is_null(),
    }
}

fn same_collection(nesting: Nesting, left: &Value, right: &Value, same: &dyn Fn(&Value, &Value) -> bool) -> bool {
    if !left.is_known() || !right.is_known() {
        return left == right;
    }
    match nesting {
        Nesting::Single | Nesting::Group => same(left, right),
        Nesting::Map => match (left.as_entries(), right.as_entries()) {
            (Some(left), Some(right)) => {
                left.len() == right.len() && left.iter().all(|(key, a)| right.get(key).is_some_and(|b| same(a, b)))
            }
            _ => left.is_null() && right.is_null(),
        },
        Nesting::List | Nesting::Set => match (left.as_elements(), right.as_elements()) {
            (Some(left), Some(right)) if nesting == Nesting::Set => same_unordered(left, right, same),
            (Some(left), Some(right)) => left.len() == right.len() && left.iter().zip(right).all(|(a, b)| same(a, b)),
            _ => left.is_null() && right.is_null(),
        },
    }
}

/// Whether the elements can be paired off. Equal elements, the usual case, are paired in linear time first.
fn same_unordered(left: &[Value], right: &[Value], same: &dyn Fn(&Value, &Value) -> bool) -> bool {
    if left.len() != right.len() {
        return false;
    }
    if left.iter().zip(right).all(|(left, right)| same(left, right)) {
        return true;
    }
    let mut open: Vec<&Value> = right.iter().collect();
    left.iter().all(|left| {
        open.iter().position(|right| same(left, right)).is_some_and(|at| {
            open.swap_remove(at);
            true
        })
    })
}
