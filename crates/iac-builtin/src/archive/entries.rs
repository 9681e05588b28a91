//! What goes into an archive: files with their names, modes and contents, in a fixed order.

use super::glob;
use iac_provider::Error;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A file in an archive.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Its path with `/` between names.
    pub(super) name: String,
    /// Its permissions; `None` for contents that never were a file.
    pub(super) mode: Option<u32>,
    /// What is in it.
    pub(super) bytes: Vec<u8>,
}

/// Which files of a directory are left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    /// Patterns of paths relative to the directory.
    pub(super) excludes: Vec<String>,
    /// Whether links to directories are left out.
    pub(super) no_linked_directories: bool,
    /// The archive itself, as it was left by an earlier run.
    pub(super) output: Option<PathBuf>,
}

impl Selection {
    /// Whether a file is the archive: inside itself it would never be the same twice.
    fn is_output(&self, path: &Path) -> bool {
        let output = self.output.as_deref().filter(|output| output.file_name() == path.file_name());
        output.is_some_and(|output| path.canonicalize().is_ok_and(|path| path == output))
    }
}

/// The one file at a path.
pub(super) fn of_file(path: &str) -> Result<Vec<Entry>, Error> {
    let metadata = fs::metadata(path)
        .map_err(|error| Error::other(format!("could not archive missing file: {path}: {error}")).at("source_file"))?;
    if metadata.is_dir() {
        return Err(Error::other(format!("could not archive {path}: it is a directory, not a file")).at("source_file"));
    }
    let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(vec![read(Path::new(path), name)?])
}

/// Contents by name.
pub(super) fn of_contents<'a>(contents: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Entry> {
    let sorted: BTreeMap<&str, &str> = contents.into_iter().collect();
    let entry =
        |(name, content): (&str, &str)| Entry { name: name.to_owned(), mode: None, bytes: content.as_bytes().to_vec() };
    sorted.into_iter().map(entry).collect()
}

/// The files below a directory, sorted by name in each directory.
pub(super) fn of_directory(path: &str, selection: &Selection) -> Result<Vec<Entry>, Error> {
    if !fs::metadata(path).is_ok_and(|found| found.is_dir()) {
        return Err(Error::other(format!("could not archive missing directory: {path}")).at("source_dir"));
    }
    let mut entries = Vec::new();
    walk(Path::new(path), "", selection, 0, &mut entries)?;
    if entries.is_empty() {
        return Err(Error::other("archive has not been created as it would be empty").at("source_dir"));
    }
    Ok(entries)
}

/// Links may lead in circles.
const DEEPEST: usize = 256;

fn walk(
    directory: &Path,
    prefix: &str,
    selection: &Selection,
    depth: usize,
    entries: &mut Vec<Entry>,
) -> Result<(), Error> {
    let fail = |error: std::io::Error| unreadable(directory, &error);
    if depth > DEEPEST {
        return Err(Error::other(format!("the directories at {} are nested too deep", directory.display())));
    }
    let mut found = fs::read_dir(directory).map_err(fail)?.collect::<Result<Vec<_>, _>>().map_err(fail)?;
    found.sort_by_key(fs::DirEntry::file_name);
    for item in found {
        let path = item.path();
        let name = format!("{prefix}{}", item.file_name().to_string_lossy());
        if selection.excludes.iter().any(|pattern| glob::matches(pattern, &name)) {
            continue;
        }
        let linked = item.file_type().map_err(fail)?.is_symlink();
        let is_directory = fs::metadata(&path).map_err(|error| unreadable(&path, &error))?.is_dir();
        match (is_directory, linked && selection.no_linked_directories) {
            (true, true) => {}
            (true, false) => walk(&path, &format!("{name}/"), selection, depth + 1, entries)?,
            (false, _) if selection.is_output(&path) => {}
            (false, _) => entries.push(read(&path, name)?),
        }
    }
    Ok(())
}

fn read(path: &Path, name: String) -> Result<Entry, Error> {
    let fail = |error: std::io::Error| unreadable(path, &error);
    let mode = permissions(&fs::metadata(path).map_err(fail)?);
    Ok(Entry { name, mode: Some(mode), bytes: fs::read(path).map_err(fail)? })
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::other(format!("{} cannot be read: {error}", path.display()))
}

#[cfg(unix)]
fn permissions(metadata: &fs::Metadata) -> u32 {
    use std::os::unix::fs::MetadataExt as _;
    metadata.mode() & 0o777
}

#[cfg(not(unix))]
fn permissions(metadata: &fs::Metadata) -> u32 {
    if metadata.permissions().readonly() { 0o444 } else { 0o666 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempDir;

    fn names(dir: &TempDir, excludes: &[&str], no_linked_directories: bool) -> Vec<String> {
        let excludes = excludes.iter().map(|&pattern| pattern.to_owned()).collect();
        let output = std::path::Path::new(&dir.join("src/out.zip")).canonicalize().ok();
        let selection = Selection { excludes, no_linked_directories, output };
        of_directory(&dir.join("src"), &selection).unwrap().into_iter().map(|entry| entry.name).collect()
    }

    #[test]
    fn a_directory_is_walked_in_order_without_what_is_excluded() {
        let dir = TempDir::new();
        for name in ["src/b.py", "src/a/z.py", "src/a-b.py", "src/node_modules/x/y.js", "src/.hidden", "other/o.py"] {
            dir.write(name, name);
        }
        assert_eq!(names(&dir, &["node_modules"], false), [".hidden", "a/z.py", "a-b.py", "b.py"]);
        assert_eq!(names(&dir, &["**/*.js", "a/**", ".hidden"], false), ["a-b.py", "b.py"]);
        assert!(of_directory(&dir.join("none"), &Selection::default()).is_err());
        dir.write("src/out.zip", "earlier");
        assert_eq!(names(&dir, &["node_modules", "a", "*.py"], false), [".hidden"]);
        let nothing = Selection { excludes: vec!["**".to_owned()], ..Selection::default() };
        let error = of_directory(&dir.join("src"), &nothing).unwrap_err();
        assert_eq!(error.message, "archive has not been created as it would be empty");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed() {
        let dir = TempDir::new();
        dir.write("other/o.py", "o");
        dir.write("src/a.py", "a");
        std::os::unix::fs::symlink(dir.join("other"), dir.join("src/linked")).unwrap();
        std::os::unix::fs::symlink(dir.join("other/o.py"), dir.join("src/file.py")).unwrap();
        assert_eq!(names(&dir, &[], false), ["a.py", "file.py", "linked/o.py"]);
        assert_eq!(names(&dir, &[], true), ["a.py", "file.py"]);
    }
}
