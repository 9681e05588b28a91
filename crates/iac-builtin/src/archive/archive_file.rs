//! `archive_file`, as a resource and as a data source: the archive is written when it is created, or read.

use super::entries::{Entry, Selection, of_contents, of_directory, of_file};
use super::{tar, zip};
use crate::argument_checks::parse_mode;
use crate::digests::Digests;
use iac_core::value::Value;
use iac_provider::{Block, Created, DataSource, Error, Model, Resource};
use std::collections::BTreeSet;
use std::path::Path;

/// A file by name and content.
#[derive(Clone, Debug, Default, PartialEq, Block)]
struct Source {
    /// What is in it.
    #[attr(required)]
    content: String,
    /// Its path in the archive.
    #[attr(required)]
    filename: String,
}

/// What is known of a written archive.
#[derive(Clone, Debug, Default, PartialEq, Block)]
struct Output {
    /// The MD5 hash of the archive, in hexadecimal.
    #[attr(computed)]
    output_md5: String,
    /// The SHA-1 hash of the archive, in hexadecimal.
    #[attr(computed)]
    output_sha: String,
    /// The SHA-256 hash of the archive, in hexadecimal.
    #[attr(computed)]
    output_sha256: String,
    /// The SHA-512 hash of the archive, in hexadecimal.
    #[attr(computed)]
    output_sha512: String,
    /// The SHA-256 hash of the archive, in Base64.
    #[attr(computed)]
    output_base64sha256: String,
    /// The SHA-512 hash of the archive, in Base64.
    #[attr(computed)]
    output_base64sha512: String,
    /// The size of the archive, in bytes.
    #[attr(computed)]
    output_size: i64,
}

/// Packs files when it is created, and again when an argument changes; not when the packed files do. It cannot be imported.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "archive_file", label = "Archive")]
pub(super) struct ArchiveFile {
    /// The SHA-1 hash of the archive, in hexadecimal.
    #[attr(computed)]
    id: String,
    /// `zip` or `tar.gz`.
    #[attr(required, force_new, rename = "type", enum = ["zip", "tar.gz"])]
    kind: String,
    /// A file's content; it needs `source_content_filename`.
    #[attr(optional, force_new, required_with = ["source_content_filename"], conflicts_with = ["source_file", "source_dir", "source"])]
    source_content: Option<String>,
    /// The name of the file with `source_content`.
    #[attr(optional, force_new, required_with = ["source_content"], conflicts_with = ["source_file", "source_dir", "source"])]
    source_content_filename: Option<String>,
    /// A file to pack.
    #[attr(optional, force_new, conflicts_with = ["source_content", "source_content_filename", "source_dir", "source"])]
    source_file: Option<String>,
    /// A directory to pack.
    #[attr(optional, force_new, conflicts_with = ["source_content", "source_content_filename", "source_file", "source"])]
    source_dir: Option<String>,
    /// Patterns of files and directories to leave out, relative to `source_dir`.
    #[attr(optional, force_new)]
    excludes: Option<BTreeSet<String>>,
    /// Whether to leave out links to directories.
    #[attr(optional, force_new)]
    exclude_symlink_directories: Option<bool>,
    /// Where the archive goes.
    #[attr(required, force_new)]
    output_path: String,
    /// Permissions of every file in the archive, in octal; each one's own if it is omitted.
    #[attr(optional, force_new)]
    output_file_mode: Option<String>,
    /// Files to pack, by name and content.
    #[block(set, force_new, conflicts_with = ["source_content", "source_content_filename", "source_file", "source_dir"])]
    source: Vec<Source>,
    #[attr(flatten)]
    output: Output,
}

/// Packs files whenever it is read, normally with every plan.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "archive_file", label = "Archive")]
pub(super) struct ArchiveFileData {
    /// The SHA-1 hash of the archive, in hexadecimal.
    #[attr(computed)]
    id: String,
    /// `zip` or `tar.gz`.
    #[attr(required, rename = "type", enum = ["zip", "tar.gz"])]
    kind: String,
    /// A file's content; it needs `source_content_filename`.
    #[attr(optional, required_with = ["source_content_filename"], conflicts_with = ["source_file", "source_dir", "source"])]
    source_content: Option<String>,
    /// The name of the file with `source_content`.
    #[attr(optional, required_with = ["source_content"], conflicts_with = ["source_file", "source_dir", "source"])]
    source_content_filename: Option<String>,
    /// A file to pack.
    #[attr(optional, conflicts_with = ["source_content", "source_content_filename", "source_dir", "source"])]
    source_file: Option<String>,
    /// A directory to pack.
    #[attr(optional, conflicts_with = ["source_content", "source_content_filename", "source_file", "source"])]
    source_dir: Option<String>,
    /// Patterns of files and directories to leave out, relative to `source_dir`.
    #[attr(optional)]
    excludes: Option<BTreeSet<String>>,
    /// Whether to leave out links to directories.
    #[attr(optional)]
    exclude_symlink_directories: Option<bool>,
    /// Where the archive goes.
    #[attr(required)]
    output_path: String,
    /// Permissions of every file in the archive, in octal; each one's own if it is omitted.
    #[attr(optional)]
    output_file_mode: Option<String>,
    /// Files to pack, by name and content.
    #[block(set, conflicts_with = ["source_content", "source_content_filename", "source_file", "source_dir"])]
    source: Vec<Source>,
    #[attr(flatten)]
    output: Output,
}

/// What to pack, where to and how.
struct Job<'a> {
    kind: &'a str,
    content: Option<(&'a str, &'a str)>,
    file: Option<&'a str>,
    directory: Option<&'a str>,
    files: &'a [Source],
    selection: Selection,
    output_path: &'a str,
    output_file_mode: Option<&'a str>,
}

macro_rules! job {
    ($it:expr) => {
        Job {
            kind: &$it.kind,
            content: $it.source_content_filename.as_deref().zip($it.source_content.as_deref().or(Some(""))),
            file: $it.source_file.as_deref(),
            directory: $it.source_dir.as_deref(),
            files: &$it.source,
            selection: Selection {
                excludes: $it.excludes.iter().flatten().cloned().collect(),
                no_linked_directories: $it.exclude_symlink_directories.unwrap_or(false),
                output: Path::new(&$it.output_path).canonicalize().ok(),
            },
            output_path: &$it.output_path,
            output_file_mode: $it.output_file_mode.as_deref().filter(|mode| !mode.is_empty()),
        }
    };
}

impl Job<'_> {
    fn entries(&self) -> Result<Vec<Entry>, Error> {
        let mut entries = match (self.directory, self.file, self.content) {
            (Some(directory), ..) => of_directory(directory, &self.selection)?,
            (_, Some(file), _) => of_file(file)?,
            (.., Some(content)) => of_contents([content]),
            _ if self.files.is_empty() => {
                return Err(Error::other(
                    "one of 'source_dir', 'source_file', 'source_content_filename' or 'source' must be specified",
                ));
            }
            _ => of_contents(self.files.iter().map(|file| (file.filename.as_str(), file.content.as_str()))),
        };
        if let Some(text) = self.output_file_mode {
            let mode = parse_mode(text).map(|mode| mode & 0o777).ok_or_else(|| {
                Error::other(format!("{text:?} is no octal file mode such as \"0644\"")).at("output_file_mode")
            })?;
            // Contents that never were a file keep no mode, as in Terraform's provider.
            entries.iter_mut().filter_map(|entry| entry.mode.as_mut()).for_each(|own| *own = mode);
        }
        Ok(entries)
    }

    fn write(&self) -> Result<(String, Output), Error> {
        let entries = self.entries()?;
        let packed = if self.kind == "zip" { zip::pack(&entries)? } else { tar::pack(&entries)? };
        let path = Path::new(self.output_path);
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        parent.map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(path, &packed)).map_err(
            |error| Error::other(format!("{} cannot be written: {error}", self.output_path)).at("output_path"),
        )?;
        let digests = Digests::of(&packed);
        let output = Output {
            output_md5: digests.md5,
            output_sha: digests.sha1.clone(),
            output_sha256: digests.sha256,
            output_sha512: digests.sha512,
            output_base64sha256: digests.base64sha256,
            output_base64sha512: digests.base64sha512,
            output_size: i64::try_from(packed.len()).unwrap_or(i64::MAX),
        };
        Ok((digests.sha1, output))
    }
}

impl Resource for ArchiveFile {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        let (id, output) = job!(plan).write()?;
        Ok(Created::new(id)
            .with("output_md5", Value::string(output.output_md5))
            .with("output_sha", Value::string(output.output_sha))
            .with("output_sha256", Value::string(output.output_sha256))
            .with("output_sha512", Value::string(output.output_sha512))
            .with("output_base64sha256", Value::string(output.output_base64sha256))
            .with("output_base64sha512", Value::string(output.output_base64sha512))
            .with("output_size", Value::number(output.output_size)))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        Ok(Some(prior.clone()))
    }

    /// Leaves the file: something else may have packed it meanwhile.
    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }

    async fn import(_ctx: &(), _id: &str) -> Result<Self, Error> {
        Err(Error::other("archive_file cannot be imported"))
    }
}

impl DataSource for ArchiveFileData {
    type Context = ();

    async fn read(_ctx: &(), config: &Self) -> Result<Self, Error> {
        let (id, output) = job!(config).write()?;
        Ok(Self { id, output, ..config.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempDir;
    use iac_provider::contract::{Trial, assert_data_source, assert_model};

    #[test]
    fn the_models_are_sound() {
        assert_model::<ArchiveFile>();
        assert_data_source::<ArchiveFileData>();
    }

    async fn packed(config: ArchiveFileData) -> ArchiveFileData {
        ArchiveFileData::read(&(), &config).await.unwrap()
    }

    #[tokio::test]
    async fn an_archive_depends_on_names_contents_and_modes_alone() {
        let dir = TempDir::new();
        let file = dir.write("src/a.py", "print(1)\n");
        dir.write("src/b/c.py", "print(2)\n");
        let config = |output: &str| ArchiveFileData {
            kind: "zip".into(),
            source_dir: Some(dir.join("src")),
            output_path: dir.join(output),
            ..Default::default()
        };
        let (first, second) = (packed(config("one.zip")).await, packed(config("new/two.zip")).await);
        assert_eq!(first.output, second.output);
        assert_eq!(std::fs::read(dir.join("one.zip")).unwrap().len().to_string(), first.output.output_size.to_string());
        assert_eq!((first.id.as_str(), first.id.len()), (first.output.output_sha.as_str(), 40));
        let moded = packed(ArchiveFileData { output_file_mode: Some("0600".into()), ..config("m.zip") }).await;
        assert_ne!(moded.id, first.id);
        let single = packed(ArchiveFileData { source_dir: None, source_file: Some(file), ..config("f.zip") }).await;
        assert_ne!(single.id, first.id);
        let tar = packed(ArchiveFileData { kind: "tar.gz".into(), ..config("t.tar.gz") }).await;
        assert!(tar.output.output_size > 0);
    }

    #[tokio::test]
    async fn the_resource_packs_contents() {
        let dir = TempDir::new();
        let path = dir.join("out.zip");
        let mut it = Trial::of::<ArchiveFile>(());
        let sources = r#""source":[{"content":"b","filename":"b.txt"},{"content":"a","filename":"a.txt"}]"#;
        it.converge(&format!(r#"{{"type":"zip","output_path":"{path}",{sources}}}"#)).await;
        assert!(it.state.attribute("excludes").is_some_and(Value::is_null));
        let content = r#""source_content":"b","source_content_filename":"b.txt""#;
        it.converge(&format!(r#"{{"type":"zip","output_path":"{path}",{content}}}"#)).await;
        let nothing = it.config(&format!(r#"{{"type":"zip","output_path":"{path}"}}"#));
        assert!(it.apply(&nothing).await.has_errors());
    }
}
