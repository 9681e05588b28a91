//! `output` blocks and `locals`.

use super::condition::condition;
use super::constant::{flag, lower, text};
use super::content::{Schema, content, json_attribute, json_members, native_attribute, reject_blocks};
use super::context::DecodeCtx;
use super::names::check_name;
use super::raw::{Layer, RawAttribute, RawBlock};
use super::static_syntax::depends_on;
use super::type_expr::type_constraint;
use crate::config::{LocalDef, OutputBlock};
use crate::expr::{Expr, ExprKind};
use std::sync::Arc;

const OUTPUT: Schema = Schema {
    attributes: &[
        ("description", false),
        ("value", true),
        ("type", false),
        ("depends_on", false),
        ("sensitive", false),
        ("ephemeral", false),
        ("deprecated", false),
    ],
    blocks: &[("precondition", &[]), ("postcondition", &[])],
};

/// Reads an `output` block.
pub(super) fn output(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) -> OutputBlock {
    check_name(&block.label(0), "Invalid output name", block.label_span(0), ctx);
    let found = content(&block.body, &OUTPUT, ctx);
    for wrong in found.blocks_of("postcondition") {
        let detail = "An output can have preconditions only: nothing happens after its value is known.";
        ctx.error("Postconditions are not allowed", detail, wrong.ty_span);
    }
    OutputBlock {
        expr: match found.attribute("value") {
            Some(attribute) => lower(attribute.expr, ctx),
            None => Expr::new(ExprKind::Invalid, block.header),
        },
        ty: found.attribute("type").map(|attribute| type_constraint(attribute.expr, ctx)),
        description: text(found.attribute("description"), ctx),
        sensitive: flag(found.attribute("sensitive"), ctx).unwrap_or(false),
        ephemeral: flag(found.attribute("ephemeral"), ctx).unwrap_or(false),
        deprecated: text(found.attribute("deprecated"), ctx),
        depends_on: depends_on(found.attribute("depends_on"), ctx),
        preconditions: found.blocks_of("precondition").filter_map(|block| condition(block, ctx)).collect(),
        span: block.header,
    }
}

/// The definitions of a `locals` block, as written.
pub(in crate::config) fn local_attributes<'a>(block: &RawBlock<'a>, ctx: &mut DecodeCtx<'_>) -> Vec<RawAttribute<'a>> {
    let mut found = Vec::new();
    for layer in &block.body.layers {
        match layer {
            Layer::Native(body) => {
                found.extend(body.attributes.iter().map(native_attribute));
                reject_blocks(body, "locals", ctx);
            }
            Layer::Json(node) => {
                let members = json_members(node, ctx);
                found.extend(members.into_iter().filter(|member| &*member.name != "//").map(json_attribute));
            }
        }
    }
    found
}

/// Reads one definition of a `locals` block.
pub(super) fn local(attribute: &RawAttribute<'_>, ctx: &mut DecodeCtx<'_>) -> (Arc<str>, LocalDef) {
    check_name(&attribute.name, "Invalid local value name", attribute.name_span, ctx);
    (attribute.name.clone(), LocalDef { expr: lower(attribute.expr, ctx), span: attribute.span })
}
