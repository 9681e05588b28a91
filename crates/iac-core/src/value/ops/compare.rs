//! `< > <= >=`.

use super::arithmetic::cmp_bounds;
use super::{OperatorError, pair, unknown_not_null};
use crate::value::{Type, Value};
use std::cmp::Ordering;

/// `or_equal` decides for equal numbers; comparison is by exact value, equality by written digits.
fn compare(a: &Value, b: &Value, wanted: Ordering, or_equal: bool) -> Result<Value, OperatorError> {
    let (a, b, marks) = pair(a, b, &Type::Number)?;
    let result = match (a.value.as_number(), b.value.as_number()) {
        (Some(a), Some(b)) => Value::bool(a.cmp_exact(b) == wanted || (or_equal && a == b)),
        _ => cmp_bounds(&a.value, &b.value)
            .map_or_else(|| unknown_not_null(Type::Bool), |ordering| Value::bool(ordering == wanted)),
    };
    Ok(result.mark(&marks))
}

impl Value {
    /// `a < b`.
    pub fn less_than(&self, other: &Value) -> Result<Value, OperatorError> {
        compare(self, other, Ordering::Less, false)
    }

    /// `a > b`.
    pub fn greater_than(&self, other: &Value) -> Result<Value, OperatorError> {
        compare(self, other, Ordering::Greater, false)
    }

    /// `a <= b`.
    pub fn less_than_or_equal(&self, other: &Value) -> Result<Value, OperatorError> {
        compare(self, other, Ordering::Less, true)
    }

    /// `a >= b`.
    pub fn greater_than_or_equal(&self, other: &Value) -> Result<Value, OperatorError> {
        compare(self, other, Ordering::Greater, true)
    }
}
