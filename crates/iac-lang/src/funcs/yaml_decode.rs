//! `yamldecode`: one document of YAML as a value.
//!
//! Mappings become objects, sequences tuples. Anchors share their value; a merge key (`<<`) takes over the entries of
//! its mapping.

use super::function::{Function, FunctionError};
use super::verb::go_quote;
use super::yaml_scalar;
use iac_core::value::{Kind, Type, Value, convert};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub(super) fn yamldecode() -> Function {
    Function::new("yamldecode", "Reads YAML.", Type::Dynamic, |call| decoded(call.text(0)))
        .param("src", Type::String)
        .nullable()
}

fn decoded(text: &str) -> Result<Value, FunctionError> {
    // One mark of byte order at the start is no part of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { events: Parser::new_from_str(text), anchors: HashMap::new(), open: Vec::new() };
    reader.document().map_err(FunctionError::failed)
}

struct Reader<'a> {
    events: Parser<'a, saphyr_parser::StrInput<'a>>,
    anchors: HashMap<usize, Value>,
    /// Anchors whose value is being read.
    open: Vec<usize>,
}

type AnyTag<'a> = Option<Cow<'a, Tag>>;

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), String> {
        match self.events.next() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(complaint(&error)),
            None => Err("unexpected end of the document".into()),
        }
    }

    fn document(&mut self) -> Result<Value, String> {
        self.next()?;
        let (start, span) = self.next()?;
        if !matches!(start, Event::DocumentStart(_)) {
            return Err(at(span, "missing start of document"));
        }
        let (event, span) = self.next()?;
        let value = self.node(event, span)?;
        let (end, span) = self.next()?;
        let (after, _) = if matches!(end, Event::DocumentEnd) { self.next()? } else { (end, span) };
        if !matches!(after, Event::StreamEnd) {
            return Err(at(span, "unexpected extra content after value"));
        }
        Ok(value)
    }

    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Value, String> {
        match event {
            Event::Alias(id) if self.open.contains(&id) => {
                Err("cannot refer to an anchor from inside its own definition".into())
            }
            Event::Alias(id) => self.anchors.get(&id).cloned().ok_or_else(|| "reference to undefined anchor".into()),
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(&text, style, tag.as_deref())?;
                self.anchors.insert(anchor, value.clone());
                Ok(value)
            }
            Event::SequenceStart(anchor, tag) => {
                expect_tag(&tag, "seq", "sequence")?;
                self.open.push(anchor);
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (event, span) => items.push(self.node(event, span)?),
                    }
                }
                Ok(self.closed(anchor, Value::tuple(items)))
            }
            Event::MappingStart(anchor, tag) => {
                expect_tag(&tag, "map", "mapping")?;
                self.open.push(anchor);
                let entries = self.entries()?;
                Ok(self.closed(anchor, Value::object(entries)))
            }
            _ => Err(at(span, "unexpected content")),
        }
    }

    fn closed(&mut self, anchor: usize, value: Value) -> Value {
        self.open.pop();
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        value
    }

    fn entries(&mut self) -> Result<BTreeMap<Arc<str>, Value>, String> {
        let mut entries = BTreeMap::new();
        loop {
            let (event, span) = self.next()?;
            let merges = match &event {
                Event::MappingEnd => return Ok(entries),
                Event::Scalar(text, style, _, tag) => tag
                    .as_deref()
                    .map_or(text == "<<" && *style == ScalarStyle::Plain, |tag| core_tag(tag) == Some("merge")),
                _ => false,
            };
            if merges {
                let (event, span) = self.next()?;
                let taken_over = self.node(event, span)?;
                let Some(others) = taken_over.as_entries() else {
                    let got = taken_over.ty().friendly_name();
                    return Err(at(span, &format!("cannot merge {got} into mapping")));
                };
                entries.extend(others.iter().map(|(key, value)| (key.clone(), value.clone())));
                continue;
            }
            let key = self.node(event, span)?;
            if key.is_null() {
                return Err(at(span, "mapping key cannot be null"));
            }
            let Ok(Kind::String(key)) = convert(&key, &Type::String).map(Value::into_kind) else {
                return Err("only strings are allowed as mapping keys".into());
            };
            let (event, span) = self.next()?;
            let value = self.node(event, span)?;
            entries.insert(key, value);
        }
    }
}

/// The name of a tag of the core schema.
fn core_tag(tag: &Tag) -> Option<&str> {
    if tag.is_yaml_core_schema() { Some(&tag.suffix) } else { None }
}

fn full_tag(tag: &Tag) -> String {
    format!("{}{}", tag.handle, tag.suffix)
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, String> {
    match tag {
        None if style == ScalarStyle::Plain => yaml_scalar::plain(text),
        None => Ok(Value::string(text)),
        Some(tag) => match core_tag(tag) {
            // A quoted scalar is text whatever its tag says.
            Some(_) if style != ScalarStyle::Plain => Ok(Value::string(text)),
            Some(name) => yaml_scalar::tagged(text, name),
            None if full_tag(tag) == "!" => Ok(Value::string(text)),
            None => Err(format!("unsupported tag {}", go_quote(&full_tag(tag)))),
        },
    }
}

fn expect_tag(tag: &AnyTag<'_>, name: &str, what: &str) -> Result<(), String> {
    match tag.as_deref() {
        None => Ok(()),
        Some(tag) if core_tag(tag) == Some(name) => Ok(()),
        Some(tag) => Err(format!("can't interpret {what} as {}", full_tag(tag))),
    }
}

fn at(span: Span, what: &str) -> String {
    format!("on line {}, column {}: {what}", span.start.line(), span.start.col() + 1)
}

fn complaint(error: &ScanError) -> String {
    let marker = error.marker();
    format!("on line {}, column {}: {}", marker.line(), marker.col() + 1, error.info())
}
