//! Workspaces of the local backend: `terraform.tfstate.d/NAME/` and the selected name in `.terraform/environment`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The name of the workspace that always exists.
const DEFAULT: &str = "default";

/// The workspaces of a working directory.
#[derive(Clone, Debug)]
pub struct LocalWorkspaces {
    state_path: PathBuf,
    workspace_dir: PathBuf,
    data_dir: PathBuf,
}

/// Why a workspace could not be used.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// There is none of that name.
    #[error("Workspace {0:?} doesn't exist.")]
    Missing(String),
    /// There is one of that name already.
    #[error("Workspace {0:?} already exists")]
    Exists(String),
    /// The name cannot be used.
    #[error(
        "The workspace name {0:?} is not allowed. The name must contain only URL safe characters, contain no path separators, and not be an empty string."
    )]
    Name(String),
    /// A file cannot be used.
    #[error("cannot use {path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The cause.
        source: io::Error,
    },
}

impl LocalWorkspaces {
    /// The workspaces of a local backend: `path` is the default workspace's state file (`terraform.tfstate`),
    /// `workspace_dir` holds the others (`terraform.tfstate.d`), `data_dir` is `.terraform`.
    pub fn new(path: impl Into<PathBuf>, workspace_dir: impl Into<PathBuf>, data_dir: impl Into<PathBuf>) -> Self {
        Self { state_path: path.into(), workspace_dir: workspace_dir.into(), data_dir: data_dir.into() }
    }

    /// The name selected in the data directory; `default` if none is.
    pub fn selected(&self) -> String {
        let name = fs::read_to_string(self.data_dir.join("environment")).unwrap_or_default();
        let name = name.trim();
        if name.is_empty() { DEFAULT.to_owned() } else { name.to_owned() }
    }

    /// The state file of a workspace.
    pub fn state_path(&self, name: &str) -> PathBuf {
        if name == DEFAULT { self.state_path.clone() } else { self.workspace_dir.join(name).join("terraform.tfstate") }
    }

    /// Every workspace, `default` first, then by name.
    pub fn list(&self) -> Result<Vec<String>, WorkspaceError> {
        let mut names = Vec::new();
        match fs::read_dir(&self.workspace_dir) {
            Ok(entries) => {
                for entry in entries {
                    let entry = entry.map_err(io_error(&self.workspace_dir))?;
                    if entry.path().is_dir() {
                        names.push(entry.file_name().to_string_lossy().into_owned());
                    }
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(io_error(&self.workspace_dir)(error)),
        }
        names.sort_unstable();
        names.insert(0, DEFAULT.to_owned());
        Ok(names)
    }

    /// Makes a workspace.
    pub fn create(&self, name: &str) -> Result<(), WorkspaceError> {
        check_name(name)?;
        if self.list()?.iter().any(|known| known == name) {
            return Err(WorkspaceError::Exists(name.to_owned()));
        }
        let dir = self.workspace_dir.join(name);
        fs::create_dir_all(&dir).map_err(io_error(&dir))
    }

    /// Selects an existing workspace.
    pub fn select(&self, name: &str) -> Result<(), WorkspaceError> {
        check_name(name)?;
        if !self.list()?.iter().any(|known| known == name) {
            return Err(WorkspaceError::Missing(name.to_owned()));
        }
        fs::create_dir_all(&self.data_dir).map_err(io_error(&self.data_dir))?;
        let path = self.data_dir.join("environment");
        fs::write(&path, name).map_err(io_error(&path))
    }

    /// Removes a workspace with its state file.
    pub fn delete(&self, name: &str) -> Result<(), WorkspaceError> {
        check_name(name)?;
        let dir = self.workspace_dir.join(name);
        match fs::remove_dir_all(&dir) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(WorkspaceError::Missing(name.to_owned())),
            Err(error) => Err(io_error(&dir)(error)),
        }
    }
}

fn check_name(name: &str) -> Result<(), WorkspaceError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.~$+!*'(),;:@&=".contains(c);
    if name.is_empty() || matches!(name, "." | "..") || !name.chars().all(allowed) {
        return Err(WorkspaceError::Name(name.to_owned()));
    }
    Ok(())
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> WorkspaceError + '_ {
    move |source| WorkspaceError::Io { path: path.display().to_string(), source }
}
