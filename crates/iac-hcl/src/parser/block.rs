//! Blocks: header, labels, and the two forms of content.

use super::body::{BodyItems, is_foreign};
use super::cursor::{Lost, Parsed, Parser};
use crate::ast::{Block, Body, Label};
use crate::lexer::{Token, TokenKind};
use iac_core::diag::Span;

impl Parser<'_> {
    /// The rest of a block whose type was read.
    pub(super) fn block(&mut self, ty: Token) -> Block {
        let mut labels = Vec::new();
        let Ok(open) = self.block_header(ty, &mut labels) else {
            self.skip_item();
            let header = labels.last().map_or(ty.span, |label: &Label| ty.span.to(label.span));
            let body = Body { attributes: Vec::new(), blocks: Vec::new(), span: header.tail() };
            return Block { ty: self.ident(ty), labels, body, header, span: header };
        };
        let header = labels.last().map_or(ty.span, |label| ty.span.to(label.span));
        let (body, end) = self.block_content(ty, open);
        let block = Block { ty: self.ident(ty), labels, body, header, span: ty.span.to(end) };
        self.end_of_block(ty);
        block
    }

    /// The labels and the opening brace.
    fn block_header(&mut self, ty: Token, labels: &mut Vec<Label>) -> Parsed<Token> {
        loop {
            let next = self.peek();
            match next.kind {
                TokenKind::OpenBrace => return Ok(self.read()),
                TokenKind::OpenQuote => labels.push(self.quoted_label()?),
                TokenKind::Ident => {
                    let name = self.read();
                    labels.push(Label { value: self.str(name.span).into(), span: name.span, quoted: false });
                }
                kind => {
                    if !is_foreign(kind) {
                        self.error_within(
                            "Invalid block definition",
                            invalid_header(kind),
                            next.span,
                            ty.span.to(next.span),
                        );
                    }
                    return Err(Lost);
                }
            }
        }
    }

    fn quoted_label(&mut self) -> Parsed<Label> {
        let open = self.read();
        let mut value = String::new();
        loop {
            let token = self.peek();
            if token.kind == TokenKind::QuotedNewline {
                self.multi_line_string(token)?;
                continue;
            }
            self.read();
            match token.kind {
                TokenKind::CloseQuote => {
                    return Ok(Label { value: value.into(), span: open.span.to(token.span), quoted: true });
                }
                TokenKind::QuotedText => self.unescape_quoted(token.span, &mut value),
                TokenKind::Interpolation | TokenKind::Directive => {
                    let sign = if token.kind == TokenKind::Interpolation { '$' } else { '%' };
                    self.error_within(
                        "Invalid string literal",
                        format!("Template sequences are not allowed in this string. To include a literal \"{sign}\", double it (as \"{sign}{sign}\") to escape it."),
                        token.span,
                        open.span.to(token.span),
                    );
                    self.skip_past(TokenKind::TemplateEnd)?;
                }
                TokenKind::InvalidUtf8 | TokenKind::Invalid => {}
                _ => {
                    self.error_within(
                        "Unterminated string literal",
                        "Unable to find the closing quote mark before the end of the file.",
                        token.span,
                        open.span.to(token.span),
                    );
                    return Err(Lost);
                }
            }
        }
    }

    /// The content after the opening brace, with the closing one; returns where the block ends.
    fn block_content(&mut self, ty: Token, open: Token) -> (Body, Span) {
        let mut items = BodyItems::default();
        if self.enter().is_err() {
            self.leave();
            return (items.into_body(open.span.tail()), open.span);
        }
        let content = open.span.tail();
        if matches!(self.peek_kind(), TokenKind::Newline | TokenKind::End | TokenKind::CloseBrace) {
            self.items(&mut items);
        } else if self.single_item(ty, &mut items).is_err() {
            self.skip_item();
            // What follows on further lines may still be the content of this block.
            self.items(&mut items);
        }
        self.leave();
        let next = self.peek();
        let body = items.into_body(content.to(next.span.head()));
        if next.kind == TokenKind::CloseBrace {
            self.read();
            return (body, next.span);
        }
        self.error_within(
            "Unclosed configuration block",
            "There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.",
            open.span,
            ty.span.to(open.span),
        );
        (body, next.span)
    }

    /// The only argument of a block on one line.
    fn single_item(&mut self, ty: Token, items: &mut BodyItems) -> Parsed<()> {
        let name = self.peek();
        if name.kind != TokenKind::Ident {
            if !is_foreign(name.kind) {
                let detail = "An argument or block definition is required here.";
                self.error("Argument or block definition required", detail, name.span);
            }
            return Err(Lost);
        }
        self.read();
        let next = self.peek();
        match next.kind {
            TokenKind::Equal => {}
            TokenKind::OpenQuote | TokenKind::OpenBrace | TokenKind::Ident => {
                self.error(
                    "Argument definition required",
                    format!(
                        "A single-line block definition can contain only a single argument. If you meant to define argument \"{}\", use an equals sign to assign it a value. To define a nested block, place it on a line of its own within its parent block.",
                        self.str(name.span)
                    ),
                    name.span.to(next.span),
                );
                return Err(Lost);
            }
            _ => {
                self.no_definition(name);
                return Err(Lost);
            }
        }
        let attribute = self.attribute(name, true);
        let invalid = matches!(attribute.expr.kind, crate::ast::ExprKind::Invalid);
        self.add_attribute(items, attribute);
        self.end_of_single_item(ty, invalid)
    }

    fn end_of_single_item(&mut self, ty: Token, reported: bool) -> Parsed<()> {
        let next = self.peek();
        let detail = match next.kind {
            TokenKind::CloseBrace | TokenKind::End => return Ok(()),
            _ if reported || is_foreign(next.kind) => return Err(Lost),
            TokenKind::Comma => {
                "Single-line block syntax can include only one argument definition. To define multiple arguments, use the multi-line block syntax with one argument definition per line."
            }
            TokenKind::Newline => {
                "An argument definition on the same line as its containing block creates a single-line block definition, which must also be closed on the same line. Place the block's closing brace immediately after the argument definition."
            }
            _ => {
                "A single-line block definition must end with a closing brace immediately after its single argument definition."
            }
        };
        self.error_within("Invalid single-argument block definition", detail, next.span, ty.span.to(next.span));
        Err(Lost)
    }

    fn end_of_block(&mut self, ty: Token) {
        let next = self.peek();
        if matches!(next.kind, TokenKind::Newline | TokenKind::End) {
            return;
        }
        if !is_foreign(next.kind) {
            let detail = "A block definition must end with a newline.";
            self.error_within("Missing newline after block definition", detail, next.span, ty.span.to(next.span));
        }
        self.skip_item();
    }
}

fn invalid_header(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Equal => {
            "The equals sign \"=\" indicates an argument definition, and must not be used when defining a block."
        }
        TokenKind::Newline => {
            "A block definition must have block content delimited by \"{\" and \"}\", starting on the same line as the block header."
        }
        _ => "Either a quoted string block label or an opening brace (\"{\") is expected here.",
    }
}
