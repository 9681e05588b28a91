//! Cases in one text file each, run through the engine in a directory of their own.

#![allow(dead_code, reason = "each test binary uses a part")]

use iac_core::diag::{Diagnostics, Sources};
use iac_engine::{ApplyOptions, ApplyOutcome, CancellationToken, Plan, PlanMode, PlanOptions, Providers, Silent};
use iac_lang::config::{Config, DiskFiles, LoadOptions, LocalModulesOnly, load_config, load_variable_files};
use iac_state::{LocalStore, StateStore};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The files of a case: parts that begin with `-- name --`.
pub fn parse_case(text: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut name = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(header) = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            header.clone_into(&mut name);
            files.insert(name.clone(), String::new());
        } else if let Some(file) = files.get_mut(&name) {
            file.push_str(line);
        }
    }
    files
}

/// Loads the configuration in the current directory with its variables.
pub fn load(options: &mut PlanOptions) -> (Config, Diagnostics) {
    let dir = Path::new(".");
    let (mut config, mut diags) = load_config(dir, &DiskFiles, &LocalModulesOnly, &LoadOptions::default());
    let mut sources = std::mem::replace(&mut config.sources, Sources::new());
    let inputs = diags.absorb(load_variable_files(dir, &DiskFiles, &[], &[], &mut sources));
    config.sources = sources;
    options.variables = diags.absorb(inputs.resolve(&config.root));
    (config, diags)
}

/// Plan options from command-line arguments.
pub fn options(arguments: &str) -> PlanOptions {
    let mut options = PlanOptions::default();
    for argument in arguments.split_whitespace() {
        match argument.split_once('=').unwrap_or((argument, "")) {
            ("-destroy", _) => options.mode = PlanMode::Destroy,
            ("-refresh-only", _) => options.mode = PlanMode::RefreshOnly,
            ("-refresh", "false") => options.refresh = false,
            ("-target", addr) => options.targets.push(addr.parse().unwrap()),
            ("-replace", addr) => options.replace.push(addr.parse().unwrap()),
            _ => panic!("unknown argument {argument}"),
        }
    }
    options
}

/// Plans the configuration in the current directory.
pub async fn plan(arguments: &str, store: &dyn StateStore, providers: &Providers) -> (Plan, Config, Diagnostics) {
    let mut options = options(arguments);
    let (config, mut diags) = load(&mut options);
    let prior = store.read().unwrap();
    let stop = CancellationToken::new();
    let plan = diags.absorb(iac_engine::plan(&config, prior, providers, &options, &Silent, &stop).await);
    (plan, config, diags)
}

/// Applies a plan.
pub async fn apply(
    plan: &Plan,
    config: &Config,
    store: &dyn StateStore,
    providers: &Providers,
) -> (ApplyOutcome, Diagnostics) {
    let options = ApplyOptions::default();
    iac_engine::apply(plan, config, providers, store, &options, &Silent, &CancellationToken::new()).await
}

/// The store in the current directory.
pub fn store() -> LocalStore {
    LocalStore::new("terraform.tfstate")
}

/// Objects with their keys sorted, so that two documents compare.
pub fn sorted(json: &Json) -> Json {
    match json {
        Json::Object(map) => {
            let sorted_map: BTreeMap<&String, &Json> = map.iter().collect();
            Json::Object(sorted_map.into_iter().map(|(key, value)| (key.clone(), sorted(value))).collect::<Map<_, _>>())
        }
        Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// Puts numbers in place of random identifiers, in order of first appearance.
pub struct Renamer {
    seen: BTreeMap<String, usize>,
}

impl Renamer {
    pub fn new() -> Self {
        Self { seen: BTreeMap::new() }
    }

    pub fn rename(&mut self, text: &str) -> String {
        let bytes = text.as_bytes();
        let is_uuid = |at: usize| {
            bytes.get(at..at + 36).is_some_and(|part| {
                part.iter().enumerate().all(|(at, byte)| match at {
                    8 | 13 | 18 | 23 => *byte == b'-',
                    _ => byte.is_ascii_hexdigit(),
                })
            })
        };
        let mut out = String::new();
        let mut at = 0;
        while at < text.len() {
            if is_uuid(at) {
                let count = self.seen.len();
                let number = *self.seen.entry(text[at..at + 36].to_owned()).or_insert(count);
                let _ = write!(out, "uuid-{number}");
                at += 36;
            } else {
                let next = text[at..].chars().next().unwrap();
                out.push(next);
                at += next.len_utf8();
            }
        }
        out
    }
}
