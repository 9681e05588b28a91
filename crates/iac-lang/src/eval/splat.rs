//! `operand[*]…` and `operand.*…`.

use super::conditional::length_bounds;
use super::expression::{Env, Evaluator, unknown};
use crate::expr::{Expr, SPLAT_ITEM};
use iac_core::diag::Diagnostic;
use iac_core::value::{Kind, Refinement, Type, Value, unify_values};

impl Evaluator<'_> {
    pub(super) fn eval_splat(&mut self, operand: &Expr, each: &Expr, expr: &Expr, env: Env<'_>) -> Value {
        let (source, failed) = self.eval_checked(operand, env);
        if failed {
            return unknown();
        }
        let ty = source.ty();
        let is_sequence = matches!(ty, Type::List(_) | Type::Set(_) | Type::Tuple(_));
        match source.kind() {
            Kind::Null(_) if !is_sequence => Value::tuple([]).mark(source.marks()),
            Kind::Null(_) => {
                let detail = "Splat expressions (with the * symbol) cannot be applied to null sequences.";
                let error = Diagnostic::error("Splat of null value", detail).at(operand.span()).within(expr.span());
                self.fail(error, operand, env);
                unknown()
            }
            Kind::Unknown(_) if ty == Type::Dynamic => source,
            Kind::Unknown(_) if is_sequence => self.splat_unknown(&source, &ty, each, env),
            Kind::List(_) | Kind::Set(_) | Kind::Tuple(_) => self.splat_sequence(&source, each, env),
            // Anything else counts as its own only element, unless it may still turn out to be null.
            _ => {
                let item = self.splat_item(&source, each, env);
                let result = if source.is_definitely_not_null() { Value::tuple([item]) } else { unknown() };
                result.mark(source.marks())
            }
        }
    }

    fn splat_item(&mut self, item: &Value, each: &Expr, env: Env<'_>) -> Value {
        let frame = env.frame(SPLAT_ITEM, item);
        self.eval(each, frame.env())
    }

    fn splat_sequence(&mut self, source: &Value, each: &Expr, env: Env<'_>) -> Value {
        let items = source.as_elements().unwrap_or_default();
        let before = self.diags.len();
        let results: Vec<Value> = items.iter().map(|item| self.splat_item(item, each, env)).collect();
        let result = match source.kind() {
            _ if self.failed_since(before) => unknown(),
            Kind::List(list) | Kind::Set(list) => self.list_of(results, &list.element, each, env),
            _ => Value::tuple(results),
        };
        result.mark(source.marks())
    }

    fn list_of(&mut self, results: Vec<Value>, element: &Type, each: &Expr, env: Env<'_>) -> Value {
        let Some(first) = results.first() else {
            let sample = self.splat_item(&Value::unknown(element.clone()), each, env);
            return Value::list(sample.ty(), Vec::new());
        };
        let ty = first.ty();
        if results.iter().all(|result| result.has_type(&ty)) {
            return Value::list(ty, results);
        }
        match unify_values(&results) {
            Some((ty, results)) => Value::list(ty, results),
            None => Value::tuple(results),
        }
    }

    /// The source is unknown, but what it is a collection of may still be wrong.
    fn splat_unknown(&mut self, source: &Value, ty: &Type, each: &Expr, env: Env<'_>) -> Value {
        let mut sample = |element: &Type| self.splat_item(&Value::unknown(element.clone()), each, env).ty();
        let result = match ty {
            Type::Tuple(elements) => Type::tuple(elements.iter().map(&mut sample).collect::<Vec<_>>()),
            _ => Type::list(ty.element().map_or(Type::Dynamic, &mut sample)),
        };
        let mut refinement = Refinement { not_null: true, ..Refinement::default() };
        if ty.is_collection() {
            let (min, max) = length_bounds(source);
            refinement.min_length = (min > 0).then_some(min);
            refinement.max_length = max;
        }
        Value::refined(result, refinement).mark(source.marks())
    }
}
