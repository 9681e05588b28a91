//! What follows a term: attributes, indexes, splats.

use super::cursor::{Lost, Parsed, Parser};
use crate::ast::{Expr, ExprKind, TraversalStep};
use crate::lexer::{Token, TokenKind};
use iac_core::diag::Span;

impl Parser<'_> {
    /// Steps after a term.
    #[inline(never)]
    pub(super) fn traversal(&mut self, operand: Expr) -> Parsed<Expr> {
        let mut height = self.height;
        let mut operand = operand;
        let mut steps = Vec::new();
        let mut end = operand.span;
        while let Some((step, span)) = self.step()? {
            height = height.max(self.height);
            match step {
                TraversalStep::Splat { marker, attribute_only, steps: each } => {
                    let source = Box::new(with_steps(operand, steps, end));
                    steps = Vec::new();
                    operand = Expr {
                        span: source.span.to(span),
                        kind: ExprKind::Splat { operand: source, marker, attribute_only, steps: each },
                    };
                    height += 2;
                    self.check_height(height)?;
                }
                step => steps.push(step),
            }
            end = span;
        }
        self.check_height(height + usize::from(!steps.is_empty()))?;
        Ok(with_steps(operand, steps, end))
    }

    /// The next step and its span, if there is one.
    fn step(&mut self) -> Parsed<Option<(TraversalStep, Span)>> {
        match self.peek_kind() {
            TokenKind::Dot => self.dot_step().map(Some),
            TokenKind::OpenBracket => self.bracket_step().map(Some),
            _ => Ok(None),
        }
    }

    fn dot_step(&mut self) -> Parsed<(TraversalStep, Span)> {
        let dot = self.read();
        let next = self.peek();
        self.height = 0;
        if next.kind == TokenKind::Star {
            self.read();
            return self.attribute_splat(dot.span.to(next.span));
        }
        Ok((self.attribute_step(dot, "")?, dot.span.to(next.span)))
    }

    /// `name` or `0` after a dot.
    fn attribute_step(&mut self, dot: Token, splat: &str) -> Parsed<TraversalStep> {
        let next = self.peek();
        match next.kind {
            TokenKind::Ident => {
                self.read();
                Ok(TraversalStep::Attribute(self.ident(next)))
            }
            TokenKind::Number => {
                self.read();
                if let Some((first, second)) = self.str(next.span).split_once('.') {
                    return self.fail(
                        "Invalid legacy index syntax",
                        format!("When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax{splat} instead, like [{first}][{second}]."),
                        next.span,
                    );
                }
                Ok(TraversalStep::LegacyIndex { index: self.number(next)?, span: dot.span.to(next.span) })
            }
            _ => self.fail("Invalid attribute name", "An attribute name is required after a dot.", next.span),
        }
    }

    /// `.*` with the attributes after it.
    fn attribute_splat(&mut self, marker: Span) -> Parsed<(TraversalStep, Span)> {
        let mut steps = Vec::new();
        let mut end = marker;
        while let Some(dot) = self.read_if(TokenKind::Dot) {
            let next = self.peek();
            if next.kind == TokenKind::Star {
                return self.fail(
                    "Nested splat expression not allowed",
                    "A splat expression (*) cannot be used inside another attribute-only splat expression.",
                    next.span,
                );
            }
            steps.push(self.attribute_step(dot, " with a full splat expression [*]")?);
            end = next.span;
        }
        Ok((TraversalStep::Splat { marker, attribute_only: true, steps }, end))
    }

    fn bracket_step(&mut self) -> Parsed<(TraversalStep, Span)> {
        let open = self.read();
        if self.peek_kind() == TokenKind::Star { self.full_splat(open) } else { self.index(open) }
    }

    /// `[*]` with every step after it.
    fn full_splat(&mut self, open: Token) -> Parsed<(TraversalStep, Span)> {
        self.read();
        let close = self.peek();
        if self.read_if(TokenKind::CloseBracket).is_none() {
            return self.fail(
                "Missing close bracket on splat index",
                "The star for a full splat operator must be immediately followed by a closing bracket (\"]\").",
                close.span,
            );
        }
        self.enter()?;
        let marker = open.span.to(close.span);
        let mut steps = Vec::new();
        let (mut height, mut end) = (0, marker);
        while let Some((step, span)) = self.step()? {
            height = height.max(self.height);
            steps.push(step);
            end = span;
        }
        self.leave();
        self.height = height + 1;
        Ok((TraversalStep::Splat { marker, attribute_only: false, steps }, end))
    }

    /// `[key]`.
    #[inline(never)]
    fn index(&mut self, open: Token) -> Parsed<(TraversalStep, Span)> {
        let mut end = open.span;
        let key = self.bracketed(open, true, |parser| {
            let key = parser.expression()?;
            let close = parser.peek();
            if parser.read_if(TokenKind::CloseBracket).is_none() {
                parser.error_within(
                    "Missing close bracket on index",
                    "The index operator must end with a closing bracket (\"]\").",
                    close.span,
                    open.span.to(close.span),
                );
                return Err(Lost);
            }
            end = close.span;
            Ok(key)
        })?;
        let span = open.span.to(end).to(key.span);
        Ok((TraversalStep::Index { key: Box::new(key), span }, span))
    }
}

fn with_steps(operand: Expr, steps: Vec<TraversalStep>, end: Span) -> Expr {
    if steps.is_empty() {
        return operand;
    }
    let span = operand.span.to(end);
    Expr { kind: ExprKind::Traversal { operand: Box::new(operand), steps }, span }
}
