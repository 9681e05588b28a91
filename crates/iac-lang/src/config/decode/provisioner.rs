//! `provisioner` and `connection` blocks.

use super::content::{Schema, partial_content};
use super::context::DecodeCtx;
use super::raw::{RawAttribute, RawBlock};
use super::remainder::{remainder, whole_body};
use super::static_syntax::keyword;
use crate::config::{Attribute, Body, ConfigBody, Provisioner};
use crate::expr::Expr;
use crate::refs::Subject;
use std::sync::Arc;

const PROVISIONER: Schema = Schema {
    attributes: &[("when", false), ("on_failure", false)],
    blocks: &[("_", &[]), ("connection", &[]), ("lifecycle", &[])],
};

/// Provisioners that Terraform no longer has.
const REMOVED: [&str; 4] = ["chef", "habitat", "puppet", "salt-masterless"];

/// Reads a `provisioner` block; `None` if its type is no longer there.
pub(super) fn provisioner(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) -> Option<Provisioner> {
    let ty = block.label(0);
    if REMOVED.contains(&&*ty) {
        ctx.error(
            format!("The \"{ty}\" provisioner has been removed"),
            format!("Terraform has no {ty} provisioner any more. Call the tool from a local-exec provisioner instead."),
            block.label_span(0),
        );
        return None;
    }
    let found = partial_content(&block.body, &PROVISIONER, ctx);
    for wrong in found.blocks_of("lifecycle") {
        ctx.error(
            "Reserved block type name in provisioner block",
            "A provisioner cannot have a lifecycle block: the name is reserved.",
            wrong.ty_span,
        );
    }
    let on_destroy = word(found.attribute("when"), "when", ["create", "destroy"], ctx) == Some("destroy");
    let on_failure = word(found.attribute("on_failure"), "on_failure", ["continue", "fail"], ctx);
    let connections: Vec<_> = found.blocks_of("connection").collect();
    let escapes: Vec<_> = found.blocks_of("_").collect();
    let provisioner = Provisioner {
        connection: single(&connections, "connection", "provisioner", ctx).map(|block| whole_body(&block.body, ctx)),
        on_destroy,
        continue_on_failure: on_failure == Some("continue"),
        body: remainder(&block.body, &PROVISIONER, escape(&escapes, "provisioner", ctx), ctx),
        span: block.header,
        ty,
    };
    if on_destroy {
        check_destroy_references(&provisioner, ctx);
    }
    Some(provisioner)
}

/// The only block of a kind that may appear once; further ones are reported.
pub(super) fn single<'b, 'a>(
    blocks: &[&'b RawBlock<'a>],
    ty: &str,
    owner: &str,
    ctx: &mut DecodeCtx<'_>,
) -> Option<&'b RawBlock<'a>> {
    let (first, surplus) = blocks.split_first()?;
    for block in surplus {
        let place = ctx.place(first.header);
        ctx.error(
            format!("Duplicate {ty} block"),
            format!("A {owner} can have one {ty} block only, and this one has one at {place}."),
            block.header,
        );
    }
    Some(*first)
}

/// The only `_` block.
pub(super) fn escape<'b, 'a>(
    blocks: &[&'b RawBlock<'a>],
    owner: &str,
    ctx: &mut DecodeCtx<'_>,
) -> Option<&'b RawBlock<'a>> {
    let (first, surplus) = blocks.split_first()?;
    for block in surplus {
        let place = ctx.place(first.header);
        ctx.error(
            "Duplicate escaping block",
            format!("A {owner} block can have one block of the type _ only, and this one has one at {place}."),
            block.header,
        );
    }
    Some(*first)
}

fn word(
    attribute: Option<&RawAttribute<'_>>,
    name: &str,
    words: [&'static str; 2],
    ctx: &mut DecodeCtx<'_>,
) -> Option<&'static str> {
    let attribute = attribute?;
    let given: Option<Arc<str>> = keyword(attribute.expr, ctx);
    let known = given.and_then(|given| words.into_iter().find(|word| **word == *given));
    if known.is_none() {
        ctx.error(
            format!("Invalid \"{name}\" keyword"),
            format!("{name} is one of the words {} and {}.", words[0], words[1]),
            attribute.expr.span(),
        );
    }
    known
}

/// When a provisioner runs at destruction, other objects may be gone.
fn check_destroy_references(provisioner: &Provisioner, ctx: &mut DecodeCtx<'_>) {
    let mut exprs = Vec::new();
    for body in std::iter::once(&provisioner.body).chain(&provisioner.connection) {
        native_exprs(body, &mut exprs);
    }
    for reference in exprs.iter().flat_map(|expr| expr.references()) {
        let allowed = matches!(
            reference.subject,
            Subject::This | Subject::EachKey | Subject::CountIndex | Subject::Path(_) | Subject::Terraform(_)
        );
        if !allowed {
            ctx.error(
                "Invalid reference from destroy provisioner",
                "A provisioner that runs at destruction, and its connection, can refer to the resource itself only (self, \
                 count.index, each.key): other objects may be gone by then.",
                reference.span,
            );
        }
    }
}

/// Every expression of a body in native syntax.
pub(in crate::config) fn native_exprs<'b>(body: &'b ConfigBody, exprs: &mut Vec<&'b Expr>) {
    match body {
        ConfigBody::Native(body) => body_exprs(body, exprs),
        ConfigBody::Json(_) => {}
        ConfigBody::Merged(base, over) => {
            native_exprs(base, exprs);
            for body in over {
                native_exprs(body, exprs);
            }
        }
    }
}

fn body_exprs<'b>(body: &'b Body, exprs: &mut Vec<&'b Expr>) {
    exprs.extend(body.attributes.values().map(|Attribute { expr, .. }| expr));
    for block in &body.blocks {
        body_exprs(&block.body, exprs);
    }
}
