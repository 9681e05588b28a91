//! Finding a place to go on after an error.
//!
//! Brackets are matched, and the layout helps: a line that looks like the start of an item, no further to the right than
//! the item at fault, ends every search, so that a forgotten bracket does not swallow the rest of the file.

use super::cursor::{Lost, Parsed, Parser};
use crate::ast::{Expr, ExprKind};
use crate::lexer::{Token, TokenKind};
use iac_core::diag::Span;

impl Parser<'_> {
    /// Notes where the item that starts at `token` stands; what does not start its line counts with the item around it.
    pub(super) fn mark_item(&mut self, token: Token) {
        if let Some(indent) = self.indent(token.span) {
            self.item_indent = indent;
        }
    }

    /// The number of spaces and tabs before a span on its line, if there is nothing else.
    fn indent(&self, span: Span) -> Option<usize> {
        let start = self.offset(span);
        let before = &self.text[..start];
        let indent = before.iter().rev().take_while(|byte| **byte == b' ' || **byte == b'\t').count();
        matches!(before[..start - indent].last(), None | Some(b'\n' | 0xbf)).then_some(indent)
    }

    /// Whether an item seems to start at a token, which follows a newline.
    fn item_starts_at(&self, at: usize) -> bool {
        use TokenKind as K;
        let (Some(name), Some(next)) = (self.tokens.get(at), self.tokens.get(at + 1)) else { return false };
        name.kind == K::Ident
            && matches!(next.kind, K::Equal | K::OpenQuote | K::OpenBrace)
            && self.indent(name.span).is_some_and(|indent| indent <= self.item_indent)
    }

    /// Skips to the token after the closer of the innermost bracket and returns it, or stops before what cannot belong
    /// to the bracket.
    pub(super) fn skip_past(&mut self, closer: TokenKind) -> Parsed<Token> {
        let mut open = Vec::new();
        loop {
            let token = self.tokens[self.at];
            if token.kind == TokenKind::End || self.stops_search(token, &mut open) {
                return Err(Lost);
            }
            if let Some(wanted) = token.kind.closer() {
                open.push(wanted);
            } else if token.kind.is_closer() {
                match open.iter().rposition(|wanted| *wanted == token.kind) {
                    Some(at) => open.truncate(at),
                    None if token.kind == closer => {
                        self.at += 1;
                        return Ok(token);
                    }
                    None => return Err(Lost),
                }
            }
            self.at += 1;
        }
    }

    /// Whether the line ending at the cursor ends the search for a closer.
    fn stops_search(&self, token: Token, open: &mut Vec<TokenKind>) -> bool {
        match token.kind {
            TokenKind::Newline => self.item_starts_at(self.at + 1),
            TokenKind::QuotedNewline => {
                // The lexer gave up every quote and sequence of this line; those opened during the search are gone.
                let quote = |wanted: &TokenKind| matches!(wanted, TokenKind::CloseQuote | TokenKind::TemplateEnd);
                let heredoc = open.iter().rposition(|wanted| *wanted == TokenKind::CloseHeredoc).map_or(0, |at| at + 1);
                match open[heredoc..].iter().position(quote) {
                    Some(at) => {
                        open.truncate(heredoc + at);
                        self.item_starts_at(self.at + 1)
                    }
                    None => true,
                }
            }
            _ => false,
        }
    }

    /// Skips to the end of the item: its line ending at bracket level, a brace that closes the body, or the end.
    pub(super) fn skip_item(&mut self) {
        let mut open = Vec::new();
        loop {
            let token = self.tokens[self.at];
            match token.kind {
                TokenKind::End => return,
                TokenKind::Newline | TokenKind::QuotedNewline
                    if open.is_empty() || self.stops_search(token, &mut open) || open.is_empty() =>
                {
                    self.skip_text_lines();
                    return;
                }
                kind if kind.closer().is_some() => open.extend(kind.closer()),
                kind if kind.is_closer() => match open.iter().rposition(|wanted| *wanted == kind) {
                    Some(at) => open.truncate(at),
                    None if kind == TokenKind::CloseBrace && self.depth > 0 => return,
                    None => {}
                },
                _ => {}
            }
            self.at += 1;
        }
    }

    /// At the end of a line with an open quote, skips the lines after it that seem to be further text of the string.
    fn skip_text_lines(&mut self) {
        if self.tokens[self.at].kind != TokenKind::QuotedNewline {
            return;
        }
        let ends_line =
            |token: &Token| matches!(token.kind, TokenKind::Newline | TokenKind::QuotedNewline | TokenKind::End);
        while !self.item_starts_at(self.at + 1) {
            let rest = &self.tokens[self.at + 1..];
            if matches!(rest[0].kind, TokenKind::CloseBrace | TokenKind::End) {
                return;
            }
            self.at += 1 + rest.iter().position(ends_line).unwrap_or(rest.len() - 1);
            if self.tokens[self.at].kind != TokenKind::Newline {
                // What ends here is the line of the closing quote.
                return;
            }
        }
    }

    /// Whether the cursor is at a line ending after which the construct around it seems to go on.
    pub(super) fn at_inner_newline(&self) -> bool {
        self.tokens[self.at].kind == TokenKind::Newline && !self.item_starts_at(self.at + 1)
    }

    /// Runs `inner`, which follows an opening bracket and consumes its closer. If it gets lost, goes on after the closer
    /// with an invalid expression in place.
    pub(super) fn bracketed(
        &mut self,
        open: Token,
        skip_newlines: bool,
        inner: impl FnOnce(&mut Self) -> Parsed<Expr>,
    ) -> Parsed<Expr> {
        let (depth, newlines) = (self.depth, self.skip_newlines);
        self.skip_newlines = skip_newlines;
        let result = match self.enter() {
            Ok(()) => inner(self),
            Err(Lost) => Err(Lost),
        };
        self.depth = depth;
        let result = if result.is_err() { self.invalid_bracket(open) } else { result };
        self.skip_newlines = newlines;
        result
    }

    #[inline(never)]
    fn invalid_bracket(&mut self, open: Token) -> Parsed<Expr> {
        let closer = open.kind.closer().unwrap_or(TokenKind::End);
        let close = self.skip_past(closer)?;
        self.height = 0;
        Ok(Expr { kind: ExprKind::Invalid, span: open.span.to(close.span) })
    }
}
