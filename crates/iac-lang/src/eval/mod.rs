//! Evaluation of expressions and bodies in a scope.

mod block_schema;
mod body;
mod body_span;
mod call;
mod conditional;
mod content;
mod expression;
mod for_expr;
mod index;
mod known_prefix;
mod nested_blocks;
mod operators;
mod reference;
mod scope;
mod splat;
mod template;
mod template_functions;
mod values_in_scope;

pub use body::{body_references, decode_body};
pub use body_span::decode_attribute_span;
pub use scope::{EmptyScope, Repetition, Scope};
pub use values_in_scope::Cause;

use crate::expr::Expr;
use iac_core::diag::Diagnostics;
use iac_core::value::Value;

impl Expr {
    /// Evaluates it. A failed part is reported and evaluates to unknown, so that others proceed.
    pub fn eval(&self, scope: &dyn Scope) -> (Value, Diagnostics) {
        expression::eval(self, scope)
    }
}
