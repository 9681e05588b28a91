//! From two values to the tree of their difference.

use super::sequence::{aligned, multiset};
use super::tree::{Action, Node, Shape};
use crate::view::value::quote;
use iac_core::value::{Kind, Value, from_json, json_type};
use std::collections::BTreeSet;

const UNKNOWN: &str = "(known after apply)";
const SENSITIVE: &str = "(sensitive value)";

/// The difference of two values; `None` is a value that is not there.
pub(super) fn node(before: Option<&Value>, after: Option<&Value>) -> Node {
    let (before, after) = (before.filter(|value| !value.is_null()), after.filter(|value| !value.is_null()));
    let action = action_of(before, after);
    let sensitive = |value: Option<&Value>| value.is_some_and(|value| value.marks().sensitive);
    if sensitive(before) || sensitive(after) {
        let hidden = |value: Option<&Value>| value.map(|_| SENSITIVE.to_owned());
        // Both hidden look the same; one of them says enough.
        return Node::leaf(action, hidden(before).filter(|_| after.is_none()), hidden(after));
    }
    match (before, after) {
        (None, None) => Node::leaf(Action::Same, Some("null".into()), Some("null".into())),
        (None, Some(after)) if !after.is_known() => Node::leaf(action, None, Some(UNKNOWN.into())),
        (Some(before), Some(after)) if !after.is_known() => {
            let was = node(Some(before), None);
            match was.shape {
                Shape::Leaf { before, .. } => Node::leaf(action, before, Some(UNKNOWN.into())),
                _ => Node { action, shape: Shape::Turned { before: Box::new(was), after: UNKNOWN.into() }, replaces: false },
            }
        }
        (Some(before), Some(after)) if kind_class(before) != kind_class(after) => turned(action, before, after),
        (before, after) => structured(action, before, after),
    }
}

/// What happens to a value.
pub(super) fn action_of(before: Option<&Value>, after: Option<&Value>) -> Action {
    match (before, after) {
        (None, None) => Action::Same,
        (None, Some(_)) => Action::Add,
        (Some(_), None) => Action::Remove,
        (Some(before), Some(after)) if before.same(after) && before.marks().sensitive == after.marks().sensitive => Action::Same,
        _ => Action::Update,
    }
}

fn turned(action: Action, before: &Value, after: &Value) -> Node {
    let was = node(Some(before), None);
    let shape = match (was.shape, inline(after)) {
        (Shape::Leaf { before, .. }, after) => Shape::Leaf { before, after: Some(after) },
        (shape, after) => Shape::Turned { before: Box::new(Node { action: Action::Remove, shape, replaces: false }), after },
    };
    Node { action, shape, replaces: false }
}

/// A value on one line as far as it goes: for types that change from one kind to another.
fn inline(value: &Value) -> String {
    match primitive(value) {
        Some(text) => text,
        None => crate::view::value::render(value, 0).split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

#[derive(PartialEq, Eq)]
enum Class {
    Primitive,
    Sequence,
    Set,
    Mapping,
}

fn kind_class(value: &Value) -> Class {
    match value.kind() {
        Kind::List(_) | Kind::Tuple(_) => Class::Sequence,
        Kind::Set(_) => Class::Set,
        Kind::Map(_) | Kind::Object(_) => Class::Mapping,
        _ => Class::Primitive,
    }
}

fn structured(action: Action, before: Option<&Value>, after: Option<&Value>) -> Node {
    let sample = before.or(after).map(kind_class);
    let shape = match sample {
        Some(Class::Mapping) => mapping(before, after),
        Some(Class::Sequence) => Shape::Sequence(aligned(elements(before), elements(after))),
        Some(Class::Set) => Shape::Sequence(multiset(elements(before), elements(after))),
        _ => return text_or_leaf(action, before, after),
    };
    Node { action, shape, replaces: false }
}

fn elements(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_elements).unwrap_or_default()
}

fn mapping(before: Option<&Value>, after: Option<&Value>) -> Shape {
    let entries = |value: Option<&Value>| value.and_then(Value::as_entries).cloned().unwrap_or_default();
    let (before_entries, after_entries) = (entries(before), entries(after));
    let is_object = before.or(after).is_some_and(|value| matches!(value.kind(), Kind::Object(_)));
    let keys: BTreeSet<_> = before_entries.keys().chain(after_entries.keys()).collect();
    let mut found = Vec::new();
    for key in keys {
        let (before, after) = (before_entries.get(key), after_entries.get(key));
        // Attributes that are null on both sides say nothing; so do those of an object that appears or goes.
        let is_null = |value: Option<&Value>| value.is_none_or(Value::is_null);
        if is_object && is_null(before) && is_null(after) {
            continue;
        }
        let name = if is_object && is_identifier(key) { key.to_string() } else { quote(key) };
        found.push((name, node(before, after)));
    }
    Shape::Mapping { entries: found, unit: if is_object { "attribute" } else { "element" } }
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_') && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

fn text_or_leaf(action: Action, before: Option<&Value>, after: Option<&Value>) -> Node {
    let texts = (before.and_then(Value::as_str), after.and_then(Value::as_str));
    if let Some(json) = json_node(texts.0, texts.1) {
        return Node { action, shape: Shape::Json(Box::new(json)), replaces: false };
    }
    let multiline = |text: Option<&str>| text.is_some_and(|text| text.contains('\n'));
    if multiline(texts.0) || multiline(texts.1) {
        return Node { action, shape: Shape::Text(super::sequence::lines(texts.0, texts.1)), replaces: false };
    }
    Node::leaf(action, before.and_then(primitive), after.and_then(primitive))
}

/// The difference of two JSON documents; `None` if a side is no JSON object or array.
fn json_node(before: Option<&str>, after: Option<&str>) -> Option<Node> {
    let parse = |text: &str| {
        let trimmed = text.trim_start();
        if !trimmed.starts_with(['{', '[']) {
            return None;
        }
        from_json(text, &json_type(text).ok()?).ok()
    };
    let before = before.map(|text| parse(text).ok_or(())).transpose().ok()?;
    let after = after.map(|text| parse(text).ok_or(())).transpose().ok()?;
    (before.is_some() || after.is_some()).then(|| node(before.as_ref(), after.as_ref()))
}

/// A primitive as it is written.
fn primitive(value: &Value) -> Option<String> {
    match value.kind() {
        Kind::Bool(value) => Some(value.to_string()),
        Kind::Number(number) => Some(number.to_string()),
        Kind::String(text) => Some(quote(text)),
        Kind::Null(_) => Some("null".into()),
        Kind::Unknown(_) => Some(UNKNOWN.into()),
        _ => None,
    }
}
