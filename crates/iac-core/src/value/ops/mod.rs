//! The operators of the language on values: null, unknown and marks handled once, here.
//!
//! Rules are those of Terraform 1.15 (go-cty): marks of operands are united; unknown operands give an
//! unknown result, refined where something is known of it; operands are converted to the operator's type first.

mod arithmetic;
mod compare;
mod equality;
mod length;
mod logic;

#[cfg(test)]
mod tests;

pub use length::graphemes;

use super::{ConvertError, Kind, Marks, Refinement, Type, Value, convert};

/// Why an operator could not be applied, as a sentence fragment for a diagnostic's detail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OperatorError(pub String);

impl From<ConvertError> for OperatorError {
    fn from(error: ConvertError) -> Self {
        Self(error.message)
    }
}

/// An operand, converted and rid of its marks.
struct Operand {
    value: Value,
    marks: Marks,
}

impl Operand {
    /// Converts to the operator's type; null is an error.
    fn new(value: &Value, ty: &Type) -> Result<Self, OperatorError> {
        let value = convert(value, ty)?;
        if value.is_null() {
            return Err(OperatorError("argument must not be null".into()));
        }
        let marks = value.marks().clone();
        Ok(Self { value: value.with_marks(Marks::NONE), marks })
    }

    fn is_known(&self) -> bool {
        self.value.is_known()
    }
}

fn pair(a: &Value, b: &Value, ty: &Type) -> Result<(Operand, Operand, Marks), OperatorError> {
    let (a, b) = (Operand::new(a, ty)?, Operand::new(b, ty)?);
    let marks = a.marks.union(&b.marks);
    Ok((a, b, marks))
}

fn unknown_not_null(ty: Type) -> Value {
    Value::refined(ty, Refinement { not_null: true, ..Refinement::default() })
}

impl Value {
    /// What is known of it, if it is unknown.
    pub fn refinement(&self) -> Option<&Refinement> {
        match self.kind() {
            Kind::Unknown(unknown) => Some(&unknown.refinement),
            _ => None,
        }
    }

    /// Whether it will not be null, whatever it turns out to be.
    pub fn is_definitely_not_null(&self) -> bool {
        match self.kind() {
            Kind::Unknown(unknown) => unknown.refinement.not_null,
            Kind::Null(_) => false,
            _ => true,
        }
    }
}
