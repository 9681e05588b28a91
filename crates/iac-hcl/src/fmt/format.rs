//! The whole of formatting.

use super::layout::lay_out;
use super::piece::{pieces, write};
use super::rewrite::rewrite;
use crate::parser::parse_body;
use iac_core::diag::SourceId;

/// Formats a configuration file. Text with syntax errors is returned as it is: its layout may be what shows the mistake.
pub fn format(text: &[u8]) -> Vec<u8> {
    let source = SourceId(0);
    let (body, diags) = parse_body(source, text);
    if diags.has_errors() {
        return text.to_vec();
    }
    let mut pieces = rewrite(pieces(source, text), &body);
    lay_out(&mut pieces);
    write(&pieces)
}
