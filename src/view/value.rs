//! Values as the language would write them: outputs, `console`, `state show`.

use iac_core::value::{Kind, Type, Value};
use std::fmt::Write;

/// A value as an expression, indented by `indent` spaces after the first line. Sensitive parts are hidden.
pub(crate) fn render(value: &Value, indent: usize) -> String {
    if value.marks().ephemeral {
        return "(ephemeral value)".into();
    }
    if value.marks().sensitive {
        return "(sensitive value)".into();
    }
    match value.kind() {
        Kind::Null(ty) => null(ty),
        Kind::Unknown(_) => "(known after apply)".into(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(number) => number.to_string(),
        Kind::String(text) => string(text, indent),
        Kind::List(list) if list.items.is_empty() => format!("tolist([]){}", of(&list.element)),
        Kind::Set(set) if set.items.is_empty() => format!("toset([]){}", of(&set.element)),
        Kind::Map(map) if map.items.is_empty() => format!("tomap({{}}){}", of(&map.element)),
        Kind::List(list) => format!("tolist({})", sequence(&list.items, indent)),
        Kind::Set(set) => format!("toset({})", sequence(&set.items, indent)),
        Kind::Map(map) => format!("tomap({})", mapping(map.items.iter().map(|(key, value)| (&**key, value)), indent)),
        Kind::Tuple(items) => sequence(items, indent),
        Kind::Object(attributes) => mapping(attributes.iter().map(|(key, value)| (&**key, value)), indent),
    }
}

/// The remark on what an empty collection could hold.
fn of(element: &Type) -> String {
    if *element == Type::Dynamic { String::new() } else { format!(" /* of {} */", element.friendly_name()) }
}

fn null(ty: &Type) -> String {
    match ty {
        Type::Dynamic => "null".into(),
        Type::Bool => "tobool(null)".into(),
        Type::Number => "tonumber(null)".into(),
        Type::String => "tostring(null)".into(),
        Type::List(element) => format!("tolist(null) /* of {} */", element.friendly_name()),
        Type::Set(element) => format!("toset(null) /* of {} */", element.friendly_name()),
        Type::Map(element) => format!("tomap(null) /* of {} */", element.friendly_name()),
        Type::Object(_) | Type::Tuple(_) => format!("null /* {} */", ty.friendly_name()),
    }
}

fn sequence(items: &[Value], indent: usize) -> String {
    if items.is_empty() {
        return "[]".into();
    }
    let pad = " ".repeat(indent + 2);
    let mut out = String::from("[\n");
    for item in items {
        writeln!(out, "{pad}{},", render(item, indent + 2)).expect("invariant: writing to a string cannot fail");
    }
    out + &" ".repeat(indent) + "]"
}

fn mapping<'a>(items: impl Iterator<Item = (&'a str, &'a Value)>, indent: usize) -> String {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return "{}".into();
    }
    let pad = " ".repeat(indent + 2);
    let mut out = String::from("{\n");
    for (key, value) in items {
        writeln!(out, "{pad}{} = {}", quote(key), render(value, indent + 2))
            .expect("invariant: writing to a string cannot fail");
    }
    out + &" ".repeat(indent) + "}"
}

/// A string: quoted, or as a heredoc if it has several lines.
fn string(text: &str, indent: usize) -> String {
    let heredoc = text.contains('\n') && !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    if !heredoc {
        return quote(text);
    }
    let mut marker = "EOT".to_owned();
    while text.lines().any(|line| line.trim() == marker) {
        marker.push('_');
    }
    // Inside a structure lines are indented, which the strip form takes off again.
    let (strip, pad) = if indent > 0 { ("-", " ".repeat(indent)) } else { ("", String::new()) };
    let mut out = format!("<<{strip}{marker}\n");
    for line in text.split('\n') {
        out.push_str(&format!("{pad}{line}\n"));
    }
    out + &pad + &marker
}

/// Text between quotes, with HCL's escapes.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => out.extend([c, c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::render;
    use iac_core::value::{Marks, Type, Value};

    #[test]
    fn values_read_as_expressions() {
        let check = |value: Value, want: &str| assert_eq!(render(&value, 0), want);
        check(Value::string("a\"b\\${c}"), r#""a\"b\\$${c}""#);
        check(Value::string("a\nb\n"), "<<EOT\na\nb\n\nEOT");
        check(Value::tuple([Value::number(1), Value::null(Type::Dynamic)]), "[\n  1,\n  null,\n]");
        check(Value::list(Type::String, vec![]), "tolist([]) /* of string */");
        check(
            Value::object([("a", Value::bool(true)), ("b-c", Value::tuple([]))]),
            "{\n  \"a\" = true\n  \"b-c\" = []\n}",
        );
        check(Value::string("x").mark(&Marks::SENSITIVE), "(sensitive value)");
        check(Value::unknown(Type::String), "(known after apply)");
        check(Value::null(Type::list(Type::String)), "tolist(null) /* of string */");
    }
}
