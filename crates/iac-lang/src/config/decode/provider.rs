//! `provider` blocks.

use super::constant::text;
use super::content::{Schema, partial_content};
use super::context::DecodeCtx;
use super::names::is_name;
use super::provisioner::escape;
use super::raw::RawBlock;
use super::remainder::remainder;
use crate::config::version::check_constraint;
use crate::config::{ProviderBlock, ProviderRef};
use iac_core::diag::{Diagnostics, Span};

const PROVIDER: Schema = Schema {
    attributes: &[
        ("alias", false),
        ("version", false),
        ("count", false),
        ("depends_on", false),
        ("for_each", false),
        ("source", false),
    ],
    blocks: &[("_", &[]), ("lifecycle", &[]), ("locals", &[])],
};

/// The local name and alias of a `provider` block, without complaints.
pub(in crate::config) fn provider_name(block: &RawBlock<'_>, ctx: &DecodeCtx<'_>) -> ProviderRef {
    let mut quiet = DecodeCtx { diags: Diagnostics::new(), sources: ctx.sources };
    let found = partial_content(&block.body, &PROVIDER, &mut quiet);
    ProviderRef { local_name: block.label(0), alias: text(found.attribute("alias"), &mut quiet) }
}

/// Whether text is a provider's name: lower case letters, digits and single dashes inside.
pub(super) fn is_provider_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
        && text.chars().all(|c| c == '-' || (c.is_alphanumeric() && !c.is_ascii_uppercase()))
}

/// Reports a local name that no provider can have.
pub(super) fn check_local_name(name: &str, span: Span, ctx: &mut DecodeCtx<'_>) {
    if !is_provider_name(&name.to_lowercase()) {
        ctx.error(
            "Invalid provider local name",
            format!(
                "{name:?} is no name for a provider: only letters, digits, and dashes inside the name are possible."
            ),
            span,
        );
    }
}

/// Reads a `provider` block.
pub(super) fn provider(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) -> ProviderBlock {
    let local_name = block.label(0);
    check_local_name(&local_name, block.label_span(0), ctx);
    let found = partial_content(&block.body, &PROVIDER, ctx);
    for name in ["count", "depends_on", "for_each", "source"] {
        if let Some(attribute) = found.attribute(name) {
            ctx.error(
                "Reserved argument name in provider block",
                format!("A provider block cannot have the argument {name:?}: the name is reserved."),
                attribute.name_span,
            );
        }
    }
    for wrong in found.blocks.iter().filter(|block| &*block.ty != "_") {
        ctx.error(
            "Reserved block type name in provider block",
            format!("A provider block cannot have blocks of type {:?}: the name is reserved.", wrong.ty),
            wrong.ty_span,
        );
    }
    let alias = text(found.attribute("alias"), ctx);
    if let (Some(alias), Some(attribute)) = (&alias, found.attribute("alias"))
        && !is_name(alias)
    {
        let detail = format!("{alias:?} is not a name, and the alias of a provider configuration must be one.");
        ctx.error("Invalid provider configuration alias", detail, attribute.expr.span());
    }
    if let Some(attribute) = found.attribute("version") {
        ctx.warning(
            "Version constraints inside provider configuration blocks are deprecated",
            "Version constraints of providers stand in the required_providers block. Move this one there.",
            attribute.expr.span(),
        );
        if let Some(version) = text(Some(attribute), ctx) {
            check_constraint(&version, attribute.expr.span(), &mut ctx.diags);
        }
    }
    let escape_blocks: Vec<_> = found.blocks_of("_").collect();
    let escaped = escape(&escape_blocks, "provider", ctx);
    ProviderBlock {
        name: ProviderRef { local_name, alias },
        body: remainder(&block.body, &PROVIDER, escaped, ctx),
        span: block.header,
    }
}
