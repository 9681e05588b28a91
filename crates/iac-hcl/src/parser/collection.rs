//! Tuples and objects.

use super::body::is_foreign;
use super::cursor::{Lost, Parsed, Parser};
use crate::ast::{Expr, ExprKind, Ident, ObjectItem, ObjectKey};
use crate::lexer::{Token, TokenKind};

impl Parser<'_> {
    /// `[a, b]` or `[for …]`.
    #[inline(never)]
    pub(super) fn tuple(&mut self) -> Parsed<Expr> {
        let open = self.read();
        self.bracketed(open, true, |parser| {
            if parser.peek_keyword("for") {
                return parser.for_expr(open);
            }
            let mut elements = Vec::new();
            let close = parser.elements(open, &mut elements)?;
            Ok(Expr { kind: ExprKind::Tuple(elements), span: open.span.to(close.span) })
        })
    }

    fn elements(&mut self, open: Token, elements: &mut Vec<Expr>) -> Parsed<Token> {
        let mut height = 0;
        loop {
            if let Some(close) = self.read_if(TokenKind::CloseBracket) {
                self.height = height + 1;
                return Ok(close);
            }
            elements.push(self.expression()?);
            height = height.max(self.height);
            let next = self.peek();
            match next.kind {
                TokenKind::CloseBracket => {}
                TokenKind::Comma => {
                    self.read();
                }
                TokenKind::End => {
                    return self.fail(
                        "Unterminated tuple constructor expression",
                        "There is no corresponding closing bracket before the end of the file. This may be caused by incorrect bracket nesting elsewhere in this file.",
                        open.span,
                    );
                }
                kind => {
                    if !is_foreign(kind) {
                        let detail = "Expected a comma to mark the beginning of the next item.";
                        self.error_within("Missing item separator", detail, next.span, open.span.to(next.span));
                    }
                    return Err(Lost);
                }
            }
        }
    }

    /// `{ a = b }` or `{for …}`.
    #[inline(never)]
    pub(super) fn object(&mut self) -> Parsed<Expr> {
        let open = self.read();
        // A `for` may stand on a line of its own although newlines separate the items of an object.
        if self.with_newlines(true, |parser| parser.peek_keyword("for")) {
            return self.bracketed(open, true, |parser| parser.for_expr(open));
        }
        self.bracketed(open, false, |parser| {
            let mut items = Vec::new();
            let close = parser.object_items(open, &mut items)?;
            Ok(Expr { kind: ExprKind::Object(items), span: open.span.to(close.span) })
        })
    }

    fn object_items(&mut self, open: Token, items: &mut Vec<ObjectItem>) -> Parsed<Token> {
        let mut height = 0;
        let depth = self.depth;
        loop {
            while self.read_if(TokenKind::Newline).is_some() {}
            if let Some(close) = self.read_if(TokenKind::CloseBrace) {
                self.height = height + 1;
                return Ok(close);
            }
            if let Ok(item) = self.object_item(open) {
                items.push(item);
            } else {
                // Newlines separate items, so that the next one can be read.
                self.depth = depth;
                self.skip_item();
                if self.peek_kind() != TokenKind::CloseBrace && !self.at_inner_newline() {
                    return Err(Lost);
                }
            }
            height = height.max(self.height);
        }
    }

    fn object_item(&mut self, open: Token) -> Parsed<ObjectItem> {
        let key = self.expression()?;
        let mut height = self.height;
        let next = self.peek();
        if !matches!(next.kind, TokenKind::Equal | TokenKind::Colon) {
            return self.no_key_separator(open, next);
        }
        self.read();
        let value = self.expression()?;
        height = height.max(self.height);
        let next = self.peek();
        match next.kind {
            TokenKind::CloseBrace => {}
            TokenKind::Comma | TokenKind::Newline => {
                self.read();
            }
            TokenKind::End => return self.unterminated_object(open),
            kind => {
                if !is_foreign(kind) {
                    let detail = "Expected a newline or comma to mark the beginning of the next attribute.";
                    self.error_within("Missing attribute separator", detail, next.span, open.span.to(next.span));
                }
                return Err(Lost);
            }
        }
        self.height = height;
        Ok(ObjectItem { key: self.object_key(key), value })
    }

    /// A bare name is taken literally, also if it is a keyword elsewhere.
    fn object_key(&self, key: Expr) -> ObjectKey {
        match key.kind {
            ExprKind::Variable(name) => ObjectKey::Name(Ident { name, span: key.span }),
            ExprKind::Null | ExprKind::Bool(_) => {
                ObjectKey::Name(Ident { name: self.str(key.span).into(), span: key.span })
            }
            _ => ObjectKey::Expr(key),
        }
    }

    fn unterminated_object<T>(&mut self, open: Token) -> Parsed<T> {
        self.fail(
            "Unterminated object constructor expression",
            "There is no corresponding closing brace before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.",
            open.span,
        )
    }

    fn no_key_separator<T>(&mut self, open: Token, next: Token) -> Parsed<T> {
        let (summary, detail) = match next.kind {
            TokenKind::End => return self.unterminated_object(open),
            kind if is_foreign(kind) => return Err(Lost),
            TokenKind::Newline | TokenKind::Comma => {
                ("Missing attribute value", "Expected an attribute value, introduced by an equals sign (\"=\").")
            }
            TokenKind::Ident => (
                "Missing key/value separator",
                "Expected an equals sign (\"=\") to mark the beginning of the attribute value. If you intended to given an attribute name containing periods or spaces, write the name in quotes to create a string literal.",
            ),
            _ => (
                "Missing key/value separator",
                "Expected an equals sign (\"=\") to mark the beginning of the attribute value.",
            ),
        };
        self.error_within(summary, detail, next.span, open.span.to(next.span));
        Err(Lost)
    }
}
