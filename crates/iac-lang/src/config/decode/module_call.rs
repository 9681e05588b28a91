//! `module` blocks.

use super::constant::{lower, text};
use super::content::{Schema, json_attribute, json_members, native_attribute, partial_content};
use super::context::DecodeCtx;
use super::names::check_name;
use super::raw::{Layer, RawAttribute, RawBlock};
use super::resource::exclusive_repetition;
use super::static_syntax::{depends_on, is_invalid, or_report, provider_ref};
use crate::config::version::check_constraint;
use crate::config::{ModuleCallBlock, ProviderRef};
use crate::expr::Syntax;
use iac_core::diag::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

const MODULE: Schema = Schema {
    attributes: &[
        ("source", true),
        ("version", false),
        ("count", false),
        ("for_each", false),
        ("depends_on", false),
        ("providers", false),
        ("ignore_nested_deprecations", false),
    ],
    blocks: &[("_", &[]), ("lifecycle", &[]), ("locals", &[]), ("provider", &["type"])],
};

/// Reads a `module` block.
pub(super) fn module_call(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) -> ModuleCallBlock {
    let name = block.label(0);
    check_name(&name, "Invalid module instance name", block.label_span(0), ctx);
    let found = partial_content(&block.body, &MODULE, ctx);
    exclusive_repetition(&found, ctx);
    let mut input_attributes = Vec::new();
    for layer in &block.body.layers {
        layer_inputs(*layer, &mut input_attributes, ctx);
    }
    let mut escapes = Vec::new();
    for nested in &found.blocks {
        if &*nested.ty == "_" {
            escapes.push(nested);
        } else {
            ctx.error(
                "Reserved block type name in module block",
                format!("A module block cannot have blocks of type {:?}: the name is reserved.", nested.ty),
                nested.ty_span,
            );
        }
    }
    if let Some(escape) = super::provisioner::escape(&escapes, "module", ctx) {
        for layer in &escape.body.layers {
            layer_attributes(*layer, &mut input_attributes, ctx);
        }
    }
    let mut inputs = BTreeMap::new();
    let mut input_spans = BTreeMap::new();
    for attribute in input_attributes {
        input_spans.insert(attribute.name.clone(), attribute.name_span);
        inputs.insert(attribute.name.clone(), lower(attribute.expr, ctx));
    }
    ModuleCallBlock {
        source: module_source(found.attribute("source"), ctx).unwrap_or_else(|| "".into()),
        source_span: found.attribute("source").map_or(block.header, |attribute| attribute.expr.span()),
        version: module_version(found.attribute("version"), ctx),
        count: found.attribute("count").map(|attribute| lower(attribute.expr, ctx)),
        for_each: found.attribute("for_each").map(|attribute| lower(attribute.expr, ctx)),
        depends_on: depends_on(found.attribute("depends_on"), ctx),
        providers: found.attribute("providers").map_or_else(Vec::new, |attribute| providers(attribute.expr, ctx)),
        inputs,
        input_spans,
        span: block.header,
        name,
    }
}

fn layer_inputs<'a>(layer: Layer<'a>, inputs: &mut Vec<RawAttribute<'a>>, ctx: &mut DecodeCtx<'_>) {
    let mut all = Vec::new();
    layer_attributes(layer, &mut all, ctx);
    inputs.extend(all.into_iter().filter(|attribute| !MODULE.has_attribute(&attribute.name)));
    if let Layer::Native(body) = layer {
        for block in body.blocks.iter().filter(|block| MODULE.labels(&block.ty.name).is_none()) {
            ctx.error(
                "Unsupported block type",
                format!(
                    "There are no blocks of type {:?} here. Input variables are arguments: write an equals sign before the \
                     value.",
                    block.ty.name
                ),
                block.ty.span,
            );
        }
    }
}

fn layer_attributes<'a>(layer: Layer<'a>, attributes: &mut Vec<RawAttribute<'a>>, ctx: &mut DecodeCtx<'_>) {
    match layer {
        Layer::Native(body) => attributes.extend(body.attributes.iter().map(native_attribute)),
        Layer::Json(node) => {
            let members = json_members(node, ctx);
            attributes.extend(
                members
                    .into_iter()
                    .filter(|member| &*member.name != "//" && MODULE.labels(&member.name).is_none())
                    .map(json_attribute),
            );
        }
    }
}

/// The source as text. References in it (to `const` variables) are a feature of Terraform 1.15 that is not here yet.
fn module_source(attribute: Option<&RawAttribute<'_>>, ctx: &mut DecodeCtx<'_>) -> Option<Arc<str>> {
    let attribute = attribute?;
    let lowered = lower(attribute.expr, ctx);
    if let Some(reference) = lowered.references().first() {
        ctx.error(
            "Variables not allowed",
            "References in a module's source are not supported by iac yet. Write the source as plain text.",
            reference.span,
        );
        return None;
    }
    text(Some(attribute), ctx)
}

fn module_version(attribute: Option<&RawAttribute<'_>>, ctx: &mut DecodeCtx<'_>) -> Option<Arc<str>> {
    let attribute = attribute?;
    let version = text(Some(attribute), ctx)?;
    check_constraint(&version, attribute.expr.span(), &mut ctx.diags);
    Some(version)
}

fn providers(syntax: Syntax<'_>, ctx: &mut DecodeCtx<'_>) -> Vec<(ProviderRef, ProviderRef)> {
    if is_invalid(syntax) {
        return Vec::new();
    }
    let mut found: Vec<(ProviderRef, ProviderRef)> = Vec::new();
    let mut places: Vec<Span> = Vec::new();
    for (key, value) in or_report(syntax.entries(), ctx).unwrap_or_default() {
        let inner = provider_ref(key, "providers", ctx);
        let outer = provider_ref(value, "providers", ctx);
        let (Some(inner), Some(outer)) = (inner, outer) else { continue };
        let span = key.span().to(value.span());
        if let Some(at) = found.iter().position(|(known, _)| *known == inner) {
            let place = ctx.place(places[at]);
            let detail = format!("The module gets this provider configuration already, at {place}.");
            ctx.error("Duplicate provider address", detail, span);
            continue;
        }
        found.push((inner, outer));
        places.push(span);
    }
    found
}
