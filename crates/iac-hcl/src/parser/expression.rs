//! Conditionals, binary and unary operators.

use super::cursor::{Parsed, Parser};
use crate::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::lexer::TokenKind;

impl Parser<'_> {
    /// Any expression.
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        let condition = self.binary(0)?;
        if self.peek_kind() == TokenKind::Question { self.conditional(condition) } else { Ok(condition) }
    }

    #[inline(never)]
    fn conditional(&mut self, condition: Expr) -> Parsed<Expr> {
        self.read();
        let height = self.height;
        self.enter()?;
        let then = self.expression()?;
        let height = height.max(self.height);
        let colon = self.peek();
        if self.read_if(TokenKind::Colon).is_none() {
            self.error_within(
                "Missing false expression in conditional",
                "The conditional operator (...?...:...) requires a false expression, delimited by a colon.",
                colon.span,
                condition.span.to(colon.span),
            );
            return Err(super::cursor::Lost);
        }
        let otherwise = self.expression()?;
        self.leave();
        self.check_height(height.max(self.height) + 1)?;
        let span = condition.span.to(otherwise.span);
        let kind = ExprKind::Conditional {
            condition: Box::new(condition),
            then: Box::new(then),
            otherwise: Box::new(otherwise),
        };
        Ok(Expr { kind, span })
    }

    /// Operators that bind at least as tightly as `floor`; all associate to the left.
    fn binary(&mut self, floor: u8) -> Parsed<Expr> {
        let mut left = self.postfix()?;
        let mut height = self.height;
        while let Some((op, strength)) = binary_operator(self.peek_kind()) {
            if strength < floor {
                break;
            }
            self.read();
            let right = self.binary(strength + 1)?;
            height = height.max(self.height) + 1;
            self.check_height(height)?;
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, span };
        }
        self.height = height;
        Ok(left)
    }

    /// A term with what follows it: `.name`, `[key]`, splats.
    pub(super) fn postfix(&mut self) -> Parsed<Expr> {
        let term = self.term()?;
        if matches!(self.peek_kind(), TokenKind::Dot | TokenKind::OpenBracket) {
            self.traversal(term)
        } else {
            Ok(term)
        }
    }

    /// `-a`, `!a`.
    #[inline(never)]
    pub(super) fn unary(&mut self, op: UnaryOp) -> Parsed<Expr> {
        let sign = self.read();
        self.enter()?;
        let operand = self.postfix()?;
        self.leave();
        self.check_height(self.height + 1)?;
        let span = sign.span.to(operand.span);
        Ok(Expr { kind: ExprKind::Unary { op, operand: Box::new(operand) }, span })
    }
}

/// The binary operator of a token, and how tightly it binds.
fn binary_operator(kind: TokenKind) -> Option<(BinaryOp, u8)> {
    Some(match kind {
        TokenKind::Or => (BinaryOp::Or, 1),
        TokenKind::And => (BinaryOp::And, 2),
        TokenKind::EqualEqual => (BinaryOp::Equal, 3),
        TokenKind::NotEqual => (BinaryOp::NotEqual, 3),
        TokenKind::Less => (BinaryOp::Less, 4),
        TokenKind::LessOrEqual => (BinaryOp::LessOrEqual, 4),
        TokenKind::Greater => (BinaryOp::Greater, 4),
        TokenKind::GreaterOrEqual => (BinaryOp::GreaterOrEqual, 4),
        TokenKind::Plus => (BinaryOp::Add, 5),
        TokenKind::Minus => (BinaryOp::Subtract, 5),
        TokenKind::Star => (BinaryOp::Multiply, 6),
        TokenKind::Slash => (BinaryOp::Divide, 6),
        TokenKind::Percent => (BinaryOp::Modulo, 6),
        _ => return None,
    })
}
