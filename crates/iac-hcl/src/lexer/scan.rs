//! The scanner: a stack of modes instead of recursion, so that nesting costs no call stack.
//!
//! It never fails and reports nothing: what is not of the language becomes an `Invalid`, `InvalidUtf8` or
//! `QuotedNewline` token, and the parser reports those.

use super::token::{Token, TokenKind};
use super::{is_ident_continue, is_ident_start};
use iac_core::diag::{SourceId, Span};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Splits a configuration file into tokens that together cover every byte; the last one is `End`.
pub fn tokenize(source: SourceId, text: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 3);
    Lexer::config(source, text, 0).run(|token| tokens.push(token));
    tokens
}

/// Splits a template without quotes into tokens that together cover every byte; the last one is `End`.
pub fn tokenize_template(source: SourceId, text: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::new();
    Lexer::template(source, text, 0).run(|token| tokens.push(token));
    tokens
}

/// What kind of text the scanner is in.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    /// Outside of templates.
    Config,
    /// Inside `${ }` or `%{ }`, with the number of braces open in it.
    Sequence { braces: u32 },
    /// Between quotes.
    Quoted,
    /// In a heredoc that ends at the marker `text[start..end]`.
    Heredoc { start: usize, end: usize, line_start: bool },
    /// In a template that is the whole text.
    Bare,
}

/// The scanner of one text.
pub(crate) struct Lexer<'a> {
    text: &'a [u8],
    source: SourceId,
    /// Where the text starts within the source.
    base: u32,
    at: usize,
    /// The mode in force, and those around it.
    mode: Mode,
    outer: Vec<Mode>,
}

impl<'a> Lexer<'a> {
    /// A scanner of configuration text that starts at `base` within its source.
    pub(crate) fn config(source: SourceId, text: &'a [u8], base: u32) -> Self {
        Self { text, source, base, at: 0, mode: Mode::Config, outer: Vec::new() }
    }

    /// A scanner of a bare template that starts at `base` within its source.
    pub(crate) fn template(source: SourceId, text: &'a [u8], base: u32) -> Self {
        Self { mode: Mode::Bare, ..Self::config(source, text, base) }
    }

    /// Hands every token to `emit`; the last one is `End`.
    pub(crate) fn run(mut self, mut emit: impl FnMut(Token)) {
        if self.text.starts_with(BYTE_ORDER_MARK) {
            self.at = BYTE_ORDER_MARK.len();
            emit(Token { kind: TokenKind::ByteOrderMark, span: self.span(0, self.at) });
        }
        while self.at < self.text.len() {
            let start = self.at;
            let kind = match self.mode {
                Mode::Config | Mode::Sequence { .. } => self.config_token(),
                Mode::Quoted => self.quoted_token(),
                Mode::Heredoc { .. } => self.heredoc_token(),
                Mode::Bare => self.template_text(),
            };
            debug_assert!(self.at > start, "every token has at least one byte");
            emit(Token { kind, span: self.span(start, self.at) });
        }
        emit(Token { kind: TokenKind::End, span: self.span(self.at, self.at) });
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX).saturating_add(self.base);
        Span::new(self.source, offset(start), offset(end))
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    fn take(&mut self, length: usize, kind: TokenKind) -> TokenKind {
        self.at += length;
        kind
    }

    fn push(&mut self, mode: Mode) {
        self.outer.push(std::mem::replace(&mut self.mode, mode));
    }

    fn pop(&mut self) {
        if let Some(mode) = self.outer.pop() {
            self.mode = mode;
        }
    }

    fn config_token(&mut self) -> TokenKind {
        use TokenKind as K;
        let byte = self.text[self.at];
        let next = self.byte(1);
        let (length, kind) = match byte {
            b' ' | b'\t' => (self.run_of(|b| b == b' ' || b == b'\t'), K::Whitespace),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => (ident_length(&self.text[self.at..]), K::Ident),
            b'0'..=b'9' => (self.number_length(), K::Number),
            b'\n' => (1, K::Newline),
            b'\r' if next == Some(b'\n') => (2, K::Newline),
            b'#' => (self.line_comment_length(), K::LineComment),
            b'/' => return self.slash(next),
            b'"' => return self.open_quote(),
            b'{' | b'}' | b'~' => return self.brace(byte, next),
            b'<' => return self.less(next),
            b'.' if next == Some(b'.') && self.byte(2) == Some(b'.') => (3, K::Ellipsis),
            0x80.. => return self.beyond_ascii(),
            _ => symbol(byte, next),
        };
        self.take(length, kind)
    }

    fn run_of(&self, accept: impl Fn(u8) -> bool) -> usize {
        self.text[self.at..].iter().take_while(|byte| accept(**byte)).count()
    }

    /// A number is digits, dots and exponents in any order that does not end in a dot; the parser rejects the wrong ones.
    fn number_length(&self) -> usize {
        let rest = &self.text[self.at..];
        let (mut at, mut end) = (1, 1);
        loop {
            match rest.get(at) {
                Some(b'0'..=b'9') => (at, end) = (at + 1, at + 1),
                Some(b'.') => at += 1,
                Some(b'e' | b'E') => {
                    let sign = usize::from(matches!(rest.get(at + 1), Some(b'+' | b'-')));
                    if !rest.get(at + 1 + sign).is_some_and(u8::is_ascii_digit) {
                        return end;
                    }
                    (at, end) = (at + 2 + sign, at + 2 + sign);
                }
                _ => return end,
            }
        }
    }

    fn line_comment_length(&self) -> usize {
        let length = self.run_of(|byte| byte != b'\n');
        let carriage_return = self.byte(length).is_some() && self.text[self.at + length - 1] == b'\r';
        length - usize::from(carriage_return)
    }

    fn slash(&mut self, next: Option<u8>) -> TokenKind {
        match next {
            Some(b'/') => self.take(self.line_comment_length(), TokenKind::LineComment),
            Some(b'*') => match find(&self.text[self.at + 2..], b"*/") {
                Some(length) => self.take(length + 4, TokenKind::BlockComment),
                // Nothing after it can be a comment's end either: taking it all keeps the scan linear.
                None => self.take(self.text.len() - self.at, TokenKind::Invalid),
            },
            _ => self.take(1, TokenKind::Slash),
        }
    }

    fn open_quote(&mut self) -> TokenKind {
        self.push(Mode::Quoted);
        self.take(1, TokenKind::OpenQuote)
    }

    fn brace(&mut self, byte: u8, next: Option<u8>) -> TokenKind {
        match (byte, &mut self.mode) {
            (b'{', mode) => {
                if let Mode::Sequence { braces } = mode {
                    *braces += 1;
                }
                self.take(1, TokenKind::OpenBrace)
            }
            (b'}', Mode::Sequence { braces: 0 }) => {
                self.pop();
                self.take(1, TokenKind::TemplateEnd)
            }
            (b'}', mode) => {
                if let Mode::Sequence { braces } = mode {
                    *braces -= 1;
                }
                self.take(1, TokenKind::CloseBrace)
            }
            (_, mode) if next == Some(b'}') => {
                match mode {
                    Mode::Sequence { braces: 0 } => self.pop(),
                    Mode::Sequence { braces } => *braces -= 1,
                    _ => {}
                }
                self.take(2, TokenKind::TemplateEnd)
            }
            _ => self.take(1, TokenKind::Bitwise),
        }
    }

    /// `<<NAME`, `<<-NAME`, or a comparison.
    fn less(&mut self, next: Option<u8>) -> TokenKind {
        match next {
            Some(b'=') => return self.take(2, TokenKind::LessOrEqual),
            Some(b'<') => {}
            _ => return self.take(1, TokenKind::Less),
        }
        let start = self.at + 2 + usize::from(self.byte(2) == Some(b'-'));
        let length = match decode(&self.text[start.min(self.text.len())..]) {
            Some(c) if is_ident_start(c) => ident_length(&self.text[start..]),
            _ => return self.take(1, TokenKind::Less),
        };
        let end = start + length;
        let line_ending = match &self.text[end..] {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => return self.take(1, TokenKind::Less),
        };
        self.push(Mode::Heredoc { start, end, line_start: true });
        self.at = end + line_ending;
        TokenKind::OpenHeredoc
    }

    fn beyond_ascii(&mut self) -> TokenKind {
        match decode(&self.text[self.at..]) {
            Some(c) if is_ident_start(c) => self.take(ident_length(&self.text[self.at..]), TokenKind::Ident),
            Some(c) => self.take(c.len_utf8(), TokenKind::Invalid),
            None => self.invalid_utf8(),
        }
    }

    /// One run of bytes that are no UTF-8.
    fn invalid_utf8(&mut self) -> TokenKind {
        let start = self.at;
        self.at += 1;
        while self.at < self.text.len() && self.text[self.at] >= 0x80 && decode(&self.text[self.at..]).is_none() {
            self.at += 1;
        }
        debug_assert!(self.at > start);
        TokenKind::InvalidUtf8
    }

    /// `${` or `%{` at the cursor, with or without the strip marker.
    fn sequence(&mut self) -> Option<TokenKind> {
        let kind = match (self.byte(0)?, self.byte(1)?) {
            (b'$', b'{') => TokenKind::Interpolation,
            (b'%', b'{') => TokenKind::Directive,
            _ => return None,
        };
        if let Mode::Heredoc { line_start, .. } = &mut self.mode {
            *line_start = false;
        }
        let strip = usize::from(self.byte(2) == Some(b'~'));
        self.push(Mode::Sequence { braces: 0 });
        Some(self.take(2 + strip, kind))
    }

    /// How many bytes of `$${`, `%%{` or a lone `$` or `%` stand at the cursor; none before a sequence.
    fn dollar_length(&self, at: usize) -> usize {
        let (first, rest) = (self.text[at], &self.text[at + 1..]);
        match rest {
            [second, b'{', ..] if *second == first => 3,
            [b'{', ..] => 0,
            _ => 1,
        }
    }

    fn quoted_token(&mut self) -> TokenKind {
        match self.text[self.at] {
            b'"' => {
                self.pop();
                return self.take(1, TokenKind::CloseQuote);
            }
            b'\n' | b'\r' => return self.quoted_newline(),
            _ => {}
        }
        if let Some(kind) = self.sequence() {
            return kind;
        }
        self.quoted_text()
    }

    fn quoted_text(&mut self) -> TokenKind {
        let start = self.at;
        while let Some(byte) = self.byte(0) {
            match byte {
                b'"' | b'\n' | b'\r' => break,
                b'$' | b'%' => match self.dollar_length(self.at) {
                    0 => break,
                    length => self.at += length,
                },
                b'\\' => match decode(&self.text[self.at + 1..]) {
                    Some('\n' | '\r') | None => {
                        self.at += 1;
                        break;
                    }
                    Some(c) => self.at += 1 + c.len_utf8(),
                },
                0x80.. => match decode(&self.text[self.at..]) {
                    Some(c) => self.at += c.len_utf8(),
                    None if self.at == start => return self.invalid_utf8(),
                    None => break,
                },
                _ => self.at += 1,
            }
        }
        TokenKind::QuotedText
    }

    /// A string does not go on past its line, so every quote and sequence that was open on it is given up:
    /// the next line is read as if the quote had been closed.
    fn quoted_newline(&mut self) -> TokenKind {
        let line_ending = if self.text[self.at..].starts_with(b"\r\n") { 2 } else { 1 };
        let carriage_return = self.text[self.at] == b'\r' && line_ending == 1;
        if !carriage_return {
            while matches!(self.mode, Mode::Quoted | Mode::Sequence { .. }) && !self.outer.is_empty() {
                self.pop();
            }
            if let Mode::Heredoc { line_start, .. } = &mut self.mode {
                *line_start = true;
            }
        }
        self.take(line_ending, TokenKind::QuotedNewline)
    }

    fn heredoc_token(&mut self) -> TokenKind {
        if let Mode::Heredoc { start, end, line_start: true } = self.mode
            && let Some(length) = self.closing_marker(start, end)
        {
            self.pop();
            return self.take(length, TokenKind::CloseHeredoc);
        }
        self.template_text()
    }

    /// The length of the line at the cursor if it holds the marker and nothing else; its line ending is not part of it.
    fn closing_marker(&self, start: usize, end: usize) -> Option<usize> {
        let marker = &self.text[start..end];
        let rest = &self.text[self.at..];
        let indent = leading_spaces(rest);
        if !rest[indent..].starts_with(marker) {
            return None;
        }
        let after = &rest[indent + marker.len()..];
        let trailing = leading_spaces(after);
        // The marker counts only on a line that ends, and the line ending itself is a token of its own.
        let ends_line = after[trailing..].starts_with(b"\n") || after[trailing..].starts_with(b"\r\n");
        ends_line.then_some(indent + marker.len() + trailing)
    }

    /// A sequence, or literal text up to the next sequence or line ending.
    fn template_text(&mut self) -> TokenKind {
        if let Some(kind) = self.sequence() {
            return kind;
        }
        let start = self.at;
        let mut ended_line = false;
        while let Some(byte) = self.byte(0) {
            match byte {
                b'$' | b'%' => match self.dollar_length(self.at) {
                    0 => break,
                    length => self.at += length,
                },
                b'\n' => {
                    self.at += 1;
                    ended_line = true;
                    break;
                }
                0x80.. => match decode(&self.text[self.at..]) {
                    Some(c) => self.at += c.len_utf8(),
                    None if self.at == start => return self.invalid_utf8(),
                    None => break,
                },
                b'\r' if self.byte(1) != Some(b'\n') => {
                    if self.at == start {
                        return self.lone_carriage_return();
                    }
                    break;
                }
                _ => self.at += 1,
            }
        }
        if let Mode::Heredoc { line_start, .. } = &mut self.mode {
            *line_start = ended_line;
        }
        TokenKind::TemplateText
    }

    /// Terraform's scanner gives up at a carriage return without a line feed: an error in a heredoc, while the rest of
    /// a bare template is literal text.
    fn lone_carriage_return(&mut self) -> TokenKind {
        if self.mode == Mode::Bare {
            self.take(self.text.len() - self.at, TokenKind::TemplateText)
        } else {
            self.take(1, TokenKind::Invalid)
        }
    }
}

/// The length and kind of a symbol that starts with `byte`.
fn symbol(byte: u8, next: Option<u8>) -> (usize, TokenKind) {
    use TokenKind as K;
    match (byte, next) {
        (b'=', Some(b'=')) => (2, K::EqualEqual),
        (b'=', Some(b'>')) => (2, K::FatArrow),
        (b'!', Some(b'=')) => (2, K::NotEqual),
        (b'>', Some(b'=')) => (2, K::GreaterOrEqual),
        (b'&', Some(b'&')) => (2, K::And),
        (b'|', Some(b'|')) => (2, K::Or),
        (b':', Some(b':')) => (2, K::DoubleColon),
        (b'=', _) => (1, K::Equal),
        (b'[', _) => (1, K::OpenBracket),
        (b']', _) => (1, K::CloseBracket),
        (b'(', _) => (1, K::OpenParen),
        (b')', _) => (1, K::CloseParen),
        (b'.', _) => (1, K::Dot),
        (b',', _) => (1, K::Comma),
        (b':', _) => (1, K::Colon),
        (b'?', _) => (1, K::Question),
        (b'!', _) => (1, K::Bang),
        (b'>', _) => (1, K::Greater),
        (b'+', _) => (1, K::Plus),
        (b'-', _) => (1, K::Minus),
        (b'*', _) => (1, K::Star),
        (b'%', _) => (1, K::Percent),
        (b'&' | b'|' | b'^', _) => (1, K::Bitwise),
        (b'`', _) => (1, K::Backtick),
        (b'\'', _) => (1, K::Apostrophe),
        (b';', _) => (1, K::Semicolon),
        _ => (1, K::Invalid),
    }
}

/// The first code point of the text, if it is UTF-8 there.
fn decode(text: &[u8]) -> Option<char> {
    let first = *text.first()?;
    if first.is_ascii() {
        return Some(char::from(first));
    }
    let length = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    std::str::from_utf8(text.get(..length)?).ok()?.chars().next()
}

/// The length of the name at the start; its first code point was checked.
fn ident_length(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        let ascii = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_' || **byte == b'-';
        length += text[length..].iter().take_while(ascii).count();
        match decode(&text[length..]) {
            Some(c) if !c.is_ascii() && is_ident_continue(c) => length += c.len_utf8(),
            _ => return length,
        }
    }
}

/// The length of the white space at the start, line endings excluded.
fn leading_spaces(text: &[u8]) -> usize {
    let mut length = 0;
    while let Some(c) = decode(&text[length..]) {
        if !c.is_whitespace() || c == '\n' || c == '\r' {
            break;
        }
        length += c.len_utf8();
    }
    length
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len()).position(|window| window == needle)
}
