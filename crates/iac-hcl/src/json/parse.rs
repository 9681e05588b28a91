//! Values, arrays and objects, with recovery: after an error the next element or member is read.

use super::node::{Member, Node, NodeKind};
use crate::parser::MAX_DEPTH;
use iac_core::diag::{Diagnostic, Diagnostics, SourceId, Span};

const VALUE: &str = "A JSON value must start with a brace, a bracket, a number, a string, or a keyword.";

/// Parses a JSON file; reports every error and returns as much as could be read.
pub fn parse(source: SourceId, text: &[u8]) -> (Node, Diagnostics) {
    if u32::try_from(text.len()).is_err() {
        let span = Span::new(source, 0, 0);
        let diagnostic = Diagnostic::error("File too large", "JSON text of 4 GiB or more is not supported.").at(span);
        return (Node { kind: NodeKind::Invalid, span }, diagnostic.into());
    }
    let at = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut parser = Parser { text, source, at, depth: 0, aborted: false, diags: Diagnostics::new() };
    parser.skip_space();
    let start = parser.at;
    let node = parser.value().unwrap_or_else(|Lost| {
        parser.skip_value();
        Node { kind: NodeKind::Invalid, span: parser.span(start, parser.at) }
    });
    parser.skip_space();
    if parser.at < text.len() && parser.diags.is_empty() {
        let span = parser.span(parser.at, parser.at + 1);
        parser.error("Extraneous data after value", "Extra characters appear after the JSON value.", span);
    }
    (node, parser.diags)
}

/// An error was reported; the cursor is inside the value at fault.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lost;

/// The parser of one text.
pub(super) struct Parser<'a> {
    pub(super) text: &'a [u8],
    source: SourceId,
    pub(super) at: usize,
    depth: usize,
    /// Nothing more is reported once the nesting is too deep.
    aborted: bool,
    diags: Diagnostics,
}

impl Parser<'_> {
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(at.min(self.text.len())).unwrap_or(u32::MAX);
        Span::new(self.source, offset(start), offset(end))
    }

    pub(super) fn error(&mut self, summary: &str, detail: impl Into<String>, subject: Span) {
        if !self.aborted {
            self.diags.push(Diagnostic::error(summary, detail).at(subject));
        }
    }

    pub(super) fn fail<T>(&mut self, summary: &str, detail: impl Into<String>, subject: Span) -> Result<T, Lost> {
        self.error(summary, detail, subject);
        Err(Lost)
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// The place of the next byte.
    fn here(&self) -> Span {
        self.span(self.at, self.at + 1)
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// A value; the cursor is at its first byte.
    fn value(&mut self) -> Result<Node, Lost> {
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => NodeKind::String(self.string()?.into()),
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => self.number()?,
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.keyword()?,
            Some(b'}') => return self.fail("Missing JSON value", VALUE, self.here()),
            Some(b']') => return self.fail("Missing array element value", VALUE, self.here()),
            None => return self.fail("Missing value", "The JSON data ends prematurely.", self.here()),
            Some(_) => return self.fail("Invalid start of value", VALUE, self.here()),
        };
        Ok(Node { kind, span: self.span(start, self.at) })
    }

    fn nested(&mut self, inner: impl FnOnce(&mut Self) -> NodeKind) -> Result<NodeKind, Lost> {
        if self.depth == MAX_DEPTH {
            let detail = format!("JSON values can be nested at most {MAX_DEPTH} levels deep.");
            self.error("Nesting too deep", detail, self.here());
            self.aborted = true;
            self.at = self.text.len();
            return Err(Lost);
        }
        self.depth += 1;
        let kind = inner(self);
        self.depth -= 1;
        Ok(kind)
    }

    /// A value, or an invalid node in its place, after which the cursor is at what separates it from the next.
    fn value_or_invalid(&mut self) -> Node {
        self.skip_space();
        let start = self.at;
        self.value().unwrap_or_else(|Lost| {
            self.skip_value();
            Node { kind: NodeKind::Invalid, span: self.span(start, self.at) }
        })
    }

    /// Skips to the comma or closing bracket at this level.
    fn skip_value(&mut self) {
        let mut open = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' | b'[' => open += 1,
                b'}' | b']' | b',' if open == 0 => return,
                b'}' | b']' => open -= 1,
                b'"' => {
                    self.skip_string();
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    fn array(&mut self) -> NodeKind {
        let open = self.here();
        self.at += 1;
        let mut elements = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return NodeKind::Array(elements);
        }
        loop {
            elements.push(self.value_or_invalid());
            self.skip_space();
            let here = self.here();
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    self.skip_space();
                    if self.peek() == Some(b']') {
                        let detail = "JSON does not permit a trailing comma after the final value in an array.";
                        self.error("Trailing comma in array", detail, here);
                        self.at += 1;
                        return NodeKind::Array(elements);
                    }
                    continue;
                }
                Some(b']') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    let detail = "A JSON array must be closed with a bracket, not a brace.";
                    self.error("Mismatched brackets", detail, here);
                }
                None => self.error("Unclosed object", "No closing bracket was found for this JSON array.", open),
                Some(byte) => {
                    if byte == b':' {
                        let detail = "A colon is not used to introduce values in a JSON array.";
                        self.error("Invalid array value", detail, here);
                    } else {
                        let detail = "A comma must appear between each value in an array.";
                        self.error("Missing attribute seperator comma", detail, here);
                    }
                    self.skip_value();
                    if self.peek() == Some(b',') {
                        self.at += 1;
                        continue;
                    }
                    self.at = (self.at + 1).min(self.text.len());
                }
            }
            return NodeKind::Array(elements);
        }
    }

    fn object(&mut self) -> NodeKind {
        let open = self.here();
        self.at += 1;
        let mut members = Vec::new();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return NodeKind::Object(members);
        }
        loop {
            match self.member() {
                Ok(member) => members.push(member),
                Err(Lost) => self.skip_value(),
            }
            self.skip_space();
            let here = self.here();
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    self.skip_space();
                    if self.peek() == Some(b'}') {
                        let detail = "JSON does not permit a trailing comma after the final property in an object.";
                        self.error("Trailing comma in object", detail, here);
                        self.at += 1;
                        return NodeKind::Object(members);
                    }
                    continue;
                }
                Some(b'}') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    let detail = "A JSON object must be closed with a brace, not a bracket.";
                    self.error("Mismatched braces", detail, here);
                }
                None => self.error("Unclosed object", "No closing brace was found for this JSON object.", open),
                Some(byte) => {
                    let detail = "A comma must appear between each property definition in an object.";
                    self.error("Missing attribute seperator comma", detail, here);
                    if byte == b'"' {
                        // The next member follows at once: only its comma is missing.
                        continue;
                    }
                    self.skip_value();
                    if self.peek() == Some(b',') {
                        self.at += 1;
                        continue;
                    }
                    self.at = (self.at + 1).min(self.text.len());
                }
            }
            return NodeKind::Object(members);
        }
    }

    /// `"name": value`.
    fn member(&mut self) -> Result<Member, Lost> {
        self.skip_space();
        let start = self.at;
        let name = self.value()?;
        let NodeKind::String(text) = name.kind else {
            let detail = "A JSON object property name must be a string";
            return self.fail("Invalid object property name", detail, self.span(start, self.at));
        };
        self.skip_space();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(b'}' | b',') => {
                let detail = "A JSON object attribute must have a value, introduced by a colon.";
                return self.fail("Missing object value", detail, self.here());
            }
            Some(b'=') => {
                let detail = "JSON uses a colon as its name/value delimiter, not an equals sign.";
                return self.fail("Missing property value colon", detail, self.here());
            }
            _ => {
                let detail = "A colon must appear between an object property's name and its value.";
                return self.fail("Missing property value colon", detail, self.here());
            }
        }
        Ok(Member { name: text, name_span: name.span, value: self.value_or_invalid() })
    }
}
