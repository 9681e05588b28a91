//! Escape sequences of literal text.

use super::cursor::{Parsed, Parser};
use crate::lexer::Token;
use iac_core::diag::Span;

const SUMMARY: &str = "Invalid escape sequence";

impl Parser<'_> {
    /// Appends the text of a `QuotedText` token with its escapes resolved; reports wrong ones.
    pub(super) fn unescape_quoted(&mut self, span: Span, out: &mut String) {
        let text = self.str(span);
        let mut rest = text;
        while let Some(at) = rest.find(['\\', '$', '%']) {
            out.push_str(&rest[..at]);
            let escape = &rest[at..];
            let length = if escape.starts_with('\\') {
                let start = span.start + u32::try_from(text.len() - escape.len()).unwrap_or(u32::MAX);
                self.backslash(escape, Span { start, end: start, ..span }, out)
            } else {
                sigil(escape, out)
            };
            rest = &escape[length..];
        }
        out.push_str(rest);
    }

    /// Appends the text of a `TemplateText` token; only `$${` and `%%{` are escapes in it.
    pub(super) fn unescape_template(&mut self, span: Span, out: &mut String) {
        let mut rest = self.str(span);
        while let Some(at) = rest.find(['$', '%']) {
            out.push_str(&rest[..at]);
            let length = sigil(&rest[at..], out);
            rest = &rest[at + length..];
        }
        out.push_str(rest);
    }

    /// Appends what the backslash sequence at the start of `escape` stands for and returns its length.
    fn backslash(&mut self, escape: &str, start: Span, out: &mut String) -> usize {
        let Some(selector) = escape[1..].chars().next() else {
            self.error(
                SUMMARY,
                "Backslash must be followed by an escape sequence selector character.",
                grown(start, 1),
            );
            return 1;
        };
        let simple = match selector {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '"' => '"',
            '\\' => '\\',
            'u' => return self.code_point(escape, 4, "four", start, out),
            'U' => return self.code_point(escape, 8, "eight", start, out),
            _ => {
                let length = 1 + selector.len_utf8();
                let detail = format!("The symbol \"{selector}\" is not a valid escape sequence selector.");
                self.error(SUMMARY, detail, grown(start, length));
                selector
            }
        };
        out.push(simple);
        1 + selector.len_utf8()
    }

    fn code_point(&mut self, escape: &str, digits: usize, count: &str, start: Span, out: &mut String) -> usize {
        let hex = &escape.as_bytes()[2..];
        let length = 2 + hex.iter().take(digits).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let span = grown(start, length);
        if length != digits + 2 {
            let detail =
                format!("The {} escape sequence must be followed by {count} hexadecimal digits.", &escape[..2]);
            self.error(SUMMARY, detail, span);
            return length;
        }
        let code = u32::from_str_radix(&escape[2..length], 16).unwrap_or(u32::MAX);
        match char::from_u32(code) {
            Some(c) => out.push(c),
            None => self.error(SUMMARY, format!("Cannot encode character U+{code:04x} in UTF-8."), span),
        }
        length
    }

    /// Reports a quoted string that goes on past its line. After a lone carriage return it still goes on.
    pub(super) fn multi_line_string(&mut self, newline: Token) -> Parsed<()> {
        let detail = "Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the \"heredoc\" multi-line template syntax.";
        if self.bytes(newline.span) == b"\r" {
            self.at += 1;
            self.error("Invalid multi-line string", detail, newline.span);
            return Ok(());
        }
        self.fail("Invalid multi-line string", detail, newline.span)
    }
}

/// Appends what the `$` or `%` at the start stands for and returns the length of the sequence.
fn sigil(escape: &str, out: &mut String) -> usize {
    let doubled = escape.starts_with("$${") || escape.starts_with("%%{");
    out.push_str(if doubled { &escape[1..3] } else { &escape[..1] });
    if doubled { 3 } else { 1 }
}

fn grown(start: Span, length: usize) -> Span {
    Span { end: start.start.saturating_add(u32::try_from(length).unwrap_or(u32::MAX)), ..start }
}
