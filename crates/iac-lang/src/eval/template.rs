//! Templates: text with interpolations and directives.

use super::conditional::Condition;
use super::expression::{Env, Evaluator};
use super::for_expr::for_each_element;
use super::known_prefix::known_prefix;
use crate::expr::{Expr, TemplateNode};
use iac_core::diag::Diagnostic;
use iac_core::value::{Kind, Marks, Refinement, Type, Value, convert};

/// Text under construction.
struct Rendering<'e> {
    /// The text so far; complete only while everything was known.
    text: String,
    marks: Marks,
    is_known: bool,
    whole: &'e Expr,
}

/// Renders a directive: if a part of it is unknown, all of it is.
fn render_whole(out: &mut Rendering<'_>, render: impl FnOnce(&mut Rendering<'_>)) {
    let (start, was_known) = (out.text.len(), out.is_known);
    render(out);
    if was_known && !out.is_known {
        out.text.truncate(start);
    }
}

impl Evaluator<'_> {
    pub(super) fn eval_template(&mut self, parts: &[TemplateNode], whole: &Expr, env: Env<'_>) -> Value {
        let before = self.diags.len();
        let mut rendering = Rendering { text: String::with_capacity(32), marks: Marks::NONE, is_known: true, whole };
        self.render(&mut rendering, parts, env);
        let failed = self.failed_since(before);
        let value = if rendering.is_known && !failed {
            Value::string(rendering.text)
        } else {
            // After an error the text so far proves nothing.
            let prefix = if failed { None } else { known_prefix(&rendering.text) };
            Value::refined(Type::String, Refinement { not_null: true, prefix, ..Refinement::default() })
        };
        value.mark(&rendering.marks)
    }

    fn render(&mut self, out: &mut Rendering<'_>, parts: &[TemplateNode], env: Env<'_>) {
        for part in parts {
            match part {
                TemplateNode::Literal(text) if out.is_known => out.text.push_str(text),
                TemplateNode::Literal(_) => {}
                TemplateNode::Interpolation(expr) => {
                    let before = self.diags.len();
                    let value = self.eval(expr, env);
                    let failed = self.failed_since(before);
                    self.render_value(out, &value, expr, failed, env);
                }
                TemplateNode::If(condition, then, otherwise) => {
                    render_whole(out, |out| self.render_if(out, condition, then, otherwise, env));
                }
                TemplateNode::For { key_name, value_name, collection, body } => render_whole(out, |out| {
                    self.render_for(out, (key_name.as_deref(), value_name), collection, body, env);
                }),
            }
        }
    }

    fn render_value(&mut self, out: &mut Rendering<'_>, value: &Value, expr: &Expr, failed: bool, env: Env<'_>) {
        if !value.marks().is_empty() {
            out.marks = out.marks.union(value.marks());
        }
        match value.kind() {
            Kind::String(text) if out.is_known => out.text.push_str(text),
            Kind::String(_) => {}
            Kind::Unknown(_) => out.is_known = false,
            Kind::Null(_) if failed => out.is_known = false,
            Kind::Null(_) => {
                let detail = "The expression result is null. Cannot include a null value in a string template.";
                self.invalid_part(out, detail.into(), expr, env);
            }
            _ => match convert(value, &Type::String) {
                Ok(text) => {
                    if let Some(text) = text.as_str()
                        && out.is_known
                    {
                        out.text.push_str(text);
                    }
                }
                Err(error) => {
                    let detail = format!("Cannot include the given value in a string template: {}.", error.message);
                    self.invalid_part(out, detail, expr, env);
                }
            },
        }
    }

    fn invalid_part(&mut self, out: &Rendering<'_>, detail: String, expr: &Expr, env: Env<'_>) {
        let error = Diagnostic::error("Invalid template interpolation value", detail);
        self.fail(error.at(expr.span()).within(out.whole.span()), expr, env);
    }

    /// Both branches are evaluated, as those of `? :` are, but errors and marks count only in the one taken.
    fn render_if(
        &mut self,
        out: &mut Rendering<'_>,
        condition: &Expr,
        then: &[TemplateNode],
        otherwise: &[TemplateNode],
        env: Env<'_>,
    ) {
        let value = self.eval(condition, env);
        if !value.marks().is_empty() {
            out.marks = out.marks.union(value.marks());
        }
        match self.condition(&value, condition, out.whole, env) {
            Condition::Known(choice) => {
                let (taken, left) = if choice { (then, otherwise) } else { (otherwise, then) };
                self.collect_marks(out, left, env);
                self.render(out, taken, env);
            }
            Condition::Unknown | Condition::Wrong => {
                out.is_known = false;
                self.collect_marks(out, then, env);
                self.collect_marks(out, otherwise, env);
            }
        }
    }

    /// Evaluates parts that are not rendered for the marks they have.
    fn collect_marks(&mut self, out: &mut Rendering<'_>, parts: &[TemplateNode], env: Env<'_>) {
        if parts.iter().all(|part| matches!(part, TemplateNode::Literal(_))) {
            return;
        }
        let mut aside = Rendering { text: String::new(), marks: Marks::NONE, is_known: true, whole: out.whole };
        let _ = self.attempt(|this| this.render(&mut aside, parts, env));
        out.marks = out.marks.union(&aside.marks);
    }

    fn render_for(
        &mut self,
        out: &mut Rendering<'_>,
        (key_name, value_name): (Option<&str>, &str),
        collection_expr: &Expr,
        body: &[TemplateNode],
        env: Env<'_>,
    ) {
        let (collection, failed) = self.eval_checked(collection_expr, env);
        if !collection.marks().is_empty() {
            out.marks = out.marks.union(collection.marks());
        }
        if failed || !self.check_iterable(&collection, collection_expr, out.whole, env) || !collection.is_known() {
            out.is_known = false;
            return;
        }
        for_each_element(&collection, key_name.is_some(), &mut |key, value| {
            let key_frame = key_name.map(|name| env.frame(name, key));
            let value_frame = key_frame.as_ref().map_or(env, |frame| frame.env()).frame(value_name, value);
            self.render(out, body, value_frame.env());
        });
    }
}
