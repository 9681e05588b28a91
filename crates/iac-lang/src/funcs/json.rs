//! `jsonencode` and `jsondecode`.

use super::function::{Function, FunctionError, Parameter};
use iac_core::value::{Kind, Number, Refinement, Type, Value};
use std::fmt::Write as _;

/// Writes a known value as compact JSON, with `<`, `>`, `&` and the line separators escaped.
pub(super) fn encode_json(value: &Value) -> String {
    let mut json = String::new();
    write_value(value, &mut json);
    json
}

fn write_value(value: &Value, json: &mut String) {
    match value.kind() {
        Kind::Null(_) | Kind::Unknown(_) => json.push_str("null"),
        Kind::Bool(truth) => json.push_str(if *truth { "true" } else { "false" }),
        Kind::Number(number) => json.push_str(&number.to_string()),
        Kind::String(text) => write_text(text, json),
        Kind::List(list) | Kind::Set(list) => write_items(&list.items, json),
        Kind::Tuple(items) => write_items(items, json),
        Kind::Map(_) | Kind::Object(_) => {
            json.push('{');
            for (at, (name, item)) in value.as_entries().into_iter().flatten().enumerate() {
                if at > 0 {
                    json.push(',');
                }
                write_text(name, json);
                json.push(':');
                write_value(item, json);
            }
            json.push('}');
        }
    }
}

fn write_items(items: &[Value], json: &mut String) {
    json.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            json.push(',');
        }
        write_value(item, json);
    }
    json.push(']');
}

fn write_text(text: &str, json: &mut String) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            c => json.push(c),
        }
    }
    json.push('"');
}

pub(super) fn jsonencode() -> Function {
    Function::new("jsonencode", "Writes a value as JSON.", Type::String, |call| {
        let value = &call.args[0];
        if !value.is_wholly_known() {
            return Ok(unknown_json(value));
        }
        Ok(Value::string(encode_json(value)))
    })
    .with(Parameter::new("val", Type::Dynamic).null().unknown().dynamic())
}

/// Unknown JSON: its first character follows from the type, unless the value may be null.
fn unknown_json(value: &Value) -> Value {
    let never_null = match value.kind() {
        Kind::Unknown(unknown) => unknown.refinement.not_null,
        _ => true,
    };
    let prefix = match value.ty() {
        _ if !never_null => None,
        Type::String => Some("\""),
        Type::Map(_) | Type::Object(_) => Some("{"),
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => Some("["),
        _ => None,
    };
    let refinement = Refinement { not_null: true, prefix: prefix.map(Into::into), ..Refinement::default() };
    Value::refined(Type::String, refinement)
}

pub(super) fn jsondecode() -> Function {
    Function::new("jsondecode", "Reads JSON.", Type::Dynamic, |call| decoded(call.text(0)))
        .param("str", Type::String)
        .nullable()
}

fn decoded(text: &str) -> Result<Value, FunctionError> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    let value = match stream.next() {
        None => return Err(FunctionError::failed("EOF")),
        Some(value) => value.map_err(|error| failure(text, &error))?,
    };
    // Terraform looks for one more value and is content with anything that is not one.
    let rest = text[stream.byte_offset()..].trim_start_matches([' ', '\t', '\r', '\n']);
    if !rest.is_empty() && !rest.starts_with(['}', ']', ',', ':']) {
        return Err(FunctionError::failed("extraneous data after JSON object"));
    }
    Ok(from_json(value))
}

fn from_json(json: serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match json {
        Json::Null => Value::null(Type::Dynamic),
        Json::Bool(truth) => Value::bool(truth),
        Json::Number(number) => Value::number(number.to_string().parse::<Number>().unwrap_or_default()),
        Json::String(text) => Value::string(text),
        Json::Array(items) => Value::tuple(items.into_iter().map(from_json)),
        Json::Object(members) => {
            // Names are normalised like all text.
            Value::object(members.into_iter().filter_map(|(name, member)| {
                let Kind::String(name) = Value::string(name).into_kind() else { return None };
                Some((name, from_json(member)))
            }))
        }
    }
}

/// What Terraform says of the character at fault, as far as the place tells.
fn failure(text: &str, error: &serde_json::Error) -> FunctionError {
    if error.is_eof() {
        return FunctionError::failed("EOF");
    }
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let at = error.column().saturating_sub(1).min(line.len());
    let found = line.get(at..).and_then(|rest| rest.chars().next());
    let what = error.to_string();
    FunctionError::failed(match found {
        Some(c) if what.starts_with("expected value") => {
            format!("invalid character '{c}' looking for beginning of value")
        }
        Some(c) if what.starts_with("trailing comma") || what.starts_with("key must be a string") => {
            format!("invalid character '{c}' looking for beginning of object key string")
        }
        Some(c) if what.starts_with("expected `:`") => format!("invalid character '{c}' after object key"),
        Some(c) if what.starts_with("expected `,` or `]`") => format!("invalid character '{c}' after array element"),
        Some(c) if what.starts_with("expected `,` or `}`") => {
            format!("invalid character '{c}' after object key:value pair")
        }
        _ => what,
    })
}
