//! `local_file`: a file.

use super::place::{Placed, bytes_of, is_in_place, remove};
use crate::argument_checks::file_mode;
use iac_provider::{Created, Error, Model, Resource};

/// Writes a file. A file that is missing or has another content is written again. It cannot be imported.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "local_file", label = "Local File")]
pub(super) struct LocalFile {
    /// The SHA-1 hash of the content, in hexadecimal.
    #[attr(computed)]
    id: String,
    /// Where the file is.
    #[attr(required, force_new)]
    filename: String,
    /// The content as text.
    #[attr(optional, force_new, exactly_one_of = ["content_base64", "sensitive_content", "source"])]
    content: Option<String>,
    /// The content as secret text.
    #[attr(optional, force_new, sensitive, deprecated = "Use the `local_sensitive_file` resource instead.")]
    sensitive_content: Option<String>,
    /// The content in Base64.
    #[attr(optional, force_new)]
    content_base64: Option<String>,
    /// A file with the content.
    #[attr(optional, force_new)]
    source: Option<String>,
    /// Permissions of the file, in octal, before the umask.
    #[attr(optional, computed, force_new, default = "0777", validate = file_mode)]
    file_permission: String,
    /// Permissions of directories that have to be made, in octal, before the umask.
    #[attr(optional, computed, force_new, default = "0777", validate = file_mode)]
    directory_permission: String,
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

impl LocalFile {
    fn bytes(&self) -> Result<Vec<u8>, Error> {
        let text = self.content.as_deref().or(self.sensitive_content.as_deref());
        bytes_of(text, self.content_base64.as_deref(), self.source.as_deref())
    }
}

impl Resource for LocalFile {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        let file = Placed {
            filename: &plan.filename,
            bytes: plan.bytes()?,
            file_permission: &plan.file_permission,
            directory_permission: &plan.directory_permission,
        };
        file.write()
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        Ok(is_in_place(&prior.filename, &prior.id)?.then(|| prior.clone()))
    }

    async fn delete(_ctx: &(), prior: &Self) -> Result<(), Error> {
        remove(&prior.filename)
    }

    async fn import(_ctx: &(), _id: &str) -> Result<Self, Error> {
        Err(Error::other("local_file cannot be imported"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempDir;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<LocalFile>();
    }

    #[tokio::test]
    async fn a_file_is_written_found_changed_and_removed() {
        let dir = TempDir::new();
        let path = dir.join("a/b/file.txt");
        let mut it = Trial::of::<LocalFile>(());
        it.converge(&format!(r#"{{"filename":"{path}","content":"abc"}}"#)).await;
        assert_eq!(it.text("id"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!((it.text("content_sha1"), it.text("file_permission")), (it.text("id"), "0777"));
        assert_eq!(std::fs::read(&path).unwrap(), b"abc");
        std::fs::write(&path, "other").unwrap();
        it.refresh().await;
        assert!(it.state.is_null(), "a changed file is written again");
        it.converge(&format!(r#"{{"filename":"{path}","content_base64":"AP8="}}"#)).await;
        assert_eq!(std::fs::read(&path).unwrap(), [0, 0xff]);
        let source = path.clone();
        let copy = dir.join("copy");
        let mut second = Trial::of::<LocalFile>(());
        second.converge(&format!(r#"{{"filename":"{copy}","source":"{source}","file_permission":"0600"}}"#)).await;
        assert_eq!(std::fs::read(&copy).unwrap(), [0, 0xff]);
        assert!(it.destroy().await.is_empty());
        assert!(!std::path::Path::new(&path).exists());
        it.destroy().await;
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn permissions_are_as_asked_for() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = TempDir::new();
        let path = dir.join("private/file");
        let mut it = Trial::of::<LocalFile>(());
        let config = r#"","sensitive_content":"s","file_permission":"0600","directory_permission":"0700"}"#;
        it.converge(&format!(r#"{{"filename":"{path}{config}"#)).await;
        let mode = |path: &str| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!((mode(&path), mode(&dir.join("private"))), (0o600, 0o700));
    }

    #[tokio::test]
    async fn a_place_that_cannot_be_written_is_an_error_that_names_it() {
        let mut it = Trial::of::<LocalFile>(());
        let diags = it.apply(&it.config(r#"{"filename":"/dev/null/x/y","content":""}"#)).await;
        let said: Vec<String> = diags.iter().map(|diag| diag.summary.clone()).collect();
        assert!(said[0].starts_with("creating Local File: the directory /dev/null/x cannot be made"), "{said:?}");
        assert!(it.state.is_null());
    }
}
