//! Unary and binary operators.
//!
//! Both operands are always evaluated; where one alone settles a logical operator, errors in the other one do not count.

use super::expression::{Env, Evaluator, unknown_not_null};
use crate::expr::{BinaryOp, Expr, ExprKind, UnaryOp};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{OperatorError, Type, Value, convert};

impl Evaluator<'_> {
    /// A chain of operators nests to the left and may be long: it is walked, not recursed into.
    pub(super) fn eval_binary(&mut self, expr: &Expr, env: Env<'_>) -> Value {
        let mut chain = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary(_, left, _) = first.kind() {
            chain.push(first);
            first = left;
        }
        let (mut value, mut value_diags) = self.attempt(|this| this.eval(first, env));
        for whole in chain.into_iter().rev() {
            let ExprKind::Binary(op, left, right) = whole.kind() else { continue };
            let (right_value, right_diags) = self.attempt(|this| this.eval(right, env));
            let left = Operand { expr: left, value, diags: value_diags };
            let right = Operand { expr: right, value: right_value, diags: right_diags };
            (value, value_diags) = self.attempt(|this| this.apply(*op, left, right, whole, env));
        }
        self.diags.extend(value_diags);
        value
    }

    fn apply(&mut self, op: BinaryOp, left: Operand<'_>, right: Operand<'_>, whole: &Expr, env: Env<'_>) -> Value {
        if matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) {
            return self.apply_equality(op, left, right);
        }
        let ty = operand_type(op);
        let left_value = self.operand(&left.value, left.expr, "left operand", &ty, whole, env);
        let right_value = self.operand(&right.value, right.expr, "right operand", &ty, whole, env);
        if !self.diags.has_errors()
            && let Some((result, is_left)) = short_circuit(op, &left_value, &right_value)
        {
            self.diags.extend(if is_left { left.diags } else { right.diags });
            return result.mark(left_value.marks()).mark(right_value.marks());
        }
        self.diags.extend(left.diags);
        self.diags.extend(right.diags);
        let failed = || unknown_not_null(result_type(op)).mark(left_value.marks()).mark(right_value.marks());
        if self.diags.has_errors() {
            return failed();
        }
        operate(op, &left_value, &right_value).unwrap_or_else(|error| {
            self.operation_failed(&error, whole, env);
            failed()
        })
    }

    fn apply_equality(&mut self, op: BinaryOp, left: Operand<'_>, right: Operand<'_>) -> Value {
        let failed = left.diags.has_errors() || right.diags.has_errors();
        self.diags.extend(left.diags);
        self.diags.extend(right.diags);
        if failed {
            return unknown_not_null(Type::Bool);
        }
        if op == BinaryOp::Equal { left.value.equals(&right.value) } else { left.value.not_equals(&right.value) }
    }

    pub(super) fn eval_unary(&mut self, op: UnaryOp, operand: &Expr, expr: &Expr, env: Env<'_>) -> Value {
        let ty = if op == UnaryOp::Not { Type::Bool } else { Type::Number };
        let before = self.diags.len();
        let value = self.eval(operand, env);
        let value = self.operand(&value, operand, "unary operand", &ty, expr, env);
        let failed = || unknown_not_null(ty.clone()).mark(value.marks());
        if self.failed_since(before) {
            return failed();
        }
        let result = if op == UnaryOp::Not { value.not() } else { value.negate() };
        result.unwrap_or_else(|error| {
            self.operation_failed(&error, expr, env);
            failed()
        })
    }

    /// The operand converted to the operator's type.
    fn operand(&mut self, value: &Value, expr: &Expr, place: &str, ty: &Type, whole: &Expr, env: Env<'_>) -> Value {
        convert(value, ty).unwrap_or_else(|error| {
            let detail = format!("Unsuitable value for {place}: {}.", error.message);
            let error = Diagnostic::error("Invalid operand", detail).at(expr.span()).within(whole.span());
            self.fail(error, expr, env);
            Value::unknown(ty.clone()).mark(value.marks())
        })
    }

    fn operation_failed(&mut self, error: &OperatorError, whole: &Expr, env: Env<'_>) {
        let detail = format!("Error during operation: {}.", error.0);
        self.fail(Diagnostic::error("Operation failed", detail).at(whole.span()), whole, env);
    }
}

/// An operand with what its evaluation reported.
struct Operand<'e> {
    expr: &'e Expr,
    value: Value,
    diags: Diagnostics,
}

/// The result of a logical operator that one operand settles alone, and whether that is the left one. Null counts as false
/// for `&&`, and as no truth for `||`.
fn short_circuit(op: BinaryOp, left: &Value, right: &Value) -> Option<(Value, bool)> {
    let is_true = |value: &Value| value.as_bool() == Some(true);
    let is_false = |value: &Value| value.is_known() && !is_true(value);
    if !matches!(op, BinaryOp::And | BinaryOp::Or) {
        return None;
    }
    let is_and = op == BinaryOp::And;
    let settles = |value: &Value| if is_and { is_false(value) } else { is_true(value) };
    let opposes = |value: &Value| if is_and { is_true(value) } else { is_false(value) };
    let result = Value::bool(!is_and);
    match (left.is_known(), right.is_known()) {
        _ if settles(left) => Some((result, true)),
        _ if settles(right) => Some((result, false)),
        (false, true) if opposes(right) => Some((unknown_not_null(Type::Bool), true)),
        (true, false) if opposes(left) => Some((unknown_not_null(Type::Bool), false)),
        _ => None,
    }
}

fn operand_type(op: BinaryOp) -> Type {
    if matches!(op, BinaryOp::And | BinaryOp::Or) { Type::Bool } else { Type::Number }
}

fn result_type(op: BinaryOp) -> Type {
    match op {
        BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo => Type::Number,
        _ => Type::Bool,
    }
}

fn operate(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, OperatorError> {
    match op {
        BinaryOp::Or => left.or(right),
        BinaryOp::And => left.and(right),
        BinaryOp::Equal => Ok(left.equals(right)),
        BinaryOp::NotEqual => Ok(left.not_equals(right)),
        BinaryOp::Less => left.less_than(right),
        BinaryOp::LessOrEqual => left.less_than_or_equal(right),
        BinaryOp::Greater => left.greater_than(right),
        BinaryOp::GreaterOrEqual => left.greater_than_or_equal(right),
        BinaryOp::Add => left.add(right),
        BinaryOp::Subtract => left.subtract(right),
        BinaryOp::Multiply => left.multiply(right),
        BinaryOp::Divide => left.divide(right),
        BinaryOp::Modulo => left.modulo(right),
    }
}
