//! Reading a body by a small schema of the language's own arguments and blocks.

use super::context::DecodeCtx;
use super::raw::{Layer, RawAttribute, RawBlock, RawBody};
use crate::expr::Syntax;
use crate::expr::suggest::did_you_mean;
use iac_core::diag::Span;
use iac_hcl::ast;
use iac_hcl::json::{Member, Node, NodeKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the language itself defines of a block's content.
#[derive(Clone, Copy, Debug)]
pub(in crate::config) struct Schema {
    /// Argument names, and whether each is required.
    pub attributes: &'static [(&'static str, bool)],
    /// Block types, and the names of their labels.
    pub blocks: &'static [(&'static str, &'static [&'static str])],
}

impl Schema {
    /// Whether it is one of the arguments.
    pub fn has_attribute(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| *known == name)
    }

    /// The label names of a block type, if it is one of the block types.
    pub fn labels(&self, ty: &str) -> Option<&'static [&'static str]> {
        self.blocks.iter().find(|(known, _)| *known == ty).map(|(_, labels)| *labels)
    }

    /// Whether the schema names it, as an argument or a block.
    pub fn knows(&self, name: &str) -> bool {
        self.has_attribute(name) || self.labels(name).is_some()
    }
}

/// What a body contains of a schema.
#[derive(Clone, Debug, Default)]
pub(in crate::config) struct Content<'a> {
    attributes: BTreeMap<Arc<str>, RawAttribute<'a>>,
    /// Blocks in source order.
    pub blocks: Vec<RawBlock<'a>>,
}

impl<'a> Content<'a> {
    /// An argument, if it was written.
    pub fn attribute(&self, name: &str) -> Option<&RawAttribute<'a>> {
        self.attributes.get(name)
    }

    /// All arguments, by name.
    pub fn attributes(&self) -> impl Iterator<Item = &RawAttribute<'a>> {
        self.attributes.values()
    }

    /// The blocks of a type.
    pub fn blocks_of<'s>(&'s self, ty: &'s str) -> impl Iterator<Item = &'s RawBlock<'a>> {
        self.blocks.iter().filter(move |block| &*block.ty == ty)
    }
}

/// Whether a body may contain more than its schema names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::config) enum Extra {
    /// It may not: anything else is reported.
    Rejected,
    /// It may: the rest is read by another schema.
    Kept,
}

/// Reads a body whose schema is complete; anything else is reported.
pub(in crate::config) fn content<'a>(body: &RawBody<'a>, schema: &Schema, ctx: &mut DecodeCtx<'_>) -> Content<'a> {
    read(body, schema, Extra::Rejected, ctx)
}

/// Reads what the schema names and leaves the rest.
pub(in crate::config) fn partial_content<'a>(
    body: &RawBody<'a>,
    schema: &Schema,
    ctx: &mut DecodeCtx<'_>,
) -> Content<'a> {
    read(body, schema, Extra::Kept, ctx)
}

fn read<'a>(body: &RawBody<'a>, schema: &Schema, extra: Extra, ctx: &mut DecodeCtx<'_>) -> Content<'a> {
    let mut merged = Content::default();
    for layer in &body.layers {
        let mut found = read_layer(*layer, schema, extra, ctx);
        merged.attributes.append(&mut found.attributes);
        overlay_blocks(&mut merged.blocks, found.blocks);
    }
    for (name, required) in schema.attributes {
        if *required && !merged.attributes.contains_key(*name) {
            ctx.error(
                "Missing required argument",
                format!("The argument {name:?} must be set here, but it is not."),
                body.missing,
            );
        }
    }
    merged
}

/// Blocks of an override file replace all blocks of the same type, but for `lifecycle` and `required_providers`, which
/// are merged argument by argument.
fn overlay_blocks<'a>(base: &mut Vec<RawBlock<'a>>, over: Vec<RawBlock<'a>>) {
    if base.is_empty() {
        *base = over;
        return;
    }
    let replaced: Vec<Arc<str>> = over.iter().map(|block| block.ty.clone()).filter(|ty| !merges_inside(ty)).collect();
    base.retain(|block| !replaced.contains(&block.ty));
    for block in over {
        match base.iter_mut().find(|known| merges_inside(&block.ty) && known.ty == block.ty) {
            Some(known) => known.body.overlay(&block.body),
            None => base.push(block),
        }
    }
}

fn merges_inside(ty: &str) -> bool {
    ty == "lifecycle" || ty == "required_providers"
}

fn read_layer<'a>(layer: Layer<'a>, schema: &Schema, extra: Extra, ctx: &mut DecodeCtx<'_>) -> Content<'a> {
    match layer {
        Layer::Native(body) => read_native(body, schema, extra, ctx),
        Layer::Json(node) => read_json(node, schema, extra, ctx),
    }
}

fn read_native<'a>(body: &'a ast::Body, schema: &Schema, extra: Extra, ctx: &mut DecodeCtx<'_>) -> Content<'a> {
    let mut content = Content::default();
    for attribute in &body.attributes {
        let name = &attribute.name;
        if schema.has_attribute(&name.name) {
            content.attributes.insert(name.name.clone(), native_attribute(attribute));
        } else if extra == Extra::Rejected {
            unsupported_argument(&name.name, name.span, schema, ctx);
        }
    }
    for block in &body.blocks {
        match schema.labels(&block.ty.name) {
            Some(labels) => content.blocks.extend(native_block(block, Some(labels), ctx)),
            None if extra == Extra::Rejected => unsupported_block(&block.ty.name, block.ty.span, schema, ctx),
            None => {}
        }
    }
    content
}

/// A native attribute as a raw one.
pub(in crate::config) fn native_attribute(attribute: &ast::Attribute) -> RawAttribute<'_> {
    RawAttribute {
        name: attribute.name.name.clone(),
        name_span: attribute.name.span,
        span: attribute.span,
        expr: Syntax::Native(&attribute.expr),
    }
}

/// Reports every block where only arguments are possible.
pub(in crate::config) fn reject_blocks(body: &ast::Body, place: &str, ctx: &mut DecodeCtx<'_>) {
    for block in &body.blocks {
        let ty = &block.ty.name;
        let detail = format!("There are no blocks in {place}, only arguments: name = value.");
        ctx.error(format!("Unexpected {ty:?} block"), detail, block.ty.span);
    }
}

/// A native block as a raw one; `None`, with an error, if its labels are not those expected.
pub(in crate::config) fn native_block<'a>(
    block: &'a ast::Block,
    labels: Option<&[&str]>,
    ctx: &mut DecodeCtx<'_>,
) -> Option<RawBlock<'a>> {
    let ty = &block.ty.name;
    if let Some(expected) = labels {
        let listed = expected.join(", ");
        if let Some(missing) = expected.get(block.labels.len()) {
            let count = expected.len();
            ctx.error(
                format!("Missing {missing} for {ty}"),
                format!("A {ty} block must have {count} label{} ({listed}).", if count == 1 { "" } else { "s" }),
                block.body.span.head(),
            );
            return None;
        }
        if let Some(surplus) = block.labels.get(expected.len()) {
            let detail = if expected.is_empty() {
                format!("A {ty} block has no labels.")
            } else {
                format!("A {ty} block has no labels but these: {listed}.")
            };
            ctx.error(format!("Extraneous label for {ty}"), detail, surplus.span);
            return None;
        }
    }
    Some(RawBlock {
        ty: ty.clone(),
        ty_span: block.ty.span,
        labels: block.labels.iter().map(|label| (label.value.clone(), label.span)).collect(),
        header: header_span(block),
        body: RawBody::native(&block.body),
    })
}

/// From the block type to the end of the last label.
pub(in crate::config) fn header_span(block: &ast::Block) -> Span {
    block.labels.last().map_or(block.ty.span, |label| block.ty.span.to(label.span))
}

fn unsupported_argument(name: &str, span: Span, schema: &Schema, ctx: &mut DecodeCtx<'_>) {
    let hint = if schema.labels(name).is_some() {
        format!(" Did you mean to define a block of type {name:?}?")
    } else {
        did_you_mean(name, schema.attributes.iter().map(|(known, _)| *known))
    };
    ctx.error("Unsupported argument", format!("There is no argument named {name:?} here.{hint}"), span);
}

fn unsupported_block(ty: &str, span: Span, schema: &Schema, ctx: &mut DecodeCtx<'_>) {
    let hint = if schema.has_attribute(ty) {
        format!(" Did you mean to set the argument {ty:?}? If so, write an equals sign before its value.")
    } else {
        did_you_mean(ty, schema.blocks.iter().map(|(known, _)| *known))
    };
    ctx.error("Unsupported block type", format!("There are no blocks of type {ty:?} here.{hint}"), span);
}

fn read_json<'a>(node: &'a Node, schema: &Schema, extra: Extra, ctx: &mut DecodeCtx<'_>) -> Content<'a> {
    let mut content = Content::default();
    for member in json_members(node, ctx) {
        let name = &member.name;
        if &**name == "//" {
            continue;
        }
        if schema.has_attribute(name) {
            let attribute = json_attribute(member);
            if let Some(first) = content.attributes.get(name) {
                let place = ctx.place(first.span);
                ctx.error(
                    "Duplicate argument",
                    format!("The argument {name:?} was set before, at {place}."),
                    member.name_span,
                );
            } else {
                content.attributes.insert(name.clone(), attribute);
            }
        } else if let Some(labels) = schema.labels(name) {
            let mut found = Vec::new();
            json_blocks(member, labels, &mut found, ctx);
            content.blocks.append(&mut found);
        } else if extra == Extra::Rejected {
            let known =
                schema.attributes.iter().map(|(known, _)| *known).chain(schema.blocks.iter().map(|(known, _)| *known));
            let hint = did_you_mean(name, known);
            ctx.error(
                "Extraneous JSON object property",
                format!("There is no argument or block type named {name:?} here.{hint}"),
                member.name_span,
            );
        }
    }
    content
}

/// A JSON member as an argument.
pub(in crate::config) fn json_attribute(member: &Member) -> RawAttribute<'_> {
    RawAttribute {
        name: member.name.clone(),
        name_span: member.name_span,
        span: member.name_span.to(member.value.span),
        expr: Syntax::Json(&member.value),
    }
}

/// The members of a JSON body: an object, or an array of objects.
pub(in crate::config) fn json_members<'a>(node: &'a Node, ctx: &mut DecodeCtx<'_>) -> Vec<&'a Member> {
    match &node.kind {
        NodeKind::Object(members) => members.iter().collect(),
        NodeKind::Array(items) => {
            let mut members = Vec::new();
            for item in items {
                match &item.kind {
                    NodeKind::Object(found) => members.extend(found),
                    NodeKind::Invalid => {}
                    _ => wrong_json_type("a JSON object", item.span, ctx),
                }
            }
            members
        }
        NodeKind::Invalid => Vec::new(),
        _ => {
            wrong_json_type("a JSON object, or an array of objects,", node.span, ctx);
            Vec::new()
        }
    }
}

fn wrong_json_type(wanted: &str, span: Span, ctx: &mut DecodeCtx<'_>) {
    ctx.error("Incorrect JSON value type", format!("Here {wanted} is needed, with the block's content."), span);
}

/// The blocks under a member: one level of nested objects for each label, then a body or an array of bodies.
fn json_blocks<'a>(member: &'a Member, labels: &[&str], found: &mut Vec<RawBlock<'a>>, ctx: &mut DecodeCtx<'_>) {
    let mut header = JsonHeader { member, labels: Vec::new() };
    header.unpack(&member.value, labels, found, ctx);
}

struct JsonHeader<'a> {
    member: &'a Member,
    labels: Vec<(Arc<str>, Span)>,
}

impl<'a> JsonHeader<'a> {
    fn unpack(&mut self, node: &'a Node, labels: &[&str], found: &mut Vec<RawBlock<'a>>, ctx: &mut DecodeCtx<'_>) {
        if let Some((_, rest)) = labels.split_first() {
            for member in json_members(node, ctx) {
                self.labels.push((member.name.clone(), member.name_span));
                self.unpack(&member.value, rest, found, ctx);
                self.labels.pop();
            }
            return;
        }
        match &node.kind {
            NodeKind::Null | NodeKind::Invalid => {}
            NodeKind::Object(_) => found.push(self.block(node)),
            NodeKind::Array(items) => {
                for item in items {
                    match &item.kind {
                        NodeKind::Object(_) => found.push(self.block(item)),
                        NodeKind::Null | NodeKind::Invalid => {}
                        _ => wrong_json_type("a JSON object", item.span, ctx),
                    }
                }
            }
            _ => wrong_json_type("a JSON object, or an array of objects,", node.span, ctx),
        }
    }

    fn block(&self, node: &'a Node) -> RawBlock<'a> {
        let header = self.labels.last().map_or(self.member.name_span, |(_, span)| *span);
        RawBlock {
            ty: self.member.name.clone(),
            ty_span: self.member.name_span,
            labels: self.labels.clone(),
            header,
            body: RawBody::json(node),
        }
    }
}
