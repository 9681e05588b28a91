//! The operators of the language on values: null, unknown and marks handled once, here.
//!
//! Rules are those of Terraform 1.15 (go-cty): marks of operands are united; unknown operands give an
//! unknown result, refined where something is known of it; operands are converted to the operator's type first.

use super::Value;

/// Why an operator could not be applied, as a sentence fragment for a diagnostic's detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorError(pub String);

impl Value {
    /// `a == b` of the language, without conversion: values of different types are unequal; unknowns give an unknown bool.
    #[must_use]
    pub fn equals(&self, other: &Value) -> Value {
        let _ = other;
        todo!()
    }

    /// The number of elements of a collection, tuple, object, or of grapheme clusters of text; unknown if undecided.
    pub fn length(&self) -> Result<Value, OperatorError> {
        todo!()
    }
}
