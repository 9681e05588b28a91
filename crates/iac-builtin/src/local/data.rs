//! `local_file` and `local_sensitive_file` as data sources: reading a file.

use crate::digests::{Digests, to_base64};
use iac_provider::{Block, DataSource, Error, Model};

/// The hashes of a file's content.
#[derive(Clone, Debug, Default, PartialEq, Block)]
struct Hashes {
    /// The MD5 hash of the content, in hexadecimal.
    #[attr(computed)]
    content_md5: String,
    /// The SHA-1 hash of the content, in hexadecimal.
    #[attr(computed)]
    content_sha1: String,
    /// The SHA-256 hash of the content, in hexadecimal.
    #[attr(computed)]
    content_sha256: String,
    /// The SHA-512 hash of the content, in hexadecimal.
    #[attr(computed)]
    content_sha512: String,
    /// The SHA-256 hash of the content, in Base64.
    #[attr(computed)]
    content_base64sha256: String,
    /// The SHA-512 hash of the content, in Base64.
    #[attr(computed)]
    content_base64sha512: String,
}

impl From<Digests> for Hashes {
    fn from(digests: Digests) -> Self {
        Self {
            content_md5: digests.md5,
            content_sha1: digests.sha1,
            content_sha256: digests.sha256,
            content_sha512: digests.sha512,
            content_base64sha256: digests.base64sha256,
            content_base64sha512: digests.base64sha512,
        }
    }
}

/// A file's text, its Base64 form and its hashes.
fn read_file(filename: &str) -> Result<(String, String, Digests), Error> {
    let bytes = std::fs::read(filename).map_err(|error| {
        Error::other(format!("the file at the given path cannot be read: {filename}: {error}")).at("filename")
    })?;
    Ok((String::from_utf8_lossy(&bytes).into_owned(), to_base64(&bytes), Digests::of(&bytes)))
}

/// Reads a file.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "local_file", label = "Local File")]
pub(super) struct LocalFileData {
    /// The SHA-1 hash of the content, in hexadecimal.
    #[attr(computed)]
    id: String,
    /// Where the file is.
    #[attr(required)]
    filename: String,
    /// The content as text; bytes that are no UTF-8 are replaced.
    #[attr(computed)]
    content: String,
    /// The content in Base64.
    #[attr(computed)]
    content_base64: String,
    #[attr(flatten)]
    hashes: Hashes,
}

impl DataSource for LocalFileData {
    type Context = ();

    async fn read(_ctx: &(), config: &Self) -> Result<Self, Error> {
        let (content, content_base64, digests) = read_file(&config.filename)?;
        Ok(Self {
            id: digests.sha1.clone(),
            filename: config.filename.clone(),
            content,
            content_base64,
            hashes: digests.into(),
        })
    }
}

/// Reads a file with secret content.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "local_sensitive_file", label = "Local Sensitive File")]
pub(super) struct LocalSensitiveFileData {
    /// The SHA-1 hash of the content, in hexadecimal.
    #[attr(computed)]
    id: String,
    /// Where the file is.
    #[attr(required)]
    filename: String,
    /// The content as text; bytes that are no UTF-8 are replaced.
    #[attr(computed, sensitive)]
    content: String,
    /// The content in Base64.
    #[attr(computed, sensitive)]
    content_base64: String,
    #[attr(flatten)]
    hashes: Hashes,
}

impl DataSource for LocalSensitiveFileData {
    type Context = ();

    async fn read(_ctx: &(), config: &Self) -> Result<Self, Error> {
        let (content, content_base64, digests) = read_file(&config.filename)?;
        Ok(Self {
            id: digests.sha1.clone(),
            filename: config.filename.clone(),
            content,
            content_base64,
            hashes: digests.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempDir;
    use iac_provider::contract::assert_data_source;

    #[test]
    fn the_models_are_sound() {
        assert_data_source::<LocalFileData>();
        assert_data_source::<LocalSensitiveFileData>();
    }

    #[tokio::test]
    async fn a_file_is_read_with_its_hashes() {
        let dir = TempDir::new();
        let filename = dir.join("file");
        std::fs::write(&filename, "abc").unwrap();
        let found = LocalFileData::read(&(), &LocalFileData { filename, ..Default::default() }).await.unwrap();
        assert_eq!((found.content.as_str(), found.content_base64.as_str()), ("abc", "YWJj"));
        assert_eq!(found.id, found.hashes.content_sha1);
        let missing = LocalSensitiveFileData { filename: dir.join("none"), ..Default::default() };
        let error = LocalSensitiveFileData::read(&(), &missing).await.unwrap_err();
        assert!(error.message.starts_with("the file at the given path cannot be read"));
    }
}
