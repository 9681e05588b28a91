//! Lowered expressions: what the evaluator runs. Syntax (native or JSON) is lowered once, when a file is loaded.
//!
//! Names are already resolved: a root name is an iterator of an enclosing `for`/`dynamic` or a [`Reference`]; functions are
//! looked up in the catalogue. An unknown name or function is reported while lowering and becomes `Invalid`.

mod lower;
mod lower_body;
mod lower_call;
mod lower_json;
mod lower_root;
mod lower_template;
pub(crate) mod references;
mod static_refs;
pub(crate) mod suggest;

pub(crate) use lower::lower_standalone_template;
pub use lower::{LowerContext, lower_expr, lower_json_expr, lower_syntax, lower_template};
pub use lower_body::lower_body;
pub use static_refs::{Syntax, expr_as_target, lower_path, lower_provider_ref, lower_reference, lower_trigger};

use crate::config::TypeDefaults;
use crate::refs::Reference;
use iac_core::diag::Span;
use iac_core::value::{Type, Value};
use std::sync::Arc;

pub use iac_hcl::ast::{BinaryOp, UnaryOp};

/// A lowered expression. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr(pub Arc<ExprNode>);

/// What an [`Expr`] shares.
#[derive(Debug, PartialEq)]
pub struct ExprNode {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of lowered expression.
#[derive(Debug, PartialEq)]
pub enum ExprKind {
    /// Already reported; evaluates to unknown.
    Invalid,
    /// A constant.
    Literal(Value),
    /// A name outside the expression, with its steps.
    Reference(Reference),
    /// An iterator of an enclosing `for` or `dynamic`: `each`-like names bound by the expression itself.
    Iterator(Arc<str>),
    /// `operand.name`
    Attribute(Expr, Arc<str>),
    /// `operand[key]`; the span is that of the brackets.
    Index(Expr, Expr, Span),
    /// `operand[*]…` / `operand.*…`: `each` is evaluated with the iterator [`SPLAT_ITEM`] bound to every element.
    Splat(Expr, Expr),
    /// `name(arguments…)`.
    Call {
        /// The function's name without `core::`, or `provider::ns::name`.
        name: Arc<str>,
        /// Where the name stands.
        name_span: Span,
        /// The arguments.
        arguments: Vec<Expr>,
        /// Whether the last argument is expanded with `...`.
        expand_last: bool,
    },
    /// `[a, b]`
    Tuple(Vec<Expr>),
    /// `{ a = b }`
    Object(Vec<(Expr, Expr)>),
    /// `[for …]`, `{for …}`
    For(Box<ForNode>),
    /// `condition ? then : otherwise`
    Conditional(Expr, Expr, Expr),
    /// `left op right`
    Binary(BinaryOp, Expr, Expr),
    /// `-a`, `!a`
    Unary(UnaryOp, Expr),
    /// A type, as the second argument of `convert`, with defaults of optional attributes.
    Type(Type, TypeDefaults),
    /// Text with interpolations (a sole interpolation is lowered to its expression).
    Template(Vec<TemplateNode>),
}

/// The name under which [`ExprKind::Splat`] binds the current element.
pub const SPLAT_ITEM: &str = "*";

/// A lowered `for` expression.
#[derive(Debug, PartialEq)]
pub struct ForNode {
    /// The first of two iterator names.
    pub key_name: Option<Arc<str>>,
    /// The only or second iterator name.
    pub value_name: Arc<str>,
    /// What is iterated.
    pub collection: Expr,
    /// The key expression; present exactly in the object form.
    pub key: Option<Expr>,
    /// The value expression.
    pub value: Expr,
    /// Whether values are grouped by key.
    pub grouped: bool,
    /// The filter.
    pub condition: Option<Expr>,
}

/// A part of a lowered template.
#[derive(Debug, PartialEq)]
pub enum TemplateNode {
    /// Literal text.
    Literal(Arc<str>),
    /// `${expr}`
    Interpolation(Expr),
    /// `%{if}`
    If(Expr, Vec<TemplateNode>, Vec<TemplateNode>),
    /// `%{for}`
    For {
        /// The first of two iterator names.
        key_name: Option<Arc<str>>,
        /// The only or second iterator name.
        value_name: Arc<str>,
        /// What is iterated.
        collection: Expr,
        /// What is rendered for each element.
        body: Vec<TemplateNode>,
    },
}

impl Expr {
    /// A lowered expression.
    pub fn new(kind: ExprKind, span: Span) -> Self {
        Self(Arc::new(ExprNode { kind, span }))
    }

    /// The same expression, standing somewhat elsewhere: in parentheses or quotes.
    #[must_use]
    pub(crate) fn with_span(self, span: Span) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(node) => Self::new(node.kind, span),
            Err(shared) => Self(shared),
        }
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// What it is.
    pub fn kind(&self) -> &ExprKind {
        &self.0.kind
    }

    /// Every reference in it, in source order.
    pub fn references(&self) -> Vec<&Reference> {
        references::collect(self)
    }
}
