//! Where configuration files are read from: the disk, or the snapshot in a saved plan.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads configuration files.
pub trait ConfigFiles {
    /// The names of the files directly in a directory, sorted; `NotFound` if there is no such directory.
    fn list(&self, dir: &Path) -> io::Result<Vec<String>>;
    /// A file's bytes.
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>>;
}

/// The disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskFiles;

impl ConfigFiles for DiskFiles {
    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            if !entry.file_type()?.is_dir() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        std::fs::read(path).map(Into::into)
    }
}

/// Files kept in memory by path, as a saved plan carries them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SnapshotFiles {
    /// Bytes by path.
    pub files: BTreeMap<PathBuf, Arc<[u8]>>,
}

impl ConfigFiles for SnapshotFiles {
    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let names: Vec<String> = self
            .files
            .keys()
            .filter(|path| path.parent() == Some(dir))
            .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
            .collect();
        if names.is_empty() { Err(io::ErrorKind::NotFound.into()) } else { Ok(names) }
    }

    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
