//! Environment variables and global flags.

use crate::World;

const MAIN: &str = "variable \"name\" {\n  default = \"none\"\n}\noutput \"name\" {\n  value = var.name\n}\n";

#[test]
fn variables_come_from_the_environment_files_and_arguments() {
    let check = |arguments: &[&str], environment: &[(&str, &str)], want: &str| {
        let world = World::new(MAIN);
        world.write("x.tfvars", "name = \"file\"\n");
        let run = world.run_with(&[&["apply", "-auto-approve"], arguments].concat(), environment, "").succeeded();
        assert!(run.stdout.contains(&format!("name = \"{want}\"")), "{}", run.stdout);
    };
    check(&[], &[("TF_VAR_name", "env")], "env");
    check(&["-var-file=x.tfvars"], &[("TF_VAR_name", "env")], "file");
    check(&["-var-file", "x.tfvars", "-var", "name=arg"], &[], "arg");
    check(&["-var=name=arg", "-var-file=x.tfvars"], &[], "file");
    check(&[], &[("TF_CLI_ARGS_apply", "-var 'name=a b'")], "a b");
    check(&[], &[("TF_CLI_ARGS", "-var=name=all")], "all");
}

#[test]
fn a_missing_variable_is_asked_for_only_where_somebody_can_answer() {
    let world = World::new("variable \"name\" {}\n");
    let run = world.run_with(&["plan", "-no-color"], &[], "");
    assert!(run.code == Some(1) && run.stderr.contains("No value for required variable"), "{}", run.shown());
}

#[test]
fn directories_and_workspaces_can_be_set() {
    let world = World::new(MAIN);
    world.write("sub/main.tf", MAIN);
    world.run(&["-chdir=sub", "apply", "-auto-approve"]).succeeded();
    assert!(world.path("sub/terraform.tfstate").exists());
    let environment = [("TF_DATA_DIR", "data"), ("TF_WORKSPACE", "qa")];
    world.run_with(&["apply", "-auto-approve"], &environment, "").succeeded();
    assert!(world.path("terraform.tfstate.d/qa/terraform.tfstate").exists());
    assert_eq!(world.run_with(&["workspace", "show"], &environment, "").stdout, "qa\n");
    assert_eq!(world.run(&["-chdir=nope", "plan"]).code, Some(1));
}

#[test]
fn exit_codes_are_terraforms() {
    let world = World::new(MAIN);
    let check = |arguments: &[&str], want: i32| assert_eq!(world.run(arguments).code, Some(want), "{arguments:?}");
    check(&[], 127);
    check(&["-help"], 0);
    check(&["-version"], 0);
    check(&["frobnicate"], 1);
    check(&["plan", "-nope"], 1);
    check(&["plan", "-help"], 0);
    check(&["plan", "-json=true"], 0);
    check(&["plan", "-detailed-exitcode"], 2);
    check(&["apply", "-auto-approve=true"], 0);
    check(&["plan", "-detailed-exitcode"], 0);
    check(&["state"], 1);
    check(&["console"], 1);
}

#[test]
fn unknown_words_are_met_with_suggestions() {
    let world = World::new(MAIN);
    let shown: Vec<String> =
        [&["aply"][..], &["plan", "-atuo-approve"], &["plan", "-detailed-exitcod"], &["import", "a.b"]]
            .iter()
            .map(|arguments| format!("$ iac {}\n{}", arguments.join(" "), world.run(arguments).shown()))
            .collect();
    insta::assert_snapshot!("usage", shown.join("\n"));
}

#[test]
fn colour_is_only_for_terminals_unless_forced() {
    let world = World::new(MAIN);
    let coloured = |environment: &[(&str, &str)], arguments: &[&str]| {
        world.run_with(&[&["plan"], arguments].concat(), environment, "").stdout.contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1")], &["-no-color"]));
}
