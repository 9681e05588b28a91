//! From the path of an attribute, as providers name it, to its place in the source.

use crate::config::{Block, Body, ConfigBody};
use crate::expr::{Expr, ExprKind};
use iac_core::diag::Span;
use iac_core::value::{Path, Step, Value};
use iac_hcl::json::{Node, NodeKind};

/// Where the attribute or block at a path is written, so that a path from a provider can be shown in the source. Falls back
/// to the nearest enclosing block or attribute that is written; `None` if nothing of the path is.
pub fn decode_attribute_span(body: &ConfigBody, path: &Path) -> Option<Span> {
    match body {
        ConfigBody::Native(body) => native_span(body, &path.steps),
        ConfigBody::Json(node) => json_span(node, &path.steps),
        ConfigBody::Merged(base, over) => {
            over.iter().rev().chain([&**base]).find_map(|body| decode_attribute_span(body, path))
        }
    }
}

fn native_span(body: &Body, steps: &[Step]) -> Option<Span> {
    let (Step::Attribute(name), rest) = steps.split_first()? else { return None };
    if let Some(attribute) = body.attributes.get(name) {
        return Some(expr_span(&attribute.expr, rest));
    }
    let is_wanted = |block: &&Block| match &*block.ty {
        "dynamic" => block.labels.first().is_some_and(|(label, _)| label == name),
        ty => ty == &**name,
    };
    let blocks: Vec<&Block> = body.blocks.iter().filter(is_wanted).collect();
    let (block, rest) = match rest.split_first() {
        Some((Step::Index(key), rest)) => (*pick(&blocks, key)?, rest),
        _ => (*blocks.first()?, rest),
    };
    let content = match &*block.ty {
        "dynamic" => block.body.blocks.iter().find(|inner| &*inner.ty == "content").map(|inner| &inner.body),
        _ => Some(&block.body),
    };
    Some(content.and_then(|content| native_span(content, rest)).unwrap_or(block.header))
}

/// The block that a key selects; the only or last one where it cannot be told.
fn pick<'b, 'c>(blocks: &'c [&'b Block], key: &Value) -> Option<&'c &'b Block> {
    if let Some(label) = key.as_str() {
        return blocks
            .iter()
            .find(|block| block.labels.first().is_some_and(|(own, _)| &**own == label))
            .or(blocks.first());
    }
    let position = key.as_number().and_then(iac_core::value::Number::as_usize).unwrap_or(0);
    blocks.get(position).or(blocks.last())
}

fn expr_span(expr: &Expr, steps: &[Step]) -> Span {
    let inner = steps.split_first().and_then(|(step, rest)| {
        let inner = match (expr.kind(), step) {
            (ExprKind::Object(items), Step::Attribute(name)) => item(items, name),
            (ExprKind::Object(items), Step::Index(key)) => item(items, key.as_str()?),
            (ExprKind::Tuple(items), Step::Index(key)) => items.get(key.as_number()?.as_usize()?),
            _ => None,
        }?;
        Some(expr_span(inner, rest))
    });
    inner.unwrap_or(expr.span())
}

fn item<'e>(items: &'e [(Expr, Expr)], name: &str) -> Option<&'e Expr> {
    let is_named = |key: &Expr| matches!(key.kind(), ExprKind::Literal(value) if value.as_str() == Some(name));
    items.iter().find(|(key, _)| is_named(key)).map(|(_, value)| value)
}

fn json_span(node: &Node, steps: &[Step]) -> Option<Span> {
    let Some((step, rest)) = steps.split_first() else { return Some(node.span) };
    let inner = match (&node.kind, step) {
        (NodeKind::Object(members), Step::Attribute(name)) => {
            members.iter().find(|member| member.name == *name).map(|member| &member.value)
        }
        (NodeKind::Object(members), Step::Index(key)) if key.as_str().is_some() => {
            members.iter().find(|member| Some(&*member.name) == key.as_str()).map(|member| &member.value)
        }
        (NodeKind::Array(items), Step::Index(key)) => {
            key.as_number().and_then(iac_core::value::Number::as_usize).and_then(|position| items.get(position))
        }
        // A single block may stand without the array around it, and a body may be an array of objects.
        (NodeKind::Object(_), Step::Index(_)) => return json_span(node, rest).or(Some(node.span)),
        (NodeKind::Array(items), Step::Attribute(_)) => return items.iter().find_map(|item| json_span(item, steps)),
        _ => None,
    };
    inner.map(|inner| json_span(inner, rest).unwrap_or(inner.span))
}
