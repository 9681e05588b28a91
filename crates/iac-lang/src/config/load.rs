//! Loading a configuration from its root directory.

use super::{Config, ConfigFiles, ModuleCallBlock};
use iac_core::addr::ModuleAddr;
use iac_core::diag::{Diagnostic, Diagnostics};
use std::path::{Path, PathBuf};

/// Finds the directory of modules whose source is not a local path (`./`, `../`), which the loader finds itself.
pub trait ModuleResolver {
    /// The directory of the module that a call leads to. The error lacks only its place.
    fn resolve(&self, caller: &ModuleAddr, call: &ModuleCallBlock) -> Result<PathBuf, Diagnostic>;
}

/// Knows no modules but local ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalModulesOnly;

impl ModuleResolver for LocalModulesOnly {
    fn resolve(&self, _caller: &ModuleAddr, call: &ModuleCallBlock) -> Result<PathBuf, Diagnostic> {
        Err(Diagnostic::error(
            "Module not installed",
            format!(
                "The source {:?} of module {:?} is not a local directory, and it is not installed yet. Run \"iac init\".",
                call.source, call.name
            ),
        ))
    }
}

/// How to load.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Stop at the root module: `fmt`, `get`, backend initialisation.
    pub root_only: bool,
}

/// Loads the configuration in `dir` with every module it calls. Reports every error of every file; what could be read is
/// returned all the same.
pub fn load_config(
    dir: &Path,
    files: &dyn ConfigFiles,
    modules: &dyn ModuleResolver,
    options: &LoadOptions,
) -> (Config, Diagnostics) {
    let _ = (dir, files, modules, options);
    todo!()
}
