//! What the user asked a run to do.

use iac_core::addr::{AbsResourceInstanceAddr, Target};
use iac_core::value::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What a plan is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlanMode {
    /// Make the objects match the configuration.
    #[default]
    Normal,
    /// Destroy everything.
    Destroy,
    /// Only bring the state up to date with the objects.
    RefreshOnly,
}

/// How to plan.
#[derive(Clone, Debug)]
pub struct PlanOptions {
    /// What the plan is for.
    pub mode: PlanMode,
    /// Whether objects are read before they are compared; `-refresh=false` says no.
    pub refresh: bool,
    /// `-target`
    pub targets: Vec<Target>,
    /// `-replace`
    pub replace: Vec<AbsResourceInstanceAddr>,
    /// The root module's input variables, resolved: `InputVariables::resolve`.
    pub variables: BTreeMap<Arc<str>, Value>,
    /// `-parallelism`
    pub parallelism: usize,
    /// Where names get their surroundings from.
    pub environment: Environment,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            mode: PlanMode::Normal,
            refresh: true,
            targets: Vec::new(),
            replace: Vec::new(),
            variables: BTreeMap::new(),
            parallelism: DEFAULT_PARALLELISM,
            environment: Environment::default(),
        }
    }
}

/// How many operations run at a time unless the user says otherwise.
pub const DEFAULT_PARALLELISM: usize = 10;

/// What expressions see of the surroundings of a run.
#[derive(Clone, Debug)]
pub struct Environment {
    /// `terraform.workspace`
    pub workspace: Arc<str>,
    /// The process's working directory: `path.cwd`, and what file functions resolve against.
    pub working_dir: PathBuf,
}

impl Default for Environment {
    fn default() -> Self {
        Self { workspace: Arc::from("default"), working_dir: PathBuf::from(".") }
    }
}

/// How to apply.
#[derive(Clone, Debug)]
pub struct ApplyOptions {
    /// `-parallelism`
    pub parallelism: usize,
    /// Where names get their surroundings from.
    pub environment: Environment,
    /// The version written into the state.
    pub terraform_version: String,
}

impl Default for ApplyOptions {
    fn default() -> Self {
        Self {
            parallelism: DEFAULT_PARALLELISM,
            environment: Environment::default(),
            terraform_version: "1.15.5".to_owned(),
        }
    }
}
