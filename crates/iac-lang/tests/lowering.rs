//! Tables of what expressions lower to: references, static addresses, constants; and of what diagnostics say about names.

use iac_core::diag::{Diagnostic, Diagnostics, Sources};
use iac_core::value::{Type, Value};
use iac_hcl::json::{Node, NodeKind};
use iac_lang::eval::EmptyScope;
use iac_lang::expr::{
    Expr, ExprKind, LowerContext, Syntax, expr_as_target, lower_expr, lower_json_expr, lower_path, lower_provider_ref,
    lower_reference, lower_trigger,
};
use iac_lang::refs::{RefStep, Reference};

fn syntax(text: &str) -> iac_hcl::ast::Expr {
    let mut sources = Sources::new();
    let source = sources.add("main.tf", text.as_bytes());
    let (expr, diags) = iac_hcl::parse_expression(source, text.as_bytes(), 0);
    assert!(diags.is_empty(), "{text}: {diags:?}");
    expr
}

fn lower(text: &str) -> (Expr, Diagnostics) {
    lower_expr(&syntax(text), &LowerContext::default())
}

fn json_text(text: &str) -> Node {
    let span = syntax("a").span;
    Node { kind: NodeKind::String(text.into()), span }
}

/// `subject [key] steps`, with `?` for what is not constant.
fn show(reference: &Reference) -> String {
    let key = |expr: &Expr| match expr.kind() {
        ExprKind::Literal(value) => match (value.as_str(), value.as_number()) {
            (Some(text), _) => format!("[{text:?}]"),
            (_, Some(number)) => format!("[{number}]"),
            _ => "[…]".into(),
        },
        _ => "[?]".into(),
    };
    let steps = reference.steps.iter().map(|step| match step {
        RefStep::Attribute(name, _) => format!(".{name}"),
        RefStep::Index(expr, _) => key(expr),
    });
    let steps: String = steps.collect();
    let own_key = reference.key.as_ref().map(|expr| format!(" {}", key(expr))).unwrap_or_default();
    format!("{:?}{own_key} {steps}", reference.subject).trim_end().to_owned()
}

fn check_references(text: &str, expected: &[&str]) {
    let (expr, diags) = lower(text);
    assert!(diags.is_empty(), "{text}: {diags:?}");
    let found: Vec<String> = expr.references().into_iter().map(show).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_reference_is_split_into_subject_key_and_steps() {
    check_references("var.a", &["Variable(\"a\")"]);
    check_references("local.a.b[0].c", &["Local(\"a\") .b[0].c"]);
    check_references("module.m.out", &["ModuleCall(\"m\") .out"]);
    check_references("module.m[\"k\"].out.x", &["ModuleCall(\"m\") [\"k\"] .out.x"]);
    check_references("each.value.x", &["EachValue .x"]);
    check_references("path.module", &["Path(Module)"]);
    check_references("tofu.workspace", &["Terraform(\"workspace\")"]);
    check_references("self.id", &["This .id"]);
    let a = |rest: &str| format!("Resource(ResourceAddr {{ mode: Managed, ty: \"aws_a\", name: \"b\" }}){rest}");
    check_references("aws_a.b", &[&a("")]);
    check_references("resource.aws_a.b.id", &[&a(" .id")]);
    check_references("aws_a.b[0].id", &[&a(" [0] .id")]);
    check_references("aws_a.b.0.id", &[&a(" [0] .id")]);
    check_references("aws_a.b.x[0]", &[&a(" .x[0]")]);
    check_references("aws_a.b[count.index].id", &[&a(" [?] .id"), "CountIndex"]);
    check_references("aws_a.b[*].id", &[&a("")]);
    check_references("aws_a.b.x[var.i].y", &[&a(" .x[?].y"), "Variable(\"i\")"]);
    check_references("[for x in var.l : x.id + local.y]", &["Variable(\"l\")", "Local(\"y\")"]);
    check_references(
        "\"${var.a}%{if var.b}${var.c}%{endif}\"",
        &["Variable(\"a\")", "Variable(\"b\")", "Variable(\"c\")"],
    );
    check_references("{ a = var.a, (var.b) = 1 }", &["Variable(\"a\")", "Variable(\"b\")"]);
    check_references("1 + var.a * var.b - var.c", &["Variable(\"a\")", "Variable(\"b\")", "Variable(\"c\")"]);
}

#[test]
fn constants_are_folded_while_lowering() {
    let check = |text: &str, expected: Value| {
        let (expr, _) = lower(text);
        assert!(matches!(expr.kind(), ExprKind::Literal(value) if *value == expected), "{text}: {:?}", expr.kind());
    };
    check("\"a\"", Value::from("a"));
    check("\"\"", Value::from(""));
    check("\"a${\"b\"}c\"", Value::from("abc"));
    check("(null)", Value::null(Type::Dynamic));
    check("\"${5}\"", Value::from(5));
    let heredoc = lower("<<E\na\nb\nE\n").0;
    assert!(matches!(heredoc.kind(), ExprKind::Literal(value) if value.as_str() == Some("a\nb\n")));
}

#[test]
fn json_strings_are_templates_and_so_are_keys() {
    let check = |text: &str, expected: Value| {
        let (expr, diags) = lower_json_expr(&json_text(text), &LowerContext::default());
        let (value, more) = expr.eval(&EmptyScope);
        assert!(diags.is_empty() && more.is_empty(), "{text}: {diags:?} {more:?}");
        assert_eq!(value, expected, "{text}");
    };
    check("plain \"text\"", Value::from("plain \"text\""));
    check("${1 + 1}", Value::from(2));
    check("a${1 + 1}", Value::from("a2"));
    check("$${a}", Value::from("${a}"));
}

fn text_of<T: ToString>(result: Result<T, Diagnostic>) -> String {
    result.map_or_else(|error| format!("{}: {}", error.summary, error.detail), |value| value.to_string())
}

#[test]
fn addresses_are_read_bare_quoted_and_from_json() {
    let check = |text: &str, expected: &str| {
        assert_eq!(text_of(expr_as_target(Syntax::from(&syntax(text)))), expected, "{text}");
        if !text.contains('"') {
            assert_eq!(text_of(expr_as_target(Syntax::from(&syntax(&format!("{text:?}"))))), expected, "quoted {text}");
        }
        assert_eq!(text_of(expr_as_target(Syntax::from(&json_text(text)))), expected, "JSON {text}");
    };
    check("aws_a.b", "aws_a.b");
    check("aws_a.b[0]", "aws_a.b[0]");
    check("module.m[\"k\"].data.aws_a.b", "module.m[\"k\"].data.aws_a.b");
    check("module.m.module.n", "module.m.module.n");
    check("aws_a", "Invalid address: Resource specification must include a resource type and name.");
    check("aws_a.b.c", "Invalid address: Unexpected extra operators after address.");
    let reference = |text: &str| lower_reference(Syntax::from(&syntax(text))).map(|reference| show(&reference));
    assert_eq!(text_of(reference("module.m")), "ModuleCall(\"m\")");
    assert!(text_of(reference("a.b[var.x]")).starts_with("Invalid expression: A single static variable reference"));
    assert!(text_of(reference("upper(\"a\")")).starts_with("Invalid expression"));
    let path = |text: &str| text_of(lower_path(Syntax::from(&syntax(text))));
    assert_eq!(path("tags[\"Name\"]"), "tags[\"Name\"]");
    assert_eq!(path("\"ingress[0].port\""), "ingress[0].port");
    let provider = |text: &str| {
        lower_provider_ref(Syntax::from(&syntax(text)), "provider").map(|it| format!("{:?}", (it.local_name, it.alias)))
    };
    assert_eq!(text_of(provider("aws.west")), "(\"aws\", Some(\"west\"))");
    assert_eq!(text_of(provider("\"aws\"")), "(\"aws\", None)");
    assert!(
        text_of(provider("aws[0]")).starts_with("Invalid provider configuration reference: Provider name must either")
    );
    let trigger = |text: &str| lower_trigger(Syntax::from(&syntax(text))).map(|reference| show(&reference));
    assert!(text_of(trigger("aws_a.b[each.key].id")).ends_with("[?] .id"));
    assert!(text_of(trigger("var.a")).contains("Missing resource reference"));
}

#[test]
fn diagnostics_name_the_values_in_scope() {
    let check = |text: &str, expected: &[(&str, &str)]| {
        let (expr, diags) = lower(text);
        assert!(diags.is_empty(), "{text}: {diags:?}");
        let (_, diags) = expr.eval(&EmptyScope);
        let error = diags.iter().next().expect("an error");
        let values: Vec<(&str, &str)> =
            error.values.iter().map(|value| (&*value.traversal, &*value.statement)).collect();
        assert_eq!(values, expected, "{text}");
    };
    check("[for x in [\"a\"] : x + 1]", &[("x", "is \"a\"")]);
    check("[for x in [{ a = [1, 2] }] : x.a.b]", &[("x.a", "is tuple with 2 elements")]);
    check("[for k, v in { a = null } : v.b]", &[("v", "is null")]);
    check("[for x in [sensitive(\"a\")] : x + 1]", &[]);
    check("[for x in [{ a = 1 }] : x[0]]", &[("x", "is object with 1 attribute \"a\"")]);
}

#[test]
fn heredocs_strip_as_terraform_does() {
    let check = |text: &str, expected: &str| {
        let (value, diags) = lower(text).0.eval(&EmptyScope);
        assert!(diags.is_empty(), "{text}: {diags:?}");
        assert_eq!(value.as_str(), Some(expected), "{text}");
    };
    check("<<-E\n    a\n    %{~ if true ~}\n    b\n    %{~ endif ~}\n    c\n    E\n", "    a\n    b\n    c\n");
    check("<<E\nx\n  ${~ 1 ~}\n\n y\nE\n", "x\n1\n y\n");
    check("\"a\\n ${~ 1 ~} \\n b\"", "a1b");
    check("<<-E\n  a\n    b\n  E\n", "a\n  b\n");
}
