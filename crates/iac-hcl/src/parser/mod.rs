//! The parser: tokens to syntax tree, with recovery.

use crate::ast::{Body, Expr};
use iac_core::diag::{Diagnostics, SourceId};

/// The deepest nesting of expressions and blocks that is accepted.
pub const MAX_DEPTH: usize = 512;

/// Parses a file. Reports every error of the file and returns as much as could be read.
pub fn parse_body(source: SourceId, text: &[u8]) -> (Body, Diagnostics) {
    let _ = (source, text);
    todo!()
}

/// Parses one expression, such as a `-var` value. `offset` is where `text` starts within the source.
pub fn parse_expression(source: SourceId, text: &[u8], offset: u32) -> (Expr, Diagnostics) {
    let _ = (source, text, offset);
    todo!()
}

/// Parses a bare template without quotes: a `templatefile` file or a JSON string. `offset` as above.
/// The result's kind is `Template`.
pub fn parse_template(source: SourceId, text: &[u8], offset: u32) -> (Expr, Diagnostics) {
    let _ = (source, text, offset);
    todo!()
}
