//! From syntax to [`Expr`]: names are resolved, constants folded, functions looked up. Nothing is evaluated.
//!
//! What cannot be lowered is reported and becomes [`ExprKind::Invalid`], so that the rest of the file is still read.

use super::{Expr, ExprKind, ForNode, SPLAT_ITEM, Syntax};
use iac_core::diag::{Diagnostic, Diagnostics, Span};
use iac_core::value::{Type, Value};
use iac_hcl::ast::{self, ObjectKey, TraversalStep};
use std::sync::Arc;

/// How deep expressions may nest, and how long a chain of operators or steps may be.
const MAX_DEPTH: usize = 1000;

/// What lowering needs to know of the place of an expression.
#[derive(Clone, Debug, Default)]
pub struct LowerContext {
    /// Iterator names in scope, innermost last (`dynamic` iterators; `for` adds its own).
    pub iterators: Vec<Arc<str>>,
}

/// Lowers a native expression.
pub fn lower_expr(expr: &ast::Expr, context: &LowerContext) -> (Expr, Diagnostics) {
    let mut state = Lowerer::new(context);
    let lowered = state.expr(expr);
    (lowered, state.diags)
}

/// Lowers a template to text.
pub fn lower_template(expr: &ast::Expr, context: &LowerContext) -> (Expr, Diagnostics) {
    lower_expr(expr, context)
}

/// Lowers a JSON value: strings are templates, objects and arrays become constructors.
pub fn lower_json_expr(node: &iac_hcl::json::Node, context: &LowerContext) -> (Expr, Diagnostics) {
    let mut state = Lowerer::new(context);
    let lowered = state.json(node);
    (lowered, state.diags)
}

/// Lowers either syntax.
pub fn lower_syntax(syntax: Syntax<'_>, context: &LowerContext) -> (Expr, Diagnostics) {
    match syntax {
        Syntax::Native(expr) => lower_expr(expr, context),
        Syntax::Json(node) => lower_json_expr(node, context),
        Syntax::Name(name, span) => (Expr::new(ExprKind::Literal(Value::string(name)), span), Diagnostics::new()),
    }
}

/// Lowers a template that sees nothing but the given names; also returns the other names it uses.
pub(crate) fn lower_standalone_template(
    template: &ast::Expr,
    names: Vec<Arc<str>>,
) -> (Expr, Vec<(Arc<str>, Span)>, Diagnostics) {
    let mut state = Lowerer::new(&LowerContext { iterators: names });
    state.is_standalone = true;
    let lowered = state.expr(template);
    (lowered, state.unbound, state.diags)
}

/// The state of one lowering.
pub(super) struct Lowerer {
    /// Names bound by enclosing `for` expressions, directives and `dynamic` blocks, innermost last.
    pub(super) iterators: Vec<Arc<str>>,
    /// What was found wrong.
    pub(super) diags: Diagnostics,
    /// Whether root names are variables of a template rather than references.
    pub(super) is_standalone: bool,
    /// Root names of a standalone template that are not bound.
    pub(super) unbound: Vec<(Arc<str>, Span)>,
    depth: usize,
}

impl Lowerer {
    pub(super) fn new(context: &LowerContext) -> Self {
        Self {
            iterators: context.iterators.clone(),
            diags: Diagnostics::new(),
            is_standalone: false,
            unbound: Vec::new(),
            depth: 0,
        }
    }

    /// Reports and gives the expression that stands for what could not be lowered.
    pub(super) fn invalid(&mut self, diagnostic: Diagnostic, span: Span) -> Expr {
        self.diags.push(diagnostic);
        Expr::new(ExprKind::Invalid, span)
    }

    /// Runs a step one level deeper, unless that is too deep.
    pub(super) fn nested(&mut self, levels: usize, span: Span, lower: impl FnOnce(&mut Self) -> Expr) -> Expr {
        if self.depth + levels > MAX_DEPTH {
            let detail = format!("Expressions may be nested no more than {MAX_DEPTH} levels deep.");
            return self.invalid(Diagnostic::error("Expression nested too deeply", detail).at(span), span);
        }
        self.depth += levels;
        let lowered = lower(self);
        self.depth -= levels;
        lowered
    }

    pub(super) fn expr(&mut self, expr: &ast::Expr) -> Expr {
        self.nested(1, expr.span, |this| this.expr_kind(expr))
    }

    fn expr_kind(&mut self, expr: &ast::Expr) -> Expr {
        let span = expr.span;
        let kind = match &expr.kind {
            ast::ExprKind::Invalid => ExprKind::Invalid,
            ast::ExprKind::Null => ExprKind::Literal(Value::null(Type::Dynamic)),
            ast::ExprKind::Bool(value) => ExprKind::Literal(Value::bool(*value)),
            ast::ExprKind::Number(number) => ExprKind::Literal(Value::number(number.clone())),
            ast::ExprKind::Template(template) => return self.template(template, span),
            ast::ExprKind::Variable(name) => return self.root(name, span, &[], span),
            ast::ExprKind::Traversal { operand, steps } => return self.traversal(operand, steps, span),
            ast::ExprKind::Splat { operand, marker, steps, .. } => {
                let operand = self.expr(operand);
                return self.splat(operand, *marker, steps, span);
            }
            ast::ExprKind::Call { name, arguments, expand_last, .. } => {
                return self.call(name, arguments, *expand_last, span);
            }
            ast::ExprKind::Tuple(items) => ExprKind::Tuple(items.iter().map(|item| self.expr(item)).collect()),
            ast::ExprKind::Object(items) => ExprKind::Object(
                items.iter().map(|item| (self.object_key(&item.key), self.expr(&item.value))).collect(),
            ),
            ast::ExprKind::For(node) => self.for_expr(node),
            ast::ExprKind::Conditional { condition, then, otherwise } => {
                ExprKind::Conditional(self.expr(condition), self.expr(then), self.expr(otherwise))
            }
            ast::ExprKind::Binary { .. } => return self.binary(expr),
            ast::ExprKind::Unary { op, operand } => ExprKind::Unary(*op, self.expr(operand)),
            ast::ExprKind::Parens(inner) => return self.expr(inner).with_span(span),
        };
        Expr::new(kind, span)
    }

    /// Operators of equal rank nest to the left: a long chain is walked, not recursed into.
    fn binary(&mut self, expr: &ast::Expr) -> Expr {
        let mut chain = Vec::new();
        let mut first = expr;
        while let ast::ExprKind::Binary { op, left, right } = &first.kind {
            chain.push((*op, right, first.span));
            first = left;
        }
        self.nested(chain.len(), expr.span, |this| {
            let first = this.expr(first);
            chain.into_iter().rev().fold(first, |left, (op, right, span)| {
                let right = this.expr(right);
                Expr::new(ExprKind::Binary(op, left, right), span)
            })
        })
    }

    fn object_key(&mut self, key: &ObjectKey) -> Expr {
        match key {
            ObjectKey::Name(ident) => Expr::new(ExprKind::Literal(Value::string(&ident.name)), ident.span),
            ObjectKey::Expr(expr) if is_bare_traversal(expr) => {
                let detail = "If this expression is intended to be a reference, wrap it in parentheses. If it's instead intended \
                              as a literal name containing periods, wrap it in quotes to create a string literal.";
                self.invalid(Diagnostic::error("Ambiguous attribute key", detail).at(expr.span), expr.span)
            }
            ObjectKey::Expr(expr) => self.expr(expr),
        }
    }

    fn for_expr(&mut self, node: &ast::ForExpr) -> ExprKind {
        let collection = self.expr(&node.collection);
        self.bind(node.key_name.as_ref(), &node.value_name, |this| {
            ExprKind::For(Box::new(ForNode {
                key_name: node.key_name.as_ref().map(|ident| ident.name.clone()),
                value_name: node.value_name.name.clone(),
                collection,
                key: node.key.as_ref().map(|key| this.expr(key)),
                value: this.expr(&node.value),
                grouped: node.grouped,
                condition: node.condition.as_ref().map(|condition| this.expr(condition)),
            }))
        })
    }

    /// Lowers with iterator names in scope.
    pub(super) fn bind<T>(
        &mut self,
        key_name: Option<&ast::Ident>,
        value_name: &ast::Ident,
        lower: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = self.iterators.len();
        self.iterators.extend(key_name.map(|ident| ident.name.clone()));
        self.iterators.push(value_name.name.clone());
        let lowered = lower(self);
        self.iterators.truncate(outer);
        lowered
    }

    fn traversal(&mut self, operand: &ast::Expr, steps: &[TraversalStep], span: Span) -> Expr {
        if let ast::ExprKind::Variable(name) = &operand.kind {
            return self.root(name, operand.span, steps, span);
        }
        let operand = self.expr(operand);
        self.steps(operand, steps)
    }

    /// Applies steps to an expression, one node each.
    pub(super) fn steps(&mut self, operand: Expr, steps: &[TraversalStep]) -> Expr {
        let span = operand.span();
        self.nested(steps.len(), span, |this| {
            steps.iter().fold(operand, |operand, step| {
                let start = operand.span();
                match step {
                    TraversalStep::Attribute(ident) => {
                        Expr::new(ExprKind::Attribute(operand, ident.name.clone()), start.to(ident.span))
                    }
                    TraversalStep::LegacyIndex { .. } | TraversalStep::Index { .. } => {
                        let (key, span) = this.index_key(step);
                        Expr::new(ExprKind::Index(operand, key, span), start.to(span))
                    }
                    TraversalStep::Splat { marker, steps, .. } => {
                        this.splat(operand, *marker, steps, start.to(*marker))
                    }
                }
            })
        })
    }

    /// The key of an index step, and the step's span.
    pub(super) fn index_key(&mut self, step: &TraversalStep) -> (Expr, Span) {
        match step {
            TraversalStep::Attribute(ident) => {
                (Expr::new(ExprKind::Literal(Value::string(&ident.name)), ident.span), ident.span)
            }
            TraversalStep::LegacyIndex { index, span } => {
                (Expr::new(ExprKind::Literal(Value::number(index.clone())), *span), *span)
            }
            TraversalStep::Index { key, span } => (self.expr(key), *span),
            TraversalStep::Splat { marker, .. } => (Expr::new(ExprKind::Invalid, *marker), *marker),
        }
    }

    /// `steps` run once per element of `operand`.
    fn splat(&mut self, operand: Expr, marker: Span, steps: &[TraversalStep], span: Span) -> Expr {
        let item = Expr::new(ExprKind::Iterator(SPLAT_ITEM.into()), marker);
        let each = self.steps(item, steps);
        let span = span.to(each.span());
        Expr::new(ExprKind::Splat(operand, each), span)
    }

    fn call(&mut self, name: &ast::Ident, arguments: &[ast::Expr], expand_last: bool, span: Span) -> Expr {
        let lowered_name: Arc<str> = name.name.strip_prefix("core::").map_or_else(|| name.name.clone(), Arc::from);
        if let Some(diagnostic) = super::lower_call::unknown_function(&lowered_name) {
            // What the arguments refer to still counts, and errors in them are still shown.
            for argument in arguments {
                self.expr(argument);
            }
            return self.invalid(diagnostic.at(name.span).within(span), span);
        }
        let is_type = |at: usize| &*lowered_name == "convert" && at == 1;
        let arguments = arguments
            .iter()
            .enumerate()
            .map(|(at, argument)| if is_type(at) { self.type_argument(argument) } else { self.expr(argument) })
            .collect();
        Expr::new(ExprKind::Call { name: lowered_name, name_span: name.span, arguments, expand_last }, span)
    }
}

impl Lowerer {
    fn type_argument(&mut self, argument: &ast::Expr) -> Expr {
        let ((ty, defaults), diags) = crate::config::type_argument(argument);
        self.diags.extend(diags);
        Expr::new(ExprKind::Type(ty, defaults), argument.span)
    }
}

/// Whether it is a name followed by constant steps, as in `{ a.b = 1 }`.
fn is_bare_traversal(expr: &ast::Expr) -> bool {
    let ast::ExprKind::Traversal { operand, steps } = &expr.kind else { return false };
    matches!(operand.kind, ast::ExprKind::Variable(_))
        && steps.iter().all(|step| match step {
            TraversalStep::Index { key, .. } => super::static_refs::constant_key(key).is_some(),
            _ => true,
        })
}
