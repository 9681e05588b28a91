//! `moved`, `removed` and `import` blocks.

use super::constant::{flag, lower};
use super::content::{Schema, content};
use super::context::DecodeCtx;
use super::provisioner::provisioner;
use super::raw::{RawAttribute, RawBlock};
use super::static_syntax::{is_invalid, or_report, provider_argument, quoted_text, spelled_out};
use crate::config::{ImportBlock, MovedBlock, RemovedBlock};
use crate::expr::{Expr, LowerContext, Syntax, expr_as_target, lower_expr, lower_reference};
use crate::refs::{RefStep, Subject};
use iac_core::addr::{InstanceKey, ResourceMode, Target};

const MOVED: Schema = Schema { attributes: &[("from", true), ("to", true)], blocks: &[] };
const REMOVED: Schema = Schema {
    attributes: &[("from", true)],
    blocks: &[("lifecycle", &[]), ("provisioner", &["type"]), ("connection", &[])],
};
const REMOVED_LIFECYCLE: Schema = Schema { attributes: &[("destroy", false)], blocks: &[] };
const IMPORT: Schema = Schema {
    attributes: &[("to", true), ("id", false), ("identity", false), ("for_each", false), ("provider", false)],
    blocks: &[],
};

/// Reads a `moved` block.
pub(super) fn moved(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) -> Option<MovedBlock> {
    let found = content(&block.body, &MOVED, ctx);
    let from = endpoint(found.attribute("from"), ctx);
    let to = endpoint(found.attribute("to"), ctx);
    let (from, to) = (from?, to?);
    if matches!(from, Target::Module(_)) != matches!(to, Target::Module(_)) {
        let detail = "Both addresses must name resources, or both modules.";
        ctx.error("Invalid \"moved\" addresses", detail, block.header);
        return None;
    }
    Some(MovedBlock { from, to, span: block.header })
}

fn endpoint(attribute: Option<&RawAttribute<'_>>, ctx: &mut DecodeCtx<'_>) -> Option<Target> {
    target(attribute?.expr, ctx)
}

/// Reads an address relative to the module.
fn target(syntax: Syntax<'_>, ctx: &mut DecodeCtx<'_>) -> Option<Target> {
    if is_invalid(syntax) {
        return None;
    }
    if quoted_text(syntax).is_some() {
        ctx.error("Invalid expression", "An address is written without quotes here.", syntax.span());
        return None;
    }
    let found = or_report(expr_as_target(syntax), ctx)?;
    let names_value = lower_reference(syntax)
        .is_ok_and(|reference| !matches!(reference.subject, Subject::Resource(_) | Subject::ModuleCall(_)));
    if names_value {
        let detail = "This is a reference to a value, not the address of a resource or module. The address of a resource type \
                      with a reserved name starts with \"resource.\".";
        ctx.error("Invalid address", detail, syntax.span());
        return None;
    }
    Some(found)
}

/// Reads a `removed` block.
pub(super) fn removed(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) -> Option<RemovedBlock> {
    let found = content(&block.body, &REMOVED, ctx);
    let mut destroy = true;
    for lifecycle in found.blocks_of("lifecycle") {
        let inner = content(&lifecycle.body, &REMOVED_LIFECYCLE, ctx);
        destroy = flag(inner.attribute("destroy"), ctx).unwrap_or(true);
    }
    let provisioners: Vec<_> = found.blocks_of("provisioner").filter_map(|block| provisioner(block, ctx)).collect();
    for wrong in provisioners.iter().filter(|provisioner| !provisioner.on_destroy) {
        let detail = "Only provisioners with when = destroy make sense for something that is removed.";
        ctx.error("Invalid provisioner block", detail, wrong.span);
    }
    let attribute = found.attribute("from")?;
    let span = attribute.expr.span();
    let from = target(attribute.expr, ctx)?;
    let (module, resource) = match from {
        Target::Module(module) => (module, None),
        Target::Resource(resource) => (resource.module, Some(resource.resource)),
        Target::Instance(_) => {
            let detail = "A removed block is about a whole resource: write its address without a key.";
            ctx.error("Resource instance keys not allowed", detail, span);
            return None;
        }
    };
    if module.0.iter().any(|step| step.key != InstanceKey::None) {
        let detail = "A removed block is about every instance of a module: write the address without keys.";
        ctx.error("Module instance keys not allowed", detail, span);
        return None;
    }
    let managed = resource.as_ref().is_some_and(|resource| resource.mode == ResourceMode::Managed);
    if resource.is_some() && !managed {
        let detail = "Data sources are never destroyed, so that there is nothing to remove: delete the data block.";
        ctx.error("Data source address not allowed", detail, span);
        return None;
    }
    if let (Some(first), false) = (provisioners.first(), managed) {
        let detail = "Provisioners are possible only when the block is about one managed resource.";
        ctx.error("Invalid provisioner block", detail, first.span);
    }
    Some(RemovedBlock { module: module.module(), resource, destroy, provisioners, span: block.header })
}

/// Reads an `import` block.
pub(super) fn import(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) -> Option<ImportBlock> {
    let found = content(&block.body, &IMPORT, ctx);
    let id = found.attribute("id").map(|attribute| lower(attribute.expr, ctx));
    let identity = found.attribute("identity").map(|attribute| lower(attribute.expr, ctx));
    match (&id, &identity) {
        (None, None) => ctx.error("Invalid import block", "The block needs either id or identity.", block.header),
        (Some(_), Some(_)) => {
            ctx.error("Invalid import block", "The block has both id and identity: remove one.", block.header);
        }
        _ => {}
    }
    let for_each = found.attribute("for_each").map(|attribute| lower(attribute.expr, ctx));
    let provider = provider_argument(found.attribute("provider"), ctx);
    let attribute = found.attribute("to")?;
    let expr = spelled_out(attribute.expr, ctx)?;
    let to = ctx.diags.absorb(lower_expr(&expr, &LowerContext::default()));
    if !names_managed_resource(&to) {
        if !matches!(to.kind(), crate::expr::ExprKind::Invalid) {
            let detail = "Only managed resources can be imported. Write the address of one, as in aws_vpc.main.";
            ctx.error("Invalid import address", detail, attribute.span);
        }
        return None;
    }
    Some(ImportBlock { to, id, identity, for_each, provider, span: block.header })
}

/// Whether an expression is the address of a managed resource or of an instance, here or in a module below.
fn names_managed_resource(expr: &Expr) -> bool {
    use crate::expr::ExprKind::Reference;
    let Reference(reference) = expr.kind() else { return false };
    match &reference.subject {
        Subject::Resource(addr) => addr.mode == ResourceMode::Managed && reference.steps.is_empty(),
        Subject::ModuleCall(_) => {
            let names = reference.steps.iter().filter(|step| matches!(step, RefStep::Attribute(..))).count();
            names >= 2
        }
        _ => false,
    }
}
