//! JSON text from values.

use super::type_form::write_type;
use super::{Fault, JsonError};
use crate::value::{Kind, Step, Type, Value};
use std::fmt::Write as _;
use std::sync::Arc;

/// Writes a wholly-known value as compact JSON for a type; a `Dynamic` part becomes a `{"value":…,"type":…}` pair.
/// Marks are left out. Unknown values are an error.
pub fn to_json(value: &Value, ty: &Type) -> Result<String, JsonError> {
    let mut out = String::new();
    write(value, ty, &mut out)?;
    Ok(out)
}

/// Text as a JSON string, escaped for HTML as Terraform escapes it.
pub fn quote_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_text(text, &mut out);
    out
}

fn write(value: &Value, ty: &Type, out: &mut String) -> Result<(), Fault> {
    if !value.is_known() {
        return Err(Fault::new("value is not known"));
    }
    if *ty == Type::Dynamic {
        return write_dynamic(value, out);
    }
    match value.kind() {
        Kind::Null(_) | Kind::Unknown(_) => out.push_str("null"),
        Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Kind::Number(number) if number.is_infinite() => return Err(Fault::new("cannot serialize infinity as JSON")),
        Kind::Number(number) => _ = write!(out, "{number}"),
        Kind::String(text) => write_text(text, out),
        Kind::List(list) | Kind::Set(list) => {
            let element = ty.element().unwrap_or(&list.element);
            write_items(&list.items, |_| Some(element), out)?;
        }
        Kind::Tuple(items) => match ty {
            Type::Tuple(types) => write_items(items, |at| types.get(at), out)?,
            ty => write_items(items, |_| ty.element(), out)?,
        },
        Kind::Map(map) => {
            let element = ty.element().unwrap_or(&map.element);
            write_entries(&map.items, |_| Some(element), |key| Step::Index(Kind::String(key).into()), out)?;
        }
        Kind::Object(attributes) => {
            let inside = |name: &str| ty.element().or_else(|| ty.attribute(name));
            write_entries(&**attributes, inside, Step::Attribute, out)?;
        }
    }
    Ok(())
}

fn write_dynamic(value: &Value, out: &mut String) -> Result<(), Fault> {
    let own = value.ty();
    if own == Type::Dynamic {
        out.push_str("null");
        return Ok(());
    }
    out.push_str("{\"value\":");
    write(value, &own, out)?;
    out.push_str(",\"type\":");
    write_type(&own, out);
    out.push('}');
    Ok(())
}

fn write_items<'t>(items: &[Value], ty: impl Fn(usize) -> Option<&'t Type>, out: &mut String) -> Result<(), Fault> {
    out.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_inside(item, ty(at), out).map_err(|fault| fault.below(Step::Index(Value::number(at))))?;
    }
    out.push(']');
    Ok(())
}

fn write_entries<'a, 't>(
    entries: impl IntoIterator<Item = (&'a Arc<str>, &'a Value)>,
    ty: impl Fn(&str) -> Option<&'t Type>,
    step: impl Fn(Arc<str>) -> Step,
    out: &mut String,
) -> Result<(), Fault> {
    out.push('{');
    let mut is_first = true;
    for (key, item) in entries {
        if !std::mem::take(&mut is_first) {
            out.push(',');
        }
        write_text(key, out);
        out.push(':');
        write_inside(item, ty(key), out).map_err(|fault| fault.below(step(key.clone())))?;
    }
    out.push('}');
    Ok(())
}

/// A part that the wanted type does not know of is written by its own type.
fn write_inside(value: &Value, ty: Option<&Type>, out: &mut String) -> Result<(), Fault> {
    match ty {
        Some(ty) => write(value, ty, out),
        None => write(value, &value.ty(), out),
    }
}

pub(super) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let escape = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => "",
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        plain = at + c.len_utf8();
        if escape.is_empty() {
            _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push_str(escape);
        }
    }
    out.push_str(&text[plain..]);
    out.push('"');
}
