//! Minimal examples on which other HCL implementations were seen to go wrong; Terraform decides what is right.

use iac_core::diag::{Severity, SourceId};
use iac_hcl::ast::{ExprKind, TemplatePart};
use iac_hcl::{parse_body, tokenize};
use std::fs;
use std::path::{Path, PathBuf};

fn cases(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hcl-cases").join(folder);
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder).expect("folder of cases").map(|it| it.expect("entry").path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files.into_iter().map(|path| (path.clone(), fs::read(path).expect("case"))).collect()
}

fn check_all(folder: &str, valid: bool) {
    let mut wrong = Vec::new();
    for (path, text) in cases(folder) {
        let (_, diags) = parse_body(SourceId(0), &text);
        if diags.iter().any(|it| it.severity == Severity::Error) == valid {
            wrong.push(format!("{}: {diags:#?}", path.display()));
        }
        let joined: Vec<u8> = tokenize(SourceId(0), &text)
            .iter()
            .flat_map(|token| &text[token.span.start as usize..token.span.end as usize])
            .copied()
            .collect();
        assert_eq!(joined, text, "{}: tokens cover every byte once", path.display());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn accepts_what_others_reject() {
    check_all("1-valid-rejected", true);
}

#[test]
fn rejects_what_others_accept() {
    check_all("2-invalid-accepted", false);
}

#[test]
fn accepts_what_others_do_not_reproduce() {
    check_all("3-roundtrip-changed", true);
}

#[test]
fn accepts_what_others_evaluate_wrongly() {
    check_all("4-wrong-value", true);
}

/// Checks the text or number of the only attribute, with the literals of directive bodies in brackets.
fn check_value(case: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hcl-cases/4-wrong-value").join(case);
    let (body, _) = parse_body(SourceId(0), &fs::read(path).expect("case"));
    let value = match &body.attributes[0].expr.kind {
        ExprKind::Number(number) => number.to_string(),
        ExprKind::Template(template) => text(&template.parts),
        other => panic!("{case}: {other:?}"),
    };
    assert_eq!(value, expected, "{case}");
}

fn text(parts: &[TemplatePart]) -> String {
    let part = |part: &TemplatePart| match part {
        TemplatePart::Literal { text, .. } => text.to_string(),
        TemplatePart::Interpolation(_) => "${}".to_owned(),
        TemplatePart::Directive(directive) => match &**directive {
            iac_hcl::ast::Directive::If { then, .. } => format!("[{}]", text(&then.parts)),
            iac_hcl::ast::Directive::For { body, .. } => format!("[{}]", text(&body.parts)),
        },
    };
    parts.iter().map(part).collect()
}

#[test]
fn literals_have_terraforms_values() {
    check_value("p-big-integer.tf", "123456789012345678901234567890");
    check_value("p-decimal-precision.tf", "123456789.123456789123456789");
    check_value("p-directive-body-escape.tf", "[a\tbA]");
    check_value("p-heredoc-dash-blank-line-long.tf", "a\n      \nb\n");
    check_value("p-heredoc-dash-blank-line-short.tf", "a\n \nb\n");
    check_value("p-heredoc-dash-directive-body.tf", "[  ${}\n]");
}
