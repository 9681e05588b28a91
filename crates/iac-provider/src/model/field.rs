//! What a field of a model can be, and its way in and out of a value.

use super::TypeSpec;
use crate::Error;
use iac_core::value::{Kind, Type, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A type that fields of models can have. Null and unknown read as its empty value.
pub trait Field: Sized {
    /// Its type in the schema.
    const TY: TypeSpec;
    /// Reads it from a value.
    fn from_value(value: &Value) -> Result<Self, Error>;
    /// Writes it as a value.
    fn to_value(&self) -> Value;
}

/// Whether there is something to read.
fn present(value: &Value) -> bool {
    !matches!(value.kind(), Kind::Null(_) | Kind::Unknown(_))
}

fn mismatch(wanted: &str, value: &Value) -> Error {
    Error::other(format!("{wanted} required, but the value is {}", value.ty().friendly_name()))
}

impl Field for Value {
    const TY: TypeSpec = TypeSpec::Any;
    fn from_value(value: &Value) -> Result<Self, Error> {
        Ok(value.clone())
    }
    fn to_value(&self) -> Value {
        self.clone()
    }
}

impl Field for String {
    const TY: TypeSpec = TypeSpec::String;
    fn from_value(value: &Value) -> Result<Self, Error> {
        match value.as_str() {
            Some(text) => Ok(text.to_owned()),
            None if present(value) => Err(mismatch("string", value)),
            None => Ok(Self::new()),
        }
    }
    fn to_value(&self) -> Value {
        Value::string(self)
    }
}

impl Field for bool {
    const TY: TypeSpec = TypeSpec::Bool;
    fn from_value(value: &Value) -> Result<Self, Error> {
        match value.as_bool() {
            Some(value) => Ok(value),
            None if present(value) => Err(mismatch("bool", value)),
            None => Ok(false),
        }
    }
    fn to_value(&self) -> Value {
        Value::bool(*self)
    }
}

impl Field for i64 {
    const TY: TypeSpec = TypeSpec::Number;
    fn from_value(value: &Value) -> Result<Self, Error> {
        match value.as_number() {
            Some(number) => {
                number.as_i64().ok_or_else(|| Error::other(format!("a whole number is required, got {number}")))
            }
            None if present(value) => Err(mismatch("number", value)),
            None => Ok(0),
        }
    }
    fn to_value(&self) -> Value {
        Value::number(*self)
    }
}

impl Field for i32 {
    const TY: TypeSpec = TypeSpec::Number;
    fn from_value(value: &Value) -> Result<Self, Error> {
        let number = i64::from_value(value)?;
        Self::try_from(number).map_err(|_| Error::other(format!("the number {number} is too large")))
    }
    fn to_value(&self) -> Value {
        Value::number(i64::from(*self))
    }
}

impl Field for f64 {
    const TY: TypeSpec = TypeSpec::Number;
    fn from_value(value: &Value) -> Result<Self, Error> {
        match value.as_number() {
            Some(number) => Ok(number.to_f64()),
            None if present(value) => Err(mismatch("number", value)),
            None => Ok(0.0),
        }
    }
    fn to_value(&self) -> Value {
        Value::number(*self)
    }
}

impl<T: Field> Field for Option<T> {
    const TY: TypeSpec = T::TY;
    fn from_value(value: &Value) -> Result<Self, Error> {
        if present(value) { T::from_value(value).map(Some) } else { Ok(None) }
    }
    fn to_value(&self) -> Value {
        self.as_ref().map_or_else(|| Value::null(T::TY.ty()), Field::to_value)
    }
}

impl<T: Field> Field for Vec<T> {
    const TY: TypeSpec = TypeSpec::List(&T::TY);
    fn from_value(value: &Value) -> Result<Self, Error> {
        elements(value)?
            .iter()
            .enumerate()
            .map(|(at, item)| T::from_value(item).map_err(|e| e.inside_index(at)))
            .collect()
    }
    fn to_value(&self) -> Value {
        Value::list(T::TY.ty(), self.iter().map(Field::to_value).collect())
    }
}

impl<T: Field + Ord> Field for BTreeSet<T> {
    const TY: TypeSpec = TypeSpec::Set(&T::TY);
    fn from_value(value: &Value) -> Result<Self, Error> {
        elements(value)?.iter().map(T::from_value).collect()
    }
    fn to_value(&self) -> Value {
        Value::set(T::TY.ty(), self.iter().map(Field::to_value).collect())
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    const TY: TypeSpec = TypeSpec::Map(&T::TY);
    fn from_value(value: &Value) -> Result<Self, Error> {
        let Some(entries) = value.as_entries() else {
            return if present(value) { Err(mismatch("map", value)) } else { Ok(Self::new()) };
        };
        // A null element of a map of primitives counts as absent, as in the AWS provider.
        let entries = entries.iter().filter(|(_, item)| present(item));
        entries.map(|(key, item)| Ok((key.to_string(), T::from_value(item)?))).collect()
    }
    fn to_value(&self) -> Value {
        Value::map(T::TY.ty(), self.iter().map(|(key, item)| (Arc::from(key.as_str()), item.to_value())).collect())
    }
}

/// The elements of a list, set or tuple; none if it is null or unknown.
pub(super) fn elements(value: &Value) -> Result<&[Value], Error> {
    match value.as_elements() {
        Some(items) => Ok(items),
        None if present(value) => Err(mismatch("list", value)),
        None => Ok(&[]),
    }
}

/// The object type of a struct's fields, for empty collections of it.
pub(super) fn object_type(spec: &TypeSpec) -> Type {
    match spec {
        TypeSpec::List(element) | TypeSpec::Set(element) | TypeSpec::Map(element) => object_type(element),
        other => other.ty(),
    }
}
