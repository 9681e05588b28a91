//! Walking an expression without recursion: its parts, its references.

use super::{Expr, ExprKind, TemplateNode};
use crate::refs::{RefStep, Reference};

/// Every reference in the expression, in source order, those in keys and steps included.
pub(super) fn collect(expr: &Expr) -> Vec<&Reference> {
    let mut found = Vec::new();
    walk(expr, &mut |part| {
        if let ExprKind::Reference(reference) = part.kind() {
            found.push(reference);
        }
        true
    });
    found
}

/// Calls `visit` for the expression and every part of it, in source order, outermost first; `false` skips what is inside.
pub(crate) fn walk<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Expr) -> bool) {
    let mut pending = vec![expr];
    while let Some(next) = pending.pop() {
        if visit(next) {
            let first = pending.len();
            push_parts(next, &mut pending);
            pending[first..].reverse();
        }
    }
}

fn push_parts<'a>(expr: &'a Expr, out: &mut Vec<&'a Expr>) {
    match expr.kind() {
        ExprKind::Invalid | ExprKind::Literal(_) | ExprKind::Iterator(_) | ExprKind::Type(..) => {}
        ExprKind::Reference(reference) => {
            out.extend(&reference.key);
            out.extend(reference.steps.iter().filter_map(|step| match step {
                RefStep::Index(key, _) => Some(key),
                RefStep::Attribute(..) => None,
            }));
        }
        ExprKind::Attribute(operand, _) | ExprKind::Unary(_, operand) => out.push(operand),
        ExprKind::Index(operand, other, _) | ExprKind::Splat(operand, other) | ExprKind::Binary(_, operand, other) => {
            out.extend([operand, other]);
        }
        ExprKind::Call { arguments, .. } => out.extend(arguments),
        ExprKind::Tuple(items) => out.extend(items),
        ExprKind::Object(items) => out.extend(items.iter().flat_map(|(key, value)| [key, value])),
        ExprKind::For(node) => {
            out.push(&node.collection);
            out.extend(&node.key);
            out.push(&node.value);
            out.extend(&node.condition);
        }
        ExprKind::Conditional(condition, then, otherwise) => out.extend([condition, then, otherwise]),
        ExprKind::Template(parts) => push_template_parts(parts, out),
    }
}

fn push_template_parts<'a>(parts: &'a [TemplateNode], out: &mut Vec<&'a Expr>) {
    for part in parts {
        match part {
            TemplateNode::Literal(_) => {}
            TemplateNode::Interpolation(expr) => out.push(expr),
            TemplateNode::If(condition, then, otherwise) => {
                out.push(condition);
                push_template_parts(then, out);
                push_template_parts(otherwise, out);
            }
            TemplateNode::For { collection, body, .. } => {
                out.push(collection);
                push_template_parts(body, out);
            }
        }
    }
}
