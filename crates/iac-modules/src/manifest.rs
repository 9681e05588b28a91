//! `.terraform/modules/modules.json`, in Terraform's own format.

use iac_core::addr::ModuleAddr;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// The manifest's path inside the data directory.
pub const MANIFEST_FILE: &str = "modules/modules.json";

/// Which modules are installed where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// One record for each module call, the root first.
    #[serde(rename = "Modules")]
    pub modules: Vec<ModuleRecord>,
}

/// Where one module is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleRecord {
    /// The names of the calls that lead to it, joined with dots; empty for the root.
    #[serde(rename = "Key")]
    pub key: String,
    /// The source, normalised; empty for the root.
    #[serde(rename = "Source")]
    pub source: String,
    /// The version, for modules from a registry.
    #[serde(rename = "Version", default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The directory, relative to the working directory.
    #[serde(rename = "Dir")]
    pub dir: String,
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The file cannot be read or written.
    #[error("the module manifest {path:?} cannot be accessed: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is not a manifest.
    #[error("the module manifest {path:?} is damaged: {error}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Why.
        error: serde_json::Error,
    },
}

/// The key of the module that a call leads to.
pub(crate) fn key(caller: &ModuleAddr, call: &str) -> String {
    caller.0.iter().map(|name| &**name).chain([call]).collect::<Vec<_>>().join(".")
}

impl Manifest {
    /// Reads the manifest of a data directory; an empty one if there is none.
    pub fn read(data_dir: &Path) -> Result<Self, ManifestError> {
        let path = data_dir.join(MANIFEST_FILE);
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| ManifestError::Damaged { path, error }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(ManifestError::Io { path, error }),
        }
    }

    /// Writes the manifest into a data directory; the file is replaced at once or not at all.
    pub fn write(&self, data_dir: &Path) -> Result<(), ManifestError> {
        let path = data_dir.join(MANIFEST_FILE);
        let bytes = serde_json::to_vec(self).map_err(|error| ManifestError::Damaged { path: path.clone(), error })?;
        write_whole(&path, &bytes).map_err(|error| ManifestError::Io { path, error })
    }

    /// The record of a module.
    pub fn record(&self, key: &str) -> Option<&ModuleRecord> {
        self.modules.iter().find(|record| record.key == key)
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir)?;
    }
    let temporary = path.with_extension("json.tmp");
    std::fs::write(&temporary, bytes)?;
    std::fs::rename(&temporary, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_has_terraforms_format() {
        let record = |key: &str, source: &str, version: Option<&str>, dir: &str| ModuleRecord {
            key: key.into(),
            source: source.into(),
            version: version.map(Into::into),
            dir: dir.into(),
        };
        let manifest = Manifest {
            modules: vec![
                record("", "", None, "."),
                record("a", "./m", None, "m"),
                record("a.b", "registry.terraform.io/x/y/z", Some("1.0.0"), ".terraform/modules/a.b"),
            ],
        };
        let text = r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"a","Source":"./m","Dir":"m"},{"Key":"a.b","Source":"registry.terraform.io/x/y/z","Version":"1.0.0","Dir":".terraform/modules/a.b"}]}"#;
        assert_eq!(serde_json::to_string(&manifest).expect("JSON"), text);
        assert_eq!(serde_json::from_str::<Manifest>(text).expect("a manifest"), manifest);
    }
}
