//! Arguments whose value must be a constant: no references, no function calls.

use super::context::DecodeCtx;
use super::raw::RawAttribute;
use crate::eval::EmptyScope;
use crate::expr::{Expr, ExprKind, LowerContext, Syntax, TemplateNode, lower_syntax};
use iac_core::diag::{Diagnostic, Diagnostics, Sources, Span};
use iac_core::value::{Kind, Type, Value, convert};
use std::sync::Arc;

/// Lowers an expression outside any iterator.
pub(in crate::config) fn lower(syntax: Syntax<'_>, ctx: &mut DecodeCtx<'_>) -> Expr {
    ctx.diags.absorb(lower_syntax(syntax, &LowerContext::default()))
}

/// The value of a constant expression; `None`, with an error, if it is not one.
pub(in crate::config) fn constant(syntax: Syntax<'_>, ctx: &mut DecodeCtx<'_>) -> Option<Value> {
    let (expr, mut diags) = lower_syntax(syntax, &LowerContext::default());
    for diagnostic in diags.iter_mut().filter(|diagnostic| diagnostic.summary == "Invalid reference") {
        // What is wrong with the reference does not matter: there cannot be one.
        "Variables not allowed".clone_into(&mut diagnostic.summary);
        "Variables may not be used here.".clone_into(&mut diagnostic.detail);
    }
    let failed = diags.has_errors();
    ctx.diags.extend(diags);
    if failed {
        return None;
    }
    if let Some(obstacle) = obstacle(&expr) {
        ctx.diags.push(obstacle);
        return None;
    }
    let (value, diags) = expr.eval(&EmptyScope);
    let usable = !diags.has_errors() && value.is_wholly_known();
    ctx.diags.extend(diags);
    usable.then_some(value)
}

/// The value of text outside any file, such as that of `-var`; its diagnostics have no place.
pub(in crate::config) fn parse_constant(text: &str) -> (Option<Value>, Diagnostics) {
    let mut sources = Sources::new();
    let source = sources.add("value", text.as_bytes().to_vec());
    let mut ctx = DecodeCtx::new(&sources);
    let expr = ctx.diags.absorb(iac_hcl::parse_expression(source, text.as_bytes(), 0));
    let value = if ctx.diags.has_errors() { None } else { constant(Syntax::Native(&expr), &mut ctx) };
    let placeless = ctx.diags.into_iter().map(|diagnostic| diagnostic.at(None).within(None)).collect();
    (value, placeless)
}

/// Why an expression is no constant.
fn obstacle(expr: &Expr) -> Option<Diagnostic> {
    if let Some(reference) = expr.references().first() {
        let detail = "Variables may not be used here.";
        return Some(Diagnostic::error("Variables not allowed", detail).at(reference.span));
    }
    called(expr)
        .map(|span| Diagnostic::error("Function calls not allowed", "Functions may not be called here.").at(span))
}

/// Where a function is called in an expression, if anywhere.
fn called(expr: &Expr) -> Option<Span> {
    match expr.kind() {
        ExprKind::Invalid
        | ExprKind::Literal(_)
        | ExprKind::Reference(_)
        | ExprKind::Iterator(_)
        | ExprKind::Type(..) => None,
        ExprKind::Call { .. } => Some(expr.span()),
        ExprKind::Attribute(operand, _) | ExprKind::Unary(_, operand) => called(operand),
        ExprKind::Index(left, right, _) | ExprKind::Splat(left, right) | ExprKind::Binary(_, left, right) => {
            called(left).or_else(|| called(right))
        }
        ExprKind::Tuple(items) => items.iter().find_map(called),
        ExprKind::Object(items) => items.iter().find_map(|(key, value)| called(key).or_else(|| called(value))),
        ExprKind::For(node) => [Some(&node.collection), node.key.as_ref(), Some(&node.value), node.condition.as_ref()]
            .into_iter()
            .flatten()
            .find_map(called),
        ExprKind::Conditional(condition, then, otherwise) => [condition, then, otherwise].into_iter().find_map(called),
        ExprKind::Template(parts) => called_in_template(parts),
    }
}

fn called_in_template(parts: &[TemplateNode]) -> Option<Span> {
    parts.iter().find_map(|part| match part {
        TemplateNode::Literal(_) => None,
        TemplateNode::Interpolation(expr) => called(expr),
        TemplateNode::If(condition, then, otherwise) => {
            called(condition).or_else(|| called_in_template(then)).or_else(|| called_in_template(otherwise))
        }
        TemplateNode::For { collection, body, .. } => called(collection).or_else(|| called_in_template(body)),
    })
}

/// A constant argument converted to a primitive type; null is reported.
fn primitive(attribute: &RawAttribute<'_>, ty: &Type, ctx: &mut DecodeCtx<'_>) -> Option<Value> {
    let value = constant(attribute.expr, ctx)?;
    let span = attribute.expr.span();
    match convert(&value, ty) {
        Ok(value) if !value.is_null() => Some(value),
        Ok(_) => {
            ctx.unsuitable("value must not be null", span);
            None
        }
        Err(error) => {
            ctx.unsuitable(&error.message, span);
            None
        }
    }
}

/// A constant text argument; nothing, without an error, if it is null.
pub(in crate::config) fn text(attribute: Option<&RawAttribute<'_>>, ctx: &mut DecodeCtx<'_>) -> Option<Arc<str>> {
    let attribute = attribute?;
    let value = primitive(attribute, &Type::String, ctx)?;
    match value.into_kind() {
        Kind::String(text) => Some(text),
        _ => None,
    }
}

/// A constant bool argument.
pub(in crate::config) fn flag(attribute: Option<&RawAttribute<'_>>, ctx: &mut DecodeCtx<'_>) -> Option<bool> {
    primitive(attribute?, &Type::Bool, ctx)?.as_bool()
}
