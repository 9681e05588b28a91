//! Building sets: duplicates, order, marks.
//!
//! Order is Terraform's: numbers by value, strings bytewise, `false` before `true`, anything else by a text that spells
//! out the value (so that state written here lists elements as state written there). Unknown elements come after
//! known ones and nulls last. An unknown element is never a duplicate: it may turn out to be anything.

use super::{Kind, Marks, Type, Value};
use std::cmp::Ordering;
use std::fmt::Write as _;

/// A set of these elements: duplicates go, order becomes Terraform's, marks of elements move to the set.
pub(super) fn set(element: Type, items: Vec<Value>) -> Value {
    let mut marks = Marks::NONE;
    let mut items: Vec<Value> = items
        .into_iter()
        .map(|item| {
            if item.contains_marks() {
                marks = marks.union(&item.deep_marks());
                item.without_marks_deep()
            } else {
                item
            }
        })
        .collect();
    let element = if element == Type::Dynamic { common_type(&items) } else { element };
    if items.len() > 1 {
        if element.is_primitive() {
            items.sort_by(cmp_primitive);
            items.dedup_by(|a, b| a.is_known() && cmp_primitive(a, b) == Ordering::Equal);
        } else {
            items = sort_compound(items);
        }
    }
    Value::sorted_set(element, items).with_marks(marks)
}

/// The type of the first element that has one.
fn common_type(items: &[Value]) -> Type {
    items.iter().map(Value::ty).find(|ty| *ty != Type::Dynamic).unwrap_or(Type::Dynamic)
}

fn rank(value: &Value) -> u8 {
    match value.kind() {
        Kind::Null(_) => 2,
        Kind::Unknown(_) => 1,
        _ => 0,
    }
}

fn cmp_primitive(a: &Value, b: &Value) -> Ordering {
    match (a.kind(), b.kind()) {
        (Kind::String(a), Kind::String(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Kind::Number(a), Kind::Number(b)) => a.cmp(b),
        (Kind::Bool(a), Kind::Bool(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
    }
}

/// Sorts by spelled-out text; elements with the same text are compared one by one.
fn sort_compound(items: Vec<Value>) -> Vec<Value> {
    let mut keyed: Vec<(u8, String, Value)> = items
        .into_iter()
        .map(|item| {
            let mut text = String::new();
            spell(&item, &mut text);
            (rank(&item), text, item)
        })
        .collect();
    keyed.sort_by(|a, b| (a.0, a.1.as_bytes()).cmp(&(b.0, b.1.as_bytes())));
    let mut out: Vec<(String, Value)> = Vec::with_capacity(keyed.len());
    for (_, text, item) in keyed {
        let is_duplicate =
            out.iter().rev().take_while(|(other, _)| *other == text).any(|(_, other)| other.is_equal(&item));
        if !is_duplicate {
            out.push((text, item));
        }
    }
    out.into_iter().map(|(_, item)| item).collect()
}

fn spell(value: &Value, out: &mut String) {
    match value.kind() {
        Kind::Unknown(_) => out.push('?'),
        Kind::Null(_) => out.push('~'),
        Kind::Bool(value) => out.push(if *value { 'T' } else { 'F' }),
        Kind::Number(number) => out.push_str(&number.to_ten_digits()),
        Kind::String(text) => spell_text(text, out),
        Kind::List(list) | Kind::Set(list) => spell_all(&list.items, ('[', ']'), out),
        Kind::Tuple(items) => spell_all(items.iter(), ('<', '>'), out),
        Kind::Object(attributes) => spell_all(attributes.values(), ('<', '>'), out),
        Kind::Map(map) => {
            out.push('{');
            for (key, item) in &map.items {
                spell_text(key, out);
                out.push(':');
                spell(item, out);
                out.push(';');
            }
            out.push('}');
        }
    }
}

fn spell_all<'a>(items: impl IntoIterator<Item = &'a Value>, (open, close): (char, char), out: &mut String) {
    out.push(open);
    for item in items {
        spell(item, out);
        out.push(';');
    }
    out.push(close);
}

/// Text quoted as Go's `%q` quotes it, since its bytes decide the order.
fn spell_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            c if c.is_ascii_control() => _ = write!(out, "\\x{:02x}", u32::from(c)),
            c if c.is_control() || c == '\u{feff}' || (c.is_whitespace() && c != ' ') => {
                _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
