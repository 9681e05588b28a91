//! `yamlencode`, byte for byte as Terraform writes YAML.
//!
//! Text is always in double quotes or, with several lines, a literal block; empty collections are in flow style.

use super::function::{Call, Function, FunctionError, Parameter};
use iac_core::value::{Kind, Type, Value};
use std::fmt::Write as _;

/// Quoted text is folded at the first space beyond this column.
const WIDTH: usize = 80;
/// Longer keys are written with a question mark.
const LONGEST_SIMPLE_KEY: usize = 128;
const STEP: usize = 2;

pub(super) fn yamlencode() -> Function {
    Function::new("yamlencode", "Writes a value as YAML.", Type::String, encoded)
        .with(Parameter::new("value", Type::Dynamic).null().dynamic())
}

#[expect(clippy::unnecessary_wraps, reason = "the shape that the catalogue wants")]
fn encoded(call: &Call<'_>) -> Result<Value, FunctionError> {
    let value = &call.args[0];
    if !value.is_wholly_known() {
        return Ok(call.unknown());
    }
    let mut writer = Writer { text: String::new() };
    writer.node(value, Place { indent: 0, inline: true });
    if !writer.text.ends_with('\n') {
        writer.text.push('\n');
    }
    // A bare word at the top could go on: its end is marked.
    if matches!(value.kind(), Kind::Bool(_) | Kind::Number(_) | Kind::Null(_)) {
        writer.text.push_str("...\n");
    }
    Ok(Value::string(writer.text))
}

/// Where a node goes: the indent of its own lines, and whether it starts on the line that has been begun.
#[derive(Clone, Copy)]
struct Place {
    indent: usize,
    inline: bool,
}

struct Writer {
    text: String,
}

impl Writer {
    fn start_line(&mut self, indent: usize) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(&" ".repeat(indent));
    }

    fn column(&self) -> usize {
        self.text.rsplit('\n').next().unwrap_or_default().chars().count()
    }

    fn node(&mut self, value: &Value, place: Place) {
        match value.kind() {
            Kind::List(_) | Kind::Set(_) | Kind::Tuple(_) => {
                self.sequence(value.as_elements().unwrap_or_default(), place);
            }
            Kind::Map(_) | Kind::Object(_) => self.mapping(value, place),
            Kind::String(text) => self.string(text, place.indent, false),
            Kind::Number(number) => self.text.push_str(&number.to_string()),
            Kind::Bool(truth) => self.text.push_str(if *truth { "true" } else { "false" }),
            Kind::Null(_) | Kind::Unknown(_) => self.text.push_str("null"),
        }
    }

    fn sequence(&mut self, items: &[Value], place: Place) {
        if items.is_empty() {
            self.text.push_str("[]");
        }
        for (at, item) in items.iter().enumerate() {
            if at > 0 || !place.inline {
                self.start_line(place.indent);
            }
            self.text.push_str("- ");
            self.node(item, inside(item, place.indent));
        }
    }

    fn mapping(&mut self, value: &Value, place: Place) {
        let entries = value.as_entries().into_iter().flatten();
        let mut empty = true;
        for (at, (key, item)) in entries.enumerate() {
            empty = false;
            if at > 0 || !place.inline {
                self.start_line(place.indent);
            }
            if key.len() > LONGEST_SIMPLE_KEY || key.contains(is_break) {
                self.text.push_str("? ");
                self.string(key, place.indent, false);
                self.start_line(place.indent);
                self.text.push_str(": ");
                self.node(item, inside(item, place.indent));
                continue;
            }
            self.string(key, place.indent, true);
            self.text.push(':');
            let filled = is_filled(item);
            if !filled {
                self.text.push(' ');
            }
            let indent = match item.kind() {
                // The dashes of a sequence stand under the key.
                Kind::Map(_) | Kind::Object(_) if filled => place.indent + STEP,
                _ => place.indent,
            };
            self.node(item, Place { indent, inline: !filled });
        }
        if empty {
            self.text.push_str("{}");
        }
    }

    /// Text inside a container of the given indent.
    fn string(&mut self, text: &str, indent: usize, simple_key: bool) {
        if text.contains('\n') && !simple_key && fits_literal(text) {
            self.literal(text, indent + STEP);
        } else {
            self.quoted(text, indent + STEP, !simple_key);
        }
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.text.push('|');
        if text.starts_with(|c| c == ' ' || is_break(c)) {
            let _ = write!(self.text, "{STEP}");
        }
        let mut from_end = text.chars().rev();
        match (from_end.next().is_some_and(is_break), from_end.next().is_none_or(is_break)) {
            (false, _) => self.text.push('-'),
            (true, true) => self.text.push('+'),
            (true, false) => {}
        }
        self.text.push('\n');
        let mut at_start = true;
        for c in text.chars() {
            if is_break(c) {
                self.text.push(c);
                at_start = true;
                continue;
            }
            if std::mem::take(&mut at_start) {
                self.text.push_str(&" ".repeat(indent));
            }
            self.text.push(c);
        }
    }

    fn quoted(&mut self, text: &str, indent: usize, may_fold: bool) {
        self.text.push('"');
        let mut after_space = false;
        let mut rest = text.chars().enumerate().peekable();
        while let Some((at, c)) = rest.next() {
            if c != ' ' {
                after_space = false;
                push_escaped(&mut self.text, c);
                continue;
            }
            let next = rest.peek().map(|(_, next)| *next);
            if may_fold && !after_space && at > 0 && next.is_some() && self.column() > WIDTH {
                self.start_line(indent);
                if next == Some(' ') {
                    self.text.push('\\');
                }
            } else {
                self.text.push(' ');
            }
            after_space = true;
        }
        self.text.push('"');
    }
}

/// The place of a node behind an indicator of a container with the given indent.
fn inside(item: &Value, indent: usize) -> Place {
    Place { indent: if is_filled(item) { indent + STEP } else { indent }, inline: true }
}

fn is_filled(value: &Value) -> bool {
    value.as_elements().is_some_and(|items| !items.is_empty())
        || value.as_entries().is_some_and(|entries| !entries.is_empty())
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_printable(c: char) -> bool {
    matches!(c, '\n' | '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}') && c != '\u{feff}'
}

/// A literal block can show only printable text without space at a line's end.
fn fits_literal(text: &str) -> bool {
    let ends_in_space = text.ends_with(' ');
    let mut pairs = text.chars().zip(text.chars().skip(1));
    !ends_in_space && text.chars().all(is_printable) && !pairs.any(|(a, b)| a == ' ' && is_break(b))
}

fn push_escaped(text: &mut String, c: char) {
    let short = match c {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\0' => "\\0",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\u{b}' => "\\v",
        '\u{c}' => "\\f",
        '\r' => "\\r",
        '\u{1b}' => "\\e",
        '\u{85}' => "\\N",
        '\u{2028}' => "\\L",
        '\u{2029}' => "\\P",
        c if is_printable(c) => {
            text.push(c);
            return;
        }
        _ => "",
    };
    let code = u32::from(c);
    let _ = match code {
        _ if !short.is_empty() => write!(text, "{short}"),
        0..=0xff => write!(text, "\\x{code:02X}"),
        0x100..=0xffff => write!(text, "\\u{code:04X}"),
        _ => write!(text, "\\U{code:08X}"),
    };
}
