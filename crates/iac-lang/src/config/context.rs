//! Which block a place in a file belongs to, for the `in resource "…" "…"` of diagnostics.

use iac_core::diag::{Diagnostics, Sources, Span};
use iac_hcl::ast::{Block, Body};

/// The top-level block around a place, as its header reads: `resource "aws_vpc" "main"`. `None` for a header itself, outside blocks and in
/// files that are not native syntax. Parses the file again: only for reporting.
pub fn block_context(sources: &Sources, span: Span) -> Option<String> {
    let source = sources.source(span.source)?;
    if source.name.ends_with(".json") {
        return None;
    }
    let (body, _): (Body, Diagnostics) = iac_hcl::parse_body(span.source, &source.text);
    let block = body.blocks.iter().find(|block| block.span.start < span.start && span.end <= block.span.end)?;
    Some(header(block))
}

fn header(block: &Block) -> String {
    block.labels.iter().fold(block.ty.name.to_string(), |text, label| format!("{text} \"{}\"", label.value))
}
