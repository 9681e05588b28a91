//! `state …` and `workspace …`.

use crate::World;

const MAIN: &str = "resource \"terraform_data\" \"a\" {\n  count = 2\n}\nresource \"terraform_data\" \"b\" {}\n";

/// Runs commands one after the other; what each shows is one snapshot.
fn check(world: &World, name: &str, commands: &[&[&str]]) {
    let all: Vec<String> = commands
        .iter()
        .map(|arguments| format!("$ iac {}\n{}", arguments.join(" "), world.run(arguments).shown()))
        .collect();
    insta::assert_snapshot!(name, all.join("\n"));
}

#[test]
fn objects_are_listed_moved_and_forgotten() {
    let world = World::new(MAIN);
    world.apply();
    check(
        &world,
        "state",
        &[
            &["state", "list"],
            &["state", "show", "-no-color", "terraform_data.b"],
            &["state", "show", "-no-color", "terraform_data.nope"],
            &["state", "mv", "-dry-run", "terraform_data.b", "terraform_data.c"],
            &["state", "mv", "terraform_data.b", "terraform_data.c"],
            &["state", "mv", "terraform_data.a[0]", "terraform_data.d[\"k\"]"],
            &["state", "mv", "-no-color", "terraform_data.c", "terraform_data.a[1]"],
            &["state", "mv", "-no-color", "terraform_data.nope", "terraform_data.x"],
            &["state", "rm", "terraform_data.d"],
            &["state", "rm", "-no-color", "terraform_data.d"],
            &["state", "list"],
        ],
    );
}

#[test]
fn a_pulled_state_can_be_pushed() {
    let world = World::new(MAIN);
    world.apply();
    let pulled = world.run(&["state", "pull"]).succeeded().stdout;
    assert_eq!(pulled, world.read("terraform.tfstate"));
    let newer = pulled.replacen("\"serial\": ", "\"serial\": 9", 1);
    assert_eq!(world.run_with(&["state", "push", "-"], &[], &newer).code, Some(0));
    assert_eq!(world.read("terraform.tfstate"), newer);
    let older = world.run_with(&["state", "push", "-no-color", "-"], &[], &pulled);
    assert!(older.code == Some(1) && older.stderr.contains("cannot import state with serial"), "{}", older.shown());
    assert_eq!(world.run_with(&["state", "push", "-force", "-"], &[], &pulled).code, Some(0));
}

#[test]
fn workspaces_keep_states_apart() {
    let world = World::new(MAIN);
    world.apply();
    check(
        &world,
        "workspace",
        &[
            &["workspace", "list"],
            &["workspace", "new", "dev"],
            &["workspace", "show"],
            &["state", "list", "-no-color"],
            &["apply", "-auto-approve", "-no-color", "-target=terraform_data.b", "-compact-warnings"],
            &["workspace", "delete", "-no-color", "dev"],
            &["workspace", "select", "default"],
            &["workspace", "delete", "-no-color", "dev"],
            &["workspace", "delete", "-no-color", "-force", "dev"],
            &["workspace", "select", "-no-color", "nope"],
            &["workspace", "select", "-or-create", "qa"],
            &["workspace", "new", "-no-color", "a/b"],
            &["workspace", "list"],
        ],
    );
}
