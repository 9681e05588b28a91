//! The plan: what will change, and the exact steps that change it.

use crate::change::{Change, OutputChange, ResourceChange};
use crate::graph::Node;
use crate::options::PlanMode;
use iac_core::addr::{
    AbsProviderConfigAddr, AbsResourceAddr, AbsResourceInstanceAddr, ConfigResourceAddr, ModuleAddr,
    ModuleInstanceAddr, ProviderAddr, Target,
};
use iac_core::value::{Path, Value};
use iac_lang::config::SnapshotFiles;
use iac_provider::ProviderTarget;
use iac_state::{CheckResult, State};
use petgraph::graph::DiGraph;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// One step of an apply. Numbers are positions in [`Plan::changes`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Evaluates a block without objects in a module instance (a variable, local, output, the repetition of a module or
    /// resource, a check) with what is known by then.
    Evaluate(ModuleInstanceAddr, Node),
    /// Configures a provider.
    Configure(AbsProviderConfigAddr),
    /// Every instance of a resource is settled.
    Settled(AbsResourceAddr),
    /// In every instance below this one, the part of a module that the node stands for is evaluated.
    Barrier(ModuleInstanceAddr, Node),
    /// Every object to be destroyed that depends on a resource is gone.
    DestroyGate(ConfigResourceAddr),
    /// Every object that depended on a resource replaced by creating first uses the new one.
    CreateGate(ConfigResourceAddr),
    /// The objects of a resource that are destroyed first are gone.
    Destroyed(ConfigResourceAddr),
    /// Creates an object; with [`crate::ReplaceOrder::CreateFirst`] it deposes its predecessor first.
    Create(usize),
    /// Changes an object in place.
    Update(usize),
    /// Destroys an object: the current one, the one that a replacement deposed, or a deposed one.
    Delete(usize),
    /// Reads a data source.
    Read(usize),
    /// Takes an object out of the state.
    Forget(usize),
    /// Checks the conditions of an object that does not change.
    Recheck(usize),
}

/// The steps of an apply. An edge leads from a step to one that must be finished before it.
pub type ApplyGraph = DiGraph<Step, ()>;

/// Everything that apply needs to know. Serialises; applying a saved plan reads no configuration from disk.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it is for.
    pub mode: PlanMode,
    /// `-target`
    pub targets: Vec<Target>,
    /// `-replace`
    pub replace: Vec<AbsResourceInstanceAddr>,
    /// The root module's input variables.
    pub variables: BTreeMap<Arc<str>, Value>,
    /// The change of every object, in order of address; objects without change included.
    pub changes: Vec<ResourceChange>,
    /// What refreshing found changed since the last apply, in order of address.
    pub drift: Vec<ResourceChange>,
    /// The change of every root module output, those without change included.
    pub outputs: BTreeMap<Arc<str>, OutputChange>,
    /// The attributes that fed a change: a resource (or instance) address and the path in it.
    pub relevant_attributes: Vec<(String, Path)>,
    /// The steps.
    pub steps: ApplyGraph,
    /// The state after refresh and moves; its lineage and serial are those of the state it was made from.
    pub prior_state: State,
    /// The objects that were moved: from, to.
    pub moves: Vec<(AbsResourceInstanceAddr, AbsResourceInstanceAddr)>,
    /// Results of checks so far.
    pub check_results: Vec<CheckResult>,
    /// The providers in use with their versions.
    pub providers: Vec<(ProviderAddr, String)>,
    /// Where each provider configuration sends its requests.
    pub provider_targets: BTreeMap<AbsProviderConfigAddr, ProviderTarget>,
    /// `terraform.workspace`
    pub workspace: Arc<str>,
    /// When it was made, RFC 3339.
    pub timestamp: Arc<str>,
    /// The configuration files it was made from.
    pub snapshot: SnapshotFiles,
    /// The directory of the root module, and of every module that is not called by a local path.
    pub module_dirs: BTreeMap<ModuleAddr, PathBuf>,
    /// Whether planning failed part-way; such a plan cannot be applied.
    pub errored: bool,
    /// Whether the refreshed state differs from the stored one.
    pub state_changed: bool,
}

impl Plan {
    /// Whether applying it would do anything: change objects, outputs, or (refresh-only) the state.
    pub fn is_applyable(&self) -> bool {
        !self.errored && self.has_changes()
    }

    /// Whether there is anything to tell the user about: changes, moves, imports, outputs; in refresh-only mode drift.
    pub fn has_changes(&self) -> bool {
        let refreshed = self.mode == PlanMode::RefreshOnly && (!self.drift.is_empty() || self.state_changed);
        refreshed
            || self.outputs.values().any(|output| !output.is_noop())
            || self
                .changes
                .iter()
                .any(|change| !change.change.is_noop() || change.previous_addr.is_some() || change.importing.is_some())
    }

    /// How many objects are imported, created, changed and destroyed; a replacement counts twice.
    pub fn counts(&self) -> ChangeCounts {
        let mut counts = ChangeCounts::default();
        for change in &self.changes {
            counts.import += usize::from(change.importing.is_some());
            match &change.change {
                Change::Create { .. } => counts.add += 1,
                Change::Update { .. } => counts.change += 1,
                Change::Replace { .. } => {
                    counts.add += 1;
                    counts.remove += 1;
                }
                Change::Delete { .. } => counts.remove += 1,
                Change::Forget { .. } => counts.forget += 1,
                Change::Read { .. } | Change::NoOp { .. } => {}
            }
        }
        counts
    }
}

/// The numbers in `Plan: 1 to import, 2 to add, 0 to change, 1 to destroy.`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeCounts {
    /// Objects imported.
    pub import: usize,
    /// Objects created.
    pub add: usize,
    /// Objects changed in place.
    pub change: usize,
    /// Objects destroyed.
    pub remove: usize,
    /// Objects forgotten.
    pub forget: usize,
}
