//! Bodies whose meaning depends on a schema: resource, data, provider, provisioner and backend blocks.

use crate::expr::Expr;
use iac_core::diag::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A body, native or JSON.
#[derive(Clone, Debug, PartialEq)]
pub enum ConfigBody {
    /// From native syntax: structure is known, expressions are lowered.
    Native(Body),
    /// From JSON: what is an attribute and what a block is known only with the schema.
    Json(Arc<iac_hcl::json::Node>),
    /// A base body with overriding bodies merged over it by Terraform's rules for override files, last wins.
    Merged(Box<ConfigBody>, Vec<ConfigBody>),
}

/// A native body. Meta-arguments and meta-blocks of the enclosing block are already taken out.
///
/// A `dynamic` block stays a block of type `dynamic` with its label. Its `iterator` argument is lowered to
/// [`crate::expr::ExprKind::Iterator`] with the name; `labels` and the expressions inside `content` are lowered with that
/// name (or the label, without `iterator`) in scope, `for_each` without it.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Attribute definitions by name.
    pub attributes: BTreeMap<Arc<str>, Attribute>,
    /// Nested blocks in source order, `dynamic` blocks included.
    pub blocks: Vec<Block>,
    /// The whole content.
    pub span: Span,
}

/// `name = expr`
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Where the name stands.
    pub name_span: Span,
    /// The value.
    pub expr: Expr,
    /// From the name to the end of the value.
    pub span: Span,
}

/// `type "label" { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The block type.
    pub ty: Arc<str>,
    /// Where the type stands.
    pub ty_span: Span,
    /// The labels with their places.
    pub labels: Vec<(Arc<str>, Span)>,
    /// The content.
    pub body: Body,
    /// The header: from the type to the opening brace.
    pub header: Span,
}
