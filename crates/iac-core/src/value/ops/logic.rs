//! `! && ||`. The second operand is not even looked at when the first decides, nor the first when the second does.

use super::{Operand, OperatorError, unknown_not_null};
use crate::value::{Type, Value};

/// The operand `deciding` settles the result alone; a null in the other one is then no error.
fn decide(a: &Value, b: &Value, deciding: bool) -> Result<Value, OperatorError> {
    let left = Operand::new(a, &Type::Bool);
    if let Ok(left) = &left
        && left.value.as_bool() == Some(deciding)
    {
        return Ok(Value::bool(deciding).mark(&left.marks));
    }
    let right = Operand::new(b, &Type::Bool);
    if let Ok(right) = &right
        && right.value.as_bool() == Some(deciding)
    {
        // Marks of the first operand still tell whether it was looked at.
        return Ok(Value::bool(deciding).mark(a.marks()).mark(&right.marks));
    }
    let (left, right) = (left?, right?);
    let result =
        if left.is_known() && right.is_known() { Value::bool(!deciding) } else { unknown_not_null(Type::Bool) };
    Ok(result.mark(&left.marks).mark(&right.marks))
}

impl Value {
    /// `a && b`: false if either is false, whatever the other is.
    pub fn and(&self, other: &Value) -> Result<Value, OperatorError> {
        decide(self, other, false)
    }

    /// `a || b`: true if either is true, whatever the other is.
    pub fn or(&self, other: &Value) -> Result<Value, OperatorError> {
        decide(self, other, true)
    }

    /// `!a`.
    pub fn not(&self) -> Result<Value, OperatorError> {
        let operand = Operand::new(self, &Type::Bool)?;
        let value = operand.value.as_bool().map_or_else(|| unknown_not_null(Type::Bool), |value| Value::bool(!value));
        Ok(value.mark(&operand.marks))
    }
}
