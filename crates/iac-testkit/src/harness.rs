//! Plans and applies configuration text against the fake cloud.

use crate::{FakeCloud, MemoryStore};
use iac_core::diag::Diagnostics;
use iac_engine::{ApplyOptions, ApplyOutcome, CancellationToken, Plan, PlanOptions, Providers, Silent};
use iac_lang::config::{Config, InputVariables, LoadOptions, LocalModulesOnly, SnapshotFiles, load_config};
use iac_state::{State, StateStore};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A configuration from text: `main.tf`, or several files that begin with a line `-- name --`.
pub fn load_text(text: &str) -> (Config, Diagnostics) {
    let mut snapshot = SnapshotFiles::default();
    let mut name = PathBuf::from("./main.tf");
    let mut content = String::new();
    for line in text.split_inclusive('\n') {
        match line.trim().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            Some(next) => {
                let finished = std::mem::replace(&mut name, Path::new(".").join(next));
                snapshot.files.insert(finished, std::mem::take(&mut content).into_bytes().into());
            }
            None => content.push_str(line),
        }
    }
    snapshot.files.insert(name, content.into_bytes().into());
    load_config(Path::new("."), &snapshot, &LocalModulesOnly, &LoadOptions::default())
}

/// A fake cloud, a state, and the options of the runs on them.
pub struct Harness {
    /// The cloud.
    pub cloud: FakeCloud,
    /// The state.
    pub store: Box<dyn StateStore>,
    /// Every provider: the built-in one and the fake cloud.
    pub providers: Providers,
    /// How to plan.
    pub options: PlanOptions,
    /// Stops a run.
    pub stop: CancellationToken,
}

impl Default for Harness {
    fn default() -> Self {
        Self::new()
    }
}

impl Harness {
    /// An empty cloud and an empty state in memory.
    pub fn new() -> Self {
        Self::with_store(Box::new(MemoryStore::new()))
    }

    /// An empty cloud and the given state.
    pub fn with_store(store: Box<dyn StateStore>) -> Self {
        let cloud = FakeCloud::new();
        let mut providers = Providers::new();
        providers.add(Arc::new(cloud.clone()));
        Self { cloud, store, providers, options: PlanOptions::default(), stop: CancellationToken::new() }
    }

    /// The state as stored.
    pub fn state(&self) -> State {
        self.store.read().ok().flatten().unwrap_or_default()
    }

    /// Plans a configuration.
    pub async fn plan(&self, text: &str) -> (Plan, Config, Diagnostics) {
        let (config, mut diags) = load_text(text);
        let mut options = self.options.clone();
        options.variables = diags.absorb(InputVariables::default().resolve(&config.root));
        let prior = self.store.read().ok().flatten();
        let planned = iac_engine::plan(&config, prior, &self.providers, &options, &Silent, &self.stop).await;
        let plan = diags.absorb(planned);
        (plan, config, diags)
    }

    /// Plans and applies a configuration.
    pub async fn apply(&self, text: &str) -> (ApplyOutcome, Diagnostics) {
        let (plan, config, mut diags) = self.plan(text).await;
        let options = ApplyOptions { parallelism: self.options.parallelism, ..ApplyOptions::default() };
        let applied =
            iac_engine::apply(&plan, &config, &self.providers, &*self.store, &options, &Silent, &self.stop).await;
        let outcome = diags.absorb(applied);
        (outcome, diags)
    }
}
