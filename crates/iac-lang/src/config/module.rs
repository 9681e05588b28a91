//! A module and the tree of modules.

use super::{
    CheckBlock, ConfigBody, ImportBlock, LocalDef, ModuleCallBlock, MovedBlock, OutputBlock, ProviderBlock,
    RemovedBlock, ResourceBlock, SnapshotFiles, VariableBlock,
};
use iac_core::addr::{ModuleAddr, ProviderAddr, ResourceAddr};
use iac_core::diag::{Sources, Span};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A loaded configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The root module.
    pub root: Module,
    /// Every file that was read, for diagnostics.
    pub sources: Sources,
    /// Every file that was read, for saved plans.
    pub snapshot: SnapshotFiles,
    /// Whether every file was read and parsed without errors. If not, blocks may be missing, so that
    /// [`super::validate_references`] would report what is only a consequence.
    pub is_whole: bool,
}

/// A module of the tree.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// Its address in the tree.
    pub addr: ModuleAddr,
    /// Its directory, relative to the working directory where possible; `path.module` shows it.
    pub dir: PathBuf,
    /// The `terraform` blocks, merged.
    pub settings: Settings,
    /// `required_providers` by local name.
    pub required_providers: BTreeMap<Arc<str>, RequiredProvider>,
    /// `provider` blocks, by local name and alias.
    pub providers: BTreeMap<(Arc<str>, Option<Arc<str>>), ProviderBlock>,
    /// `variable` blocks.
    pub variables: BTreeMap<Arc<str>, VariableBlock>,
    /// Definitions in `locals` blocks.
    pub locals: BTreeMap<Arc<str>, LocalDef>,
    /// `output` blocks.
    pub outputs: BTreeMap<Arc<str>, OutputBlock>,
    /// `module` blocks.
    pub module_calls: BTreeMap<Arc<str>, ModuleCallBlock>,
    /// `resource`, `data` and `ephemeral` blocks.
    pub resources: BTreeMap<ResourceAddr, ResourceBlock>,
    /// `moved` blocks.
    pub moved: Vec<MovedBlock>,
    /// `removed` blocks.
    pub removed: Vec<RemovedBlock>,
    /// `import` blocks; only in the root module.
    pub imports: Vec<ImportBlock>,
    /// `check` blocks.
    pub checks: BTreeMap<Arc<str>, CheckBlock>,
    /// The modules that the calls lead to, by call name.
    pub children: BTreeMap<Arc<str>, Module>,
}

/// What the `terraform` blocks of a module say.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `required_version` constraints with their places.
    pub required_version: Vec<(Arc<str>, Span)>,
    /// The `backend` block, if any.
    pub backend: Option<BackendBlock>,
    /// The `cloud` block's place, if any.
    pub cloud: Option<Span>,
}

/// `backend "type" { … }`
#[derive(Clone, Debug)]
pub struct BackendBlock {
    /// The backend's type.
    pub ty: Arc<str>,
    /// Its content.
    pub body: ConfigBody,
    /// Its header.
    pub span: Span,
}

/// An entry of `required_providers`.
#[derive(Clone, Debug, PartialEq)]
pub struct RequiredProvider {
    /// The provider.
    pub source: ProviderAddr,
    /// Version constraints as written.
    pub version: Vec<Arc<str>>,
    /// Aliases a parent must pass: `configuration_aliases`.
    pub configuration_aliases: Vec<Arc<str>>,
    /// Where it stands.
    pub span: Span,
}

impl Module {
    /// The module at an address below this one (which must be the root).
    pub fn descendant(&self, addr: &ModuleAddr) -> Option<&Module> {
        addr.0.iter().try_fold(self, |module, name| module.children.get(name))
    }

    /// The provider that a local name stands for: as required, else of the `hashicorp` namespace, `terraform` built in.
    pub fn provider_for(&self, local_name: &str) -> ProviderAddr {
        match self.required_providers.get(local_name) {
            Some(required) => required.source.clone(),
            None if local_name == "terraform" => ProviderAddr::builtin("terraform"),
            None => ProviderAddr::hashicorp(local_name),
        }
    }

    /// This module and every one below it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Module)) {
        visit(self);
        for child in self.children.values() {
            child.walk(visit);
        }
    }
}
