//! Plans and states compared with what Terraform 1.15.5 makes of the same configurations (`record.py` records it).
//!
//! One test, since cases change the process's working directory. `CASE=name` runs one case alone.

#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(clippy::print_stderr, reason = "tests")]

mod support;

use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use iac_engine::{Change, Plan, Providers, ReplaceBecause};
use serde_json::{Value as Json, json};
use std::fs;
use std::path::{Path, PathBuf};
use support::{Renamer, apply, parse_case, plan, sorted, store};

fn unknown_names(value: Option<&Value>) -> Vec<String> {
    let entries = value.and_then(Value::as_entries).into_iter().flatten();
    entries.filter(|(_, value)| !value.is_wholly_known()).map(|(name, _)| name.to_string()).collect()
}

/// The facts of a plan, as `record.py` takes them from the real plan.
fn facts(plan: &Plan) -> Json {
    let changes: Vec<Json> = plan
        .changes
        .iter()
        .map(|change| {
            let replace_paths = match &change.change {
                Change::Replace { because: ReplaceBecause::CannotUpdate(paths), .. } => {
                    paths.iter().map(|path| json!([path.to_string()])).collect()
                }
                _ => Vec::new(),
            };
            json!({
                "address": change.addr.to_string(),
                "actions": change.change.actions(),
                "reason": change.reason.map(iac_engine::ActionReason::as_str),
                "previous_address": change.previous_addr.as_ref().map(ToString::to_string),
                "deposed": change.deposed.is_some(),
                "unknown": unknown_names(change.change.planned()),
                "replace_paths": replace_paths,
                "importing": change.importing.as_deref(),
            })
        })
        .collect();
    let outputs: serde_json::Map<String, Json> =
        plan.outputs.iter().map(|(name, change)| (name.to_string(), json!(change.actions()))).collect();
    json!({ "changes": changes, "outputs": outputs })
}

/// A plan's changes in order of address, whatever order the engine lists them in.
fn by_address(facts: &Json) -> Json {
    let mut facts = facts.clone();
    if let Some(changes) = facts["changes"].as_array_mut() {
        changes.sort_by_key(|change| change["address"].to_string());
    }
    facts
}

fn normalized(step: &Json, renamer: &mut Renamer) -> String {
    let mut state: Json = step["state"].as_str().map_or(Json::Null, |text| serde_json::from_str(text).unwrap());
    if let Some(state) = state.as_object_mut() {
        for key in ["serial", "lineage", "terraform_version"] {
            state.remove(key);
        }
        // Terraform lists these in no particular order.
        for result in state.get_mut("check_results").and_then(Json::as_array_mut).into_iter().flatten() {
            if let Some(objects) = result["objects"].as_array_mut() {
                objects.sort_by_key(|object| object["object_addr"].to_string());
            }
        }
        if let Some(results) = state.get_mut("check_results").and_then(Json::as_array_mut) {
            results.sort_by_key(|result| result["config_addr"].to_string());
        }
    }
    let step = json!({ "plan": by_address(&step["plan"]), "state": state });
    renamer.rename(&serde_json::to_string_pretty(&sorted(&step)).unwrap())
}

fn told(diags: &Diagnostics) -> String {
    let lines: Vec<String> =
        diags.iter().map(|it| format!("{:?} {}: {}", it.severity, it.summary, it.detail)).collect();
    lines.join(
        "
",
    )
}

async fn run_case(text: &str, steps: usize) -> Vec<Json> {
    let files = parse_case(text);
    for (name, content) in &files {
        if !name.starts_with(|first: char| first.is_ascii_digit()) {
            fs::create_dir_all(Path::new(name).parent().unwrap_or(Path::new("."))).unwrap();
            fs::write(name, content).unwrap();
        }
    }
    let providers = Providers::new();
    let mut results = Vec::new();
    for step in 1..=steps {
        fs::write("main.tf", &files[&format!("{step}.tf")]).unwrap();
        let arguments = files.get(&format!("{step}.args")).map_or("", String::as_str);
        let (made, _, diags) = plan(arguments, &store(), &providers).await;
        if diags.has_errors() {
            results.push(json!({ "error": told(&diags) }));
            continue;
        }
        // Every plan goes through a file, so that what apply needs is known to be in it.
        made.write(Path::new("saved.plan")).unwrap();
        let made = Plan::read(Path::new("saved.plan")).unwrap();
        let (config, _) = made.load_config();
        let (_, diags) = apply(&made, &config, &store(), &providers).await;
        let state = fs::read_to_string("terraform.tfstate").ok();
        let mut result = json!({ "plan": facts(&made), "state": state });
        if diags.has_errors() {
            result["error"] = json!(told(&diags));
        }
        results.push(result);
    }
    results
}

fn difference(expected: &str, actual: &str) -> String {
    let (expected, actual): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let same = expected.iter().zip(&actual).take_while(|(a, b)| a == b).count();
    let tail = expected.iter().rev().zip(actual.iter().rev()).take_while(|(a, b)| a == b).count();
    let part = |lines: &[&str], sign: &str| {
        let end = lines.len().saturating_sub(tail).max(same.min(lines.len()));
        let shown = &lines[same.saturating_sub(8).min(lines.len())..(end + 2).min(lines.len())];
        let lines: Vec<String> = shown.iter().take(40).map(|line| format!("{sign} {line}")).collect();
        lines.join("\n") + "\n"
    };
    format!("{}{}", part(&expected, "terraform:"), part(&actual, "      iac:"))
}

#[test]
fn plans_and_states_are_those_of_terraform() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/terraform");
    let scratch = std::env::temp_dir().join(format!("iac-engine-terraform-{}", std::process::id()));
    let only = std::env::var("CASE").ok();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut failures = Vec::new();
    let mut names: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "txtar"));
    names.sort();
    for path in names {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if only.as_ref().is_some_and(|only| *only != name) {
            continue;
        }
        let dir = scratch.join(&name);
        fs::create_dir_all(&dir).unwrap();
        std::env::set_current_dir(&dir).unwrap();
        let expected: Vec<Json> =
            serde_json::from_str(&fs::read_to_string(path.with_extension("json")).unwrap()).unwrap();
        let actual = runtime.block_on(run_case(&fs::read_to_string(&path).unwrap(), expected.len()));
        let (mut ours, mut theirs) = (Renamer::new(), Renamer::new());
        for (step, (expected, actual)) in expected.iter().zip(&actual).enumerate() {
            if let Some(error) = actual["error"].as_str() {
                failures.push(format!("== {name}, step {}: {error}", step + 1));
                continue;
            }
            let (expected, actual) = (normalized(expected, &mut theirs), normalized(actual, &mut ours));
            if expected != actual {
                failures.push(format!("== {name}, step {}\n{}", step + 1, difference(&expected, &actual)));
            }
        }
    }
    std::env::set_current_dir(std::env::temp_dir()).unwrap();
    let _ = fs::remove_dir_all(&scratch);
    assert!(failures.is_empty(), "{} differ\n{}", failures.len(), failures.join("\n"));
}
