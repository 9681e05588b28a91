//! From syntax to [`Expr`].

use super::Expr;
use iac_core::diag::Diagnostics;
use std::sync::Arc;

/// What lowering needs to know of the place of an expression.
#[derive(Clone, Debug, Default)]
pub struct LowerContext {
    /// Iterator names in scope, innermost last (`dynamic` iterators; `for` adds its own).
    pub iterators: Vec<Arc<str>>,
}

/// Lowers a native expression.
pub fn lower_expr(expr: &iac_hcl::ast::Expr, context: &LowerContext) -> (Expr, Diagnostics) {
    let _ = (expr, context);
    todo!()
}

/// Lowers a template to text.
pub fn lower_template(expr: &iac_hcl::ast::Expr, context: &LowerContext) -> (Expr, Diagnostics) {
    lower_expr(expr, context)
}

/// Lowers a JSON value: strings are templates, objects and arrays become constructors.
pub fn lower_json_expr(node: &iac_hcl::json::Node, context: &LowerContext) -> (Expr, Diagnostics) {
    let _ = (node, context);
    todo!()
}

/// Lowers either syntax.
pub fn lower_syntax(syntax: super::Syntax<'_>, context: &LowerContext) -> (Expr, Diagnostics) {
    match syntax {
        super::Syntax::Native(expr) => lower_expr(expr, context),
        super::Syntax::Json(node) => lower_json_expr(node, context),
    }
}
