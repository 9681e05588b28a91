//! Values, paths and marks as JSON: the type in Terraform's notation, the content as msgpack (which keeps unknowns), marks
//! by path.

use iac_core::value::{Marks, Path, Step, Type, Value, from_msgpack, to_msgpack, type_from_json, type_to_json};
use serde::{Deserialize, Serialize};

/// A value in a saved plan.
#[derive(Serialize, Deserialize)]
pub(super) struct SavedValue {
    ty: String,
    hex: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    marks: Vec<SavedMarks>,
}

#[derive(Serialize, Deserialize)]
struct SavedMarks {
    path: Vec<SavedStep>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    sensitive: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    ephemeral: bool,
}

/// A step of a path in a saved plan.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SavedStep {
    Attribute(String),
    Key(String),
    Index(String),
}

fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn from_hex(text: &str) -> Result<Vec<u8>, String> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0).ok_or("bytes are not in hexadecimal form")?;
    Ok(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Bytes as text.
pub(super) fn save_bytes(bytes: &[u8]) -> String {
    to_hex(bytes)
}

/// Bytes from text.
pub(super) fn load_bytes(text: &str) -> Result<Vec<u8>, String> {
    from_hex(text)
}

/// A path as data. Steps into sets cannot be kept; they do not occur, since marks of elements belong to the set.
pub(super) fn save_path(path: &Path) -> Vec<SavedStep> {
    path.steps
        .iter()
        .filter_map(|step| match step {
            Step::Attribute(name) => Some(SavedStep::Attribute(name.to_string())),
            Step::Index(key) => match (key.as_str(), key.as_number()) {
                (Some(text), _) => Some(SavedStep::Key(text.to_owned())),
                (_, Some(number)) => Some(SavedStep::Index(number.to_string())),
                _ => None,
            },
        })
        .collect()
}

/// A path from data.
pub(super) fn load_path(steps: Vec<SavedStep>) -> Result<Path, String> {
    let mut path = Path::root();
    for step in steps {
        path = match step {
            SavedStep::Attribute(name) => path.then_attribute(name),
            SavedStep::Key(key) => path.then_index(Value::string(key)),
            SavedStep::Index(digits) => {
                let number: iac_core::value::Number =
                    digits.parse().map_err(|_| format!("{digits:?} is not a number"))?;
                path.then_index(Value::number(number))
            }
        };
    }
    Ok(path)
}

/// A value as data.
pub(super) fn save_value(value: &Value) -> Result<SavedValue, String> {
    let (unmarked, marks) = value.unmark_deep();
    let ty = unmarked.ty();
    let bytes = to_msgpack(&unmarked, &ty).map_err(|error| error.to_string())?;
    let marks = marks
        .iter()
        .map(|(path, marks)| SavedMarks {
            path: save_path(path),
            sensitive: marks.sensitive,
            ephemeral: marks.ephemeral,
        })
        .collect();
    Ok(SavedValue { ty: type_to_json(&ty), hex: to_hex(&bytes), marks })
}

/// A value from data.
pub(super) fn load_value(saved: SavedValue) -> Result<Value, String> {
    let ty: Type = type_from_json(&saved.ty).map_err(|error| error.to_string())?;
    let value = from_msgpack(&from_hex(&saved.hex)?, &ty).map_err(|error| error.to_string())?;
    if saved.marks.is_empty() {
        return Ok(value);
    }
    let mut marks = Vec::new();
    for mark in saved.marks {
        let found = Marks { sensitive: mark.sensitive, ephemeral: mark.ephemeral, deprecated: None };
        marks.push((load_path(mark.path)?, found));
    }
    Ok(value.mark_paths(&marks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_survives_with_its_unknowns_and_marks() {
        let value = Value::object([
            ("a", Value::string("x").mark(&Marks::SENSITIVE)),
            ("b", Value::unknown(Type::list(Type::Number))),
            ("c", Value::tuple([Value::null(Type::Bool), Value::bool(true)])),
        ]);
        let saved = save_value(&value).expect("saved");
        assert_eq!(load_value(saved).expect("loaded"), value);
    }
}
