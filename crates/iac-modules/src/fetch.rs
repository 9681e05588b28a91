//! Fetching a module package into a directory.

use crate::source::ModuleSource;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a package could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The files cannot be accessed.
    #[error("{path:?}: {error}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The `git` program cannot be started.
    #[error("the program \"git\" is needed for this source, but it cannot be started: {0}")]
    NoGit(io::Error),
    /// The `git` program failed.
    #[error("git failed: {0}")]
    Git(String),
    /// The package has no such directory.
    #[error("there is no directory {0:?} in the package")]
    NoSubdir(String),
    /// This kind of source cannot be fetched.
    #[error("{0}")]
    Unsupported(String),
}

/// Fetches a package into `target`, which is replaced, and returns the module's own directory in it.
pub(crate) fn fetch(source: &ModuleSource, target: &Path) -> Result<PathBuf, FetchError> {
    remove(target)?;
    if let Some(parent) = target.parent() {
        std::fs::create_dir_all(parent).map_err(|error| io_error(parent, error))?;
    }
    let subdir = match source {
        ModuleSource::Directory { path, subdir } => {
            link(Path::new(path), target)?;
            subdir
        }
        ModuleSource::Git { url, reference, depth, subdir } => {
            clone(url, reference.as_deref(), *depth, target)?;
            subdir
        }
        ModuleSource::Registry { address, .. } => {
            return Err(FetchError::Unsupported(format!(
                "Registry modules ({address}) are not supported by iac yet. Use the module's git repository or a local copy \
                 as the source."
            )));
        }
        ModuleSource::Unsupported(kind, text) => {
            return Err(FetchError::Unsupported(format!(
                "{kind} ({text:?}) are not supported as module sources by iac yet. Use a git repository or a local copy."
            )));
        }
        ModuleSource::Local(path) => return Err(FetchError::Unsupported(format!("{path:?} needs no installation."))),
    };
    inside(target, subdir)
}

fn inside(package: &Path, subdir: &str) -> Result<PathBuf, FetchError> {
    if subdir.is_empty() {
        return Ok(package.to_owned());
    }
    let dir = package.join(subdir);
    if subdir.split('/').any(|part| part == "..") || !dir.is_dir() {
        return Err(FetchError::NoSubdir(subdir.to_owned()));
    }
    Ok(dir)
}

fn io_error(path: &Path, error: io::Error) -> FetchError {
    FetchError::Io { path: path.to_owned(), error }
}

fn remove(target: &Path) -> Result<(), FetchError> {
    let removed = match std::fs::symlink_metadata(target) {
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(target),
        Ok(_) => std::fs::remove_file(target),
        Err(_) => Ok(()),
    };
    removed.map_err(|error| io_error(target, error))
}

fn link(path: &Path, target: &Path) -> Result<(), FetchError> {
    let found = std::fs::metadata(path).map_err(|error| io_error(path, error))?;
    if !found.is_dir() {
        return Err(io_error(path, io::ErrorKind::NotADirectory.into()));
    }
    std::os::unix::fs::symlink(path, target).map_err(|error| io_error(target, error))
}

fn clone(url: &str, reference: Option<&str>, depth: Option<u32>, target: &Path) -> Result<(), FetchError> {
    let mut command = Command::new("git");
    command.arg("clone").arg("--quiet");
    if let Some(depth) = depth {
        command.args(["--depth", &depth.to_string()]);
        if let Some(reference) = reference {
            command.args(["--branch", reference]);
        }
    }
    run(command.arg("--").arg(url).arg(target))?;
    if let (Some(reference), None) = (reference, depth) {
        run(in_repository(target).args(["checkout", "--quiet", reference]))?;
    }
    if target.join(".gitmodules").exists() {
        run(in_repository(target).args(["submodule", "update", "--init", "--recursive", "--quiet"]))?;
    }
    Ok(())
}

fn in_repository(dir: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir);
    command
}

fn run(command: &mut Command) -> Result<(), FetchError> {
    // A prompt for a password would wait for ever in automation.
    let output = command.env("GIT_TERMINAL_PROMPT", "0").stdin(Stdio::null()).output().map_err(FetchError::NoGit)?;
    if output.status.success() {
        return Ok(());
    }
    Err(FetchError::Git(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}
