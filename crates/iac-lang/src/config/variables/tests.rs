//! Values of input variables from every place, and what is wrong with them.

use super::super::{
    DiskFiles, LoadOptions, LocalModulesOnly, SnapshotFiles, VariableArgument, load_config, load_variable_files,
};
use std::path::Path;

const CONFIG: &str = r#"
variable "text" { default = "unset" }
variable "name" {
  type    = string
  default = "unset"
}
variable "number" {
  type    = number
  default = 0
}
variable "any" {
  type    = any
  default = 0
}
variable "objects" {
  type    = list(object({ a = string, b = optional(number, 5) }))
  default = []
}
variable "strict" {
  type     = string
  default  = "strict"
  nullable = false
}
variable "secret" {
  default   = "s"
  sensitive = true
}
"#;

fn snapshot(files: &[(&str, &str)]) -> SnapshotFiles {
    let files = files.iter().map(|(name, text)| (Path::new(".").join(name), text.as_bytes().into())).collect();
    SnapshotFiles { files }
}

fn argument(text: &str) -> VariableArgument {
    match text.strip_prefix('@') {
        Some(path) => VariableArgument::File(format!("./{path}")),
        None => VariableArgument::Var(text.into()),
    }
}

/// Resolves one variable from files, environment and arguments; `Err` has the summaries of all diagnostics.
fn resolve(
    config: &str,
    files: &[(&str, &str)],
    environment: &[(&str, &str)],
    arguments: &[&str],
    name: &str,
) -> (String, Vec<String>) {
    let mut all = vec![("main.tf", config)];
    all.extend(files);
    let files = snapshot(&all);
    let (mut loaded, diags) = load_config(Path::new("."), &files, &LocalModulesOnly, &LoadOptions::default());
    assert!(!diags.has_errors(), "{diags:?}");
    let environment: Vec<(String, String)> =
        environment.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let arguments: Vec<VariableArgument> = arguments.iter().map(|text| argument(text)).collect();
    let (given, mut diags) = load_variable_files(Path::new("."), &files, &environment, &arguments, &mut loaded.sources);
    let (values, found) = given.resolve(&loaded.root);
    diags.extend(found);
    let value = &values[name];
    let shown = match (value.as_str(), value.as_number(), value.is_known()) {
        (Some(text), ..) => text.to_owned(),
        (_, Some(number), _) => number.to_string(),
        (.., false) => "unknown".to_owned(),
        _ => iac_core::value::to_json(value, &value.ty()).expect("a known value"),
    };
    (shown, diags.iter().map(|diagnostic| diagnostic.summary.clone()).collect())
}

#[test]
fn later_places_win() {
    let files = [
        ("terraform.tfvars", "name = \"tfvars\""),
        ("terraform.tfvars.json", r#"{"name": "json"}"#),
        ("b.auto.tfvars", "name = \"b\""),
        ("a.auto.tfvars.json", r#"{"name": "a", "//": "comment"}"#),
        ("named.tfvars", "name = \"named\""),
    ];
    let table: [(usize, &[&str], &str); 7] = [
        (0, &[], "environment"),
        (1, &[], "tfvars"),
        (2, &[], "json"),
        (4, &[], "b"),
        (4, &["name=cli"], "cli"),
        (5, &["name=cli", "@named.tfvars"], "named"),
        (5, &["@named.tfvars", "name=cli"], "cli"),
    ];
    for (count, arguments, expected) in table {
        let (value, summaries) = resolve(CONFIG, &files[..count], &[("TF_VAR_name", "environment")], arguments, "name");
        assert_eq!((value.as_str(), summaries), (expected, Vec::new()), "{count} {arguments:?}");
    }
}

#[test]
fn text_is_read_by_the_type_of_the_variable() {
    let table = [
        ("text=[1]", "text", "[1]"),
        ("name=5", "name", "5"),
        ("name=null", "name", "null"),
        ("number=5", "number", "5"),
        ("any=[1]", "any", "[1]"),
        ("any=\"x\"", "any", "x"),
        ("objects=[{a=1},{a=\"x\",b=null}]", "objects", r#"[{"a":"1","b":5},{"a":"x","b":5}]"#),
        ("secret=x=y", "secret", "x=y"),
    ];
    for (text, name, expected) in table {
        assert_eq!(resolve(CONFIG, &[], &[], &[text], name), (expected.to_owned(), Vec::new()), "{text}");
    }
}

#[test]
fn null_for_a_variable_that_is_not_nullable_means_its_default() {
    let files = [("terraform.tfvars", "strict = null")];
    assert_eq!(resolve(CONFIG, &files, &[], &[], "strict"), ("strict".to_owned(), Vec::new()));
}

#[test]
fn what_is_wrong_with_a_value_is_reported() {
    let one = |summary: &str| vec![summary.to_owned()];
    let table: [(&[(&str, &str)], &[&str], Vec<String>); 10] = [
        (&[], &["number=x"], one("Invalid value for input variable")),
        (&[], &["objects=[{}]"], one("Invalid value for input variable")),
        (&[], &["objects=["], one("Missing expression")),
        (&[], &["any=upper(\"x\")"], one("Function calls not allowed")),
        (&[], &["any=foo"], one("Variables not allowed")),
        (&[], &["nope=1"], one("Value for undeclared variable")),
        (&[], &["nope"], one("Invalid -var option")),
        (&[], &["@nope.tfvars"], one("Failed to read variables file")),
        (&[("terraform.tfvars", "variable \"x\" {}\n")], &[], one("Variable declaration in .tfvars file")),
        (
            &[("terraform.tfvars", "a = 1\nb = 1\nc = 1\nd = 1\n")],
            &[],
            vec![
                "Value for undeclared variable".to_owned(),
                "Value for undeclared variable".to_owned(),
                "Values for undeclared variables".to_owned(),
            ],
        ),
    ];
    for (files, arguments, expected) in table {
        let (_, summaries) = resolve(CONFIG, files, &[], arguments, "name");
        assert_eq!(summaries, expected, "{files:?} {arguments:?}");
    }
}

#[test]
fn a_required_variable_without_a_value_is_reported_and_unknown() {
    let config = "variable \"name\" {}\n";
    let expected = ("unknown".to_owned(), vec!["No value for required variable".to_owned()]);
    assert_eq!(resolve(config, &[], &[], &[], "name"), expected);
}

#[test]
fn an_undeclared_value_in_the_environment_is_nobodys_business() {
    assert_eq!(resolve(CONFIG, &[], &[("TF_VAR_nope", "1")], &[], "name"), ("unset".to_owned(), Vec::new()));
}

#[test]
fn a_directory_is_no_variables_file() {
    let mut sources = iac_core::diag::Sources::new();
    let arguments = [VariableArgument::File(env!("CARGO_MANIFEST_DIR").into())];
    let (_, diags) = load_variable_files(Path::new("/nonexistent"), &DiskFiles, &[], &arguments, &mut sources);
    let details: Vec<&str> = diags.iter().map(|diagnostic| &*diagnostic.detail).collect();
    assert!(details.len() == 1 && details[0].contains("is a directory"), "{details:?}");
}
