//! `local_sensitive_file`: a file with secret content.

use super::place::{Placed, bytes_of, is_in_place, remove};
use crate::argument_checks::file_mode;
use iac_provider::{Created, Error, Model, Resource};

/// Writes a file with secret content. A file that is missing or has another content is written again. It cannot be imported.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "local_sensitive_file", label = "Local Sensitive File")]
pub(super) struct LocalSensitiveFile {
    /// The SHA-1 hash of the content, in hexadecimal.
    #[attr(computed)]
    id: String,
    /// Where the file is.
    #[attr(required, force_new)]
    filename: String,
    /// The content as text.
    #[attr(optional, force_new, sensitive, exactly_one_of = ["content_base64", "source"])]
    content: Option<String>,
    /// The content in Base64.
    #[attr(optional, force_new, sensitive)]
    content_base64: Option<String>,
    /// A file with the content.
    #[attr(optional, force_new)]
    source: Option<String>,
    /// Permissions of the file, in octal, before the umask.
    #[attr(optional, computed, force_new, default = "0700", validate = file_mode)]
    file_permission: String,
    /// Permissions of directories that have to be made, in octal, before the umask.
    #[attr(optional, computed, force_new, default = "0700", validate = file_mode)]
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

impl LocalSensitiveFile {
    fn bytes(&self) -> Result<Vec<u8>, Error> {
        let text = self.content.as_deref();
        bytes_of(text, self.content_base64.as_deref(), self.source.as_deref())
    }
}

impl Resource for LocalSensitiveFile {
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
        Err(Error::other("local_sensitive_file cannot be imported"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempDir;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<LocalSensitiveFile>();
    }

    #[tokio::test]
    async fn only_its_owner_may_read_it() {
        let dir = TempDir::new();
        let path = dir.join("secret");
        let mut it = Trial::of::<LocalSensitiveFile>(());
        it.converge(&format!(r#"{{"filename":"{path}","content":"abc"}}"#)).await;
        assert_eq!(it.text("file_permission"), "0700");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        }
        assert!(it.destroy().await.is_empty());
    }
}
