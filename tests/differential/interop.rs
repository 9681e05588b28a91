//! State goes back and forth between both programs and stays what it is.

use crate::tools::{Tool, Workdir, has_terraform};
use serde_json::Value as Json;

const EVERYTHING: &str = r#"
resource "terraform_data" "values" {
  count = 2
  input = {
    text = "<&>é\u2028 ${count.index}", huge = 1.5e30, exact = 123456789012345678901234567890, fraction = 0.1
    list = [], map = {}, nothing = null, set = toset(["b", "a"]), big_list = tolist([1, 2, 3])
  }
}
resource "terraform_data" "secret" {
  input            = sensitive({ a = 1, b = [1, 2] })
  triggers_replace = terraform_data.values[0].id
  lifecycle { create_before_destroy = true }
}
resource "terraform_data" "keyed" {
  for_each = { "a b" = 1, "é\"" = 2 }
  input    = { v = each.value, s = terraform_data.secret.output, m = { k = sensitive("x") } }
}
resource "terraform_data" "empty" {}
module "m" {
  source   = "./m"
  for_each = toset(["p", "q"])
  v        = terraform_data.values[1].output.text
}
variable "v" {
  default = 1
  validation {
    condition     = var.v > 0
    error_message = "v must be positive."
  }
}
output "value" { value = { a = 1, b = tolist([1]), c = null, d = tomap({ z = "<" }), e = [1, "2"] } }
output "secret" {
  value     = terraform_data.secret.output
  sensitive = true
}
output "checked" {
  value = terraform_data.empty.id
  precondition {
    condition     = terraform_data.empty.id != ""
    error_message = "There must be an id."
  }
}
check "c" {
  assert {
    condition     = terraform_data.secret.id != ""
    error_message = "There must be an id."
  }
}
"#;

const MODULE: &str = r#"
variable "v" {}
data "terraform_remote_state" "r" {
  backend = "local"
  config  = { path = "${path.module}/other.json" }
}
resource "terraform_data" "x" { input = "${var.v}${data.terraform_remote_state.r.outputs.y}" }
resource "terraform_data" "y" {
  input      = terraform_data.x.id
  depends_on = [terraform_data.x]
}
output "x" { value = terraform_data.x }
"#;

const OTHER: &str = r#"{"version":4,"terraform_version":"1.15.5","serial":1,"lineage":"x","outputs":{"y":{"value":"Y","type":"string"}},"resources":[],"check_results":null}"#;

fn everything(name: &str) -> Workdir {
    let dir = Workdir::new(name, EVERYTHING);
    dir.write("m/main.tf", MODULE);
    dir.write("m/other.json", OTHER);
    Tool::Terraform.ok(&dir, &["init"]);
    dir
}

fn apply(tool: Tool, dir: &Workdir) {
    tool.ok(dir, &["apply", "-auto-approve", "-no-color"]);
}

/// The text of a state but for its serial, and with check results in one order: Terraform's is random.
fn content(text: &str) -> String {
    let mut state: Json = serde_json::from_str(text).expect("a state");
    state["serial"] = 0.into();
    if let Some(results) = state["check_results"].as_array_mut() {
        results.sort_by_key(ToString::to_string);
    }
    serde_json::to_string_pretty(&state).expect("is JSON")
}

/// Both states say the same; the first line that differs is named.
fn check_same(state: &str, want: &str, what: &str) {
    let (state, want) = (content(state), content(want));
    let differing = state.lines().zip(want.lines()).find(|(a, b)| a != b);
    assert!(differing.is_none() && state.len() == want.len(), "{what}: {differing:?}");
}

fn check_no_changes(tool: Tool, dir: &Workdir) {
    let output = tool.run(dir, &["plan", "-detailed-exitcode", "-no-color"]);
    assert_eq!(output.status.code(), Some(0), "{tool:?}: {}", crate::tools::printed(&output));
}

/// One program makes everything, the other one finds nothing to do and leaves the file as it is.
fn check_handover(name: &str, first: Tool, second: Tool) {
    if !has_terraform() {
        return;
    }
    let dir = everything(name);
    apply(first, &dir);
    // Terraform notes what others force upon an object's order of replacement only with its second run.
    apply(first, &dir);
    let before = dir.read("terraform.tfstate");
    for tool in [second, first, second] {
        let unplanned = dir.read("terraform.tfstate");
        check_no_changes(tool, &dir);
        assert!(dir.read("terraform.tfstate") == unplanned, "{tool:?} only planned");
        apply(tool, &dir);
        check_same(&dir.read("terraform.tfstate"), &before, &format!("{tool:?} had nothing to do"));
    }
    second.ok(&dir, &["destroy", "-auto-approve", "-no-color"]);
    assert_eq!(dir.state()["resources"], Json::Array(Vec::new()));
}

#[test]
fn iac_takes_over_what_terraform_made() {
    check_handover("terraform-iac", Tool::Terraform, Tool::Iac);
}

#[test]
fn terraform_takes_over_what_iac_made() {
    check_handover("iac-terraform", Tool::Iac, Tool::Terraform);
}

#[test]
fn iac_writes_terraforms_bytes() {
    if !has_terraform() {
        return;
    }
    let dir = everything("bytes");
    apply(Tool::Terraform, &dir);
    apply(Tool::Terraform, &dir);
    let theirs = dir.read("terraform.tfstate");
    apply(Tool::Iac, &dir);
    assert_eq!(dir.read("terraform.tfstate"), theirs, "nothing changed, so that nothing is written");
    assert_eq!(Tool::Iac.ok(&dir, &["state", "pull"]).trim_end(), theirs.trim_end());
    // Tainting and untainting writes the whole state twice and changes nothing but the serial.
    Tool::Iac.ok(&dir, &["taint", "terraform_data.empty"]);
    Tool::Iac.ok(&dir, &["untaint", "terraform_data.empty"]);
    let serial = |text: &str| serde_json::from_str::<Json>(text).expect("a state")["serial"].to_string();
    let ours = dir.read("terraform.tfstate");
    let line = |text: &str| format!("\n  \"serial\": {},\n", serial(text));
    assert_eq!(ours.replacen(&line(&ours), &line(&theirs), 1), theirs);
}

#[test]
fn tainted_and_deposed_objects_mean_the_same_to_both() {
    if !has_terraform() {
        return;
    }
    let dir = Workdir::new("tainted", "resource \"terraform_data\" \"a\" {\n  input = 1\n}\n");
    apply(Tool::Terraform, &dir);
    for (marker, other) in [(Tool::Terraform, Tool::Iac), (Tool::Iac, Tool::Terraform)] {
        marker.ok(&dir, &["taint", "terraform_data.a"]);
        let text = other.ok(&dir, &["plan", "-no-color"]);
        assert!(text.contains("1 to add, 0 to change, 1 to destroy"), "{other:?}: {text}");
        other.ok(&dir, &["untaint", "terraform_data.a"]);
        check_no_changes(marker, &dir);
    }
    let mut state = dir.state();
    let mut deposed = state["resources"][0]["instances"][0].clone();
    deposed["deposed"] = "00c0ffee".into();
    state["resources"][0]["instances"].as_array_mut().expect("instances").push(deposed);
    dir.write("terraform.tfstate", &serde_json::to_string_pretty(&state).expect("is JSON"));
    for tool in [Tool::Terraform, Tool::Iac] {
        let text = tool.ok(&dir, &["plan", "-no-color"]);
        assert!(text.contains("0 to add, 0 to change, 1 to destroy"), "{tool:?}: {text}");
    }
    apply(Tool::Iac, &dir);
    assert_eq!(dir.state()["resources"][0]["instances"].as_array().map(Vec::len), Some(1));
    check_no_changes(Tool::Terraform, &dir);
}
