//! Finding one type that several values can be converted to.

use super::{Type, Value};

/// The type that all of these can be converted to, if there is one.
pub fn unify(types: &[Type]) -> Option<Type> {
    let _ = types;
    todo!()
}

/// The values converted to their unified type, if there is one.
pub fn unify_values(values: &[Value]) -> Option<(Type, Vec<Value>)> {
    let _ = values;
    todo!()
}
