//! `check` blocks.

use super::condition::condition;
use super::content::{Schema, content, partial_content};
use super::context::DecodeCtx;
use super::names::check_name;
use super::raw::RawBlock;
use super::resource::resource;
use crate::config::{CheckBlock, ResourceBlock};
use iac_core::addr::ResourceMode;

const CHECK: Schema = Schema { attributes: &[], blocks: &[("data", &["type", "name"]), ("assert", &[])] };
const SCOPED_DATA: Schema =
    Schema { attributes: &[("count", false), ("for_each", false)], blocks: &[("lifecycle", &[])] };

/// Reads a `check` block and its scoped data source.
pub(super) fn check(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) -> (CheckBlock, Option<ResourceBlock>) {
    check_name(&block.label(0), "Invalid check block name", block.label_span(0), ctx);
    let found = content(&block.body, &CHECK, ctx);
    let mut sources = found.blocks_of("data");
    let data = sources.next();
    if let Some(first) = data {
        for surplus in sources {
            let place = ctx.place(first.header);
            let detail = format!("A check block has one data block at most, and this one has one at {place}.");
            ctx.error("Multiple data resource blocks", detail, surplus.header);
        }
        check_scoped_data(first, ctx);
    }
    let asserts: Vec<_> = found.blocks_of("assert").filter_map(|block| condition(block, ctx)).collect();
    if found.blocks_of("assert").next().is_none() {
        ctx.error("Zero assert blocks", "A check block needs one assert block or more.", block.header);
    }
    let data = data.map(|block| resource(block, ResourceMode::Data, ctx));
    let check = CheckBlock { data: data.as_ref().map(|data| data.addr.clone()), asserts, span: block.header };
    (check, data)
}

fn check_scoped_data(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) {
    let found = partial_content(&block.body, &SCOPED_DATA, ctx);
    for attribute in found.attributes() {
        let detail = "The data block of a check block cannot repeat.";
        ctx.error(format!("Invalid \"{}\" attribute", attribute.name), detail, attribute.name_span);
    }
    for wrong in &found.blocks {
        let detail = "The data block of a check block has no lifecycle of its own.";
        ctx.error("Invalid lifecycle block", detail, wrong.ty_span);
    }
}
