//! Evaluates one expression per line of standard input and prints its value with its type as JSON, or its first error.
//!
//! Serves differential tests of the evaluator: the output is what a plan of an output with that value says of it.

use iac_core::diag::{Diagnostic, Sources};
use iac_core::value::{Kind, Type, Value, to_json, type_to_json};
use iac_lang::eval::EmptyScope;
use iac_lang::expr::{LowerContext, lower_expr};
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        writeln!(out, "{}", evaluate(&line?))?;
    }
    Ok(())
}

fn evaluate(text: &str) -> String {
    let mut sources = Sources::new();
    let source = sources.add("line", text.as_bytes());
    let (syntax, mut diags) = iac_hcl::parse_expression(source, text.as_bytes(), 0);
    let mut value = Value::null(Type::Dynamic);
    if !diags.has_errors() {
        let expr = diags.absorb(lower_expr(&syntax, &LowerContext::default()));
        value = diags.absorb(expr.eval(&EmptyScope));
    }
    if let Some(error) = diags.iter().find(|diagnostic| diagnostic.is_error()) {
        return format!("{{\"error\":{}}}", text_to_json(&describe(error)));
    }
    if let Kind::Null(Type::Dynamic) = value.kind() {
        return "{\"null\":true}".into();
    }
    let (plain, _) = value.unmark_deep();
    let ty = plain.ty();
    match to_json(&plain, &ty) {
        Ok(json) => format!("{{\"type\":{},\"value\":{json}}}", type_to_json(&ty)),
        Err(_) => format!("{{\"unknown\":{}}}", type_to_json(&ty)),
    }
}

fn describe(error: &Diagnostic) -> String {
    format!("{}: {}", error.summary, error.detail)
}

fn text_to_json(text: &str) -> String {
    to_json(&Value::string(text), &Type::String).unwrap_or_default()
}
