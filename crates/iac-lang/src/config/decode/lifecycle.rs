//! `lifecycle` blocks of resources.

use super::condition::resource_condition;
use super::constant::flag;
use super::content::{Content, Schema, content};
use super::context::DecodeCtx;
use super::raw::{RawAttribute, RawBlock};
use super::static_syntax::{or_report, static_list, warn_quoted_reference};
use crate::config::{IgnoreChanges, Lifecycle, TriggerRef};
use crate::expr::{lower_path, lower_trigger};
use crate::refs::{Reference, Subject};
use iac_core::addr::{ResourceAddr, ResourceMode};

const LIFECYCLE: Schema = Schema {
    attributes: &[
        ("create_before_destroy", false),
        ("prevent_destroy", false),
        ("ignore_changes", false),
        ("replace_triggered_by", false),
    ],
    blocks: &[("precondition", &[]), ("postcondition", &[]), ("action_trigger", &[])],
};

/// Reads the `lifecycle` block of a resource.
pub(super) fn lifecycle(block: &RawBlock<'_>, addr: &ResourceAddr, ctx: &mut DecodeCtx<'_>) -> Lifecycle {
    let found = content(&block.body, &LIFECYCLE, ctx);
    let conditions = |ty: &'static str, ctx: &mut DecodeCtx<'_>| {
        found.blocks_of(ty).filter_map(|block| resource_condition(block, addr, ctx)).collect()
    };
    let (preconditions, postconditions) = (conditions("precondition", ctx), conditions("postcondition", ctx));
    if addr.mode != ResourceMode::Managed {
        reject_arguments(&found, addr.mode, ctx);
        return Lifecycle { preconditions, postconditions, ..Lifecycle::default() };
    }
    for trigger in found.blocks_of("action_trigger") {
        ctx.error(
            "Actions are not supported",
            "action_trigger blocks are not supported by iac yet. Remove the block to go on without the action.",
            trigger.ty_span,
        );
    }
    Lifecycle {
        create_before_destroy: flag(found.attribute("create_before_destroy"), ctx),
        prevent_destroy: flag(found.attribute("prevent_destroy"), ctx).unwrap_or(false),
        ignore_changes: ignore_changes(found.attribute("ignore_changes"), ctx),
        replace_triggered_by: replace_triggered_by(found.attribute("replace_triggered_by"), ctx),
        preconditions,
        postconditions,
    }
}

fn reject_arguments(found: &Content<'_>, mode: ResourceMode, ctx: &mut DecodeCtx<'_>) {
    let word = if mode == ResourceMode::Data { "data" } else { "ephemeral" };
    let names = found.attributes().map(|attribute| (&attribute.name, attribute.name_span));
    let triggers = found.blocks_of("action_trigger").map(|block| (&block.ty, block.ty_span));
    for (name, span) in names.chain(triggers) {
        ctx.error(
            format!("Invalid {word} resource lifecycle argument"),
            format!("{name} is possible for resource blocks only, not for {word} blocks."),
            span,
        );
    }
}

fn ignore_changes(attribute: Option<&RawAttribute<'_>>, ctx: &mut DecodeCtx<'_>) -> IgnoreChanges {
    let Some(attribute) = attribute else { return IgnoreChanges::None };
    if attribute.expr.keyword().is_some_and(|word| &*word == "all") {
        return IgnoreChanges::All;
    }
    let mut paths = Vec::new();
    for item in static_list(attribute.expr, ctx) {
        if item.static_string().is_some_and(|text| &*text == "*") {
            ctx.error(
                "Invalid ignore_changes wildcard",
                "The list with a star is not understood any more. Write ignore_changes = all.",
                item.span(),
            );
            continue;
        }
        warn_quoted_reference(item, ctx);
        if let Some(path) = or_report(lower_path(item), ctx) {
            paths.push((path, item.span()));
        }
    }
    if paths.is_empty() { IgnoreChanges::None } else { IgnoreChanges::Paths(paths) }
}

fn replace_triggered_by(attribute: Option<&RawAttribute<'_>>, ctx: &mut DecodeCtx<'_>) -> Vec<TriggerRef> {
    let Some(attribute) = attribute else { return Vec::new() };
    let mut triggers = Vec::new();
    for item in static_list(attribute.expr, ctx) {
        warn_quoted_reference(item, ctx);
        let Some(reference) = or_report(lower_trigger(item), ctx) else { continue };
        if check_trigger(&reference, ctx) {
            triggers.push(TriggerRef { reference, span: item.span() });
        }
    }
    triggers
}

/// An entry names a managed resource; only `count.index` and `each.key` may appear inside its index.
fn check_trigger(reference: &Reference, ctx: &mut DecodeCtx<'_>) -> bool {
    let is_managed = matches!(&reference.subject, Subject::Resource(addr) if addr.mode == ResourceMode::Managed);
    if !is_managed {
        let detail = "Only managed resources can trigger a replacement.";
        ctx.error("Invalid replace_triggered_by expression", detail, reference.span);
        return false;
    }
    let mut inner = reference.key.iter().flat_map(|key| key.references());
    let wrong = inner.find(|inner| !matches!(inner.subject, Subject::CountIndex | Subject::EachKey));
    if let Some(wrong) = wrong {
        ctx.error(
            "Invalid reference in replace_triggered_by expression",
            "Only count.index and each.key can be used as an index here.",
            wrong.span,
        );
    }
    wrong.is_none()
}
