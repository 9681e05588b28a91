//! `[for …]` and `{for …}`.

use super::expression::{Env, Evaluator, text, unknown};
use crate::expr::{Expr, ForNode};
use iac_core::diag::Diagnostic;
use iac_core::value::{Kind, Marks, Type, Value, convert};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// What a `for` expression collects.
enum Collected {
    Tuple(Vec<Value>),
    Object(BTreeMap<Arc<str>, Value>),
    Groups(BTreeMap<Arc<str>, Vec<Value>>),
}

/// The state of a `for` expression.
struct Iteration<'e> {
    node: &'e ForNode,
    whole: &'e Expr,
    collected: Collected,
    /// Marks of filters and keys: they show in the shape of the result.
    marks: Marks,
    /// False once a filter or a key is unknown or wrong.
    is_known: bool,
}

impl Evaluator<'_> {
    pub(super) fn eval_for(&mut self, node: &ForNode, whole: &Expr, env: Env<'_>) -> Value {
        let (collection, failed) = self.eval_checked(&node.collection, env);
        if failed || !self.check_iterable(&collection, &node.collection, whole, env) || !collection.is_known() {
            return unknown().mark(collection.marks());
        }
        if !self.check_filter(node, whole, env) {
            return unknown().mark(collection.marks());
        }
        let collected = match (&node.key, node.grouped) {
            (None, _) => Collected::Tuple(Vec::new()),
            (Some(_), false) => Collected::Object(BTreeMap::new()),
            (Some(_), true) => Collected::Groups(BTreeMap::new()),
        };
        let mut iteration = Iteration { node, whole, collected, marks: collection.marks().clone(), is_known: true };
        for_each_element(&collection, node.key_name.is_some(), &mut |key, value| {
            self.for_element(&mut iteration, key, value, env);
        });
        let result = match iteration.collected {
            _ if !iteration.is_known => unknown(),
            Collected::Tuple(items) => Value::tuple(items),
            Collected::Object(items) => Value::object(items),
            Collected::Groups(groups) => {
                Value::object(groups.into_iter().map(|(key, items)| (key, Value::tuple(items))))
            }
        };
        result.mark(&iteration.marks)
    }

    fn for_element(&mut self, iteration: &mut Iteration<'_>, key: &Value, value: &Value, env: Env<'_>) {
        let node = iteration.node;
        let key_frame = node.key_name.as_deref().map(|name| env.frame(name, key));
        let value_frame = key_frame.as_ref().map_or(env, |frame| frame.env()).frame(&node.value_name, value);
        let env = value_frame.env();
        if let Some(condition) = &node.condition
            && !self.for_filter(iteration, condition, env)
        {
            return;
        }
        let Some(key_expr) = &node.key else {
            let value = self.eval(&node.value, env);
            if let Collected::Tuple(items) = &mut iteration.collected {
                items.push(value);
            }
            return;
        };
        let key = self.for_key(iteration, key_expr, env);
        let value = if key.is_some() { self.eval(&node.value, env) } else { unknown() };
        let Some(key) = key else { return };
        match &mut iteration.collected {
            Collected::Tuple(_) => {}
            Collected::Groups(groups) => groups.entry(key).or_default().push(value),
            Collected::Object(items) => match items.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(entry) => {
                    let key = entry.key();
                    let detail = format!(
                        "Two different items produced the key {key:?} in this 'for' expression. If duplicates are expected, use the \
                         ellipsis (...) after the value expression to enable grouping by key."
                    );
                    let error = Diagnostic::error("Duplicate object key", detail).at(key_expr.span());
                    self.fail(error.within(iteration.whole.span()), key_expr, env);
                }
            },
        }
    }

    /// Whether the filter lets an element through.
    fn for_filter(&mut self, iteration: &mut Iteration<'_>, condition: &Expr, env: Env<'_>) -> bool {
        let value = self.eval(condition, env);
        if !value.marks().is_empty() {
            iteration.marks = iteration.marks.union(value.marks());
        }
        let detail = if value.is_null() {
            "The value of the 'if' clause must not be null.".into()
        } else {
            match convert(&value, &Type::Bool) {
                Ok(truth) => {
                    iteration.is_known &= truth.is_known();
                    return truth.as_bool() == Some(true);
                }
                Err(error) => format!("The 'if' clause value is invalid: {}.", error.message),
            }
        };
        self.wrong_element(iteration, "Invalid 'for' condition", detail, condition, env);
        false
    }

    fn for_key(&mut self, iteration: &mut Iteration<'_>, key_expr: &Expr, env: Env<'_>) -> Option<Arc<str>> {
        let (key, failed) = self.eval_checked(key_expr, env);
        if !key.marks().is_empty() {
            iteration.marks = iteration.marks.union(key.marks());
        }
        let detail = if key.is_null() {
            "Key expression in 'for' expression must not produce a null value.".into()
        } else {
            match text(&key) {
                Ok(text) => {
                    iteration.is_known &= text.is_some() && !failed;
                    return text;
                }
                Err(message) => format!("The key expression produced an invalid result: {message}."),
            }
        };
        self.wrong_element(iteration, "Invalid object key", detail, key_expr, env);
        None
    }

    /// Reports the first of such problems; the others have the same cause as a rule.
    fn wrong_element(
        &mut self,
        iteration: &mut Iteration<'_>,
        summary: &str,
        detail: String,
        expr: &Expr,
        env: Env<'_>,
    ) {
        if iteration.is_known {
            let error = Diagnostic::error(summary, detail).at(expr.span()).within(iteration.whole.span());
            self.fail(error, expr, env);
        }
        iteration.is_known = false;
    }

    /// Whether a value can be iterated, also by `%{for}`; unknown values of unknown type might.
    pub(super) fn check_iterable(&mut self, value: &Value, expr: &Expr, whole: &Expr, env: Env<'_>) -> bool {
        let (summary, detail) = match value.kind() {
            Kind::List(_) | Kind::Set(_) | Kind::Map(_) | Kind::Object(_) | Kind::Tuple(_) => return true,
            Kind::Unknown(unknown) if !unknown.ty.is_primitive() => return true,
            Kind::Null(_) => (
                "Iteration over null value",
                "A null value cannot be used as the collection in a 'for' expression.".to_owned(),
            ),
            _ => (
                "Iteration over non-iterable value",
                format!(
                    "A value of type {} cannot be used as the collection in a 'for' expression.",
                    value.ty().friendly_name()
                ),
            ),
        };
        self.fail(Diagnostic::error(summary, detail).at(expr.span()).within(whole.span()), expr, env);
        false
    }

    /// Tries the filter with unknown elements first, so that one that is wrong for all is reported once.
    fn check_filter(&mut self, node: &ForNode, whole: &Expr, env: Env<'_>) -> bool {
        let Some(condition) = &node.condition else { return true };
        let sample = unknown();
        let key_frame = node.key_name.as_deref().map(|name| env.frame(name, &sample));
        let value_frame = key_frame.as_ref().map_or(env, |frame| frame.env()).frame(&node.value_name, &sample);
        let env = value_frame.env();
        let (value, failed) = self.eval_checked(condition, env);
        if failed {
            return false;
        }
        let (summary, detail) = if value.is_null() {
            ("Condition is null", "The value of the 'if' clause must not be null.".to_owned())
        } else {
            match convert(&value, &Type::Bool) {
                Ok(_) => return true,
                Err(error) => {
                    ("Invalid 'for' condition", format!("The 'if' clause value is invalid: {}.", error.message))
                }
            }
        };
        self.fail(Diagnostic::error(summary, detail).at(condition.span()).within(whole.span()), condition, env);
        false
    }
}

/// Calls `visit` with the key and value of every element of a known collection. The key of a set's element is the element.
/// Keys that are not asked for are not built.
pub(super) fn for_each_element(collection: &Value, with_keys: bool, visit: &mut dyn FnMut(&Value, &Value)) {
    let no_key = unknown();
    match collection.kind() {
        Kind::Set(set) => set.items.iter().for_each(|item| visit(item, item)),
        Kind::List(_) | Kind::Tuple(_) => {
            for (at, item) in collection.as_elements().unwrap_or_default().iter().enumerate() {
                if with_keys {
                    visit(&Value::number(at), item);
                } else {
                    visit(&no_key, item);
                }
            }
        }
        _ => {
            for (key, item) in collection.as_entries().into_iter().flatten() {
                if with_keys {
                    visit(&Value::from(Kind::String(key.clone())), item);
                } else {
                    visit(&no_key, item);
                }
            }
        }
    }
}
