//! Function calls: evaluating arguments, expanding the last one, and the functions that need unevaluated arguments.

use super::expression::{Env, Evaluator, unknown};
use crate::expr::{Expr, ExprKind};
use crate::funcs;
use iac_core::diag::{Diagnostic, Span};
use iac_core::value::{Kind, Marks, Type, Value};
use std::fmt::Write as _;

/// A call as it is written.
#[derive(Clone, Copy)]
pub(super) struct CallSite<'e> {
    pub(super) name: &'e str,
    pub(super) name_span: Span,
    pub(super) arguments: &'e [Expr],
    pub(super) whole: &'e Expr,
}

impl CallSite<'_> {
    /// The name with the opening parenthesis.
    fn head_span(self) -> Span {
        Span { end: self.name_span.end + 1, ..self.name_span }
    }

    /// The arguments beyond the `expected` ones, or the closing parenthesis where one is missing.
    fn arity_span(self, expected: usize) -> Span {
        let whole = self.whole.span();
        match (self.arguments.get(expected), self.arguments.last()) {
            (Some(first), Some(last)) => first.span().to(last.span()),
            _ => Span { start: whole.end.saturating_sub(1), ..whole },
        }
    }
}

impl Evaluator<'_> {
    pub(super) fn eval_call(&mut self, expr: &Expr, env: Env<'_>) -> Value {
        let ExprKind::Call { name, name_span, arguments, expand_last } = expr.kind() else { return unknown() };
        let call = CallSite { name, name_span: *name_span, arguments, whole: expr };
        match &**name {
            "try" => self.eval_try(call, env),
            "can" => self.eval_can(call, env),
            "convert" => self.eval_convert(call, env),
            "templatefile" if !expand_last => self.eval_templatefile(call, env),
            "templatestring" if !expand_last => self.eval_templatestring(call, env),
            _ => self.eval_function(call, *expand_last, env),
        }
    }

    fn eval_function(&mut self, call: CallSite<'_>, expand_last: bool, env: Env<'_>) -> Value {
        let before = self.diags.len();
        let Some((values, expanded)) = self.eval_arguments(call, expand_last, env) else { return unknown() };
        if let Some(rest) = call.name.strip_prefix("provider::") {
            return if self.failed_since(before) {
                unknown()
            } else {
                self.provider_function(call, rest, &values, env)
            };
        }
        let Some(function) = funcs::find(call.name) else { return unknown() };
        if let Err(error) = function.check_arity(values.len()) {
            self.fail(error.at(call.arity_span(function.params.len())).within(call.whole.span()), call.whole, env);
            return unknown();
        }
        if self.failed_since(before) {
            return unknown();
        }
        function.call(&values, self.scope).unwrap_or_else(|error| {
            let argument = error.argument.and_then(|at| call.arguments.get(at.min(call.arguments.len() - 1)));
            let diagnostic = function.diagnostic(&error);
            match argument {
                Some(argument) if !expanded || call.arguments.len() > 1 || error.argument == Some(0) => {
                    self.fail(diagnostic.at(argument.span()).within(call.whole.span()), argument, env);
                }
                _ => self.fail(diagnostic.at(call.head_span()).within(call.whole.span()), call.whole, env),
            }
            unknown()
        })
    }

    /// The values of the arguments, and whether the last was expanded; `None` if it cannot be yet, or at all.
    fn eval_arguments(&mut self, call: CallSite<'_>, expand_last: bool, env: Env<'_>) -> Option<(Vec<Value>, bool)> {
        let mut values: Vec<Value> = call.arguments.iter().map(|argument| self.eval(argument, env)).collect();
        if !expand_last {
            return Some((values, false));
        }
        let (last, argument) = values.pop().zip(call.arguments.last())?;
        let marks = last.marks().clone();
        let detail = match last.kind() {
            Kind::Null(_) => "The expanding argument (indicated by ...) must not be null.",
            Kind::List(_) | Kind::Set(_) | Kind::Tuple(_) => {
                values.extend(last.as_elements().into_iter().flatten().map(|item| item.clone().mark(&marks)));
                return Some((values, true));
            }
            Kind::Unknown(unknown)
                if matches!(unknown.ty, Type::Dynamic | Type::List(_) | Type::Set(_) | Type::Tuple(_)) =>
            {
                return None;
            }
            _ => "The expanding argument (indicated by ...) must be of a tuple, list, or set type.",
        };
        let error = Diagnostic::error("Invalid expanding argument value", detail);
        self.fail(error.at(argument.span()).within(call.whole.span()), argument, env);
        None
    }

    fn provider_function(&mut self, call: CallSite<'_>, rest: &str, values: &[Value], env: Env<'_>) -> Value {
        let (namespace, name) = rest.split_once("::").unwrap_or((rest, ""));
        match self.scope.provider_function(namespace, name, values) {
            Some(Ok(value)) => value,
            Some(Err(message)) => {
                self.call_failed(call, &message, env);
                unknown()
            }
            None => {
                let detail = format!(
                    "There is no function named {:?}. Ensure that provider name {namespace:?} is declared in this module's \
                     required_providers block, and that this provider offers a function named {name:?}.",
                    call.name
                );
                self.reject(Diagnostic::error("Unknown provider function", detail).at(call.name_span));
                unknown()
            }
        }
    }

    /// Reports that a call as a whole failed.
    pub(super) fn call_failed(&mut self, call: CallSite<'_>, message: &str, env: Env<'_>) {
        let detail = format!("Call to function {:?} failed: {message}.", call.name);
        let error = Diagnostic::error("Error in function call", detail);
        self.fail(error.at(call.head_span()).within(call.whole.span()), call.whole, env);
    }

    /// Reports what is wrong with one argument.
    pub(super) fn argument_failed(
        &mut self,
        call: CallSite<'_>,
        position: usize,
        parameter: &str,
        message: &str,
        env: Env<'_>,
    ) {
        let detail = format!("Invalid value for {parameter:?} parameter: {message}.");
        let argument = call.arguments.get(position).unwrap_or(call.whole);
        let error = Diagnostic::error("Invalid function argument", detail);
        self.fail(error.at(argument.span()).within(call.whole.span()), argument, env);
    }

    /// Whether a function of fixed arity has its arguments; reports it otherwise.
    pub(super) fn check_arity(&mut self, call: CallSite<'_>, parameters: &[&str], env: Env<'_>) -> bool {
        let (expected, given) = (parameters.len(), call.arguments.len());
        let error = match parameters.get(given) {
            Some(missing) => Diagnostic::error(
                "Not enough function arguments",
                format!("Function {:?} expects {expected} argument(s). Missing value for {missing:?}.", call.name),
            ),
            None if given > expected => Diagnostic::error(
                "Too many function arguments",
                format!("Function {:?} expects only {expected} argument(s).", call.name),
            ),
            None => return true,
        };
        self.fail(error.at(call.arity_span(expected)).within(call.whole.span()), call.whole, env);
        false
    }

    fn eval_try(&mut self, call: CallSite<'_>, env: Env<'_>) -> Value {
        if call.arguments.is_empty() {
            self.call_failed(call, "at least one argument is required", env);
            return unknown();
        }
        let mut failures = Vec::new();
        for argument in call.arguments {
            let (value, diags) = self.attempt_quietly(argument, env);
            if !diags.iter().any(Diagnostic::is_error) {
                // An unknown part may yet turn out to be an error, so that nothing is certain of the result.
                return if value.is_wholly_known() { value } else { unknown().mark(&value.deep_marks()) };
            }
            failures.extend(diags);
        }
        let mut message = String::from("no expression succeeded:\n");
        for failure in &failures {
            let _ = writeln!(message, "- {}\n  {}", failure.summary, failure.detail);
        }
        message.push_str("\nAt least one expression must produce a successful result");
        self.call_failed(call, &message, env);
        unknown()
    }

    fn eval_can(&mut self, call: CallSite<'_>, env: Env<'_>) -> Value {
        if !self.check_arity(call, &["expression"], env) {
            return unknown();
        }
        let (value, diags) = self.attempt_quietly(&call.arguments[0], env);
        if diags.iter().any(Diagnostic::is_error) {
            Value::bool(false)
        } else if value.is_wholly_known() {
            Value::bool(true)
        } else {
            Value::unknown(Type::Bool)
        }
    }

    /// Evaluates an expression whose errors will not be shown as they are.
    fn attempt_quietly(&mut self, expr: &Expr, env: Env<'_>) -> (Value, Vec<Diagnostic>) {
        let was_quiet = std::mem::replace(&mut self.quiet, true);
        let (value, diags) = self.attempt(|this| this.eval(expr, env));
        self.quiet = was_quiet;
        (value, diags.into_iter().collect())
    }

    fn eval_convert(&mut self, call: CallSite<'_>, env: Env<'_>) -> Value {
        if !self.check_arity(call, &["value", "type"], env) {
            return unknown();
        }
        let (value, failed) = self.eval_checked(&call.arguments[0], env);
        let ExprKind::Type(ty, defaults) = call.arguments[1].kind() else { return unknown() };
        if failed {
            return Value::unknown(if ty.has_dynamic() { Type::Dynamic } else { ty.clone() });
        }
        iac_core::value::convert(&defaults.apply(&value), ty).unwrap_or_else(|error| {
            self.argument_failed(call, 0, "value", &error.message, env);
            unknown().mark(&Marks::NONE)
        })
    }
}
