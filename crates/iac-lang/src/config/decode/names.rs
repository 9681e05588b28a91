//! Which names blocks may have.

use super::context::DecodeCtx;
use iac_core::diag::Span;

/// Whether text is a name: a letter or underscore, then letters, digits, underscores and dashes.
pub(in crate::config) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && chars.all(|c| c == '_' || c == '-' || c.is_alphanumeric())
}

/// Reports text that is no name.
pub(in crate::config) fn check_name(text: &str, summary: &str, span: Span, ctx: &mut DecodeCtx<'_>) {
    if !is_name(text) {
        let detail = format!(
            "{text:?} is not a name: a name starts with a letter or an underscore, followed by letters, digits, underscores \
             and dashes only."
        );
        ctx.error(summary, detail, span);
    }
}
