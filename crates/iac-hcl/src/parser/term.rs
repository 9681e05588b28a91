//! Terms: literals, names, calls, parentheses.

use super::body::is_foreign;
use super::cursor::{Lost, Parsed, Parser};
use crate::ast::{Expr, ExprKind, Ident, UnaryOp};
use crate::lexer::{Token, TokenKind};
use iac_core::value::Number;

impl Parser<'_> {
    /// An operand without what follows it.
    pub(super) fn term(&mut self) -> Parsed<Expr> {
        let next = self.peek();
        self.height = 0;
        match next.kind {
            TokenKind::Ident => self.name(),
            TokenKind::Number => {
                self.read();
                Ok(Expr { kind: ExprKind::Number(self.number(next)?), span: next.span })
            }
            TokenKind::OpenQuote | TokenKind::OpenHeredoc => self.template(),
            TokenKind::OpenParen => self.parens(),
            TokenKind::OpenBracket => self.tuple(),
            TokenKind::OpenBrace => self.object(),
            TokenKind::Minus => self.unary(UnaryOp::Negate),
            TokenKind::Bang => self.unary(UnaryOp::Not),
            TokenKind::End => self.fail(
                "Missing expression",
                "Expected the start of an expression, but found the end of the file.",
                next.span,
            ),
            kind if is_foreign(kind) => Err(Lost),
            _ => self.fail(
                "Invalid expression",
                "Expected the start of an expression, but found an invalid expression token.",
                next.span,
            ),
        }
    }

    /// The value of a number token.
    pub(super) fn number(&mut self, token: Token) -> Parsed<Number> {
        self.str(token.span).parse().or_else(|_| {
            self.fail("Invalid number literal", "Failed to recognize the value of this number literal.", token.span)
        })
    }

    #[inline(never)]
    fn name(&mut self) -> Parsed<Expr> {
        let name = self.read();
        if matches!(self.peek_kind(), TokenKind::OpenParen | TokenKind::DoubleColon) {
            return self.call(name);
        }
        let kind = match self.bytes(name.span) {
            b"true" => ExprKind::Bool(true),
            b"false" => ExprKind::Bool(false),
            b"null" => ExprKind::Null,
            _ => ExprKind::Variable(self.str(name.span).into()),
        };
        Ok(Expr { kind, span: name.span })
    }

    #[inline(never)]
    fn parens(&mut self) -> Parsed<Expr> {
        let open = self.read();
        self.bracketed(open, true, |parser| {
            let inner = parser.expression()?;
            let close = parser.peek();
            if parser.read_if(TokenKind::CloseParen).is_none() {
                parser.error_within(
                    "Unbalanced parentheses",
                    "Expected a closing parenthesis to terminate the expression.",
                    close.span,
                    open.span.to(close.span),
                );
                return Err(Lost);
            }
            parser.height += 1;
            Ok(Expr { kind: ExprKind::Parens(Box::new(inner)), span: open.span.to(close.span) })
        })
    }

    #[inline(never)]
    fn call(&mut self, first: Token) -> Parsed<Expr> {
        let name = self.function_name(first)?;
        let open = self.peek();
        if self.read_if(TokenKind::OpenParen).is_none() {
            self.error_within(
                "Missing open parenthesis",
                "Function selector must be followed by an open parenthesis to begin the function call.",
                open.span,
                first.span.to(open.span),
            );
            return Err(Lost);
        }
        self.bracketed(open, true, |parser| {
            let mut arguments = Vec::new();
            let (close, expand_last) = parser.arguments(&name, open, &mut arguments)?;
            let (parens, span) = (open.span.to(close.span), name.span.to(close.span));
            Ok(Expr { kind: ExprKind::Call { name, arguments, expand_last, parens }, span })
        })
    }

    /// `a::b::c`, of which the first part was read.
    fn function_name(&mut self, first: Token) -> Parsed<Ident> {
        let mut name = self.str(first.span).to_owned();
        let mut span = first.span;
        while self.read_if(TokenKind::DoubleColon).is_some() {
            let next = self.peek();
            if next.kind != TokenKind::Ident {
                self.error_within(
                    "Missing function name",
                    "Function scope resolution symbol :: must be followed by a function name in this scope.",
                    next.span,
                    first.span.to(next.span),
                );
                return Err(Lost);
            }
            self.read();
            name.push_str("::");
            name.push_str(self.str(next.span));
            span = span.to(next.span);
        }
        Ok(Ident { name: name.into(), span })
    }

    /// Arguments up to the closing parenthesis, and whether the last one is expanded.
    fn arguments(&mut self, name: &Ident, open: Token, arguments: &mut Vec<Expr>) -> Parsed<(Token, bool)> {
        let mut height = 0;
        loop {
            if let Some(close) = self.read_if(TokenKind::CloseParen) {
                self.height = height + 1;
                return Ok((close, false));
            }
            arguments.push(self.expression()?);
            height = height.max(self.height);
            let next = self.peek();
            let context = name.span.to(next.span);
            match next.kind {
                TokenKind::CloseParen => {}
                TokenKind::Comma => {
                    self.read();
                }
                TokenKind::Ellipsis => {
                    self.read();
                    let Some(close) = self.read_if(TokenKind::CloseParen) else {
                        let detail = "An expanded function argument (with ...) must be immediately followed by closing parentheses.";
                        self.error_within("Missing closing parenthesis", detail, next.span, context);
                        return Err(Lost);
                    };
                    self.height = height + 1;
                    return Ok((close, true));
                }
                TokenKind::End => {
                    return self.fail(
                        "Unterminated function call",
                        "There is no closing parenthesis for this function call before the end of the file. This may be caused by incorrect parenthesis nesting elsewhere in this file.",
                        name.span.to(open.span),
                    );
                }
                kind => {
                    if !is_foreign(kind) {
                        let detail = "A comma is required to separate each function argument from the next.";
                        self.error_within("Missing argument separator", detail, next.span, context);
                    }
                    return Err(Lost);
                }
            }
        }
    }
}
