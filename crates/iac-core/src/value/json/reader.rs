//! A pull reader of JSON text. It borrows from the text and converts nothing.

use super::Fault;
use std::borrow::Cow;

/// Deeper nesting than this is refused rather than risk the stack.
const MAX_DEPTH: usize = 256;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

impl Token {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a bool",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    fn skip_space(&mut self) {
        let space = self.rest().iter().take_while(|c| matches!(c, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.at += space;
    }

    fn unexpected(&self, wanted: &str) -> Fault {
        match self.text[self.at..].chars().next() {
            Some(c) => Fault::new(format!("invalid character {c:?} {wanted}")),
            None => Fault::new("unexpected end of JSON input"),
        }
    }

    /// The kind of the next value.
    pub(super) fn peek(&mut self) -> Result<Token, Fault> {
        self.skip_space();
        Ok(match self.rest().first() {
            Some(b'n') => Token::Null,
            Some(b't' | b'f') => Token::Bool,
            Some(b'-' | b'0'..=b'9') => Token::Number,
            Some(b'"') => Token::String,
            Some(b'[') => Token::Array,
            Some(b'{') => Token::Object,
            _ => return Err(self.unexpected("looking for beginning of value")),
        })
    }

    /// Fails unless only white space is left.
    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        self.skip_space();
        if self.at == self.text.len() { Ok(()) } else { Err(self.unexpected("after top-level value")) }
    }

    fn literal(&mut self, literal: &str) -> Result<(), Fault> {
        for c in literal.bytes() {
            if self.rest().first() != Some(&c) {
                return Err(self.unexpected(&format!("in literal {literal} (expecting {:?})", char::from(c))));
            }
            self.at += 1;
        }
        Ok(())
    }

    pub(super) fn null(&mut self) -> Result<(), Fault> {
        self.literal("null")
    }

    pub(super) fn bool(&mut self) -> Result<bool, Fault> {
        let value = self.rest().first() == Some(&b't');
        self.literal(if value { "true" } else { "false" })?;
        Ok(value)
    }

    fn digits(&mut self, place: &str) -> Result<(), Fault> {
        let count = self.rest().iter().take_while(|c| c.is_ascii_digit()).count();
        if count == 0 {
            return Err(self.unexpected(place));
        }
        self.at += count;
        Ok(())
    }

    /// The text of a number.
    pub(super) fn number(&mut self) -> Result<&'a str, Fault> {
        let start = self.at;
        if self.rest().first() == Some(&b'-') {
            self.at += 1;
        }
        if self.rest().first() == Some(&b'0') {
            self.at += 1;
        } else {
            self.digits("in numeric literal")?;
        }
        if self.rest().first() == Some(&b'.') {
            self.at += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if matches!(self.rest().first(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.rest().first(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(&self.text[start..self.at])
    }

    /// The text of a string, unescaped.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.at += 1;
        let mut out: Option<String> = None;
        loop {
            let plain = self.rest().iter().take_while(|c| !matches!(c, b'"' | b'\\' | 0..=0x1f)).count();
            let piece = &self.text[self.at..self.at + plain];
            self.at += plain;
            match self.rest().first() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(match out {
                        None => Cow::Borrowed(piece),
                        Some(out) => Cow::Owned(out + piece),
                    });
                }
                Some(b'\\') => {
                    let out = out.get_or_insert_default();
                    out.push_str(piece);
                    out.push(self.escape()?);
                }
                _ => return Err(self.unexpected("in string literal")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        self.at += 1;
        let c = match self.rest().first() {
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(*c),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape();
            }
            _ => return Err(self.unexpected("in string escape code")),
        };
        self.at += 1;
        Ok(c)
    }

    /// The character of `\uXXXX`, or of two of them; half a surrogate pair becomes the replacement character.
    fn unicode_escape(&mut self) -> Result<char, Fault> {
        let first = self.hex4()?;
        if (0xd800..0xdc00).contains(&first) && self.rest().starts_with(b"\\u") {
            let before = self.at;
            self.at += 2;
            let second = self.hex4()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = before;
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex4(&mut self) -> Result<u32, Fault> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.rest().first().and_then(|c| char::from(*c).to_digit(16));
            code = code * 16 + digit.ok_or_else(|| self.unexpected("in \\u hexadecimal character escape"))?;
            self.at += 1;
        }
        Ok(code)
    }

    /// Reads an array, `element` reading each value.
    pub(super) fn array(&mut self, element: impl FnMut(&mut Self, usize) -> Result<(), Fault>) -> Result<(), Fault> {
        let mut element = element;
        self.nested(b']', "after array element", |reader, at| element(reader, at))
    }

    /// Reads an object, `member` reading the value of each key.
    pub(super) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, Cow<'a, str>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.nested(b'}', "after object key:value pair", |reader, _| {
            if reader.rest().first() != Some(&b'"') {
                return Err(reader.unexpected("looking for beginning of object key string"));
            }
            let key = reader.string()?;
            reader.skip_space();
            if reader.rest().first() != Some(&b':') {
                return Err(reader.unexpected("after object key"));
            }
            reader.at += 1;
            member(reader, key)
        })
    }

    fn nested(
        &mut self,
        close: u8,
        place: &str,
        mut item: impl FnMut(&mut Self, usize) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault::new("exceeded max depth"));
        }
        self.at += 1;
        self.skip_space();
        if self.rest().first() == Some(&close) {
            self.at += 1;
            self.depth -= 1;
            return Ok(());
        }
        for index in 0.. {
            self.skip_space();
            item(self, index)?;
            self.skip_space();
            match self.rest().first() {
                Some(b',') => self.at += 1,
                Some(c) if *c == close => break,
                _ => return Err(self.unexpected(place)),
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    /// Reads over a value and returns its text.
    pub(super) fn raw(&mut self) -> Result<&'a str, Fault> {
        self.skip_space();
        let start = self.at;
        self.skip()?;
        Ok(&self.text[start..self.at])
    }

    fn skip(&mut self) -> Result<(), Fault> {
        match self.peek()? {
            Token::Null => self.null(),
            Token::Bool => self.bool().map(|_| ()),
            Token::Number => self.number().map(|_| ()),
            Token::String => self.string().map(|_| ()),
            Token::Array => self.array(|reader, _| reader.skip()),
            Token::Object => self.object(|reader, _| reader.skip()),
        }
    }
}
