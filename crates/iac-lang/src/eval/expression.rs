//! Evaluation of one expression.
//!
//! [`Evaluator`] holds what lasts for the whole expression (the scope and what was found wrong); [`Env`] holds the iterators
//! in scope, as a list on the stack, so that an iteration costs no copy of its surroundings. The files beside this one add a
//! family of expressions each.

use super::Scope;
use super::values_in_scope::add_values;
use crate::expr::{Expr, ExprKind};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Marks, Refinement, Type, Value, convert};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Evaluates an expression; see [`Expr::eval`].
pub(super) fn eval(expr: &Expr, scope: &dyn Scope) -> (Value, Diagnostics) {
    let mut evaluator = Evaluator::new(scope);
    let value = evaluator.eval(expr, Env::EMPTY);
    (value, evaluator.finish())
}

/// An iterator, or the variables of a template, in scope.
pub(super) struct Frame<'e> {
    bound: Bound<'e>,
    outer: Env<'e>,
}

/// What a frame binds.
enum Bound<'e> {
    One(&'e str, &'e Value),
    Many(&'e BTreeMap<Arc<str>, Value>),
}

/// The iterators in scope, innermost first.
#[derive(Clone, Copy)]
pub(super) struct Env<'e>(Option<&'e Frame<'e>>);

impl<'e> Env<'e> {
    /// No iterators.
    pub(super) const EMPTY: Self = Self(None);

    /// A frame around this; [`Frame::env`] is the environment with the name bound.
    pub(super) fn frame(self, name: &'e str, value: &'e Value) -> Frame<'e> {
        Frame { bound: Bound::One(name, value), outer: self }
    }

    /// A frame around this with many names.
    pub(super) fn frame_of(self, variables: &'e BTreeMap<Arc<str>, Value>) -> Frame<'e> {
        Frame { bound: Bound::Many(variables), outer: self }
    }

    /// The innermost value of that name.
    pub(super) fn lookup(self, name: &str) -> Option<&'e Value> {
        let mut env = self.0;
        while let Some(frame) = env {
            let found = match frame.bound {
                Bound::One(bound, value) => (bound == name).then_some(value),
                Bound::Many(variables) => variables.get(name),
            };
            if found.is_some() {
                return found;
            }
            env = frame.outer.0;
        }
        None
    }
}

impl Frame<'_> {
    /// The environment with this frame innermost.
    pub(super) fn env(&self) -> Env<'_> {
        Env(Some(self))
    }
}

/// The state of one evaluation.
pub(super) struct Evaluator<'a> {
    /// Where references get their values.
    pub(super) scope: &'a dyn Scope,
    /// What was found wrong; `try` and the like set it aside.
    pub(super) diags: Diagnostics,
    /// References that the scope rejects: wrong however the expression turns out, so that `try` cannot hide them.
    rejected: Diagnostics,
    /// Whether messages will be thrown away, so that values in scope need not be described.
    pub(super) quiet: bool,
    /// Whether a template of `templatefile` or `templatestring` is being rendered.
    pub(super) in_template: bool,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(scope: &'a dyn Scope) -> Self {
        Self { scope, diags: Diagnostics::new(), rejected: Diagnostics::new(), quiet: false, in_template: false }
    }

    /// Everything that was found wrong.
    pub(super) fn finish(self) -> Diagnostics {
        let mut diags = self.rejected;
        diags.extend(self.diags);
        diags
    }

    /// Evaluates an expression. What fails is reported and unknown.
    pub(super) fn eval(&mut self, expr: &Expr, env: Env<'_>) -> Value {
        match expr.kind() {
            ExprKind::Invalid | ExprKind::Type(..) => unknown(),
            ExprKind::Literal(value) => value.clone(),
            ExprKind::Iterator(name) => env.lookup(name).cloned().unwrap_or_else(unknown),
            ExprKind::Template(parts) => self.eval_template(parts, expr, env),
            ExprKind::Reference(reference) => self.eval_reference(reference, expr, env),
            ExprKind::Attribute(operand, name) => self.eval_attribute(operand, name, expr, env),
            ExprKind::Index(operand, key, span) => self.eval_index(operand, key, *span, expr, env),
            ExprKind::Splat(operand, each) => self.eval_splat(operand, each, expr, env),
            ExprKind::Call { .. } => self.eval_call(expr, env),
            ExprKind::Tuple(items) => Value::tuple(items.iter().map(|item| self.eval(item, env)).collect::<Vec<_>>()),
            ExprKind::Object(items) => self.eval_object(items, env),
            ExprKind::For(node) => self.eval_for(node, expr, env),
            ExprKind::Conditional(condition, then, otherwise) => {
                self.eval_conditional(condition, then, otherwise, expr, env)
            }
            ExprKind::Binary(..) => self.eval_binary(expr, env),
            ExprKind::Unary(op, operand) => self.eval_unary(*op, operand, expr, env),
        }
    }

    /// Runs a part and hands its messages over instead of reporting them.
    pub(super) fn attempt<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> (T, Diagnostics) {
        let outer = std::mem::take(&mut self.diags);
        let result = run(self);
        (result, std::mem::replace(&mut self.diags, outer))
    }

    /// Evaluates and says whether that reported errors.
    pub(super) fn eval_checked(&mut self, expr: &Expr, env: Env<'_>) -> (Value, bool) {
        let before = self.diags.len();
        let value = self.eval(expr, env);
        (value, self.failed_since(before))
    }

    /// Whether an error was reported since there were `before` messages.
    pub(super) fn failed_since(&self, before: usize) -> bool {
        self.diags.iter().skip(before).any(Diagnostic::is_error)
    }

    /// Reports what is wrong with an expression, with the values of what it refers to.
    pub(super) fn fail(&mut self, diagnostic: Diagnostic, expr: &Expr, env: Env<'_>) {
        let diagnostic = if self.quiet { diagnostic } else { add_values(diagnostic, expr, self.scope, env) };
        self.diags.push(diagnostic);
    }

    /// Reports that the scope rejects a reference, once per place.
    pub(super) fn reject(&mut self, diagnostic: Diagnostic) {
        let is_same = |other: &Diagnostic| other.subject == diagnostic.subject && other.summary == diagnostic.summary;
        if !self.rejected.iter().any(is_same) {
            self.rejected.push(diagnostic);
        }
    }

    fn eval_object(&mut self, items: &[(Expr, Expr)], env: Env<'_>) -> Value {
        let mut attributes = BTreeMap::new();
        let mut marks = Marks::NONE;
        let mut is_known = true;
        for (key_expr, value_expr) in items {
            let key = self.object_key(key_expr, value_expr, &mut marks, env);
            let value = self.eval(value_expr, env);
            match key {
                Some(key) => drop(attributes.insert(key, value)),
                None => is_known = false,
            }
        }
        if is_known { Value::object(attributes).mark(&marks) } else { unknown().mark(&marks) }
    }

    /// The key of an object item; `None` if it is unknown or wrong.
    fn object_key(&mut self, key_expr: &Expr, value: &Expr, marks: &mut Marks, env: Env<'_>) -> Option<Arc<str>> {
        let (key, failed) = match key_expr.kind() {
            ExprKind::Literal(value) => (value.clone(), false),
            _ => self.eval_checked(key_expr, env),
        };
        if failed {
            return None;
        }
        if !key.marks().is_empty() {
            *marks = marks.union(key.marks());
        }
        if key.is_null() {
            let error = Diagnostic::error("Null value as key", "Can't use a null value as a key.").at(value.span());
            self.fail(error, key_expr, env);
            return None;
        }
        match text(&key) {
            Ok(text) => text,
            Err(message) => {
                let detail = format!("Can't use this value as a key: {message}.");
                let error = Diagnostic::error("Incorrect key type", detail).at(key_expr.span());
                self.fail(error, key_expr, env);
                None
            }
        }
    }
}

/// What stands for a value that could not be computed.
pub(super) fn unknown() -> Value {
    Value::unknown(Type::Dynamic)
}

/// An unknown value that will not be null.
pub(super) fn unknown_not_null(ty: Type) -> Value {
    Value::refined(ty, Refinement { not_null: true, ..Refinement::default() })
}

/// A value that is not null as text, without its marks; `None` if it is unknown.
pub(super) fn text(value: &Value) -> Result<Option<Arc<str>>, String> {
    if let iac_core::value::Kind::String(text) = value.kind() {
        return Ok(Some(text.clone()));
    }
    match convert(value, &Type::String).map_err(|error| error.message)?.into_kind() {
        iac_core::value::Kind::String(text) => Ok(Some(text)),
        _ => Ok(None),
    }
}
