//! Conversion of values to a type, by Terraform's rules.
//!
//! The work is driven by the value, so that nothing is built where nothing changes. Only when it fails is the type of
//! the whole value looked at: a conversion that is impossible for its type is reported for the whole value, one that
//! fails for a particular value is reported where it is.

mod compound;
mod mismatch;
mod possible;
mod unknown;

#[cfg(test)]
mod tests;

pub(super) use possible::is_possible;

use super::{Kind, Number, Path, Step, Type, Value};

/// Why a value cannot be converted, and where inside it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct ConvertError {
    /// Where in the value.
    pub path: Path,
    /// What is wrong, in Terraform's words: `string required`, `attribute "a" is required`, ….
    pub message: String,
}

impl ConvertError {
    fn new(message: impl Into<String>) -> Self {
        Self { path: Path::root(), message: message.into() }
    }

    /// The same error seen from one step further out.
    fn below(mut self, step: Step) -> Self {
        self.path.steps.insert(0, step);
        self
    }
}

/// A converted value, or `None` where nothing changes.
type Converted = Result<Option<Value>, ConvertError>;

/// Converts a value to a type constraint. `Dynamic` parts take the value's own type (unified inside collections);
/// optional attributes of object constraints become null when absent; surplus object attributes are dropped.
pub fn convert(value: &Value, ty: &Type) -> Result<Value, ConvertError> {
    match convert_inside(value, ty) {
        Ok(None) => Ok(value.clone()),
        Ok(Some(converted)) => Ok(converted),
        Err(error) => {
            let have = value.ty();
            if is_possible(&have, ty, true) { Err(error) } else { Err(ConvertError::new(mismatch::message(&have, ty))) }
        }
    }
}

/// Whether a value of one type may convert to another type; some values may still fail.
pub fn is_convertible(from: &Type, to: &Type) -> bool {
    from == to || is_possible(from, to, true)
}

/// What keeps a value of one type from being converted to another, in Terraform's words.
pub fn mismatch_message(have: &Type, want: &Type) -> String {
    mismatch::message(have, want)
}

fn impossible() -> ConvertError {
    // Replaced by `convert`, which alone knows the whole types.
    ConvertError::new("incompatible types")
}

fn convert_inside(value: &Value, ty: &Type) -> Converted {
    if *ty == Type::Dynamic {
        return Ok(None);
    }
    let converted = match value.kind() {
        Kind::Unknown(unknown) => unknown::convert_unknown(unknown, ty)?,
        Kind::Null(own) => unknown::convert_null(own, ty)?,
        Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => convert_primitive(value, ty)?,
        Kind::List(list) => compound::from_list(list, ty)?,
        Kind::Set(set) => compound::from_set(value, set, ty)?,
        Kind::Map(map) => compound::from_map(map, ty)?,
        Kind::Object(attributes) => compound::from_object(attributes, ty)?,
        Kind::Tuple(items) => compound::from_tuple(items, ty)?,
    };
    Ok(converted.map(|converted| converted.mark(value.marks())))
}

fn convert_primitive(value: &Value, ty: &Type) -> Converted {
    match (value.kind(), ty) {
        (Kind::Bool(_), Type::Bool) | (Kind::Number(_), Type::Number) | (Kind::String(_), Type::String) => Ok(None),
        (Kind::Bool(value), Type::String) => Ok(Some(Value::string(if *value { "true" } else { "false" }))),
        (Kind::Number(number), Type::String) => Ok(Some(Value::string(number.to_string()))),
        (Kind::String(text), Type::Number) => match text.parse::<Number>() {
            Ok(number) => Ok(Some(Value::number(number))),
            Err(error) => Err(ConvertError::new(error.to_string())),
        },
        (Kind::String(text), Type::Bool) => parse_bool(text).map(|value| Some(Value::bool(value))),
        _ => Err(impossible()),
    }
}

fn parse_bool(text: &str) -> Result<bool, ConvertError> {
    let wrong_case =
        |word: &str| ConvertError::new(format!("a bool is required; to convert from string, use lowercase \"{word}\""));
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        text if text.eq_ignore_ascii_case("true") => Err(wrong_case("true")),
        text if text.eq_ignore_ascii_case("false") => Err(wrong_case("false")),
        _ => Err(ConvertError::new("a bool is required")),
    }
}
