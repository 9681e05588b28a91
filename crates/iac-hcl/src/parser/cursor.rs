//! The parser's state: the tokens without trivia, a cursor, the depth, and what was reported.

use super::entry::MAX_DEPTH;
use crate::ast::Ident;
use crate::lexer::{Lexer, Token, TokenKind};
use iac_core::diag::{Diagnostic, Diagnostics, SourceId, Span};

/// An error was reported and the cursor is somewhere inside the construct at fault.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lost;

/// A part of the tree, or `Lost`.
pub(super) type Parsed<T> = Result<T, Lost>;

/// The parser of one text.
pub(super) struct Parser<'a> {
    pub(super) text: &'a [u8],
    source: SourceId,
    /// Where the text starts within the source.
    base: u32,
    /// Without trivia, and with no two newlines in a row.
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
    /// Whether newlines mean nothing here: inside parentheses, brackets and template sequences.
    pub(super) skip_newlines: bool,
    /// How many constructs are open around the cursor.
    pub(super) depth: usize,
    /// The height of the tree returned last.
    pub(super) height: usize,
    /// The column at which the item around the cursor starts; see `recovery`.
    pub(super) item_indent: usize,
    /// Nothing more is reported once the nesting is too deep.
    aborted: bool,
    /// Where lines end; filled when a message first needs a line number.
    line_ends: Option<Vec<usize>>,
    diags: Diagnostics,
}

impl<'a> Parser<'a> {
    /// A parser of `text`, which starts at `base` within its source.
    pub(super) fn new(lexer: Lexer<'a>, source: SourceId, text: &'a [u8], base: u32) -> Self {
        let mut parser = Self {
            text,
            source,
            base,
            tokens: Vec::with_capacity(text.len() / 4),
            at: 0,
            skip_newlines: false,
            depth: 0,
            height: 0,
            item_indent: 0,
            aborted: false,
            line_ends: None,
            diags: Diagnostics::new(),
        };
        let mut tokens = std::mem::take(&mut parser.tokens);
        let mut after_newline = false;
        lexer.run(|token| {
            let newline = token.kind == TokenKind::Newline;
            if !(token.kind.is_trivia() || newline && after_newline) {
                tokens.push(token);
                after_newline = newline;
            }
        });
        parser.tokens = tokens;
        parser.report_foreign_characters();
        parser
    }

    /// What was reported.
    pub(super) fn into_diags(self) -> Diagnostics {
        self.diags
    }

    /// Whether anything was reported.
    pub(super) fn has_errors(&self) -> bool {
        self.diags.has_errors()
    }

    /// The span of the whole text.
    pub(super) fn whole(&self) -> Span {
        let end = self.tokens.last().map_or(self.base, |end| end.span.end);
        Span::new(self.source, self.base, end)
    }

    #[inline]
    fn peek_at(&self) -> usize {
        self.at + usize::from(self.skip_newlines && self.tokens[self.at].kind == TokenKind::Newline)
    }

    /// The next token.
    #[inline]
    pub(super) fn peek(&self) -> Token {
        self.tokens[self.peek_at()]
    }

    /// The kind of the next token.
    #[inline]
    pub(super) fn peek_kind(&self) -> TokenKind {
        self.peek().kind
    }

    /// The next token, consumed; the end stays.
    #[inline]
    pub(super) fn read(&mut self) -> Token {
        let at = self.peek_at();
        self.at = (at + 1).min(self.tokens.len() - 1);
        self.tokens[at]
    }

    /// Consumes the next token if it is of that kind.
    pub(super) fn read_if(&mut self, kind: TokenKind) -> Option<Token> {
        (self.peek_kind() == kind).then(|| self.read())
    }

    /// The bytes of a span.
    pub(super) fn bytes(&self, span: Span) -> &'a [u8] {
        &self.text[(span.start - self.base) as usize..(span.end - self.base) as usize]
    }

    /// The offset of a span within the text.
    pub(super) fn offset(&self, span: Span) -> usize {
        (span.start - self.base) as usize
    }

    /// The line of a span, from 1.
    pub(super) fn line(&mut self, span: Span) -> usize {
        let (text, offset) = (self.text, self.offset(span));
        let ends = self.line_ends.get_or_insert_with(|| (0..text.len()).filter(|at| text[*at] == b'\n').collect());
        ends.partition_point(|end| *end < offset) + 1
    }

    /// The text of a span of tokens that are UTF-8.
    pub(super) fn str(&self, span: Span) -> &'a str {
        std::str::from_utf8(self.bytes(span)).unwrap_or("\u{fffd}")
    }

    /// A name token as a tree node.
    pub(super) fn ident(&self, token: Token) -> Ident {
        Ident { name: self.str(token.span).into(), span: token.span }
    }

    /// Whether the next token is that name.
    pub(super) fn peek_keyword(&self, keyword: &str) -> bool {
        let token = self.peek();
        token.kind == TokenKind::Ident && self.bytes(token.span) == keyword.as_bytes()
    }

    /// Runs `inner` with newlines significant or not, and restores what was before.
    pub(super) fn with_newlines<T>(&mut self, skip: bool, inner: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.skip_newlines, skip);
        let result = inner(self);
        self.skip_newlines = before;
        result
    }

    /// Enters a construct; `leave` ends it.
    pub(super) fn enter(&mut self) -> Parsed<()> {
        self.depth += 1;
        self.check_height(0)
    }

    /// Ends what `enter` began.
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Checks that a tree of that height is not too high here, and notes it as the one returned last.
    pub(super) fn check_height(&mut self, height: usize) -> Parsed<()> {
        self.height = height;
        if self.depth + height <= MAX_DEPTH {
            return Ok(());
        }
        let subject = self.peek().span;
        self.error(
            "Nesting too deep",
            format!("Expressions and blocks can be nested at most {MAX_DEPTH} levels deep. Split this one up."),
            subject,
        );
        self.aborted = true;
        self.at = self.tokens.len() - 1;
        Err(Lost)
    }

    /// Reports an error.
    pub(super) fn error(&mut self, summary: &str, detail: impl Into<String>, subject: Span) {
        if !self.aborted {
            self.diags.push(Diagnostic::error(summary, detail).at(subject));
        }
    }

    /// Reports an error with the range that gives it context.
    pub(super) fn error_within(&mut self, summary: &str, detail: impl Into<String>, subject: Span, context: Span) {
        if !self.aborted {
            self.diags.push(Diagnostic::error(summary, detail).at(subject).within(context));
        }
    }

    /// Reports an error after which the construct cannot go on.
    pub(super) fn fail<T>(&mut self, summary: &str, detail: impl Into<String>, subject: Span) -> Parsed<T> {
        self.error(summary, detail, subject);
        Err(Lost)
    }

    /// Reports characters that no rule of the grammar accepts, the frequent ones a few times only.
    fn report_foreign_characters(&mut self) {
        let foreign = |token: &Token| {
            use TokenKind as K;
            matches!(token.kind, K::Bitwise | K::Backtick | K::Apostrophe | K::Semicolon | K::Invalid | K::InvalidUtf8)
        };
        let mut bitwise = 0;
        let mut told: Vec<TokenKind> = Vec::new();
        for at in 0..self.tokens.len() {
            let token = self.tokens[at];
            if !foreign(&token) || token.kind != TokenKind::Invalid && told.contains(&token.kind) {
                continue;
            }
            let (summary, detail) = foreign_character(token.kind, self.bytes(token.span));
            self.error(summary, detail, token.span);
            bitwise += usize::from(token.kind == TokenKind::Bitwise);
            if token.kind != TokenKind::Bitwise || bitwise == 4 {
                told.push(token.kind);
            }
        }
    }
}

fn foreign_character(kind: TokenKind, bytes: &[u8]) -> (&'static str, &'static str) {
    const CHARACTER: &str = "Invalid character";
    match (kind, bytes) {
        (TokenKind::Bitwise, b"&") => {
            ("Unsupported operator", "Bitwise operators are not supported. Did you mean boolean AND (\"&&\")?")
        }
        (TokenKind::Bitwise, b"|") => {
            ("Unsupported operator", "Bitwise operators are not supported. Did you mean boolean OR (\"||\")?")
        }
        (TokenKind::Bitwise, b"~") => {
            ("Unsupported operator", "Bitwise operators are not supported. Did you mean boolean NOT (\"!\")?")
        }
        (TokenKind::Bitwise, _) => ("Unsupported operator", "Bitwise operators are not supported."),
        (TokenKind::Backtick, _) => (
            CHARACTER,
            "The \"`\" character is not valid. To create a multi-line string, use the \"heredoc\" syntax, like \"<<EOT\".",
        ),
        (TokenKind::Apostrophe, _) => {
            (CHARACTER, "Single quotes are not valid. Use double quotes (\") to enclose strings.")
        }
        (TokenKind::Semicolon, _) => (
            CHARACTER,
            "The \";\" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values.",
        ),
        (TokenKind::InvalidUtf8, _) => (
            "Invalid character encoding",
            "All input files must be UTF-8 encoded. Ensure that UTF-8 encoding is selected in your editor.",
        ),
        (_, [b'/', b'*', ..]) => {
            ("Unterminated comment", "There is no \"*/\" that ends this comment before the end of the file.")
        }
        (_, b"\xe2\x80\x9c" | b"\xe2\x80\x9d") => (
            CHARACTER,
            "\"Curly quotes\" are not valid here. They often come from documents or discussion forums. Replace them with \"straight quotes\".",
        ),
        _ => (CHARACTER, "This character is not used within the language."),
    }
}
