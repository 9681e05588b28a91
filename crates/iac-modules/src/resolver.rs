//! Finding modules that were installed before.

use crate::manifest::{Manifest, ManifestError, key};
use crate::source::{ModuleSource, SourceError};
use iac_core::addr::ModuleAddr;
use iac_core::diag::Diagnostic;
use iac_lang::config::{ModuleCallBlock, ModuleResolver};
use std::path::{Path, PathBuf};

/// The modules that the manifest of a data directory lists.
#[derive(Clone, Debug, Default)]
pub struct InstalledModules {
    manifest: Manifest,
    root: PathBuf,
}

impl InstalledModules {
    /// Reads the manifest of a data directory. `root` is the root module's directory, which the manifest's directories are
    /// relative to.
    pub fn read(root: &Path, data_dir: &Path) -> Result<Self, ManifestError> {
        Ok(Self { manifest: Manifest::read(data_dir)?, root: root.to_owned() })
    }
}

/// What is wrong with a source.
pub(crate) fn invalid_source(error: &SourceError) -> Diagnostic {
    Diagnostic::error("Invalid module source address", error.to_string())
}

impl ModuleResolver for InstalledModules {
    fn resolve(&self, caller: &ModuleAddr, call: &ModuleCallBlock) -> Result<PathBuf, Diagnostic> {
        let source =
            ModuleSource::parse(&call.source, call.version.is_some()).map_err(|error| invalid_source(&error))?;
        let Some(record) = self.manifest.record(&key(caller, &call.name)) else {
            let detail = format!("The module {:?} is not installed yet. Run \"iac init\" to install it.", call.name);
            return Err(Diagnostic::error("Module not installed", detail));
        };
        if record.source != source.to_string() {
            let detail = format!(
                "The module {:?} was installed from {:?}, but its source is {:?} now. Run \"iac init\" to install it anew.",
                call.name,
                record.source,
                source.to_string()
            );
            return Err(Diagnostic::error("Module source has changed", detail));
        }
        Ok(self.root.join(&record.dir))
    }
}
