//! `resource`, `data` and `ephemeral` blocks.

use super::constant::lower;
use super::content::{Content, Schema, partial_content};
use super::context::DecodeCtx;
use super::lifecycle::lifecycle;
use super::names::check_name;
use super::provisioner::{escape, provisioner, single};
use super::raw::RawBlock;
use super::remainder::{remainder, whole_body};
use super::static_syntax::{depends_on, provider_argument};
use crate::config::{Lifecycle, ProviderRef, ResourceBlock};
use iac_core::addr::{ResourceAddr, ResourceMode};

const RESOURCE: Schema = Schema {
    attributes: &[("count", false), ("for_each", false), ("provider", false), ("depends_on", false)],
    blocks: &[("locals", &[]), ("lifecycle", &[]), ("connection", &[]), ("provisioner", &["type"]), ("_", &[])],
};

const DATA: Schema = Schema {
    attributes: &[("count", false), ("for_each", false), ("provider", false), ("depends_on", false)],
    blocks: &[("locals", &[]), ("lifecycle", &[]), ("_", &[])],
};

/// What a resource block is called in its own messages: `resource`, `data`, `ephemeral`.
pub(in crate::config) fn mode_word(mode: ResourceMode) -> &'static str {
    match mode {
        ResourceMode::Managed => "resource",
        ResourceMode::Data => "data",
        ResourceMode::Ephemeral => "ephemeral",
    }
}

/// The address that a block's labels give.
pub(in crate::config) fn resource_addr(block: &RawBlock<'_>, mode: ResourceMode) -> ResourceAddr {
    ResourceAddr { mode, ty: block.label(0), name: block.label(1) }
}

/// Reads a `resource`, `data` or `ephemeral` block.
pub(super) fn resource(block: &RawBlock<'_>, mode: ResourceMode, ctx: &mut DecodeCtx<'_>) -> ResourceBlock {
    let addr = resource_addr(block, mode);
    let word = match mode {
        ResourceMode::Managed => "resource",
        ResourceMode::Data => "data resource",
        ResourceMode::Ephemeral => "ephemeral resource",
    };
    check_name(&addr.ty, &format!("Invalid {word} type name"), block.label_span(0), ctx);
    check_name(&addr.name, &format!("Invalid {word} name"), block.label_span(1), ctx);
    let schema = if mode == ResourceMode::Managed { &RESOURCE } else { &DATA };
    let found = partial_content(&block.body, schema, ctx);
    exclusive_repetition(&found, ctx);
    for reserved in found.blocks_of("locals") {
        let summary = format!("Reserved block type name in {} block", mode_word(mode));
        ctx.error(
            summary,
            "The block type name \"locals\" is reserved: local values are defined at the top level.",
            reserved.ty_span,
        );
    }
    let lifecycles: Vec<_> = found.blocks_of("lifecycle").collect();
    let connections: Vec<_> = found.blocks_of("connection").collect();
    let escape_blocks: Vec<_> = found.blocks_of("_").collect();
    let escaped = escape(&escape_blocks, "resource", ctx);
    let provider = provider_argument(found.attribute("provider"), ctx);
    ResourceBlock {
        count: found.attribute("count").map(|attribute| lower(attribute.expr, ctx)),
        for_each: found.attribute("for_each").map(|attribute| lower(attribute.expr, ctx)),
        depends_on: depends_on(found.attribute("depends_on"), ctx),
        provider_span: found.attribute("provider").map(|attribute| attribute.expr.span()),
        provider: provider.unwrap_or_else(|| ProviderRef { local_name: addr.implied_provider().into(), alias: None }),
        lifecycle: single(&lifecycles, "lifecycle", "resource", ctx)
            .map_or_else(Lifecycle::default, |block| lifecycle(block, &addr, ctx)),
        provisioners: found.blocks_of("provisioner").filter_map(|block| provisioner(block, ctx)).collect(),
        connection: single(&connections, "connection", "resource", ctx).map(|block| whole_body(&block.body, ctx)),
        body: remainder(&block.body, schema, escaped, ctx),
        span: block.header,
        addr,
    }
}

/// Reports `count` and `for_each` side by side.
pub(super) fn exclusive_repetition(found: &Content<'_>, ctx: &mut DecodeCtx<'_>) {
    if let (Some(_), Some(for_each)) = (found.attribute("count"), found.attribute("for_each")) {
        ctx.error(
            "Invalid combination of \"count\" and \"for_each\"",
            "A block repeats either by count or by for_each: remove one of the two.",
            for_each.name_span,
        );
    }
}
