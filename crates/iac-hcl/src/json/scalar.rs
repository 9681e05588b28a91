//! Strings, numbers and keywords.

use super::node::NodeKind;
use super::parse::{Lost, Parser};

const STRING: &str = "Invalid JSON string";

impl Parser<'_> {
    /// Moves past a string, whether it is valid or not; an unterminated one ends at its line.
    pub(super) fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' if self.text.get(self.at + 1).is_some_and(|next| *next >= b' ') => self.at += 2,
                0..=0x1f => return,
                _ => self.at += 1,
            }
        }
    }

    /// A string; bytes that are not UTF-8 and lone surrogates become U+FFFD.
    pub(super) fn string(&mut self) -> Result<String, Lost> {
        let start = self.at;
        self.skip_string();
        let end = self.at;
        if end - start < 2 || self.text[end - 1] != b'"' {
            let detail = "The string is not closed on its line. Line breaks in a JSON string are written as \\n.";
            return self.fail(STRING, detail, self.span(start, end));
        }
        let content = String::from_utf8_lossy(&self.text[start + 1..end - 1]).into_owned();
        if !content.contains('\\') {
            return Ok(content);
        }
        match unescape(&content) {
            Some(text) => Ok(text),
            None => self.fail(STRING, "There is an escape sequence that JSON does not have.", self.span(start, end)),
        }
    }

    /// A number as JSON allows it: no leading zero or plus, digits on both sides of a point.
    pub(super) fn number(&mut self) -> Result<NodeKind, Lost> {
        let start = self.at;
        let part = |byte: &u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
        self.at += self.text[start..].iter().take_while(|byte| part(byte)).count();
        let text = std::str::from_utf8(&self.text[start..self.at]).unwrap_or_default();
        let number = if is_json_number(text) { text.parse().ok() } else { None };
        let span = self.span(start, self.at);
        match number {
            Some(number) => Ok(NodeKind::Number(number)),
            None => self.fail("Invalid JSON number", "There is a syntax error in the given JSON number.", span),
        }
    }

    /// `true`, `false`, `null`.
    pub(super) fn keyword(&mut self) -> Result<NodeKind, Lost> {
        let start = self.at;
        self.at += self.text[start..].iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'_').count();
        let word = std::str::from_utf8(&self.text[start..self.at]).unwrap_or_default();
        let detail = match word {
            "true" => return Ok(NodeKind::Bool(true)),
            "false" => return Ok(NodeKind::Bool(false)),
            "null" => return Ok(NodeKind::Null),
            "undefined" | "NaN" | "Infinity" => {
                format!("The JavaScript identifier \"{word}\" cannot be used in JSON.")
            }
            _ => match ["true", "false", "null"].iter().find(|known| known.eq_ignore_ascii_case(word)) {
                Some(known) => format!("\"{word}\" is not a valid JSON keyword. Did you mean \"{known}\"?"),
                None => format!("\"{word}\" is not a valid JSON keyword."),
            },
        };
        self.fail("Invalid JSON keyword", detail, self.span(start, self.at))
    }
}

fn is_json_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|it| digits(it.strip_prefix(['+', '-']).unwrap_or(it)))
}

/// Resolves the escapes of a JSON string.
fn unescape(content: &str) -> Option<String> {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let selector = *rest.as_bytes().get(at + 1)?;
        let mut length = 2;
        text.push(match selector {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let (c, used) = code_point(&rest[at..])?;
                length = used;
                c
            }
            _ => return None,
        });
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    Some(text)
}

/// The code unit of `\uXXXX`.
fn code_unit(escape: &str) -> Option<u32> {
    let hex = escape.strip_prefix("\\u")?.get(..4)?;
    if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) { u32::from_str_radix(hex, 16).ok() } else { None }
}

/// The code point of `\uXXXX` or of a surrogate pair, and how long it is.
fn code_point(escape: &str) -> Option<(char, usize)> {
    let first = code_unit(escape)?;
    if (0xd800..0xdc00).contains(&first)
        && let Some(second @ 0xdc00..0xe000) = escape.get(6..).and_then(code_unit)
    {
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return Some((char::from_u32(code)?, 12));
    }
    Some((char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6))
}
