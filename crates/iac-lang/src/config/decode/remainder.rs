//! What a block contains beyond the language's own arguments: bodies for the schemas of providers and backends.

use super::content::Schema;
use super::context::DecodeCtx;
use super::raw::{Layer, RawBlock, RawBody};
use crate::config::ConfigBody;
use crate::expr::{LowerContext, lower_body};
use iac_hcl::json::{Node, NodeKind};
use std::sync::Arc;

/// The body without what the schema names; `escaped` are `_` blocks, whose content is taken in whatever its names.
pub(super) fn remainder(
    body: &RawBody<'_>,
    schema: &Schema,
    escaped: Option<&RawBlock<'_>>,
    ctx: &mut DecodeCtx<'_>,
) -> ConfigBody {
    let mut layers: Vec<ConfigBody> = body.layers.iter().map(|layer| lower_layer(*layer, schema, ctx)).collect();
    if let Some(block) = escaped {
        let nothing = Schema { attributes: &[], blocks: &[] };
        layers.extend(block.body.layers.iter().map(|layer| lower_layer(*layer, &nothing, ctx)));
    }
    let mut layers = layers.into_iter();
    let base = layers.next().expect("invariant: a raw body has a layer");
    let over: Vec<ConfigBody> = layers.collect();
    if over.is_empty() { base } else { ConfigBody::Merged(Box::new(base), over) }
}

/// A whole body.
pub(super) fn whole_body(body: &RawBody<'_>, ctx: &mut DecodeCtx<'_>) -> ConfigBody {
    remainder(body, &Schema { attributes: &[], blocks: &[] }, None, ctx)
}

fn lower_layer(layer: Layer<'_>, schema: &Schema, ctx: &mut DecodeCtx<'_>) -> ConfigBody {
    match layer {
        Layer::Native(body) => {
            let attributes = body.attributes.iter().filter(|attribute| !schema.has_attribute(&attribute.name.name));
            let blocks = body.blocks.iter().filter(|block| schema.labels(&block.ty.name).is_none());
            ConfigBody::Native(ctx.diags.absorb(lower_body(attributes, blocks, body.span, &LowerContext::default())))
        }
        Layer::Json(node) => ConfigBody::Json(Arc::new(without(node, schema))),
    }
}

/// A JSON body without the members that the schema names.
fn without(node: &Node, schema: &Schema) -> Node {
    let kind = match &node.kind {
        NodeKind::Object(members) => {
            NodeKind::Object(members.iter().filter(|member| !schema.knows(&member.name)).cloned().collect())
        }
        NodeKind::Array(items) => NodeKind::Array(items.iter().map(|item| without(item, schema)).collect()),
        other => other.clone(),
    };
    Node { kind, span: node.span }
}
