//! References: asking the scope for the one thing that is named, then walking the steps.
//!
//! `aws_subnet.a[count.index].id` asks for one instance; the value of the whole resource is built only where it is named as a
//! whole.

use super::Repetition;
use super::expression::{Env, Evaluator, unknown};
use super::index::{attribute, index};
use super::values_in_scope::subject_text;
use crate::expr::suggest::did_you_mean;
use crate::expr::{Expr, ExprKind};
use crate::refs::{RefStep, Reference, Subject};
use iac_core::addr::{InstanceKey, ResourceAddr};
use iac_core::diag::{Diagnostic, Span};
use iac_core::value::{Kind, Marks, Type, Value, convert};

/// What a reference starts from: a value, and the steps that are left.
type Start<'e> = (Value, &'e [RefStep]);

/// What an index directly after a resource or module call selects.
enum Selected {
    /// An instance, with the marks of its key.
    Instance(InstanceKey, Marks),
    /// Not known yet which.
    Unknown(Marks),
    /// No index can be right; reported.
    Wrong,
}

impl Evaluator<'_> {
    pub(super) fn eval_reference(&mut self, reference: &Reference, expr: &Expr, env: Env<'_>) -> Value {
        let start = match &reference.subject {
            Subject::Resource(addr) => self.start_at_resource(addr, reference, expr, env),
            Subject::ModuleCall(name) => self.start_at_module(name, reference, expr, env),
            Subject::Path(kind) => {
                self.accept(self.scope.path(*kind), reference).map(|value| (value, &reference.steps[..]))
            }
            subject => self.accept(self.scope.value(subject), reference).map(|value| (value, &reference.steps[..])),
        };
        let Some((mut value, steps)) = start else { return unknown() };
        for step in steps {
            match self.step(&value, step, reference, expr, env) {
                Some(next) => value = next,
                None => return unknown(),
            }
        }
        value
    }

    fn step(
        &mut self,
        value: &Value,
        step: &RefStep,
        reference: &Reference,
        expr: &Expr,
        env: Env<'_>,
    ) -> Option<Value> {
        let (result, span) = match step {
            RefStep::Attribute(name, span) => {
                (attribute(value, name).map_err(|error| describe_resource(error, name, value, step, reference)), *span)
            }
            RefStep::Index(key, span) => {
                let (key, failed) = self.eval_checked(key, env);
                if failed {
                    return None;
                }
                (index(value, &key), *span)
            }
        };
        result.map_err(|error| self.fail(error.at(span).within(expr.span()), expr, env)).ok()
    }

    /// What the scope supplies; what it rejects is reported whatever becomes of the expression.
    fn accept(&mut self, value: Result<Value, Diagnostic>, reference: &Reference) -> Option<Value> {
        value.map_err(|error| self.reject(placed(error, subject_span(reference)))).ok()
    }

    fn start_at_resource<'e>(
        &mut self,
        addr: &ResourceAddr,
        reference: &'e Reference,
        expr: &Expr,
        env: Env<'_>,
    ) -> Option<Start<'e>> {
        let steps = &reference.steps[..];
        let repetition = self.scope.repetition(&reference.subject);
        let Some(key) = &reference.key else {
            if repetition != Repetition::None && !steps.is_empty() {
                self.missing_key(reference, repetition);
                return None;
            }
            return Some((self.accept(self.scope.resource(addr), reference)?, steps));
        };
        if repetition == Repetition::None {
            let whole = self.accept(self.scope.resource(addr), reference)?;
            if matches!(key.kind(), ExprKind::Literal(_)) && matches!(whole.kind(), Kind::Object(_)) {
                self.unexpected_key(reference, key);
                return None;
            }
            return Some((self.index_whole(&whole, key, expr, env)?, steps));
        }
        match self.select(key, repetition, expr, env) {
            Selected::Instance(instance, marks) => {
                let value = self.scope.resource_instance(addr, &instance);
                Some((self.found(value, key.span(), expr, env)?.mark(&marks), steps))
            }
            Selected::Unknown(marks) => {
                let ty = self.scope.resource_type(addr).unwrap_or(Type::Dynamic);
                Some((Value::unknown(ty).mark(&marks), steps))
            }
            Selected::Wrong => None,
        }
    }

    fn start_at_module<'e>(
        &mut self,
        name: &str,
        reference: &'e Reference,
        expr: &Expr,
        env: Env<'_>,
    ) -> Option<Start<'e>> {
        let repetition = self.scope.repetition(&reference.subject);
        let steps = &reference.steps[..];
        let output = match steps.first() {
            Some(RefStep::Attribute(output, span)) => Some((output, *span)),
            _ => None,
        };
        let (key, output) = match (&reference.key, output) {
            (None, Some(output)) if repetition == Repetition::None => (None, output),
            (Some(key), Some(output)) if repetition != Repetition::None => (Some(key), output),
            (key, _) => {
                let whole = self.accept(self.scope.module_call(name), reference)?;
                let Some(key) = key else {
                    if let (Repetition::Count, Some((output, span))) = (repetition, output) {
                        let instances = Value::unknown(Type::list(Type::object([(output.clone(), Type::Dynamic)])));
                        return self.found(attribute(&instances, output), span, expr, env).map(|value| (value, steps));
                    }
                    return Some((whole, steps));
                };
                return Some((self.index_whole(&whole, key, expr, env)?, steps));
            }
        };
        let selected = key
            .map_or(Selected::Instance(InstanceKey::None, Marks::NONE), |key| self.select(key, repetition, expr, env));
        match selected {
            Selected::Instance(instance, marks) => {
                let value = self.scope.module_output(name, &instance, output.0);
                Some((self.found(value, output.1, expr, env)?.mark(&marks), &steps[1..]))
            }
            Selected::Unknown(marks) => Some((unknown().mark(&marks), &steps[1..])),
            Selected::Wrong => None,
        }
    }

    /// An instance or output that the scope was asked for; that there is no such one is an error that `try` may catch.
    fn found(&mut self, value: Result<Value, Diagnostic>, span: Span, expr: &Expr, env: Env<'_>) -> Option<Value> {
        value.map_err(|error| self.fail(placed(error, span).within(expr.span()), expr, env)).ok()
    }

    fn index_whole(&mut self, whole: &Value, key: &Expr, expr: &Expr, env: Env<'_>) -> Option<Value> {
        let (key_value, failed) = self.eval_checked(key, env);
        if failed {
            return None;
        }
        self.found(index(whole, &key_value), key.span(), expr, env)
    }

    fn select(&mut self, key: &Expr, repetition: Repetition, expr: &Expr, env: Env<'_>) -> Selected {
        let (value, failed) = self.eval_checked(key, env);
        if failed {
            return Selected::Wrong;
        }
        let marks = value.marks().clone();
        let detail = match instance_key(&value, repetition) {
            Ok(Some(instance)) => return Selected::Instance(instance, marks),
            Ok(None) => return Selected::Unknown(marks),
            Err(detail) => detail,
        };
        self.fail(Diagnostic::error("Invalid index", detail).at(key.span()).within(expr.span()), expr, env);
        Selected::Wrong
    }

    fn missing_key(&mut self, reference: &Reference, repetition: Repetition) {
        let name = subject_text(&reference.subject);
        let (argument, key) = match repetition {
            Repetition::Count => ("count", "count.index"),
            _ => ("for_each", "each.key"),
        };
        let detail = format!(
            "Because {name} has {argument:?} set, its attributes must be accessed on specific instances.\n\nFor example, to correlate \
             with indices of a referring resource, use:\n    {name}[{key}]"
        );
        self.reject(Diagnostic::error("Missing resource instance key", detail).at(reference.span));
    }

    fn unexpected_key(&mut self, reference: &Reference, key: &Expr) {
        let name = subject_text(&reference.subject);
        let detail = format!(
            "Because {name} does not have \"count\" or \"for_each\" set, references to it must not include an index key. Remove the \
             bracketed index to refer to the single instance of this resource."
        );
        self.reject(
            Diagnostic::error("Unexpected resource instance key", detail).at(key.span()).within(reference.span),
        );
    }
}

/// The instance that an index selects, `None` if that is not known yet; or why it selects none.
fn instance_key(value: &Value, repetition: Repetition) -> Result<Option<InstanceKey>, String> {
    if value.is_null() {
        return Err("Can't use a null value as an indexing key.".into());
    }
    let no_element = "The given key does not identify an element in this collection value";
    let ty = if repetition == Repetition::Count { Type::Number } else { Type::String };
    let key = convert(value, &ty).map_err(|error| format!("{no_element}: {}.", error.message))?;
    match key.kind() {
        Kind::String(text) => Ok(Some(InstanceKey::String(text.clone()))),
        Kind::Number(number) => match number.as_u64() {
            Some(position) => Ok(Some(InstanceKey::Int(position))),
            None if !number.is_integer() => Err(format!(
                "{no_element}: indexing a sequence requires a whole number, but the given index has a fractional part."
            )),
            None => Err(format!("{no_element}: a negative number is not a valid index for a sequence.")),
        },
        _ => Ok(None),
    }
}

/// A diagnostic with a place, if it lacks one.
fn placed(error: Diagnostic, span: Span) -> Diagnostic {
    if error.subject.is_some() { error } else { error.at(span) }
}

/// Where the subject of a reference stands, without its steps.
fn subject_span(reference: &Reference) -> Span {
    let end = match reference.steps.first() {
        Some(RefStep::Attribute(_, span) | RefStep::Index(_, span)) => span.start,
        None => reference.span.end,
    };
    Span { end, ..reference.span }
}

/// A wrong attribute directly on a resource is explained in the words of its schema.
fn describe_resource(
    error: Diagnostic,
    name: &str,
    value: &Value,
    step: &RefStep,
    reference: &Reference,
) -> Diagnostic {
    let is_first = reference.steps.first().is_some_and(|first| std::ptr::eq(first, step));
    if !is_first || !matches!(reference.subject, Subject::Resource(_)) || error.summary != "Unsupported attribute" {
        return error;
    }
    let ty = value.ty();
    let Type::Object(object) = &ty else { return error };
    let hint = did_you_mean(name, object.attributes.keys().map(|name| &**name));
    let detail = format!("This object has no argument, nested block, or exported attribute named {name:?}.{hint}");
    Diagnostic::error("Unsupported attribute", detail)
}
