//! `+ - * / %` and negation.

use super::{Operand, OperatorError, pair, unknown_not_null};
use crate::value::{Kind, Number, NumberError, Refinement, Type, Value};
use std::cmp::Ordering;

type Operation = fn(&Number, &Number) -> Result<Number, NumberError>;

/// The least and greatest value an operand may have; `None` is no bound.
struct Bounds {
    min: Number,
    max: Number,
}

impl Bounds {
    fn of(value: &Value) -> Self {
        let (min, max) = match value.kind() {
            Kind::Number(number) => (Some(number.clone()), Some(number.clone())),
            Kind::Unknown(unknown) => {
                let bound = |bound: &Option<(Number, bool)>| bound.as_ref().map(|(number, _)| number.clone());
                (bound(&unknown.refinement.min), bound(&unknown.refinement.max))
            }
            _ => (None, None),
        };
        Self { min: min.unwrap_or_else(Number::negative_infinity), max: max.unwrap_or_else(Number::infinity) }
    }

    /// The bounds of the result of an operation that is monotone in both operands.
    fn apply(&self, other: &Self, operation: Operation) -> Option<Self> {
        let corners =
            [(&self.min, &other.min), (&self.min, &other.max), (&self.max, &other.min), (&self.max, &other.max)];
        let corners = corners.into_iter().map(|(a, b)| operation(a, b).ok()).collect::<Option<Vec<_>>>()?;
        let min = corners.iter().min_by(|a, b| a.cmp_exact(b))?.clone();
        let max = corners.iter().max_by(|a, b| a.cmp_exact(b))?.clone();
        Some(Self { min, max })
    }
}

fn known(a: &Operand, b: &Operand, operation: Operation) -> Option<Result<Value, OperatorError>> {
    let (a, b) = (a.value.as_number()?, b.value.as_number()?);
    Some(operation(a, b).map(Value::number).map_err(|error| OperatorError(error.to_string())))
}

fn bounded(a: &Operand, b: &Operand, operation: Operation) -> Value {
    let bounds = Bounds::of(&a.value).apply(&Bounds::of(&b.value), operation);
    let inclusive = |bound: Number| (!bound.is_infinite()).then_some((bound, true));
    let (min, max) = bounds.map_or((None, None), |bounds| (inclusive(bounds.min), inclusive(bounds.max)));
    Value::refined(Type::Number, Refinement { not_null: true, min, max, ..Refinement::default() })
}

fn monotone(a: &Value, b: &Value, operation: Operation) -> Result<Value, OperatorError> {
    let (a, b, marks) = pair(a, b, &Type::Number)?;
    Ok(known(&a, &b, operation).unwrap_or_else(|| Ok(bounded(&a, &b, operation)))?.mark(&marks))
}

fn unbounded(a: &Value, b: &Value, operation: Operation) -> Result<Value, OperatorError> {
    let (a, b, marks) = pair(a, b, &Type::Number)?;
    Ok(known(&a, &b, operation).unwrap_or_else(|| Ok(unknown_not_null(Type::Number)))?.mark(&marks))
}

impl Value {
    /// `a + b`.
    pub fn add(&self, other: &Value) -> Result<Value, OperatorError> {
        monotone(self, other, Number::add)
    }

    /// `a - b`.
    pub fn subtract(&self, other: &Value) -> Result<Value, OperatorError> {
        monotone(self, other, Number::sub)
    }

    /// `a * b`.
    pub fn multiply(&self, other: &Value) -> Result<Value, OperatorError> {
        monotone(self, other, Number::mul)
    }

    /// `a / b`. Anything but zero divided by zero is infinite.
    pub fn divide(&self, other: &Value) -> Result<Value, OperatorError> {
        unbounded(self, other, Number::div)
    }

    /// `a % b`, with the sign of `a`.
    pub fn modulo(&self, other: &Value) -> Result<Value, OperatorError> {
        unbounded(self, other, Number::rem)
    }

    /// `-a`.
    pub fn negate(&self) -> Result<Value, OperatorError> {
        let operand = Operand::new(self, &Type::Number)?;
        let value = match operand.value.as_number() {
            Some(number) => Value::number(number.neg()),
            None => unknown_not_null(Type::Number),
        };
        Ok(value.mark(&operand.marks))
    }
}

/// Compares two operands as far as their bounds decide it.
pub(super) fn cmp_bounds(a: &Value, b: &Value) -> Option<Ordering> {
    let (a, b) = (Bounds::of(a), Bounds::of(b));
    if a.max.cmp_exact(&b.min) == Ordering::Less {
        Some(Ordering::Less)
    } else if a.min.cmp_exact(&b.max) == Ordering::Greater {
        Some(Ordering::Greater)
    } else {
        None
    }
}
