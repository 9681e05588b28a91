//! Bad input: each ends in a message that says what is wrong, where, and what to do; nothing is written.

use crate::World;
use crate::check;

#[test]
fn a_syntax_error_is_pointed_at_and_others_are_reported_too() {
    check!(
        "syntax_error",
        "resource \"terraform_data\" \"a\" {\n  input = [1, 2\n}\nvariable \"b\" {\n  type = \n}\n",
        "validate",
        "-no-color"
    );
}

#[test]
fn an_unknown_argument_is_met_with_a_suggestion() {
    check!("unknown_argument", "resource \"terraform_data\" \"a\" {\n  inptu = 1\n}\n", "validate", "-no-color");
}

#[test]
fn a_wrong_type_deep_inside_is_named_with_its_path() {
    let main = "variable \"rules\" {\n  type    = list(object({ port = object({ from = number }) }))\n  default = [{ port = { from = \"http\" } }]\n}\n";
    check!("wrong_type_deep", main, "plan", "-no-color");
}

#[test]
fn a_reference_to_something_undeclared_is_an_error() {
    let main = "resource \"terraform_data\" \"a\" {\n  input = [var.nope, terraform_data.nope.id, module.nope.x, local.nope]\n}\n";
    check!("undeclared_reference", main, "validate", "-no-color");
}

#[test]
fn a_cycle_is_reported_with_its_members() {
    let main = "resource \"terraform_data\" \"a\" {\n  input = terraform_data.b.id\n}\nresource \"terraform_data\" \"b\" {\n  input = terraform_data.a.id\n}\n";
    check!("cycle", main, "validate", "-no-color");
}

#[test]
fn a_missing_variable_is_not_asked_for_in_automation() {
    check!("missing_variable", "variable \"zone\" {\n  type = string\n}\n", "plan", "-input=false", "-no-color");
}

#[test]
fn unknown_keys_of_for_each_are_refused() {
    let main = "resource \"terraform_data\" \"a\" {}\nresource \"terraform_data\" \"b\" {\n  for_each = toset([terraform_data.a.id])\n}\n";
    check!("for_each_unknown", main, "plan", "-no-color");
}

#[test]
fn sensitive_keys_of_for_each_are_refused_and_not_shown() {
    let main = "variable \"names\" {\n  default   = [\"hunter2\"]\n  sensitive = true\n}\nresource \"terraform_data\" \"b\" {\n  for_each = toset(var.names)\n}\n";
    let world = World::new(main);
    let run = world.run(&["plan", "-no-color"]);
    assert!(!run.shown().contains("hunter2"), "{}", run.shown());
    insta::assert_snapshot!("for_each_sensitive", run.shown());
}

#[test]
fn states_that_cannot_be_used_are_left_alone() {
    for (name, state) in [
        ("state_truncated", "{\n  \"version\": 4,\n  \"terraform_version\": \"1.15.5\",\n  \"ser"),
        ("state_newer", "{\n  \"version\": 5,\n  \"terraform_version\": \"2.0.0\"\n}\n"),
        ("state_garbage", "hello\n"),
    ] {
        let world = World::new("resource \"terraform_data\" \"a\" {}\n");
        world.write("terraform.tfstate", state);
        insta::assert_snapshot!(name, world.run(&["apply", "-auto-approve", "-no-color"]).shown());
        assert_eq!(world.read("terraform.tfstate"), state);
    }
}

#[test]
fn a_state_of_another_lineage_is_not_pushed() {
    let world = World::new("resource \"terraform_data\" \"a\" {}\n");
    world.apply();
    let before = world.read("terraform.tfstate");
    world.write(
        "other.tfstate",
        "{\n  \"version\": 4,\n  \"serial\": 9,\n  \"lineage\": \"11111111-2222-4333-8444-555555555555\"\n}\n",
    );
    insta::assert_snapshot!("push_other_lineage", world.run(&["state", "push", "-no-color", "other.tfstate"]).shown());
    assert_eq!(world.read("terraform.tfstate"), before);
}

#[test]
fn a_saved_plan_is_stale_once_the_state_changed() {
    let world = World::new("resource \"terraform_data\" \"a\" {}\n");
    world.run(&["plan", "-out=p"]).succeeded();
    world.apply();
    insta::assert_snapshot!("stale_plan", world.run(&["apply", "-no-color", "p"]).shown());
}

#[test]
fn secrets_are_never_shown() {
    let main = |secret: &str| {
        format!(
            "variable \"password\" {{\n  default   = \"{secret}\"\n  sensitive = true\n}}\nresource \"terraform_data\" \"a\" {{\n  input            = {{ user = \"u\", password = var.password }}\n  triggers_replace = var.password\n}}\noutput \"o\" {{\n  value     = var.password\n  sensitive = true\n}}\n"
        )
    };
    let world = World::new(&main("hunter2"));
    let mut seen = world.apply().shown();
    seen += &world.run(&["show", "-no-color"]).succeeded().shown();
    seen += &world.run(&["output", "-no-color"]).succeeded().shown();
    world.write("main.tf", &main("hunter3"));
    seen += &world.run(&["plan", "-no-color", "-out=p"]).succeeded().shown();
    seen += &world.run(&["show", "-no-color", "p"]).succeeded().shown();
    seen += &world.run(&["plan", "-json"]).succeeded().shown();
    seen += &world.run(&["apply", "-json", "-auto-approve"]).succeeded().shown();
    let leaks: Vec<&str> = seen.lines().filter(|line| line.contains("hunter")).collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
}

#[test]
fn nothing_is_planned_to_go_because_no_file_is_there() {
    let world = World::new("resource \"terraform_data\" \"a\" {}\n");
    world.apply();
    std::fs::remove_file(world.path("main.tf")).expect("it can be removed");
    insta::assert_snapshot!("no_configuration", world.run(&["apply", "-auto-approve", "-no-color"]).shown());
    world.run(&["destroy", "-auto-approve"]).succeeded();
}

#[test]
fn a_version_constraint_is_an_error_only_from_below() {
    let world = World::new("terraform {\n  required_version = \">= 9.0\"\n}\n");
    insta::assert_snapshot!("required_version", world.run(&["plan", "-no-color"]).shown());
    world.write("main.tf", "terraform {\n  required_version = \"= 1.1.2\"\n}\n");
    let run = world.run(&["plan", "-no-color"]).succeeded();
    assert!(run.stdout.contains("Warning: Unsupported Terraform Core version"), "{}", run.stdout);
}

#[test]
fn a_failing_provisioner_taints_its_object_and_spares_the_others() {
    let main = "resource \"terraform_data\" \"a\" {\n  provisioner \"local-exec\" {\n    command = \"exit 3\"\n  }\n}\nresource \"terraform_data\" \"b\" {}\nresource \"terraform_data\" \"c\" {\n  input = terraform_data.a.id\n}\n";
    let world = World::new(main);
    let run = world.run(&["apply", "-auto-approve", "-no-color"]);
    assert!(run.code == Some(1) && run.stderr.contains("Error: local-exec provisioner error"), "{}", run.shown());
    assert_eq!(world.run(&["state", "list"]).stdout, "terraform_data.a\nterraform_data.b\n");
    world.write("main.tf", &main.replace("exit 3", "true"));
    let run = world.apply();
    assert!(run.stdout.contains("Apply complete! Resources: 2 added, 0 changed, 1 destroyed."), "{}", run.stdout);
}
