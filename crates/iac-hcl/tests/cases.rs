//! Minimal examples on which other HCL implementations were seen to go wrong; Terraform decides what is right.

use iac_core::diag::{Severity, SourceId};
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
