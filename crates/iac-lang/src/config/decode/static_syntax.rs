//! Arguments that name something instead of having a value, with the diagnostics of this place: a thin layer over
//! [`crate::expr::Syntax`].

use super::context::DecodeCtx;
use super::raw::RawAttribute;
use crate::config::ProviderRef;
use crate::expr::{Syntax, lower_provider_ref, lower_reference};
use crate::refs::{Reference, Subject};
use iac_core::diag::Diagnostic;
use iac_hcl::ast;
use iac_hcl::json::NodeKind;
use std::borrow::Cow;
use std::sync::Arc;

/// Reports a failure and goes on without the value.
pub(super) fn or_report<T>(result: Result<T, Diagnostic>, ctx: &mut DecodeCtx<'_>) -> Option<T> {
    result.map_err(|error| ctx.diags.push(error)).ok()
}

/// Whether a syntax error was reported here already.
pub(super) fn is_invalid(syntax: Syntax<'_>) -> bool {
    match syntax {
        Syntax::Native(expr) => matches!(expr.kind, ast::ExprKind::Invalid),
        Syntax::Json(node) => matches!(node.kind, NodeKind::Invalid),
        Syntax::Name(..) => false,
    }
}

/// The items of a list written out; anything else is reported.
pub(super) fn static_list<'a>(syntax: Syntax<'a>, ctx: &mut DecodeCtx<'_>) -> Vec<Syntax<'a>> {
    if is_invalid(syntax) {
        return Vec::new();
    }
    or_report(syntax.elements(), ctx).unwrap_or_default().into_iter().filter(|item| !is_invalid(*item)).collect()
}

/// The text of a string in native syntax, where Terraform 0.11 wanted quotes.
pub(super) fn quoted_text(syntax: Syntax<'_>) -> Option<Arc<str>> {
    match syntax {
        Syntax::Native(_) => syntax.static_string(),
        Syntax::Json(_) | Syntax::Name(..) => None,
    }
}

/// Warns of a reference in quotes.
pub(super) fn warn_quoted_reference(syntax: Syntax<'_>, ctx: &mut DecodeCtx<'_>) {
    if quoted_text(syntax).is_some() {
        ctx.warning(
            "Quoted references are deprecated",
            "A reference is written here without quotes. Quotes are still understood, but a later version of the language \
             may refuse them: remove them.",
            syntax.span(),
        );
    }
}

/// A keyword such as `destroy`; in quotes, as Terraform 0.11 wanted it, with a warning.
pub(super) fn keyword(syntax: Syntax<'_>, ctx: &mut DecodeCtx<'_>) -> Option<Arc<str>> {
    if quoted_text(syntax).is_some() {
        ctx.warning(
            "Quoted keywords are deprecated",
            "A keyword is written here without quotes. Quotes are still understood, but a later version of the language may \
             refuse them: remove them.",
            syntax.span(),
        );
    }
    syntax.keyword()
}

/// The expression that a JSON string spells out; a native expression as it is. `None` if that failed (and is reported).
pub(super) fn spelled_out<'a>(syntax: Syntax<'a>, ctx: &mut DecodeCtx<'_>) -> Option<Cow<'a, ast::Expr>> {
    let (text, span) = match syntax {
        Syntax::Native(expr) => return Some(Cow::Borrowed(expr)),
        Syntax::Json(node) => match &node.kind {
            NodeKind::String(text) => (text, node.span),
            NodeKind::Invalid => return None,
            _ => {
                ctx.error("Invalid expression", "Text that spells out an expression is needed here.", node.span);
                return None;
            }
        },
        Syntax::Name(name, span) => (name, span),
    };
    let (expr, diags) = iac_hcl::parse_expression(span.source, text.as_bytes(), span.start + 1);
    ctx.diags.extend(diags);
    Some(Cow::Owned(expr))
}

/// Reads `depends_on`: references to whole objects.
pub(super) fn depends_on(attribute: Option<&RawAttribute<'_>>, ctx: &mut DecodeCtx<'_>) -> Vec<Reference> {
    let Some(attribute) = attribute else { return Vec::new() };
    let mut references = Vec::new();
    for item in static_list(attribute.expr, ctx) {
        warn_quoted_reference(item, ctx);
        let Some(reference) = or_report(lower_reference(item), ctx) else { continue };
        check_whole(&reference, ctx);
        references.push(reference);
    }
    references
}

fn check_whole(reference: &Reference, ctx: &mut DecodeCtx<'_>) {
    let is_whole = match reference.subject {
        // `module.a.b` names one output, which Terraform accepts.
        Subject::ModuleCall(_) => reference.steps.len() <= 1,
        _ => reference.steps.is_empty(),
    };
    if !is_whole {
        ctx.error(
            "Invalid depends_on reference",
            "depends_on names whole objects, such as a resource or a module call, not their attributes.",
            reference.span,
        );
    }
}

/// Reads a reference to a provider configuration.
pub(super) fn provider_ref(syntax: Syntax<'_>, argument: &str, ctx: &mut DecodeCtx<'_>) -> Option<ProviderRef> {
    if is_invalid(syntax) {
        return None;
    }
    warn_quoted_reference(syntax, ctx);
    or_report(lower_provider_ref(syntax, argument), ctx)
}

/// Reads the `provider` meta-argument.
pub(super) fn provider_argument(attribute: Option<&RawAttribute<'_>>, ctx: &mut DecodeCtx<'_>) -> Option<ProviderRef> {
    provider_ref(attribute?.expr, "provider", ctx)
}
