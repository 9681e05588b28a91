//! JSON codec, driven by types: state files, plan JSON, `jsonencode`.
//!
//! The public API speaks in text and `Value`, so that no JSON library is part of it. Numbers keep every digit.

use super::{Type, Value};

/// Why JSON text is not a value of the wanted type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct JsonError(pub String);

/// Reads JSON text as a value of a type; a `Dynamic` part is a `{"value":…,"type":…}` pair.
pub fn from_json(text: &str, ty: &Type) -> Result<Value, JsonError> {
    let _ = (text, ty);
    todo!()
}

/// Writes a wholly-known value as compact JSON for a type; a `Dynamic` part becomes a `{"value":…,"type":…}` pair.
/// Marks are left out. Unknown values are an error.
pub fn to_json(value: &Value, ty: &Type) -> Result<String, JsonError> {
    let _ = (value, ty);
    todo!()
}

/// The type that JSON text implies: objects and tuples, as `jsondecode` gives them.
pub fn json_type(text: &str) -> Result<Type, JsonError> {
    let _ = text;
    todo!()
}

/// Reads a type in JSON form: `"string"`, `["list","string"]`, `["object",{…}]`, optional attributes as a third element.
pub fn type_from_json(text: &str) -> Result<Type, JsonError> {
    let _ = text;
    todo!()
}

/// Writes a type in JSON form.
pub fn type_to_json(ty: &Type) -> String {
    let _ = ty;
    todo!()
}
