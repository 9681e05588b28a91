//! `condition ? then : otherwise`.
//!
//! Both results are evaluated, because the type of the whole depends on both; errors in the one not taken do not count.

use super::expression::{Env, Evaluator, unknown};
use crate::expr::Expr;
use iac_core::diag::Diagnostic;
use iac_core::value::{ConvertError, Kind, Marks, Refinement, Type, Value, convert, unify};

impl Evaluator<'_> {
    pub(super) fn eval_conditional(
        &mut self,
        condition: &Expr,
        then: &Expr,
        otherwise: &Expr,
        whole: &Expr,
        env: Env<'_>,
    ) -> Value {
        let (then_value, then_diags) = self.attempt(|this| this.eval(then, env));
        let (otherwise_value, otherwise_diags) = self.attempt(|this| this.eval(otherwise, env));
        let Some(ty) = result_type(&then_value, &otherwise_value) else {
            let mismatch = describe_mismatch(&then_value.ty(), &otherwise_value.ty());
            let detail = format!("The true and false result expressions must have consistent types. {mismatch}");
            self.inconsistent(detail, then, otherwise, whole, env);
            return unknown();
        };
        let condition_value = self.eval(condition, env);
        let branch_marks = then_value.marks().union(otherwise_value.marks());
        let marks = branch_marks.union(condition_value.marks());
        match self.condition(&condition_value, condition, whole, env) {
            Condition::Wrong => Value::unknown(ty),
            Condition::Unknown => either(&then_value, &otherwise_value, ty).mark(&marks),
            Condition::Known(choice) => {
                let (value, diags, word) =
                    if choice { (then_value, then_diags, "true") } else { (otherwise_value, otherwise_diags, "false") };
                self.diags.extend(diags);
                let value = convert_result(&value, &ty).unwrap_or_else(|error| {
                    let detail = format!("The {word} result value has the wrong type: {}.", error.message);
                    self.inconsistent(detail, then, otherwise, whole, env);
                    Value::unknown(ty)
                });
                value.mark(&marks)
            }
        }
    }

    /// The truth of a condition, also that of `%{if}`.
    pub(super) fn condition(&mut self, value: &Value, expr: &Expr, whole: &Expr, env: Env<'_>) -> Condition {
        if let Some(truth) = value.as_bool() {
            return Condition::Known(truth);
        }
        let (summary, detail) = if value.is_null() {
            ("Null condition", "The condition value is null. Conditions must either be true or false.")
        } else {
            match convert(value, &Type::Bool).map(|converted| (converted.as_bool(), converted.is_known())) {
                Ok((Some(truth), _)) => return Condition::Known(truth),
                Ok((None, _)) => return Condition::Unknown,
                Err(_) => ("Incorrect condition type", "The condition expression must be of type bool."),
            }
        };
        self.fail(Diagnostic::error(summary, detail).at(expr.span()).within(whole.span()), expr, env);
        Condition::Wrong
    }

    fn inconsistent(&mut self, detail: String, then: &Expr, otherwise: &Expr, whole: &Expr, env: Env<'_>) {
        let error = Diagnostic::error("Inconsistent conditional result types", detail)
            .at(then.span().to(otherwise.span()))
            .within(whole.span());
        self.fail(error, whole, env);
    }
}

/// The truth of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// True or false.
    Known(bool),
    /// Not known yet.
    Unknown,
    /// Null or no bool; reported.
    Wrong,
}

/// The type of the whole; `None` if there is no common one.
fn result_type(then: &Value, otherwise: &Value) -> Option<Type> {
    match (then.kind(), otherwise.kind()) {
        (Kind::Bool(_), Kind::Bool(_)) => return Some(Type::Bool),
        (Kind::String(_), Kind::String(_)) => return Some(Type::String),
        (Kind::Number(_), Kind::Number(_)) => return Some(Type::Number),
        _ => {}
    }
    let (then_type, otherwise_type) = (then.ty(), otherwise.ty());
    if then.is_null() && then_type == Type::Dynamic {
        Some(otherwise_type)
    } else if (otherwise.is_null() && otherwise_type == Type::Dynamic) || then_type == otherwise_type {
        Some(then_type)
    } else if then_type == Type::Dynamic || otherwise_type == Type::Dynamic {
        Some(Type::Dynamic)
    } else {
        unify(&[then_type, otherwise_type])
    }
}

fn convert_result(value: &Value, ty: &Type) -> Result<Value, ConvertError> {
    if *ty == Type::Dynamic || value.has_type(ty) { Ok(value.clone()) } else { convert(value, ty) }
}

/// What is known of the result while the condition is not.
fn either(then: &Value, otherwise: &Value, ty: Type) -> Value {
    if then.is_null() && otherwise.is_null() {
        return Value::null(ty);
    }
    let mut refinement = Refinement {
        not_null: then.is_definitely_not_null() && otherwise.is_definitely_not_null(),
        ..Refinement::default()
    };
    if ty == Type::Dynamic {
        return unknown();
    }
    let unmarked = |value: &Value| value.clone().with_marks(Marks::NONE);
    let (then, otherwise) = (unmarked(then), unmarked(otherwise));
    if then.has_type(&Type::Number) && otherwise.has_type(&Type::Number) {
        let bound = |value: &Value, low: bool| match value.kind() {
            Kind::Number(number) => Some((number.clone(), true)),
            Kind::Unknown(unknown) if low => unknown.refinement.min.clone(),
            Kind::Unknown(unknown) => unknown.refinement.max.clone(),
            _ => None,
        };
        refinement.min = bound(&then, true).zip(bound(&otherwise, true)).map(|(a, b)| if b.0 < a.0 { b } else { a });
        refinement.max = bound(&then, false).zip(bound(&otherwise, false)).map(|(a, b)| if b.0 > a.0 { b } else { a });
    } else if ty.is_collection() && then.ty() == otherwise.ty() {
        let (a, b) = (length_bounds(&then), length_bounds(&otherwise));
        refinement.min_length = Some(a.0.min(b.0));
        refinement.max_length = a.1.zip(b.1).map(|(a, b)| a.max(b));
    }
    Value::refined(ty, refinement)
}

/// The least and greatest number of elements of a collection.
pub(super) fn length_bounds(value: &Value) -> (u64, Option<u64>) {
    match value.kind() {
        Kind::Unknown(unknown) => (unknown.refinement.min_length.unwrap_or(0), unknown.refinement.max_length),
        Kind::List(list) => (list.items.len() as u64, Some(list.items.len() as u64)),
        Kind::Map(map) => (map.items.len() as u64, Some(map.items.len() as u64)),
        Kind::Set(set) if value.is_wholly_known() => (set.items.len() as u64, Some(set.items.len() as u64)),
        Kind::Set(set) => (u64::from(!set.items.is_empty()), Some(set.items.len() as u64)),
        _ => (0, None),
    }
}

/// How two types differ, as precisely as can be said in a sentence.
fn describe_mismatch(then: &Type, otherwise: &Type) -> String {
    match (then, otherwise) {
        (Type::Object(a), Type::Object(b)) => {
            if let Some(name) = a.attributes.keys().find(|name| !b.attributes.contains_key(*name)) {
                return format!(
                    "The 'true' value includes object attribute {name:?}, which is absent in the 'false' value."
                );
            }
            if let Some(name) = b.attributes.keys().find(|name| !a.attributes.contains_key(*name)) {
                return format!(
                    "The 'false' value includes object attribute {name:?}, which is absent in the 'true' value."
                );
            }
            let differing = a.attributes.iter().zip(b.attributes.values()).find(|((_, a), b)| a != b);
            if let Some(((name, a), b)) = differing {
                return format!("Type mismatch for object attribute {name:?}: {}", describe_mismatch(a, b));
            }
        }
        (Type::Tuple(a), Type::Tuple(b)) if a.len() != b.len() => {
            return format!("The 'true' tuple has length {}, but the 'false' tuple has length {}.", a.len(), b.len());
        }
        (Type::Tuple(a), Type::Tuple(b)) => {
            if let Some((at, (a, b))) = a.iter().zip(b.iter()).enumerate().find(|(_, (a, b))| a != b) {
                return format!("Type mismatch for tuple element {at}: {}", describe_mismatch(a, b));
            }
        }
        _ => {}
    }
    let (then_name, otherwise_name) = (then.friendly_name(), otherwise.friendly_name());
    if then_name == otherwise_name {
        return "At least one deeply-nested attribute or element is not compatible across both the 'true' and the 'false' value."
            .into();
    }
    format!("The 'true' value is {then_name}, but the 'false' value is {otherwise_name}.")
}
