//! Expressions and templates.

use super::Ident;
use iac_core::diag::Span;
use iac_core::value::Number;
use std::sync::Arc;

/// An expression with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A syntax error was reported here; evaluates to unknown.
    Invalid,
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A number literal, 512-bit.
    Number(Number),
    /// Quoted or heredoc template; a plain string is a template with at most one literal part.
    Template(Template),
    /// A root name such as `var` or an iterator.
    Variable(Arc<str>),
    /// `operand` followed by `.name`, `[key]` (literal or not), `.0`.
    Traversal {
        /// What is traversed; never itself a `Traversal`.
        operand: Box<Expr>,
        /// The steps, at least one.
        steps: Vec<TraversalStep>,
    },
    /// `operand.*` or `operand[*]` with the steps applied to each element.
    Splat {
        /// What is splatted.
        operand: Box<Expr>,
        /// The `.*` or `[*]`.
        marker: Span,
        /// Whether it is the attribute-only form `.*`.
        attribute_only: bool,
        /// What is applied to each element.
        steps: Vec<TraversalStep>,
    },
    /// `name(arguments…)`; namespaced names keep their `::`.
    Call {
        /// The function's name.
        name: Ident,
        /// The arguments.
        arguments: Vec<Expr>,
        /// Whether the last argument is expanded with `...`.
        expand_last: bool,
        /// The parentheses, inclusive.
        parens: Span,
    },
    /// `[a, b]`.
    Tuple(Vec<Expr>),
    /// `{ a = b }`.
    Object(Vec<ObjectItem>),
    /// `[for …]`, `{for …}`.
    For(Box<ForExpr>),
    /// `condition ? then : otherwise`.
    Conditional {
        /// The condition.
        condition: Box<Expr>,
        /// The result if true.
        then: Box<Expr>,
        /// The result if false.
        otherwise: Box<Expr>,
    },
    /// `left op right`.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `-a`, `!a`.
    Unary {
        /// The operator.
        op: UnaryOp,
        /// The operand.
        operand: Box<Expr>,
    },
    /// `(a)`.
    Parens(Box<Expr>),
}

/// One step of a traversal or splat.
#[derive(Clone, Debug, PartialEq)]
pub enum TraversalStep {
    /// `.name`.
    Attribute(Ident),
    /// `.0`, the legacy index.
    LegacyIndex {
        /// The index.
        index: Number,
        /// Where it stands.
        span: Span,
    },
    /// `[key]`.
    Index {
        /// The key.
        key: Box<Expr>,
        /// The brackets, inclusive.
        span: Span,
    },
    /// A splat among the steps of a full splat: in `a[*].b[*].c` the second `[*]` runs once per element of `a`, so that
    /// the result is a list of lists. Occurs only among the steps of a `[*]`; steps are applied one after the other.
    Splat {
        /// The `.*` or `[*]`.
        marker: Span,
        /// Whether it is the attribute-only form `.*`.
        attribute_only: bool,
        /// What is applied to each element.
        steps: Vec<TraversalStep>,
    },
}

/// `key = value` in an object constructor.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectItem {
    /// The key.
    pub key: ObjectKey,
    /// The value.
    pub value: Expr,
}

/// The key of an object item.
#[derive(Clone, Debug, PartialEq)]
pub enum ObjectKey {
    /// A bare name, taken literally.
    Name(Ident),
    /// Any other expression; a bare traversal such as `a.b` is an ambiguity error of the evaluator.
    Expr(Expr),
}

/// `for key, value in collection : [key =>] value [...] [if condition]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ForExpr {
    /// The first of two iterator names.
    pub key_name: Option<Ident>,
    /// The only or second iterator name.
    pub value_name: Ident,
    /// What is iterated.
    pub collection: Expr,
    /// The key expression; present exactly in the object form.
    pub key: Option<Expr>,
    /// The value expression.
    pub value: Expr,
    /// Whether values are grouped by key with `...`.
    pub grouped: bool,
    /// The filter.
    pub condition: Option<Expr>,
}

/// Text with interpolations and directives.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The parts in order; strip markers and heredoc indentation are already applied to literals.
    pub parts: Vec<TemplatePart>,
    /// Whether it was written as a heredoc.
    pub heredoc: bool,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    /// Literal text, escapes resolved.
    Literal {
        /// The text.
        text: Arc<str>,
        /// Where it stands.
        span: Span,
    },
    /// `${expr}`.
    Interpolation(Expr),
    /// `%{if}`, `%{for}`.
    Directive(Box<Directive>),
}

/// A template directive with what it encloses.
#[derive(Clone, Debug, PartialEq)]
pub enum Directive {
    /// `%{if condition}…%{else}…%{endif}`.
    If {
        /// The condition.
        condition: Expr,
        /// What is rendered if true.
        then: Template,
        /// What is rendered if false.
        otherwise: Template,
        /// The whole directive.
        span: Span,
    },
    /// `%{for key, value in collection}…%{endfor}`.
    For {
        /// The first of two iterator names.
        key_name: Option<Ident>,
        /// The only or second iterator name.
        value_name: Ident,
        /// What is iterated.
        collection: Expr,
        /// What is rendered for each element.
        body: Template,
        /// The whole directive.
        span: Span,
    },
}

/// Binary operators, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Negate,
    /// `!`
    Not,
}
