//! What a loaded configuration says: override files, JSON, addresses, types, modules.

use iac_core::addr::ResourceAddr;
use iac_lang::config::{Config, IgnoreChanges, LoadOptions, LocalModulesOnly, SnapshotFiles, load_config};
use std::path::{Path, PathBuf};

fn load(files: &[(&str, &str)]) -> Config {
    let located = |name: &str| if name.contains('/') { PathBuf::from(name) } else { Path::new(".").join(name) };
    let files = files.iter().map(|(name, text)| (located(name), text.as_bytes().into())).collect();
    let (config, diags) =
        load_config(Path::new("."), &SnapshotFiles { files }, &LocalModulesOnly, &LoadOptions::default());
    assert!(diags.is_empty(), "{diags:?}");
    config
}

#[test]
fn override_files_replace_arguments_and_whole_block_types() {
    let config = load(&[
        (
            "main.tf",
            "resource \"terraform_data\" \"a\" {\n  input = 1\n  lifecycle {\n    prevent_destroy = true\n    ignore_changes = [input]\n  }\n}\n\
             variable \"v\" {\n  type = string\n  default = \"a\"\n}\nlocals {\n  l = 1\n}\noutput \"o\" {\n  value = 1\n}\n\
             terraform {\n  backend \"s3\" {}\n  required_version = \">= 1\"\n}\n",
        ),
        (
            "x_override.tf",
            "resource \"terraform_data\" \"a\" {\n  lifecycle {\n    prevent_destroy = false\n  }\n}\n\
             variable \"v\" {\n  default = \"b\"\n}\nlocals {\n  l = 2\n}\noutput \"o\" {\n  sensitive = true\n}\n\
             terraform {\n  backend \"local\" {}\n}\nprovider \"aws\" {\n  region = \"x\"\n}\n",
        ),
        ("override.tf", "variable \"v\" {\n  default = \"c\"\n}\n"),
    ]);
    let root = &config.root;
    let lifecycle = &root.resources[&ResourceAddr::managed("terraform_data", "a")].lifecycle;
    assert!(!lifecycle.prevent_destroy, "the later file wins");
    assert!(
        matches!(&lifecycle.ignore_changes, IgnoreChanges::Paths(paths) if paths.len() == 1),
        "arguments are merged"
    );
    let default = root.variables["v"].default.as_ref().and_then(|value| value.as_str());
    assert_eq!(default, Some("b"), "override files apply in lexical order");
    assert!(root.outputs["o"].sensitive);
    assert_eq!(root.settings.backend.as_ref().map(|backend| &*backend.ty), Some("local"));
    assert_eq!(root.settings.required_version.len(), 1);
    assert!(root.providers.contains_key(&("aws".into(), None)), "a provider may come from an override file alone");
}

#[test]
fn json_says_the_same_as_native_syntax() {
    let config = load(&[
        (
            "main.tf.json",
            r#"{
          "//": "a comment",
          "variable": {"v": {"type": "map(object({a = optional(number, 1)}))", "default": {}}},
          "resource": {"terraform_data": {"a": [{
            "count": 2,
            "input": "${var.v}",
            "depends_on": ["terraform_data.b"],
            "lifecycle": {"ignore_changes": ["input"], "replace_triggered_by": ["terraform_data.b"]},
            "provisioner": [{"local-exec": {"command": "x", "when": "destroy"}}]
          }], "b": {}}},
          "module": {"m": {"source": "./m", "name": "x", "providers": {"aws": "aws.west"}}},
          "provider": {"aws": [{"region": "a"}, {"alias": "west", "region": "b"}]},
          "moved": {"from": "terraform_data.old[0]", "to": "terraform_data.a[1]"},
          "output": {"o": {"value": "${module.m}"}}
        }"#,
        ),
        ("m/main.tf", "variable \"name\" {}\n"),
    ]);
    let root = &config.root;
    assert_eq!(root.variables["v"].ty.to_string(), "map(object({ a = optional(number) }))");
    assert!(!root.variables["v"].type_defaults.is_empty());
    let resource = &root.resources[&ResourceAddr::managed("terraform_data", "a")];
    assert!(resource.count.is_some() && resource.depends_on.len() == 1);
    assert_eq!(resource.lifecycle.replace_triggered_by.len(), 1);
    assert!(resource.provisioners[0].on_destroy);
    let call = &root.module_calls["m"];
    assert_eq!(call.providers[0].1.alias.as_deref(), Some("west"));
    assert_eq!(call.inputs.keys().map(|name| &**name).collect::<Vec<_>>(), ["name"]);
    assert_eq!(root.providers.len(), 2);
    assert_eq!(root.moved[0].to.to_string(), "terraform_data.a[1]");
    assert_eq!(root.children["m"].dir, Path::new("m"));
}

#[test]
fn modules_know_their_directory_and_address() {
    let config = load(&[
        ("main.tf", "module \"a\" {\n  source = \"./x/y\"\n}\nmodule \"b\" {\n  source = \"./z\"\n}\n"),
        ("x/y/main.tf", "module \"inner\" {\n  source = \"../../z\"\n}\n"),
        ("z/main.tf", "locals {\n  a = path.module\n}\n"),
    ]);
    let mut found = Vec::new();
    config.root.walk(&mut |module| found.push(format!("{} {}", module.addr, module.dir.display())));
    assert_eq!(found, [" .", "module.a x/y", "module.a.module.inner z", "module.b z"]);
    assert_eq!(config.snapshot.files.len(), 3, "each file is read once");
}

#[test]
fn a_saved_snapshot_loads_to_the_same_configuration() {
    let first = load(&[
        ("main.tf", "module \"a\" {\n  source = \"./z\"\n}\n"),
        ("z/main.tf", "output \"o\" {\n  value = 1\n}\n"),
    ]);
    let (second, diags) = load_config(Path::new("."), &first.snapshot, &LocalModulesOnly, &LoadOptions::default());
    assert!(diags.is_empty());
    assert_eq!(second.snapshot, first.snapshot);
    assert!(second.root.children["a"].outputs.contains_key("o"));
}

#[test]
fn required_providers_name_their_source() {
    let config = load(&[(
        "main.tf",
        "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n      version = \"~> 5.0\"\n      \
         configuration_aliases = [aws.a, aws.b]\n    }\n    tf = { source = \"terraform.io/builtin/terraform\" }\n  \
         custom = { source = \"Example.com/Org/Custom\" }\n  }\n}\n",
    )]);
    let required = &config.root.required_providers;
    assert_eq!(required["aws"].source.to_string(), "registry.terraform.io/hashicorp/aws");
    assert_eq!(required["aws"].configuration_aliases.len(), 2);
    assert_eq!(required["tf"].source.to_string(), "terraform.io/builtin/terraform");
    assert_eq!(required["custom"].source.to_string(), "example.com/org/custom");
}
