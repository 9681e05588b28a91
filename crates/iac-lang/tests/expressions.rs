//! Tables of expressions with their values and errors, as Terraform 1.15.5 gives them for outputs of a plan.
//!
//! A case is two lines: the expression, then `= value : type`, with `(sensitive)` and `(unknown)` where they apply, or
//! `! Summary: detail`. Terraform's messages of `try` also name places; those are left out.

use iac_core::addr::{InstanceKey, ResourceAddr};
use iac_core::diag::{Diagnostic, Sources};
use iac_core::value::{Kind, Refinement, Type, Value, to_json};
use iac_lang::eval::{Repetition, Scope};
use iac_lang::expr::{LowerContext, lower_expr};
use iac_lang::refs::{PathKind, Subject};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[test]
fn operators_give_what_terraform_gives() {
    check_file(include_str!("expressions/operators.txt"));
}

#[test]
fn conditionals_give_what_terraform_gives() {
    check_file(include_str!("expressions/conditional.txt"));
}

#[test]
fn collections_give_what_terraform_gives() {
    check_file(include_str!("expressions/collections.txt"));
}

#[test]
fn for_expressions_give_what_terraform_gives() {
    check_file(include_str!("expressions/for.txt"));
}

#[test]
fn splats_give_what_terraform_gives() {
    check_file(include_str!("expressions/splat.txt"));
}

#[test]
fn templates_give_what_terraform_gives() {
    check_file(include_str!("expressions/template.txt"));
}

#[test]
fn calls_give_what_terraform_gives() {
    check_file(include_str!("expressions/calls.txt"));
}

#[test]
fn references_give_what_terraform_gives() {
    check_file(include_str!("expressions/references.txt"));
}

/// Checks every case of a table and reports all that fail.
fn check_file(table: &str) {
    let scope = TestScope::new();
    let lines: Vec<&str> = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let failures: Vec<String> = lines
        .chunks(2)
        .filter_map(|case| {
            let (expr, expected) = (case[0], case[1].trim_start());
            let actual = outcome(expr, &scope);
            (actual != expected).then(|| format!("{expr}\n  want {expected}\n  have {actual}\n"))
        })
        .collect();
    assert!(failures.is_empty(), "{} of {} cases fail:\n{}", failures.len(), lines.len() / 2, failures.concat());
}

/// The value or first error of an expression, as the tables write it.
fn outcome(text: &str, scope: &TestScope) -> String {
    let mut sources = Sources::new();
    let source = sources.add("main.tf", text.as_bytes());
    let (syntax, mut diags) = iac_hcl::parse_expression(source, text.as_bytes(), 0);
    let mut value = Value::null(Type::Dynamic);
    if !diags.has_errors() {
        let expr = diags.absorb(lower_expr(&syntax, &LowerContext::default()));
        value = diags.absorb(expr.eval(scope));
    }
    match diags.iter().find(|diagnostic| diagnostic.is_error()) {
        Some(error) => {
            let detail: Vec<&str> = error.detail.split_whitespace().collect();
            format!("! {}: {}", error.summary, detail.join(" "))
        }
        None => describe(&value),
    }
}

fn describe(value: &Value) -> String {
    let marks = if value.contains_sensitive() { " (sensitive)" } else { "" };
    let (plain, _) = value.unmark_deep();
    if plain.is_null() {
        return format!("= null{marks}");
    }
    if !plain.is_wholly_known() {
        return format!("= {}{marks}", partial(&plain));
    }
    let ty = plain.ty();
    let json = to_json(&plain, &ty).expect("a known value has JSON");
    format!("= {json} : {ty}{marks}")
}

/// A value with unknown parts.
fn partial(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(",");
    match value.kind() {
        Kind::Unknown(_) => "(unknown)".into(),
        Kind::List(_) | Kind::Set(_) | Kind::Tuple(_) => {
            format!("[{}]", joined(value.as_elements().unwrap_or_default().iter().map(partial).collect()))
        }
        Kind::Map(_) | Kind::Object(_) => {
            let entries = value.as_entries().into_iter().flatten();
            format!("{{{}}}", joined(entries.map(|(key, value)| format!("{key:?}:{}", partial(value))).collect()))
        }
        _ => to_json(value, &value.ty()).expect("a known value has JSON"),
    }
}

/// The names that the tables use.
struct TestScope {
    values: BTreeMap<&'static str, Value>,
    base: PathBuf,
}

impl TestScope {
    fn new() -> Self {
        let list = |items: &[i64]| Value::list(Type::Number, items.iter().map(|item| Value::from(*item)).collect());
        let one = |value: i64| Value::object([("a", Value::from(value))]);
        let map: BTreeMap<Arc<str>, Value> = [("a".into(), Value::from(1))].into();
        let sensitive = |value: Value| value.with_marks(iac_core::value::Marks::SENSITIVE);
        let text = |texts: &[&str]| Value::tuple(texts.iter().map(|text| Value::from(*text)));
        let not_null = |ty| Value::refined(ty, Refinement { not_null: true, ..Refinement::default() });
        let values = BTreeMap::from([
            ("var.sens", sensitive(Value::from("sec"))),
            ("var.nul", Value::null(Type::list(Type::String))),
            ("local.o", Value::object([("a", Value::from(1)), ("b", Value::from("x"))])),
            ("local.l", Value::tuple([Value::from(1), Value::from(2)])),
            ("local.tl", list(&[1, 2])),
            ("local.tm", Value::map(Type::Number, map)),
            ("local.lo", Value::tuple([one(1), one(2)])),
            ("local.z", Value::null(Type::Dynamic)),
            ("local.u", not_null(Type::String)),
            ("local.unum", Value::unknown(Type::Number)),
            ("local.ulist", not_null(Type::list(Type::String))),
            ("local.udyn", Value::unknown(Type::Dynamic)),
            ("local.snum", sensitive(Value::from(1))),
            ("local.slist", sensitive(text(&["p", "q"]))),
            ("local.so", sensitive(one(1))),
            ("local.tpl", Value::from("hi ${name}")),
            ("local.tpl2", Value::from("${x}")),
            ("local.tpl3", Value::from("a${x}")),
        ]);
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expressions/files");
        Self { values, base }
    }

    fn object(input: Value) -> Value {
        let id = Value::refined(Type::String, Refinement { not_null: true, ..Refinement::default() });
        let null = Value::null(Type::Dynamic);
        Value::object([("id", id), ("output", input.clone()), ("input", input), ("triggers_replace", null)])
    }

    fn module(text: &str) -> Value {
        Value::object([("o", Value::string(format!("out-{text}")))])
    }
}

fn no_instance() -> Diagnostic {
    Diagnostic::error("Invalid index", "The given key does not identify an element in this collection value.")
}

impl Scope for TestScope {
    fn value(&self, subject: &Subject) -> Result<Value, Diagnostic> {
        let (name, summary, detail) = match subject {
            Subject::Variable(name) => (
                format!("var.{name}"),
                "Reference to undeclared input variable",
                format!(
                    "An input variable with the name {name:?} has not been declared. This variable can be declared with a \
                     variable {name:?} {{}} block."
                ),
            ),
            Subject::Local(name) => (
                format!("local.{name}"),
                "Reference to undeclared local value",
                format!("A local value with the name {name:?} has not been declared."),
            ),
            Subject::Terraform(_) => return Ok(Value::from("default")),
            _ => return Err(Diagnostic::error("Not in this scope", "The test scope has no such object.")),
        };
        self.values.get(&*name).cloned().ok_or_else(|| Diagnostic::error(summary, detail))
    }

    fn resource(&self, addr: &ResourceAddr) -> Result<Value, Diagnostic> {
        let instance = |key| self.resource_instance(addr, &key);
        match &*addr.name {
            "u" => instance(InstanceKey::None),
            "c" => Ok(Value::tuple([instance(InstanceKey::Int(0))?, instance(InstanceKey::Int(1))?])),
            "f" => Ok(Value::object([("a", instance(InstanceKey::String("a".into()))?)])),
            _ => {
                let detail = format!(
                    "A {} resource {:?} {:?} has not been declared in the root module.",
                    if addr.to_string().starts_with("data") { "data" } else { "managed" },
                    addr.ty,
                    addr.name
                );
                Err(Diagnostic::error("Reference to undeclared resource", detail))
            }
        }
    }

    fn resource_instance(&self, addr: &ResourceAddr, key: &InstanceKey) -> Result<Value, Diagnostic> {
        match (&*addr.name, key) {
            ("u", InstanceKey::None) => Ok(Self::object(Value::null(Type::Dynamic))),
            ("c", InstanceKey::Int(at @ 0..2)) => Ok(Self::object(Value::string(format!("i{at}")))),
            ("f", InstanceKey::String(key)) if &**key == "a" => Ok(Self::object(Value::from("v"))),
            _ => Err(no_instance()),
        }
    }

    fn module_call(&self, name: &str) -> Result<Value, Diagnostic> {
        match name {
            "m" => Ok(Self::module("x")),
            "mc" => Ok(Value::tuple([Self::module("0"), Self::module("1")])),
            "mf" => Ok(Value::object([("k", Self::module("kk"))])),
            _ => {
                let detail = format!("No module call named {name:?} is declared in the root module.");
                Err(Diagnostic::error("Reference to undeclared module", detail))
            }
        }
    }

    fn module_output(&self, name: &str, key: &InstanceKey, output: &str) -> Result<Value, Diagnostic> {
        let whole = self.module_call(name)?;
        let instance = match key {
            InstanceKey::None => Some(whole.clone()),
            InstanceKey::Int(at) => {
                whole.as_elements().and_then(|items| items.get(usize::try_from(*at).ok()?)).cloned()
            }
            InstanceKey::String(key) => whole.attribute(key).cloned(),
        };
        instance.ok_or_else(no_instance)?.attribute(output).cloned().ok_or_else(|| {
            let detail = format!("This object does not have an attribute named {output:?}.");
            Diagnostic::error("Unsupported attribute", detail)
        })
    }

    fn repetition(&self, subject: &Subject) -> Repetition {
        match subject {
            Subject::Resource(addr) if &*addr.name == "c" => Repetition::Count,
            Subject::Resource(addr) if &*addr.name == "f" => Repetition::ForEach,
            Subject::ModuleCall(name) if &**name == "mc" => Repetition::Count,
            Subject::ModuleCall(name) if &**name == "mf" => Repetition::ForEach,
            _ => Repetition::None,
        }
    }

    fn path(&self, _kind: PathKind) -> Result<Value, Diagnostic> {
        Ok(Value::from("."))
    }

    fn base_dir(&self) -> &Path {
        &self.base
    }

    fn impure_unknown(&self) -> bool {
        true
    }

    fn plan_timestamp(&self) -> Option<Arc<str>> {
        None
    }
}
