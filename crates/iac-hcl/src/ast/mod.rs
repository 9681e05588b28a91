//! The syntax tree: structure (bodies, attributes, blocks) and expressions, every node with its span.

mod expr;
mod structure;

pub use expr::{
    BinaryOp, Directive, Expr, ExprKind, ForExpr, ObjectItem, ObjectKey, Template, TemplatePart, TraversalStep, UnaryOp,
};
pub use structure::{Attribute, Block, Body, Ident, Label};
