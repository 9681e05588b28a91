//! Tokens as the formatter sees them: without white space, each knowing how many spaces stand before it.

use crate::lexer::{TokenKind, tokenize};
use iac_core::diag::{SourceId, columns};
use std::borrow::Cow;

/// A token with the spaces before it. A line comment includes its line ending.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) kind: TokenKind,
    pub(super) text: Cow<'a, [u8]>,
    pub(super) spaces: usize,
    /// Where it stood in the source; pieces that were not there have the place of what they replace.
    pub(super) start: u32,
}

impl<'a> Piece<'a> {
    /// A piece that was not in the source.
    pub(super) fn new(kind: TokenKind, text: impl Into<Cow<'a, [u8]>>, start: u32) -> Self {
        Self { kind, text: text.into(), spaces: 0, start }
    }

    /// Whether a line ends with it.
    pub(super) fn ends_line(&self) -> bool {
        self.kind == TokenKind::Newline || self.kind == TokenKind::LineComment && self.text.ends_with(b"\n")
    }

    /// How many more brackets are open after it.
    pub(super) fn bracket_change(&self) -> i32 {
        use TokenKind as K;
        match self.kind {
            K::OpenBrace | K::OpenBracket | K::OpenParen | K::Interpolation | K::Directive => 1,
            K::CloseBrace | K::CloseBracket | K::CloseParen | K::TemplateEnd => -1,
            _ => 0,
        }
    }

    /// How many columns it takes with the spaces before it.
    pub(super) fn columns(&self) -> usize {
        self.spaces + columns(&self.text)
    }
}

/// The pieces of a text; the byte order mark is dropped.
pub(super) fn pieces(source: SourceId, text: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut spaces = 0;
    for token in tokenize(source, text) {
        let bytes = &text[token.span.start as usize..token.span.end as usize];
        match token.kind {
            TokenKind::ByteOrderMark => continue,
            TokenKind::Whitespace => {
                spaces = bytes.len();
                continue;
            }
            TokenKind::Newline => {
                if let Some(comment) =
                    pieces.last_mut().filter(|last| last.kind == TokenKind::LineComment && !last.ends_line())
                {
                    let start = comment.start as usize;
                    comment.text = text[start..token.span.end as usize].into();
                    continue;
                }
            }
            _ => {}
        }
        pieces.push(Piece {
            kind: token.kind,
            text: bytes.into(),
            spaces: std::mem::take(&mut spaces),
            start: token.span.start,
        });
    }
    pieces
}

/// The text of the pieces.
pub(super) fn write(pieces: &[Piece]) -> Vec<u8> {
    let mut text = Vec::with_capacity(pieces.iter().map(|piece| piece.spaces + piece.text.len()).sum());
    for piece in pieces {
        text.resize(text.len() + piece.spaces, b' ');
        text.extend_from_slice(&piece.text);
    }
    text
}
