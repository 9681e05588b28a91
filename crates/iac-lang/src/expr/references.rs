//! Collecting the references of an expression.

use super::Expr;
use crate::refs::Reference;

/// Every reference in the expression, in source order, those in keys and steps included.
pub(super) fn collect(expr: &Expr) -> Vec<&Reference> {
    let _ = expr;
    todo!()
}
