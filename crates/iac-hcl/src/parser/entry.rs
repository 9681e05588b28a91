//! What the other crates call.

use super::cursor::Parser;
use crate::ast::{Body, Expr, ExprKind, Template};
use crate::lexer::{Lexer, TokenKind};
use iac_core::diag::{Diagnostic, Diagnostics, SourceId, Span};

/// The deepest nesting of expressions and blocks that is accepted. It bounds the height of every tree, so that those
/// who walk one may recurse.
pub const MAX_DEPTH: usize = 256;

/// Parses a file. Reports every error of the file and returns as much as could be read.
pub fn parse_body(source: SourceId, text: &[u8]) -> (Body, Diagnostics) {
    if let Some(diagnostic) = too_large(source, text, 0) {
        let span = Span::new(source, 0, 0);
        return (Body { attributes: Vec::new(), blocks: Vec::new(), span }, diagnostic.into());
    }
    let mut parser = Parser::new(Lexer::config(source, text, 0), source, text, 0);
    let body = parser.file();
    (body, parser.into_diags())
}

/// Parses one expression, such as a `-var` value. `offset` is where `text` starts within the source.
/// Line endings mean nothing in it, as if it stood in parentheses.
pub fn parse_expression(source: SourceId, text: &[u8], offset: u32) -> (Expr, Diagnostics) {
    if let Some(diagnostic) = too_large(source, text, offset) {
        let span = Span::new(source, offset, offset);
        return (Expr { kind: ExprKind::Invalid, span }, diagnostic.into());
    }
    let mut parser = Parser::new(Lexer::config(source, text, offset), source, text, offset);
    parser.skip_newlines = true;
    let whole = parser.whole();
    let expr = parser.expression().unwrap_or(Expr { kind: ExprKind::Invalid, span: whole });
    let next = parser.peek();
    if next.kind != TokenKind::End && !parser.has_errors() {
        parser.error(
            "Extra characters after expression",
            "An expression was successfully parsed, but extra characters were found after it.",
            next.span,
        );
    }
    (expr, parser.into_diags())
}

/// Parses a bare template without quotes: a `templatefile` file or a JSON string. `offset` as above.
/// The result's kind is `Template`.
pub fn parse_template(source: SourceId, text: &[u8], offset: u32) -> (Expr, Diagnostics) {
    if let Some(diagnostic) = too_large(source, text, offset) {
        let kind = ExprKind::Template(Template { parts: Vec::new(), heredoc: false });
        return (Expr { kind, span: Span::new(source, offset, offset) }, diagnostic.into());
    }
    let mut parser = Parser::new(Lexer::template(source, text, offset), source, text, offset);
    let span = parser.whole();
    let template = parser.template_until(TokenKind::End, span.head(), false);
    let template = template.unwrap_or(Template { parts: Vec::new(), heredoc: false });
    (Expr { kind: ExprKind::Template(template), span }, parser.into_diags())
}

/// Spans count bytes in 32 bits.
fn too_large(source: SourceId, text: &[u8], offset: u32) -> Option<Diagnostic> {
    let fits = u32::try_from(text.len()).is_ok_and(|length| length.checked_add(offset).is_some());
    (!fits).then(|| {
        Diagnostic::error("File too large", "Configuration text of 4 GiB or more is not supported.")
            .at(Span::new(source, offset, offset))
    })
}
