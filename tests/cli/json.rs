//! What programs read.

use crate::World;
use crate::world::steady;
use serde_json::Value as Json;

const MAIN: &str = r#"
variable "secret" {
  default   = "s3cr3t"
  sensitive = true
}
resource "terraform_data" "a" {
  input            = { list = ["x"], n = 1 }
  triggers_replace = var.secret
}
module "m" {
  source = "./m"
  id     = terraform_data.a.id
}
output "id" {
  value = module.m.id
}
"#;
const MODULE: &str = "variable \"id\" {}\nresource \"terraform_data\" \"b\" {\n  input = var.id\n}\noutput \"id\" {\n  value = terraform_data.b.id\n}\n";

fn world() -> World {
    let world = World::new(MAIN);
    world.write("m/main.tf", MODULE);
    world.run(&["init"]).succeeded();
    world
}

fn check(name: &str, text: &str) {
    let json: Json = serde_json::from_str(text).expect("it is JSON");
    insta::assert_snapshot!(name, steady(&format!("{json:#}")));
}

#[test]
fn validate_gives_ranges_and_snippets() {
    let world = World::new("resource \"terraform_data\" \"a\" {\n  input = var.nope\n}\n");
    let run = world.run(&["validate", "-json"]);
    assert_eq!(run.code, Some(1));
    check("validate_json", &run.stdout);
    world.write("main.tf", "");
    check("validate_json_valid", &world.run(&["validate", "-json"]).succeeded().stdout);
}

#[test]
fn a_saved_plan_has_format_version_1_2() {
    let world = world();
    world.run(&["plan", "-out=p"]).succeeded();
    check("show_json_plan", &world.run(&["show", "-json", "p"]).succeeded().stdout);
}

#[test]
fn the_state_has_values_by_module() {
    let world = world();
    assert_eq!(world.run(&["show", "-json"]).succeeded().stdout, "{\"format_version\":\"1.0\"}\n");
    world.apply();
    check("show_json_state", &world.run(&["show", "-json"]).succeeded().stdout);
}

#[test]
fn schemas_name_every_attribute() {
    check("providers_schema", &world().run(&["providers", "schema", "-json"]).succeeded().stdout);
}

#[test]
fn a_run_is_a_stream_of_lines() {
    let world = world();
    // Operations run side by side: only the kinds are certain, not their order.
    let kinds = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| serde_json::from_str::<Json>(line).expect("each line is JSON"));
        lines
            .map(|line| format!("{} {}", line["type"].as_str().unwrap_or(""), line["@message"].as_str().unwrap_or("")))
            .collect()
    };
    let plan = world.run(&["plan", "-json"]).succeeded();
    let apply = world.run(&["apply", "-json", "-auto-approve"]).succeeded();
    let again = world.run(&["destroy", "-json", "-auto-approve"]).succeeded();
    let all: Vec<String> = [plan, apply, again].iter().flat_map(|run| kinds(&run.stdout)).collect();
    insta::assert_snapshot!("stream", steady(&all.join("\n")));
    world.write("main.tf", "output \"x\" {\n  value = var.nope\n}\n");
    let failed = world.run(&["plan", "-json"]);
    assert_eq!((failed.code, failed.stderr.as_str()), (Some(1), ""));
    assert!(
        failed.stdout.contains("\"@level\":\"error\"") && failed.stdout.contains("\"type\":\"diagnostic\""),
        "{}",
        failed.stdout
    );
}
