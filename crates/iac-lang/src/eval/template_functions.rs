//! `templatefile` and `templatestring`: text parsed and rendered as a template of its own, which sees only the given
//! variables.

use super::call::CallSite;
use super::expression::{Env, Evaluator, unknown};
use crate::expr::{Expr, ExprKind, lower_standalone_template};
use iac_core::diag::{Diagnostic, Diagnostics, Sources};
use iac_core::value::{Kind, Marks, Type, Value, convert};
use std::collections::BTreeMap;
use std::sync::Arc;

const PARAMETERS: [&str; 2] = ["path", "vars"];

/// The variables of a template by name, and the marks of the whole.
type Variables = (BTreeMap<Arc<str>, Value>, Marks);

/// The text of a template with the name that messages call it by.
#[derive(Clone, Copy)]
struct Text<'t> {
    name: &'t str,
    text: &'t str,
}

impl Evaluator<'_> {
    pub(super) fn eval_templatefile(&mut self, call: CallSite<'_>, env: Env<'_>) -> Value {
        if !self.check_arity(call, &PARAMETERS, env) || !self.check_outermost(call, env) {
            return unknown();
        }
        let (path, path_failed) = self.eval_checked(&call.arguments[0], env);
        let (vars, vars_failed) = self.eval_checked(&call.arguments[1], env);
        if path_failed || vars_failed {
            return unknown();
        }
        let text = match self.text_argument(call, "path", &path, env, &vars) {
            Ok(text) => text,
            Err(result) => return result,
        };
        let Some((variables, vars_marks)) = self.template_variables(call, &vars, env) else { return unknown() };
        let marks = path.marks().union(&vars_marks);
        if !vars.is_known() {
            return unknown().mark(&marks);
        }
        match read(self.scope.base_dir(), &text) {
            Ok(content) => {
                let text = Text { name: &text, text: &content };
                self.render_text(call, text, &variables, env).mark(&marks)
            }
            Err(message) => {
                self.argument_failed(call, 0, "path", &message, env);
                unknown()
            }
        }
    }

    pub(super) fn eval_templatestring(&mut self, call: CallSite<'_>, env: Env<'_>) -> Value {
        if !self.check_arity(call, &["template", "vars"], env) || !self.check_outermost(call, env) {
            return unknown();
        }
        if let Some(problem) = not_a_reference(&call.arguments[0]) {
            self.argument_failed(call, 0, "template", &format!("invalid template expression: {problem}"), env);
            return unknown();
        }
        let (template, template_failed) = self.eval_checked(&call.arguments[0], env);
        let (vars, vars_failed) = self.eval_checked(&call.arguments[1], env);
        if template_failed || vars_failed {
            return unknown();
        }
        let text = match self.text_argument(call, "template", &template, env, &vars) {
            Ok(text) => text,
            Err(result) => return result,
        };
        let Some((variables, vars_marks)) = self.template_variables(call, &vars, env) else { return unknown() };
        let marks = template.marks().union(&vars_marks);
        if !vars.is_known() {
            return unknown().mark(&marks);
        }
        let text = Text { name: "<templatestring argument>", text: &text };
        let rendered = self.render_text(call, text, &variables, env).mark(&marks);
        convert(&rendered, &Type::String).unwrap_or_else(|error| {
            self.call_failed(call, &format!("invalid template result: {}", error.message), env);
            Value::unknown(Type::String)
        })
    }

    /// Whether no template is being rendered: templates do not call these functions.
    fn check_outermost(&mut self, call: CallSite<'_>, env: Env<'_>) -> bool {
        if self.in_template {
            let message = format!("cannot recursively call {} from inside another template function", call.name);
            self.call_failed(call, &message, env);
        }
        !self.in_template
    }

    /// The first argument as text; unknown text is `Err` with the result of the call, wrong text too, after a report.
    fn text_argument(
        &mut self,
        call: CallSite<'_>,
        parameter: &str,
        value: &Value,
        env: Env<'_>,
        vars: &Value,
    ) -> Result<Arc<str>, Value> {
        let result =
            if value.is_null() { Err("argument must not be null".into()) } else { super::expression::text(value) };
        match result {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err(unknown().mark(value.marks()).mark(vars.marks())),
            Err(message) => {
                self.argument_failed(call, 0, parameter, &message, env);
                Err(unknown())
            }
        }
    }

    fn template_variables(&mut self, call: CallSite<'_>, vars: &Value, env: Env<'_>) -> Option<Variables> {
        let message = match vars.kind() {
            Kind::Null(_) => "argument must not be null".to_owned(),
            Kind::Unknown(_) => return Some((BTreeMap::new(), vars.marks().clone())),
            Kind::Map(_) | Kind::Object(_) => {
                let entries = vars.as_entries().cloned().unwrap_or_default();
                match entries.keys().find(|name| !is_variable_name(name)) {
                    None => return Some((entries, vars.marks().clone())),
                    Some(name) => format!(
                        "invalid template variable name {name:?}: must start with a letter, followed by zero or more letters, digits, \
                         and underscores"
                    ),
                }
            }
            _ => "invalid vars value: must be a map".to_owned(),
        };
        self.argument_failed(call, 1, "vars", &message, env);
        None
    }

    fn render_text(
        &mut self,
        call: CallSite<'_>,
        text: Text<'_>,
        variables: &BTreeMap<Arc<str>, Value>,
        env: Env<'_>,
    ) -> Value {
        let mut sources = Sources::new();
        let source = sources.add(text.name, text.text.as_bytes());
        let (syntax, parse_diags) = iac_hcl::parse_template(source, text.text.as_bytes(), 0);
        let names = variables.keys().cloned().collect();
        let (expr, missing, lower_diags) = lower_standalone_template(&syntax, names);
        if let Some((name, span)) = missing.first().filter(|_| !parse_diags.has_errors()) {
            let place = place(&sources, *span);
            let message = format!("vars map does not contain key {name:?}, referenced at {place}");
            self.argument_failed(call, 1, "vars", &message, env);
            return unknown();
        }
        let mut diags = parse_diags;
        diags.extend(lower_diags);
        let value = if diags.has_errors() {
            unknown()
        } else {
            let frame = Env::EMPTY.frame_of(variables);
            let was_in_template = std::mem::replace(&mut self.in_template, true);
            let (value, rendered) = self.attempt(|this| this.eval(&expr, frame.env()));
            self.in_template = was_in_template;
            diags.extend(rendered);
            value
        };
        if diags.has_errors() {
            self.call_failed(call, &one_line(&diags, &sources), env);
            return unknown();
        }
        value
    }
}

fn is_variable_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && chars.all(|rest| rest.is_alphanumeric() || rest == '_' || rest == '-')
}

/// Why an expression cannot be the first argument of `templatestring`.
fn not_a_reference(expr: &Expr) -> Option<&'static str> {
    match expr.kind() {
        ExprKind::Reference(_)
        | ExprKind::Iterator(_)
        | ExprKind::Attribute(..)
        | ExprKind::Index(..)
        | ExprKind::Invalid => None,
        ExprKind::Literal(_) | ExprKind::Template(_) => Some(
            "templatestring is only for rendering templates retrieved dynamically from elsewhere, and so does not support providing \
             a literal template; consider using a template string expression instead",
        ),
        _ => Some(
            "must be a direct reference to a single string from elsewhere, containing valid Terraform template syntax",
        ),
    }
}

fn read(base: &std::path::Path, path: &str) -> Result<String, String> {
    let full = base.join(path);
    match std::fs::read(&full) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
            format!("contents of {path:?} are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents or the \
                     other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead")
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(format!(
            "no file exists at {path:?}; this function works only with files that are distributed as part of the configuration source \
             code, so if this file will be created by a resource in this configuration you must instead obtain this result from an \
             attribute of that resource"
        )),
        Err(error) => Err(format!("failed to read {path:?}: {error}")),
    }
}

fn place(sources: &Sources, span: iac_core::diag::Span) -> String {
    let Some(source) = sources.source(span.source) else { return String::new() };
    let (start, end) = (source.position(span.start), source.position(span.end));
    if start.line == end.line {
        format!("{}:{},{}-{}", source.name, start.line, start.column, end.column)
    } else {
        format!("{}:{},{}-{},{}", source.name, start.line, start.column, end.line, end.column)
    }
}

/// Diagnostics as one sentence: the first with its place, and how many others there are.
fn one_line(diags: &Diagnostics, sources: &Sources) -> String {
    let errors: Vec<&Diagnostic> = diags.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    let Some(first) = errors.first() else { return String::new() };
    let place = first.subject.map(|span| format!("{}: ", place(sources, span))).unwrap_or_default();
    let detail = &first.detail;
    let others = match errors.len() {
        1 => String::new(),
        count => format!(", and {} other diagnostic(s)", count - 1),
    };
    format!("{place}{}; {detail}{others}", first.summary)
}
