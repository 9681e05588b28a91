//! From the syntax of a body to [`Body`] with lowered expressions.

use super::LowerContext;
use crate::config::Body;
use iac_core::diag::{Diagnostics, Span};
use iac_hcl::ast;

/// Lowers a native body whose meta-arguments and meta-blocks are taken out already: the caller passes what is left.
///
/// `dynamic` blocks stay blocks of type `dynamic`: their `iterator` attribute becomes a literal with the name, and the
/// expressions in `content` and `labels` see the iterator.
pub fn lower_body<'a>(
    attributes: impl IntoIterator<Item = &'a ast::Attribute>,
    blocks: impl IntoIterator<Item = &'a ast::Block>,
    span: Span,
    context: &LowerContext,
) -> (Body, Diagnostics) {
    let _ = (attributes.into_iter(), blocks.into_iter(), span, context);
    todo!()
}
