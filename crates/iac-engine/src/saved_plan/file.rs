//! The file of a saved plan: one line that names the format, then one JSON document. Written whole or not at all.

use super::plan_codec::{decode_plan, encode_plan};
use crate::plan::Plan;
use iac_core::addr::ModuleAddr;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_lang::config::{Config, LoadOptions, ModuleCallBlock, ModuleResolver, load_config};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The first line of a saved plan.
const MAGIC: &str = "iac saved plan, format 1\n";

/// Why a saved plan cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum SavedPlanError {
    /// The file cannot be used.
    #[error("cannot use plan file {path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is something else.
    #[error("{path} is not a plan saved by this version of iac")]
    NotAPlan {
        /// The file.
        path: String,
    },
    /// The content is damaged.
    #[error("plan file {path} is damaged: {message}")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong.
        message: String,
    },
}

impl Plan {
    /// Writes the plan to a file. The file is replaced as a whole; it may contain secrets, so only its owner can read it.
    pub fn write(&self, path: &Path) -> Result<(), SavedPlanError> {
        let damaged = |message: String| SavedPlanError::Damaged { path: path.display().to_string(), message };
        let text = encode_plan(self).map_err(|error| damaged(error.clone()))?;
        let io = |source| SavedPlanError::Io { path: path.display().to_string(), source };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let written = write_private(&temporary, &text).and_then(|()| std::fs::rename(&temporary, path));
        written.map_err(|source| {
            let _ = std::fs::remove_file(&temporary);
            io(source)
        })
    }

    /// Reads a plan from a file.
    pub fn read(path: &Path) -> Result<Self, SavedPlanError> {
        let shown = || path.display().to_string();
        let bytes = std::fs::read(path).map_err(|source| SavedPlanError::Io { path: shown(), source })?;
        let text = bytes.strip_prefix(MAGIC.as_bytes()).ok_or_else(|| SavedPlanError::NotAPlan { path: shown() })?;
        let text = std::str::from_utf8(text)
            .map_err(|error| SavedPlanError::Damaged { path: shown(), message: error.to_string() })?;
        decode_plan(text).map_err(|message| SavedPlanError::Damaged { path: shown(), message })
    }

    /// Loads the configuration that the plan was made from, from the plan alone.
    pub fn load_config(&self) -> (Config, Diagnostics) {
        let dir = self.module_dirs.get(&ModuleAddr::root()).cloned().unwrap_or_else(|| PathBuf::from("."));
        load_config(&dir, &self.snapshot, &SavedModules(&self.module_dirs), &LoadOptions::default())
    }
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(MAGIC.as_bytes())?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// The directories of installed modules, as they were when the plan was made.
struct SavedModules<'p>(&'p BTreeMap<ModuleAddr, PathBuf>);

impl ModuleResolver for SavedModules<'_> {
    fn resolve(&self, caller: &ModuleAddr, call: &ModuleCallBlock) -> Result<PathBuf, Diagnostic> {
        self.0.get(&caller.child(call.name.clone())).cloned().ok_or_else(|| {
            Diagnostic::error(
                "Module not installed",
                format!("The saved plan does not contain module {:?}.", call.name),
            )
        })
    }
}
