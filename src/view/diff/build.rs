//! From two values to the tree of their difference.

use super::sequence::{aligned, multiset};
use super::tree::{Action, MappingKind, Node, Shape};
use crate::view::value::quote;
use iac_core::value::{Kind, Value, from_json, json_type};
use std::collections::{BTreeMap, BTreeSet};

const UNKNOWN: &str = "(known after apply)";
const SENSITIVE: &str = "(sensitive value)";

/// How values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// By their types: null is absence.
    Typed,
    /// As JSON documents: null is a value, and there are only arrays and objects.
    Json,
}

/// The difference of two values; `None` is a value that is not there.
pub(super) fn node(mode: Mode, before: Option<&Value>, after: Option<&Value>) -> Node {
    let present = |value: &&Value| mode == Mode::Json || !value.is_null();
    let (before, after) = (before.filter(present), after.filter(present));
    let action = action_of(before, after);
    let sensitive = |value: Option<&Value>| value.is_some_and(|value| value.marks().sensitive);
    if sensitive(before) || sensitive(after) {
        let hidden = |value: Option<&Value>| value.map(|_| SENSITIVE.to_owned());
        // Both hidden look the same; one of them says enough.
        let shown = hidden(after);
        let gone = hidden(before).filter(|_| after.is_none());
        return Node { action, shape: Shape::Leaf { before: gone, after: shown }, replaces: false };
    }
    match (before, after) {
        (None, None) => Node::leaf(Action::Same, Some("null".into()), Some("null".into())),
        (None, Some(after)) if !after.is_known() => Node::leaf(action, None, Some(UNKNOWN.into())),
        (Some(before), Some(after)) if !after.is_known() || kind_class(before) != kind_class(after) => {
            turned(mode, action, before, after)
        }
        (before, after) => structured(mode, action, before, after),
    }
}

/// What happens to a value.
pub(super) fn action_of(before: Option<&Value>, after: Option<&Value>) -> Action {
    match (before, after) {
        (None, None) => Action::Same,
        (None, Some(_)) => Action::Add,
        (Some(_), None) => Action::Remove,
        (Some(before), Some(after)) if before.same(after) && before.marks().sensitive == after.marks().sensitive => {
            Action::Same
        }
        _ => Action::Update,
    }
}

fn turned(mode: Mode, action: Action, before: &Value, after: &Value) -> Node {
    let (was, becomes) = (node(mode, Some(before), None), node(mode, None, Some(after)));
    let shape = match (was.shape, becomes.shape) {
        (Shape::Leaf { before, .. }, Shape::Leaf { after, .. }) => Shape::Leaf { before, after },
        (was_shape, becomes_shape) => Shape::Turned {
            before: Box::new(Node { shape: was_shape, ..Node::leaf(Action::Remove, None, None) }),
            after: Box::new(Node { shape: becomes_shape, ..Node::leaf(Action::Add, None, None) }),
        },
    };
    Node { action, shape, replaces: false }
}

#[derive(PartialEq, Eq)]
enum Class {
    Primitive,
    /// Text that holds a JSON document.
    Document,
    Sequence,
    Set,
    Mapping,
}

fn kind_class(value: &Value) -> Class {
    match value.kind() {
        Kind::List(_) | Kind::Tuple(_) => Class::Sequence,
        Kind::Set(_) => Class::Set,
        Kind::Map(_) | Kind::Object(_) => Class::Mapping,
        Kind::String(text) if document(text).is_some() => Class::Document,
        _ => Class::Primitive,
    }
}

fn structured(mode: Mode, action: Action, before: Option<&Value>, after: Option<&Value>) -> Node {
    let shape = match (before.or(after).map(kind_class), mode) {
        (Some(Class::Mapping), _) => mapping(mode, before, after),
        (Some(Class::Set), Mode::Typed) => Shape::Sequence(multiset(elements(before), elements(after))),
        (Some(Class::Sequence | Class::Set), _) => Shape::Sequence(aligned(mode, elements(before), elements(after))),
        (Some(Class::Document), _) => json(before, after),
        _ => return text_or_leaf(action, before, after),
    };
    Node { action, shape, replaces: false }
}

fn elements(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_elements).unwrap_or_default()
}

fn mapping(mode: Mode, before: Option<&Value>, after: Option<&Value>) -> Shape {
    let empty = BTreeMap::new();
    let entries = |value: Option<&Value>| value.and_then(Value::as_entries).cloned().unwrap_or_else(|| empty.clone());
    let (before_entries, after_entries) = (entries(before), entries(after));
    let is_object = before.or(after).is_some_and(|value| matches!(value.kind(), Kind::Object(_)));
    let kind = match (mode, is_object) {
        (Mode::Json, _) => MappingKind::Json,
        (_, true) => MappingKind::Object,
        _ => MappingKind::Map,
    };
    let keys: BTreeSet<_> = before_entries.keys().chain(after_entries.keys()).collect();
    let mut found = Vec::new();
    for key in keys {
        let (before, after) = (before_entries.get(key), after_entries.get(key));
        // Attributes that are null on both sides say nothing; so do those of an object that appears or goes.
        let is_null = |value: Option<&Value>| value.is_none_or(Value::is_null);
        if kind == MappingKind::Object && is_null(before) && is_null(after) {
            continue;
        }
        let name = if kind != MappingKind::Map && is_identifier(key) { key.to_string() } else { quote(key) };
        found.push((name, node(mode, before, after)));
    }
    Shape::Mapping { entries: found, kind }
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

fn text_or_leaf(action: Action, before: Option<&Value>, after: Option<&Value>) -> Node {
    let texts = (before.and_then(Value::as_str), after.and_then(Value::as_str));
    let multiline = |text: Option<&str>| text.is_some_and(|text| text.contains('\n'));
    if multiline(texts.0) || multiline(texts.1) {
        return Node { action, shape: Shape::Text(super::sequence::lines(texts.0, texts.1)), replaces: false };
    }
    Node::leaf(action, before.and_then(primitive), after.and_then(primitive))
}

/// The JSON document that a text holds; `None` if it is no object or array.
fn document(text: &str) -> Option<Value> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    from_json(text, &json_type(text).ok()?).ok()
}

/// The difference of two JSON documents.
fn json(before: Option<&Value>, after: Option<&Value>) -> Shape {
    let parse = |value: Option<&Value>| value.and_then(Value::as_str).and_then(document);
    let inner = node(Mode::Json, parse(before).as_ref(), parse(after).as_ref());
    let texts = (before.and_then(Value::as_str), after.and_then(Value::as_str));
    let blanks = inner.action == Action::Same && texts.0 != texts.1;
    Shape::Json(Box::new(inner), blanks)
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
