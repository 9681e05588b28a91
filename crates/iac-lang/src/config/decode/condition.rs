//! Conditions with a message: `validation`, `precondition`, `postcondition`, `assert`.

use super::constant::lower;
use super::content::{Schema, content};
use super::context::DecodeCtx;
use super::raw::RawBlock;
use crate::config::Condition;
use crate::refs::{Reference, Subject};
use iac_core::addr::ResourceAddr;
use std::sync::Arc;

const CONDITION: Schema = Schema { attributes: &[("condition", true), ("error_message", true)], blocks: &[] };

/// Reads a condition block; `None` if one of its two arguments is missing.
pub(super) fn condition(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) -> Option<Condition> {
    let content = content(&block.body, &CONDITION, ctx);
    let condition = content.attribute("condition").map(|attribute| lower(attribute.expr, ctx));
    let error_message = content.attribute("error_message").map(|attribute| lower(attribute.expr, ctx));
    let found = Condition { condition: condition?, error_message: error_message?, span: block.header };
    if found.condition.references().is_empty() && !is_invalid(&found) {
        ctx.error(
            format!("Invalid {} expression", block.ty),
            "The condition refers to nothing else in the configuration, so it checks nothing: its result would always be the \
             same.",
            found.condition.span(),
        );
    }
    Some(found)
}

fn is_invalid(condition: &Condition) -> bool {
    matches!(condition.condition.kind(), crate::expr::ExprKind::Invalid)
}

/// Reads a `validation` block of a variable, which must be about that variable.
pub(super) fn validation(block: &RawBlock<'_>, variable: &Arc<str>, ctx: &mut DecodeCtx<'_>) -> Option<Condition> {
    let found = condition(block, ctx)?;
    let about_itself = |reference: &&Reference| reference.subject == Subject::Variable(variable.clone());
    if !found.condition.references().iter().any(about_itself) && !is_invalid(&found) {
        ctx.error(
            "Invalid variable validation condition",
            format!("The condition of a validation of variable {variable:?} must refer to var.{variable}."),
            found.condition.span(),
        );
    }
    Some(found)
}

/// Reads a condition of a resource, which must not refer to the resource itself (`self` is for that).
pub(super) fn resource_condition(
    block: &RawBlock<'_>,
    addr: &ResourceAddr,
    ctx: &mut DecodeCtx<'_>,
) -> Option<Condition> {
    let found = condition(block, ctx)?;
    for expr in [&found.condition, &found.error_message] {
        for reference in expr.references() {
            if reference.subject == Subject::Resource(addr.clone()) {
                ctx.error(
                    format!("Invalid reference in {}", block.ty),
                    format!(
                        "A condition of {addr} cannot refer to {addr} by its address. Use self in a postcondition."
                    ),
                    reference.span,
                );
            }
        }
    }
    Some(found)
}
