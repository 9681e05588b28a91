//! What the names in a wrong expression stood for, said below the source line. Sensitive and ephemeral values never show.

use super::Scope;
use super::expression::{Env, Evaluator};
use super::index::{attribute, index};
use crate::expr::{Expr, ExprKind, SPLAT_ITEM, references};
use crate::refs::{PathKind, RefStep, Reference, Subject};
use iac_core::diag::{Diagnostic, ExpressionValue};
use iac_core::value::{Kind, Number, Type, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Why a value is refused, which decides on what is said of the values that led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// What it is.
    Value,
    /// It is not known yet.
    Unknown,
    /// It is sensitive.
    Sensitive,
}

impl Expr {
    /// Adds to a message about this expression's value what everything in it stands for.
    pub fn explain(&self, diagnostic: Diagnostic, scope: &dyn Scope, cause: Cause) -> Diagnostic {
        add_values_for(cause, diagnostic, self, scope, Env::EMPTY)
    }
}

/// Adds the value of everything that the expression refers to.
pub(super) fn add_values(diagnostic: Diagnostic, expr: &Expr, scope: &dyn Scope, env: Env<'_>) -> Diagnostic {
    add_values_for(Cause::Value, diagnostic, expr, scope, env)
}

fn add_values_for(
    cause: Cause,
    mut diagnostic: Diagnostic,
    expr: &Expr,
    scope: &dyn Scope,
    env: Env<'_>,
) -> Diagnostic {
    let mut values: Vec<ExpressionValue> = Vec::new();
    let mut add = |traversal: String, value: &Value| {
        if let Some(statement) = statement(value, cause)
            && values.iter().all(|other| other.traversal != traversal)
        {
            values.push(ExpressionValue { traversal, statement });
        }
    };
    references::walk(expr, &mut |part| match part.kind() {
        ExprKind::Reference(reference) => {
            if let Some((traversal, value)) = reference_value(reference, scope, env) {
                add(traversal, &value);
            }
            true
        }
        ExprKind::Attribute(..) | ExprKind::Index(..) | ExprKind::Iterator(_) => match iterator_value(part, env) {
            Some((traversal, value)) => {
                add(traversal, &value);
                false
            }
            None => true,
        },
        _ => true,
    });
    values.sort_by(|a, b| a.traversal.cmp(&b.traversal));
    diagnostic.values = values;
    diagnostic
}

/// The value of as much of a reference as has one, up to the first key that is not constant.
fn reference_value(reference: &Reference, scope: &dyn Scope, env: Env<'_>) -> Option<(String, Value)> {
    let is_constant = |key: &Expr| matches!(key.kind(), ExprKind::Literal(_));
    let key = reference.key.clone().filter(is_constant);
    let steps = if reference.key.is_some() && key.is_none() { 0 } else { reference.steps.len() };
    let constant_steps =
        reference.steps[..steps].iter().take_while(|step| !matches!(step, RefStep::Index(key, _) if !is_constant(key)));
    let steps: Vec<RefStep> = constant_steps.cloned().collect();
    let mut prefix = Reference { subject: reference.subject.clone(), key, steps, span: reference.span };
    loop {
        let mut evaluator = Evaluator::new(scope);
        evaluator.quiet = true;
        let expr = Expr::new(ExprKind::Reference(prefix.clone()), prefix.span);
        let value = evaluator.eval(&expr, env);
        if !evaluator.finish().has_errors() {
            return Some((traversal(&prefix), value));
        }
        if prefix.steps.pop().is_none() && prefix.key.take().is_none() {
            return None;
        }
    }
}

/// The value of an iterator with constant steps.
fn iterator_value(expr: &Expr, env: Env<'_>) -> Option<(String, Value)> {
    match expr.kind() {
        ExprKind::Iterator(name) if &**name != SPLAT_ITEM => Some((name.to_string(), env.lookup(name)?.clone())),
        ExprKind::Attribute(operand, name) => {
            let (traversal, value) = iterator_value(operand, env)?;
            Some(match attribute(&value, name) {
                Ok(inner) => (format!("{traversal}.{name}"), inner),
                Err(_) => (traversal, value),
            })
        }
        ExprKind::Index(operand, key, _) => {
            let ExprKind::Literal(key) = key.kind() else { return None };
            let (traversal, value) = iterator_value(operand, env)?;
            Some(match index(&value, key) {
                Ok(inner) => (format!("{traversal}{}", key_text(key)), inner),
                Err(_) => (traversal, value),
            })
        }
        _ => None,
    }
}

/// A reference as written.
pub(super) fn traversal(reference: &Reference) -> String {
    let mut out = subject_text(&reference.subject);
    let key = |expr: &Expr| match expr.kind() {
        ExprKind::Literal(key) => key_text(key),
        _ => "[…]".into(),
    };
    out.extend(reference.key.as_ref().map(key));
    for step in &reference.steps {
        match step {
            RefStep::Attribute(name, _) => {
                let _ = write!(out, ".{name}");
            }
            RefStep::Index(index, _) => out.push_str(&key(index)),
        }
    }
    out
}

fn key_text(key: &Value) -> String {
    match key.kind() {
        Kind::Number(number) => format!("[{number}]"),
        Kind::String(text) => format!("[{text:?}]"),
        _ => "[…]".into(),
    }
}

/// What a reference names, as it is written.
pub(super) fn subject_text(subject: &Subject) -> String {
    match subject {
        Subject::Variable(name) => format!("var.{name}"),
        Subject::Local(name) => format!("local.{name}"),
        Subject::ModuleCall(name) => format!("module.{name}"),
        Subject::Resource(addr) => addr.to_string(),
        Subject::EachKey => "each.key".into(),
        Subject::EachValue => "each.value".into(),
        Subject::CountIndex => "count.index".into(),
        Subject::This => "self".into(),
        Subject::Path(PathKind::Module) => "path.module".into(),
        Subject::Path(PathKind::Root) => "path.root".into(),
        Subject::Path(PathKind::Cwd) => "path.cwd".into(),
        Subject::Terraform(name) => format!("terraform.{name}"),
        Subject::Run(name) => format!("run.{name}"),
    }
}

/// What a value is, for people; nothing if it must not show or there is nothing to say.
fn statement(value: &Value, cause: Cause) -> Option<String> {
    if value.marks().sensitive && cause == Cause::Sensitive {
        return Some("has a sensitive value".into());
    }
    if value.marks().sensitive || value.marks().ephemeral {
        return None;
    }
    let name = || value.ty().friendly_name();
    let is = match value.kind() {
        Kind::Unknown(unknown) if unknown.ty == Type::Dynamic && cause == Cause::Unknown => {
            return Some("will be known only after apply".into());
        }
        Kind::Unknown(unknown) if unknown.ty == Type::Dynamic => return None,
        Kind::Unknown(_) if cause == Cause::Unknown => format!("a {}, known only after apply", name()),
        Kind::Unknown(_) => format!("a {}", name()),
        Kind::Null(_) => "null".into(),
        Kind::Bool(truth) => truth.to_string(),
        Kind::Number(number) => ten_digits(number),
        Kind::String(text) => format!("{text:?}"),
        Kind::Object(attributes) => match attributes.len() {
            0 => "object with no attributes".into(),
            1 => format!("object with 1 attribute {:?}", attributes.keys().next().map_or("", |name| &**name)),
            count => format!("object with {count} attributes"),
        },
        Kind::List(_) | Kind::Set(_) | Kind::Map(_) | Kind::Tuple(_) => {
            let count = value.as_elements().map_or_else(|| value.as_entries().map_or(0, BTreeMap::len), <[Value]>::len);
            match count {
                0 => format!("empty {}", name()),
                1 => format!("{} with 1 element", name()),
                count => format!("{} with {count} elements", name()),
            }
        }
    };
    Some(format!("is {is}"))
}

/// A number with at most ten significant digits.
fn ten_digits(number: &Number) -> String {
    let exact = number.to_string();
    if exact.chars().filter(char::is_ascii_digit).count() <= 10 {
        return exact;
    }
    let scientific = format!("{:.9e}", number.to_f64());
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return exact };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..10).contains(&exponent) {
        let decimals = usize::try_from(9 - exponent).unwrap_or_default();
        let text = format!("{:.decimals$}", number.to_f64());
        return if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text };
    }
    let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}
