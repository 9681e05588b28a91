//! msgpack codec, driven by types: the plugin protocol's `DynamicValue`, and plan files.

use super::{Type, Value};

/// Why bytes are not a value of the wanted type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MsgpackError(pub String);

/// Reads msgpack as a value of a type. Unknown is extension 0, refined unknown extension 12.
pub fn from_msgpack(bytes: &[u8], ty: &Type) -> Result<Value, MsgpackError> {
    let _ = (bytes, ty);
    todo!()
}

/// Writes a value as msgpack for a type. Marks are left out.
pub fn to_msgpack(value: &Value, ty: &Type) -> Result<Vec<u8>, MsgpackError> {
    let _ = (value, ty);
    todo!()
}
