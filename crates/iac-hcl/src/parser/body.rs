//! Bodies and attributes.

use super::cursor::Parser;
use crate::ast::{Attribute, Body, Expr, ExprKind};
use crate::lexer::{Token, TokenKind};
use iac_core::diag::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// The attributes and blocks read so far, with an index that is built only for large bodies.
#[derive(Default)]
pub(super) struct BodyItems {
    attributes: Vec<Attribute>,
    blocks: Vec<crate::ast::Block>,
    index: HashMap<Arc<str>, usize>,
}

const INDEX_FROM: usize = 12;

impl BodyItems {
    fn find(&mut self, name: &Arc<str>) -> Option<Span> {
        if self.attributes.len() < INDEX_FROM {
            return self.attributes.iter().find(|attribute| attribute.name.name == *name).map(|it| it.name.span);
        }
        for at in self.index.len()..self.attributes.len() {
            self.index.insert(self.attributes[at].name.name.clone(), at);
        }
        self.index.get(name).map(|at| self.attributes[*at].name.span)
    }

    pub(super) fn push_block(&mut self, block: crate::ast::Block) {
        self.blocks.push(block);
    }

    pub(super) fn into_body(self, span: Span) -> Body {
        Body { attributes: self.attributes, blocks: self.blocks, span }
    }
}

impl Parser<'_> {
    /// A whole file.
    pub(super) fn file(&mut self) -> Body {
        let mut items = BodyItems::default();
        while !self.items(&mut items) {
            let stray = self.read();
            if stray.kind == TokenKind::End {
                break;
            }
            self.error(
                "Argument or block definition required",
                "An argument or block definition is required here.",
                stray.span,
            );
        }
        items.into_body(self.whole())
    }

    /// Reads items up to a closing brace or the end; says whether the end was reached.
    pub(super) fn items(&mut self, items: &mut BodyItems) -> bool {
        loop {
            let next = self.peek();
            match next.kind {
                TokenKind::End => return true,
                TokenKind::CloseBrace => return false,
                TokenKind::Newline | TokenKind::QuotedNewline => {
                    self.read();
                }
                TokenKind::Ident => self.item(items),
                TokenKind::OpenQuote => {
                    self.error("Invalid argument name", "Argument names must not be quoted.", next.span);
                    self.skip_item();
                }
                kind => {
                    // Foreign characters were reported already.
                    if !is_foreign(kind) {
                        self.error(
                            "Argument or block definition required",
                            "An argument or block definition is required here.",
                            next.span,
                        );
                    }
                    self.read();
                    self.skip_item();
                }
            }
        }
    }

    fn item(&mut self, items: &mut BodyItems) {
        let name = self.read();
        let indent = self.item_indent;
        self.mark_item(name);
        match self.peek_kind() {
            TokenKind::Equal => {
                let attribute = self.attribute(name, false);
                self.add_attribute(items, attribute);
            }
            TokenKind::OpenQuote | TokenKind::OpenBrace | TokenKind::Ident => {
                let block = self.block(name);
                items.push_block(block);
            }
            _ => {
                self.no_definition(name);
                self.skip_item();
            }
        }
        self.item_indent = indent;
    }

    /// Reports that a name is followed by neither `=` nor the rest of a block header.
    pub(super) fn no_definition(&mut self, name: Token) {
        self.error(
            "Argument or block definition required",
            "An argument or block definition is required here. To set an argument, use the equals sign \"=\" to introduce the argument value.",
            name.span,
        );
    }

    /// Adds an attribute unless it is there already.
    pub(super) fn add_attribute(&mut self, items: &mut BodyItems, attribute: Attribute) {
        let Some(first) = items.find(&attribute.name.name) else {
            items.attributes.push(attribute);
            return;
        };
        let line = self.line(first);
        self.error(
            "Attribute redefined",
            format!(
                "The argument \"{}\" was already set on line {line}. Each argument may be set only once.",
                attribute.name.name
            ),
            attribute.name.span,
        );
    }

    /// `= value` after a name, with its line ending unless it is the only item of a single-line block.
    pub(super) fn attribute(&mut self, name: Token, single_line: bool) -> Attribute {
        self.read();
        let start = self.peek().span;
        let depth = self.depth;
        let Ok(expr) = self.expression() else {
            self.depth = depth;
            self.skip_item();
            let expr = Expr { kind: ExprKind::Invalid, span: start };
            return Attribute { name: self.ident(name), span: name.span.to(start), expr };
        };
        let span = name.span.to(expr.span);
        let next = self.peek();
        if !single_line && !matches!(next.kind, TokenKind::Newline | TokenKind::End) {
            self.argument_not_ended(name, next);
        }
        Attribute { name: self.ident(name), expr, span }
    }

    fn argument_not_ended(&mut self, name: Token, next: Token) {
        let context = name.span.to(next.span);
        if next.kind == TokenKind::Comma {
            self.error_within(
                "Unexpected comma after argument",
                "Argument definitions must be separated by newlines, not commas. An argument definition must end with a newline.",
                next.span,
                context,
            );
        } else if !is_foreign(next.kind) {
            let detail = "An argument definition must end with a newline.";
            self.error_within("Missing newline after argument", detail, next.span, context);
        }
        self.skip_item();
    }
}

/// Whether tokens of this kind are reported before parsing.
pub(super) fn is_foreign(kind: TokenKind) -> bool {
    use TokenKind as K;
    matches!(kind, K::Bitwise | K::Backtick | K::Apostrophe | K::Semicolon | K::Invalid | K::InvalidUtf8)
}
