//! Collecting the references of an expression.

use super::{Expr, ExprKind, TemplateNode};
use crate::refs::{RefStep, Reference};

/// Every reference in the expression, in source order, those in keys and steps included.
pub(super) fn collect(expr: &Expr) -> Vec<&Reference> {
    let mut found = Vec::new();
    collect_into(expr, &mut found);
    found
}

fn collect_into<'a>(expr: &'a Expr, found: &mut Vec<&'a Reference>) {
    match expr.kind() {
        ExprKind::Invalid | ExprKind::Literal(_) | ExprKind::Iterator(_) => {}
        ExprKind::Reference(reference) => {
            found.push(reference);
            reference.key.iter().for_each(|key| collect_into(key, found));
            for step in &reference.steps {
                if let RefStep::Index(key, _) = step {
                    collect_into(key, found);
                }
            }
        }
        ExprKind::Attribute(operand, _) | ExprKind::Unary(_, operand) => collect_into(operand, found),
        ExprKind::Index(operand, other, _) | ExprKind::Splat(operand, other) => {
            collect_into(operand, found);
            collect_into(other, found);
        }
        ExprKind::Call { arguments, .. } => arguments.iter().for_each(|argument| collect_into(argument, found)),
        ExprKind::Tuple(items) => items.iter().for_each(|item| collect_into(item, found)),
        ExprKind::Object(items) => {
            for (key, value) in items {
                collect_into(key, found);
                collect_into(value, found);
            }
        }
        ExprKind::For(node) => {
            collect_into(&node.collection, found);
            node.key.iter().for_each(|key| collect_into(key, found));
            collect_into(&node.value, found);
            node.condition.iter().for_each(|condition| collect_into(condition, found));
        }
        ExprKind::Conditional(condition, then, otherwise) => {
            [condition, then, otherwise].into_iter().for_each(|part| collect_into(part, found));
        }
        ExprKind::Binary(..) => collect_binary(expr, found),
        ExprKind::Template(parts) => collect_parts(parts, found),
    }
}

/// Walks the left operands of a chain of operators instead of recursing into them.
fn collect_binary<'a>(expr: &'a Expr, found: &mut Vec<&'a Reference>) {
    let mut right_operands = Vec::new();
    let mut first = expr;
    while let ExprKind::Binary(_, left, right) = first.kind() {
        right_operands.push(right);
        first = left;
    }
    collect_into(first, found);
    right_operands.into_iter().rev().for_each(|right| collect_into(right, found));
}

fn collect_parts<'a>(parts: &'a [TemplateNode], found: &mut Vec<&'a Reference>) {
    for part in parts {
        match part {
            TemplateNode::Literal(_) => {}
            TemplateNode::Interpolation(expr) => collect_into(expr, found),
            TemplateNode::If(condition, then, otherwise) => {
                collect_into(condition, found);
                collect_parts(then, found);
                collect_parts(otherwise, found);
            }
            TemplateNode::For { collection, body, .. } => {
                collect_into(collection, found);
                collect_parts(body, found);
            }
        }
    }
}
