//! Conversion of values to a type, by Terraform's rules.

use super::{Path, Type, Value};

/// Why a value cannot be converted, and where inside it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct ConvertError {
    /// Where in the value.
    pub path: Path,
    /// What is wrong, in Terraform's words: `string required`, `attribute "a" is required`, ….
    pub message: String,
}

/// Converts a value to a type constraint. `Dynamic` parts take the value's own type (unified inside collections);
/// optional attributes of object constraints become null when absent; surplus object attributes are dropped.
pub fn convert(value: &Value, ty: &Type) -> Result<Value, ConvertError> {
    let _ = (value, ty);
    todo!()
}
