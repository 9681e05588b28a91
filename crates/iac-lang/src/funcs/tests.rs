//! The functions against what Terraform 1.15.5 itself computes, and their common rules.
//!
//! Each file of `golden/` holds rows `expression`, a tab, and the result as [`shown`] writes it. The rows were taken
//! from Terraform; every function has rows with null, unknown and sensitive arguments.

use super::{call, catalogue, exists, names};
use crate::eval::{EmptyScope, Repetition, Scope};
use crate::expr::{LowerContext, lower_expr};
use crate::refs::{PathKind, Subject};
use iac_core::addr::{InstanceKey, ResourceAddr};
use iac_core::diag::{Diagnostic, Sources};
use iac_core::value::{Kind, Marks, Refinement, Type, Value};
use std::path::Path;
use std::sync::Arc;

/// A scope whose locals are unknown: `s` a string, `num` a number, `l`, `st` and `m` collections, `d` of unknown type.
struct Unknowns {
    impure: bool,
}

impl Scope for Unknowns {
    fn value(&self, subject: &Subject) -> Result<Value, Diagnostic> {
        let Subject::Local(name) = subject else { return EmptyScope.value(subject) };
        let ty = match &**name {
            "s" => Type::String,
            "num" => Type::Number,
            "l" => Type::list(Type::String),
            "st" => Type::set(Type::String),
            "m" => Type::map(Type::String),
            "d" => return Ok(Value::unknown(Type::Dynamic)),
            _ => return EmptyScope.value(subject),
        };
        Ok(Value::refined(ty, Refinement { not_null: true, ..Refinement::default() }))
    }
    fn resource(&self, addr: &ResourceAddr) -> Result<Value, Diagnostic> {
        EmptyScope.resource(addr)
    }
    fn resource_instance(&self, addr: &ResourceAddr, key: &InstanceKey) -> Result<Value, Diagnostic> {
        EmptyScope.resource_instance(addr, key)
    }
    fn module_call(&self, name: &str) -> Result<Value, Diagnostic> {
        EmptyScope.module_call(name)
    }
    fn module_output(&self, name: &str, key: &InstanceKey, output: &str) -> Result<Value, Diagnostic> {
        EmptyScope.module_output(name, key, output)
    }
    fn repetition(&self, _subject: &Subject) -> Repetition {
        Repetition::None
    }
    fn path(&self, kind: PathKind) -> Result<Value, Diagnostic> {
        EmptyScope.path(kind)
    }
    fn base_dir(&self) -> &Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/funcs/golden/files"))
    }
    fn impure_unknown(&self) -> bool {
        self.impure
    }
    fn plan_timestamp(&self) -> Option<Arc<str>> {
        Some("2024-01-02T03:04:05Z".into())
    }
}

/// A value on one line: collections with their conversion function, unknown and sensitive values in angle brackets.
fn shown(value: &Value) -> String {
    let items = |items: &[Value]| items.iter().map(shown).collect::<Vec<_>>().join(", ");
    let entries = || {
        let entries = value.as_entries().into_iter().flatten();
        entries.map(|(key, item)| format!("{key:?} = {}", shown(item))).collect::<Vec<_>>().join(", ")
    };
    let text = match value.kind() {
        Kind::Null(ty) => format!("null({ty})"),
        Kind::Unknown(_) => "<unknown>".into(),
        Kind::Bool(truth) => truth.to_string(),
        Kind::Number(number) => number.to_string(),
        Kind::String(text) => format!("{text:?}"),
        Kind::List(list) => format!("tolist([{}])", items(&list.items)),
        Kind::Set(set) => format!("toset([{}])", items(&set.items)),
        Kind::Tuple(tuple) => format!("[{}]", items(tuple)),
        Kind::Map(_) => format!("tomap({{{}}})", entries()),
        Kind::Object(_) => format!("{{{}}}", entries()),
    };
    if value.marks().sensitive { format!("<sensitive {text}>") } else { text }
}

fn evaluated(text: &str, scope: &dyn Scope) -> String {
    let mut sources = Sources::new();
    let source = sources.add("test.tf", text.as_bytes().to_vec());
    let (syntax, mut diags) = iac_hcl::parse_expression(source, text.as_bytes(), 0);
    let (expr, lowering) = lower_expr(&syntax, &LowerContext::default());
    diags.extend(lowering);
    if !diags.has_errors() {
        let (value, evaluation) = expr.eval(scope);
        if !evaluation.has_errors() {
            return shown(&value);
        }
        diags.extend(evaluation);
    }
    let errors = diags.iter().map(|diagnostic| format!("{}: {}", diagnostic.summary, diagnostic.detail));
    format!("error: {}", errors.collect::<Vec<_>>().join(" "))
}

/// Every row of a golden table, with all that differ reported at once.
fn check(table: &str) {
    let wrong: Vec<String> = table
        .lines()
        .filter_map(|row| row.split_once('\t'))
        .filter_map(|(expression, expected)| {
            let got = evaluated(expression, &Unknowns { impure: false });
            (got != expected).then(|| format!("{expression}\n  expected {expected}\n  got      {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} rows differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn text_functions_agree_with_terraform() {
    check(include_str!("golden/text.txt"));
}

#[test]
fn number_functions_agree_with_terraform() {
    check(include_str!("golden/number.txt"));
}

#[test]
fn collection_functions_agree_with_terraform() {
    check(include_str!("golden/collection.txt"));
}

#[test]
fn encoding_functions_agree_with_terraform() {
    check(include_str!("golden/encoding.txt"));
}

#[test]
fn formatting_functions_agree_with_terraform() {
    check(include_str!("golden/format.txt"));
}

#[test]
fn network_and_time_functions_agree_with_terraform() {
    check(include_str!("golden/network_time.txt"));
}

#[test]
fn file_functions_agree_with_terraform() {
    check(include_str!("golden/file.txt"));
}

#[test]
fn conversions_and_marks_agree_with_terraform() {
    check(include_str!("golden/conversion.txt"));
}

#[test]
fn the_catalogue_is_complete_but_for_the_functions_of_the_evaluator() {
    assert_eq!(names().len(), 114);
    assert!(exists("core::cidrsubnet") && exists("cidrsubnet"));
    for lazy in ["try", "can", "convert", "templatefile", "templatestring"] {
        assert!(!exists(lazy), "{lazy}");
    }
}

#[test]
fn clocks_and_random_functions_are_unknown_while_planning() {
    let planning = Unknowns { impure: true };
    for expression in ["timestamp()", "uuid()", "bcrypt(\"a\")"] {
        assert_eq!(evaluated(expression, &planning), "<unknown>", "{expression}");
        assert_ne!(evaluated(expression, &Unknowns { impure: false }), "<unknown>", "{expression}");
    }
    assert_eq!(evaluated("plantimestamp()", &planning), "\"2024-01-02T03:04:05Z\"");
    assert_eq!(evaluated("timestamp() == null", &planning), "false");
}

#[test]
fn bcrypt_rejects_null_keeps_marks_and_waits_for_unknowns() {
    let scope = Unknowns { impure: false };
    assert!(evaluated("bcrypt(\"secret\", 4)", &scope).starts_with("\"$2a$04$"));
    assert_eq!(evaluated("bcrypt(local.s, 4)", &scope), "<unknown>");
    assert_eq!(evaluated("issensitive(bcrypt(sensitive(\"a\"), 4))", &scope), "true");
    assert!(evaluated("bcrypt(null)", &scope).contains("argument must not be null"));
}

#[test]
fn a_secret_argument_never_shows_in_an_error() {
    let secret = Value::string("hunter2").with_marks(Marks::SENSITIVE);
    for function in catalogue::all() {
        let count = function.params.len().max(1);
        let args = vec![secret.clone(); count];
        if let Some(Err(error)) = call(function.name, &args, &EmptyScope) {
            assert!(!error.message.contains("hunter2"), "{}: {}", function.name, error.message);
        }
    }
}

#[test]
fn every_function_reports_too_few_and_too_many_arguments() {
    for function in catalogue::all() {
        let required = function.params.len();
        if required > 0 {
            assert!(function.check_arity(required - 1).is_err(), "{}", function.name);
        }
        assert_eq!(function.check_arity(required + 1).is_err(), function.variadic.is_none(), "{}", function.name);
    }
}

#[test]
fn an_unknown_argument_never_panics_and_a_marked_one_marks_the_result() {
    let marked = Value::unknown(Type::Dynamic).with_marks(Marks::SENSITIVE);
    for function in catalogue::all() {
        let count = function.params.len().max(1);
        if function.params.is_empty() && function.variadic.is_none() {
            continue;
        }
        let args = vec![marked.clone(); count];
        let clears = ["nonsensitive", "issensitive", "ephemeralasnull"].contains(&function.name);
        match call(function.name, &args, &EmptyScope) {
            Some(Ok(result)) if !clears => assert!(result.contains_sensitive(), "{}", function.name),
            Some(_) => {}
            None => panic!("{} is not callable by its own name", function.name),
        }
    }
}

#[test]
fn rsadecrypt_reads_what_openssl_encrypted() {
    check(include_str!("golden/rsa.txt"));
}
