//! Reading the arguments of a call: known, converted values of the types that the parameters ask for.
//!
//! Only arguments whose parameter admits neither null nor unknown are read this way.

use super::function::{Call, FunctionError};
use iac_core::value::{Number, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What Terraform says of a number that is no index.
pub(super) const NOT_WHOLE: &str = "value must be a whole number, between -9223372036854775808 and 9223372036854775807";

/// The integer that a number is.
pub(super) fn whole(number: &Number) -> Result<i64, &'static str> {
    number.as_i64().ok_or(NOT_WHOLE)
}

/// An empty or filled list whose element type is that of the given list type.
pub(super) fn list_of(ty: &Type, items: Vec<Value>) -> Value {
    Value::list(element_of(ty), items)
}

/// The element type of a collection type.
pub(super) fn element_of(ty: &Type) -> Type {
    ty.element().cloned().unwrap_or(Type::Dynamic)
}

/// A list of texts.
pub(super) fn list_of_text<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Value {
    Value::list(Type::String, texts.into_iter().map(Value::string).collect())
}

impl Call<'_> {
    /// The text at a position.
    pub(super) fn text(&self, position: usize) -> &str {
        self.args[position].as_str().expect("invariant: the parameter is a known string")
    }

    /// The number at a position.
    pub(super) fn number(&self, position: usize) -> &Number {
        self.args[position].as_number().expect("invariant: the parameter is a known number")
    }

    /// The integer at a position.
    pub(super) fn integer(&self, position: usize) -> Result<i64, FunctionError> {
        whole(self.number(position)).map_err(FunctionError::failed)
    }

    /// The elements of the list, set or tuple at a position.
    pub(super) fn elements(&self, position: usize) -> &[Value] {
        self.args[position].as_elements().expect("invariant: the parameter is a known sequence")
    }

    /// The elements of the map or object at a position.
    pub(super) fn entries(&self, position: usize) -> &BTreeMap<Arc<str>, Value> {
        self.args[position].as_entries().expect("invariant: the parameter is a known map or object")
    }

    /// An unknown result.
    pub(super) fn unknown(&self) -> Value {
        Value::unknown(self.ty.clone())
    }
}
