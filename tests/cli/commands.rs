//! What the commands print when all is well.

use crate::World;
use crate::check;

const MAIN: &str = r#"
variable "name" {
  default = "one"
}
resource "terraform_data" "a" {
  input = { name = var.name, list = ["x", "y", null], policy = jsonencode({ Version = "1" }), text = "a\nb\n" }
}
resource "terraform_data" "b" {
  count = 2
  input = count.index
}
output "name" {
  value = var.name
}
output "zones" {
  value = tolist(["a", "b"])
}
"#;

#[test]
fn a_plan_shows_what_will_be_created() {
    check!("plan_create", MAIN, "plan", "-no-color");
}

#[test]
fn a_plan_without_changes_says_so_and_exits_with_0() {
    let world = World::new(MAIN);
    world.apply();
    let run = world.run(&["plan", "-no-color", "-detailed-exitcode"]).succeeded();
    assert!(run.stdout.contains("No changes. Your infrastructure matches the configuration."), "{}", run.stdout);
}

#[test]
fn a_plan_shows_each_change_inside_values() {
    let world = World::new(MAIN);
    world.apply();
    let main = MAIN
        .replace("\"y\", null", "\"z\", null")
        .replace("Version = \"1\"", "Version = \"2\"")
        .replace("a\\nb", "a\\nc")
        .replace("count = 2", "count = 1");
    world.write("main.tf", &main);
    let run = world.run(&["plan", "-no-color", "-detailed-exitcode", "-var", "name=two"]);
    assert_eq!(run.code, Some(2));
    let changes = run.stdout.split_once("Terraform used").map_or("", |(_, changes)| changes);
    insta::assert_snapshot!("plan_change", crate::world::steady(changes));
}

#[test]
fn apply_asks_and_takes_only_yes() {
    let world = World::new("resource \"terraform_data\" \"a\" {}\n");
    let no = world.run_with(&["apply", "-no-color"], &[], "y\n");
    assert_eq!((no.code, no.stdout.contains("Apply cancelled.")), (Some(1), true), "{}", no.stdout);
    let yes = world.run_with(&["apply", "-no-color"], &[], "yes\n").succeeded();
    assert!(yes.stdout.contains("Apply complete! Resources: 1 added, 0 changed, 0 destroyed."), "{}", yes.stdout);
    let gone = world.run(&["destroy", "-no-color", "-auto-approve"]).succeeded();
    assert!(gone.stdout.contains("Destroy complete! Resources: 1 destroyed."), "{}", gone.stdout);
}

#[test]
fn a_saved_plan_is_applied_without_asking() {
    let world = World::new(MAIN);
    world.run(&["plan", "-out=p"]).succeeded();
    world.write("main.tf", "this is not read");
    let run = world.run(&["apply", "-no-color", "p"]).succeeded();
    assert!(run.stdout.contains("Apply complete! Resources: 3 added, 0 changed, 0 destroyed."), "{}", run.stdout);
}

#[test]
fn outputs_are_shown_in_each_form() {
    let world = World::new(MAIN);
    world.apply();
    let all: Vec<String> = [
        &["output", "-no-color"][..],
        &["output", "-json"],
        &["output", "-raw", "name"],
        &["output", "zones"],
        &["output", "nope", "-no-color"],
        &["output", "-raw", "zones", "-no-color"],
    ]
    .iter()
    .map(|arguments| format!("$ {}\n{}", arguments.join(" "), world.run(arguments).shown()))
    .collect();
    insta::assert_snapshot!("output", all.join("\n"));
}

#[test]
fn show_prints_the_state_as_blocks() {
    let world = World::new(MAIN);
    assert_eq!(world.run(&["show"]).succeeded().stdout, "No state.\n");
    world.apply();
    insta::assert_snapshot!("show", world.run(&["show", "-no-color"]).shown());
}

#[test]
fn graph_is_dot() {
    let main = "resource \"terraform_data\" \"a\" {}\nlocals {\n  a = terraform_data.a.id\n}\nresource \"terraform_data\" \"b\" {\n  input = local.a\n}\n";
    check!("graph", main, "graph");
}

#[test]
fn fmt_lists_and_rewrites_files() {
    let world = World::new("locals {\n  a = 1\n  bcd=2\n}\n");
    let found = world.run(&["fmt", "-check", "-diff"]);
    insta::assert_snapshot!("fmt_check", found.shown());
    assert!(world.read("main.tf").contains("bcd=2"));
    assert_eq!(world.run(&["fmt"]).succeeded().stdout, "main.tf\n");
    assert_eq!(world.read("main.tf"), "locals {\n  a   = 1\n  bcd = 2\n}\n");
    assert_eq!(world.run(&["fmt", "-check"]).succeeded().stdout, "");
    assert_eq!(world.run_with(&["fmt", "-"], &[], "a=1\n").succeeded().stdout, "a = 1\n");
}

#[test]
fn taint_replaces_and_untaint_takes_it_back() {
    let world = World::new("resource \"terraform_data\" \"a\" {}\n");
    world.apply();
    world.run(&["taint", "terraform_data.a"]).succeeded();
    let run = world.run(&["plan", "-no-color"]).succeeded();
    assert!(run.stdout.contains("# terraform_data.a is tainted, so must be replaced"), "{}", run.stdout);
    world.run(&["untaint", "terraform_data.a"]).succeeded();
    assert!(world.run(&["plan"]).succeeded().stdout.contains("No changes."));
    assert_eq!(world.run(&["taint", "terraform_data.x"]).code, Some(1));
    assert_eq!(world.run(&["taint", "-allow-missing", "terraform_data.x"]).code, Some(0));
}

#[test]
fn providers_are_shown_as_a_tree() {
    let world = World::new(
        "terraform {\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      version = \"~> 5.0\"\n    }\n  }\n}\nmodule \"m\" {\n  source = \"./m\"\n}\n",
    );
    world.write("m/main.tf", "resource \"terraform_data\" \"a\" {}\n");
    world.run(&["init"]).succeeded();
    insta::assert_snapshot!("providers", world.run(&["providers"]).shown());
}
