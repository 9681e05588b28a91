//! Module sources and the module manifest: what `init` and `get` install, and where other commands find it.
//!
//! Local modules (`./`, `../`) need no installation; the loader of `iac-lang` finds them itself. This crate knows the
//! others: directories given by an absolute path, and git repositories (through the `git` program, as Terraform does).
//! Registries, archives and object stores are recognised and refused with a clear message so far.

mod fetch;
mod install;
mod manifest;
mod resolver;
mod source;

pub use fetch::FetchError;
pub use install::{InstallOptions, Installation, install};
pub use manifest::{MANIFEST_FILE, Manifest, ManifestError, ModuleRecord};
pub use resolver::InstalledModules;
pub use source::{ModuleSource, SourceError};
