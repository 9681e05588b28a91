//! `for` expressions, and the names that they share with `for` directives.

use super::body::is_foreign;
use super::cursor::{Lost, Parsed, Parser};
use crate::ast::{Expr, ExprKind, ForExpr, Ident};
use crate::lexer::{Token, TokenKind};
use iac_core::diag::Span;

const SUMMARY: &str = "Invalid 'for' expression";

impl Parser<'_> {
    /// The rest of a `for` expression whose opening bracket was read.
    #[inline(never)]
    pub(super) fn for_expr(&mut self, open: Token) -> Parsed<Expr> {
        let object = open.kind == TokenKind::OpenBrace;
        self.read();
        // Counts twice: each level of it takes much of the call stack.
        self.enter()?;
        let (key_name, value_name) = self.for_names(SUMMARY, "For expression", "its name declarations", open.span)?;
        let collection = self.expression()?;
        let mut height = self.height;
        if self.read_if(TokenKind::Colon).is_none() {
            return self.bad_for("For expression requires a colon after the collection expression.", open);
        }
        let (key, value) = self.for_result(&mut height)?;
        let ellipsis = self.read_if(TokenKind::Ellipsis);
        let condition = self.for_condition(&mut height)?;
        let closer = if object { TokenKind::CloseBrace } else { TokenKind::CloseBracket };
        let Some(close) = self.read_if(closer) else {
            return self.bad_for("Extra characters after the end of the 'for' expression.", open);
        };
        let span = open.span.to(close.span);
        self.check_for_form(object, key.as_ref(), &value, ellipsis, span);
        self.height = height + 1;
        let grouped = ellipsis.is_some();
        let for_expr = ForExpr { key_name, value_name, collection, key, value, grouped, condition };
        Ok(Expr { kind: ExprKind::For(Box::new(for_expr)), span })
    }

    /// `value` or `key => value`.
    fn for_result(&mut self, height: &mut usize) -> Parsed<(Option<Expr>, Expr)> {
        let first = self.expression()?;
        *height = (*height).max(self.height);
        if self.read_if(TokenKind::FatArrow).is_none() {
            return Ok((None, first));
        }
        let value = self.expression()?;
        *height = (*height).max(self.height);
        Ok((Some(first), value))
    }

    fn for_condition(&mut self, height: &mut usize) -> Parsed<Option<Expr>> {
        if !self.peek_keyword("if") {
            return Ok(None);
        }
        self.read();
        let condition = self.expression()?;
        *height = (*height).max(self.height);
        Ok(Some(condition))
    }

    /// `key, value in` or `value in`.
    pub(super) fn for_names(
        &mut self,
        summary: &str,
        what: &str,
        names: &str,
        open: Span,
    ) -> Parsed<(Option<Ident>, Ident)> {
        let first = self.for_name(summary, &format!("{what} requires variable name after 'for'."), open)?;
        let (key_name, value_name) = if self.read_if(TokenKind::Comma).is_some() {
            let detail = format!("{what} requires value variable name after comma.");
            (Some(first), self.for_name(summary, &detail, open)?)
        } else {
            (None, first)
        };
        if !self.peek_keyword("in") {
            let next = self.peek();
            let detail = format!("{what} requires the 'in' keyword after {names}.");
            self.error_within(summary, detail, next.span, open.to(next.span));
            return Err(Lost);
        }
        self.read();
        Ok((key_name, value_name))
    }

    fn for_name(&mut self, summary: &str, detail: &str, open: Span) -> Parsed<Ident> {
        let next = self.peek();
        if next.kind == TokenKind::Ident {
            self.read();
            return Ok(self.ident(next));
        }
        if !is_foreign(next.kind) {
            self.error_within(summary, detail, next.span, open.to(next.span));
        }
        Err(Lost)
    }

    fn bad_for<T>(&mut self, detail: &str, open: Token) -> Parsed<T> {
        let next = self.peek();
        if !is_foreign(next.kind) {
            self.error_within(SUMMARY, detail, next.span, open.span.to(next.span));
        }
        Err(Lost)
    }

    /// A key and `...` belong to the object form only, where the key is required.
    fn check_for_form(&mut self, object: bool, key: Option<&Expr>, value: &Expr, ellipsis: Option<Token>, span: Span) {
        if object {
            if key.is_none() {
                let detail = "Key expression is required when building an object.";
                self.error_within(SUMMARY, detail, value.span, span);
            }
            return;
        }
        if let Some(key) = key {
            self.error_within(SUMMARY, "Key expression is not valid when building a tuple.", key.span, span);
        }
        if let Some(ellipsis) = ellipsis {
            let detail = "Grouping ellipsis (...) cannot be used when building a tuple.";
            self.error_within(SUMMARY, detail, ellipsis.span, span);
        }
    }
}
