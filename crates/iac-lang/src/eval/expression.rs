//! Evaluation of one expression.

use super::Scope;
use crate::expr::Expr;
use iac_core::diag::Diagnostics;
use iac_core::value::Value;

/// Evaluates an expression; see [`Expr::eval`].
pub(super) fn eval(expr: &Expr, scope: &dyn Scope) -> (Value, Diagnostics) {
    let _ = (expr, scope);
    todo!()
}
