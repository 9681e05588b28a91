//! Putting a file in its place, and finding out whether it is still there.

use crate::argument_checks::parse_mode;
use crate::digests::{Digests, parse_base64};
use iac_core::value::Value;
use iac_provider::{Created, Error};
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// A file to write.
pub(super) struct Placed<'a> {
    pub(super) filename: &'a str,
    pub(super) bytes: Vec<u8>,
    pub(super) file_permission: &'a str,
    pub(super) directory_permission: &'a str,
}

/// The bytes that one of the content arguments gives; none of them means an empty file.
pub(super) fn bytes_of(
    content: Option<&str>,
    content_base64: Option<&str>,
    source: Option<&str>,
) -> Result<Vec<u8>, Error> {
    match (content, content_base64, source) {
        (_, Some(encoded), _) => {
            parse_base64(encoded).ok_or_else(|| Error::other("it is no Base64").at("content_base64"))
        }
        (_, _, Some(path)) => fs::read(path)
            .map_err(|error| Error::other(format!("the source {path} cannot be read: {error}")).at("source")),
        (content, ..) => Ok(content.unwrap_or_default().as_bytes().to_vec()),
    }
}

impl Placed<'_> {
    /// Writes the file, and directories that are missing. Its identity is its SHA-1 hash.
    pub(super) fn write(&self) -> Result<Created, Error> {
        let path = Path::new(self.filename);
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            make_directories(parent, mode(self.directory_permission)).map_err(|error| {
                Error::other(format!("the directory {} cannot be made: {error}", parent.display())).at("filename")
            })?;
        }
        write_file(path, &self.bytes, mode(self.file_permission)).map_err(|error| {
            Error::other(format!("the file {} cannot be written: {error}", self.filename)).at("filename")
        })?;
        let digests = Digests::of(&self.bytes);
        Ok(Created::new(&digests.sha1)
            .with("content_md5", Value::string(digests.md5))
            .with("content_sha1", Value::string(digests.sha1))
            .with("content_sha256", Value::string(digests.sha256))
            .with("content_sha512", Value::string(digests.sha512))
            .with("content_base64sha256", Value::string(digests.base64sha256))
            .with("content_base64sha512", Value::string(digests.base64sha512)))
    }
}

/// Whether the file has the content that was written; a file that somebody changed counts as gone.
pub(super) fn is_in_place(filename: &str, sha1: &str) -> Result<bool, Error> {
    match fs::read(filename) {
        Ok(bytes) => Ok(Digests::of(&bytes).sha1 == sha1),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(false),
        Err(error) => Err(Error::other(format!("the file {filename} cannot be read: {error}")).at("filename")),
    }
}

/// Removes the file; its directories stay.
pub(super) fn remove(filename: &str) -> Result<(), Error> {
    match fs::remove_file(filename) {
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Err(Error::other(format!("the file {filename} cannot be removed: {error}")).at("filename"))
        }
        _ => Ok(()),
    }
}

/// Whether there is a directory; something else in its place is an error.
pub(super) fn directory_exists(path: &str) -> Result<bool, String> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(true),
        Ok(_) => Err(format!("{path} is there, but it is no directory")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(format!("{path} cannot be looked at: {error}")),
    }
}

fn mode(text: &str) -> u32 {
    parse_mode(text).unwrap_or(0o777)
}

#[cfg(unix)]
fn make_directories(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(mode).create(path)
}

#[cfg(not(unix))]
fn make_directories(path: &Path, _mode: u32) -> std::io::Result<()> {
    fs::create_dir_all(path)
}

fn write_file(path: &Path, bytes: &[u8], mode: u32) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    options.open(path)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_argument_gives_the_bytes() {
        assert_eq!(bytes_of(Some("a"), None, None).unwrap(), b"a");
        assert_eq!(bytes_of(None, Some("AP8="), None).unwrap(), [0, 0xff]);
        assert_eq!(bytes_of(None, None, None).unwrap(), b"");
        assert!(bytes_of(None, Some("?"), None).is_err() && bytes_of(None, None, Some("/nonexistent/x")).is_err());
    }
}
