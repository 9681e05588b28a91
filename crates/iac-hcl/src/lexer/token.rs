//! What the lexer produces: kinds of token and their places.

use iac_core::diag::Span;

/// A token with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// The UTF-8 byte order mark at the start of a file.
    ByteOrderMark,
    /// Spaces and tabs.
    Whitespace,
    /// A line ending outside of templates.
    Newline,
    /// `# …` or `// …`, without the line ending.
    LineComment,
    /// `/* … */`.
    BlockComment,
    /// A name.
    Ident,
    /// A number literal, not necessarily a valid one.
    Number,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// The `"` that starts a template.
    OpenQuote,
    /// The `"` that ends a template.
    CloseQuote,
    /// `<<NAME` or `<<-NAME` with its line ending.
    OpenHeredoc,
    /// The name that ends a heredoc, with the spaces before and after it on its line.
    CloseHeredoc,
    /// Literal text between quotes, escapes unresolved.
    QuotedText,
    /// Literal text of a heredoc or bare template, at most one line, with its line ending.
    TemplateText,
    /// Line endings between quotes: an error, and where the lexer takes the string to end.
    QuotedNewline,
    /// `${` or `${~`
    Interpolation,
    /// `%{` or `%{~`
    Directive,
    /// `}` or `~}` at the end of an interpolation or directive.
    TemplateEnd,
    /// `.`
    Dot,
    /// `...`
    Ellipsis,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `::`
    DoubleColon,
    /// `?`
    Question,
    /// `=`
    Equal,
    /// `=>`
    FatArrow,
    /// `==`
    EqualEqual,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `!`
    Bang,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `&`, `|`, `^`, `~`: operators of other languages.
    Bitwise,
    /// `` ` ``
    Backtick,
    /// `'`
    Apostrophe,
    /// `;`
    Semicolon,
    /// Text that is no part of the language.
    Invalid,
    /// Bytes that are not UTF-8, outside of comments.
    InvalidUtf8,
    /// The end of the text; empty.
    End,
}

impl TokenKind {
    /// Whether the parser has no use for it: spaces, comments and the byte order mark.
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::ByteOrderMark | Self::Whitespace | Self::LineComment | Self::BlockComment)
    }

    /// What closes it, if it opens something.
    pub(crate) fn closer(self) -> Option<Self> {
        Some(match self {
            Self::OpenBrace => Self::CloseBrace,
            Self::OpenBracket => Self::CloseBracket,
            Self::OpenParen => Self::CloseParen,
            Self::OpenQuote => Self::CloseQuote,
            Self::OpenHeredoc => Self::CloseHeredoc,
            Self::Interpolation | Self::Directive => Self::TemplateEnd,
            _ => return None,
        })
    }

    /// Whether it closes something.
    pub(crate) fn is_closer(self) -> bool {
        matches!(
            self,
            Self::CloseBrace
                | Self::CloseBracket
                | Self::CloseParen
                | Self::CloseQuote
                | Self::CloseHeredoc
                | Self::TemplateEnd
        )
    }
}
