//! The files of one module directory: which of them are configuration, and their syntax.

use super::ConfigFiles;
use super::decode::{DecodeCtx, Layer, ModuleFile, RawBody, decode_module};
use super::{Module, SnapshotFiles};
use iac_core::diag::{Diagnostic, Diagnostics, SourceId, Sources, Span};
use iac_hcl::ast::Body;
use iac_hcl::json::Node;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// A parsed configuration file.
enum Syntax {
    Native(Body),
    Json(Node),
}

struct ParsedFile {
    syntax: Syntax,
    source: SourceId,
    is_override: bool,
}

/// Reads the files of directories and keeps what was read.
#[derive(Default)]
pub(super) struct DirectoryReader {
    /// Every file that was read, for diagnostics.
    pub sources: Sources,
    /// Every file that was read, for saved plans.
    pub snapshot: SnapshotFiles,
    /// What is wrong with them.
    pub diags: Diagnostics,
    /// Whether a file could not be read or parsed.
    pub is_partial: bool,
}

/// The configuration files among a directory's file names, in the order they are read: override files last, and a `.tofu`
/// file instead of the `.tf` file of the same name.
pub(super) fn configuration_files(names: &[String]) -> Vec<(&str, bool)> {
    let known: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let mut found: Vec<(&str, bool)> = Vec::new();
    for name in names {
        let Some((stem, extension)) = split_extension(name) else { continue };
        let shadow = extension.replacen(".tf", ".tofu", 1);
        if is_ignored(name) || (extension.starts_with(".tf") && known.contains(format!("{stem}{shadow}").as_str())) {
            continue;
        }
        found.push((name, stem == "override" || stem.ends_with("_override")));
    }
    found.sort_by_key(|(name, is_override)| (*is_override, *name));
    found
}

fn split_extension(name: &str) -> Option<(&str, &'static str)> {
    [".tf", ".tf.json", ".tofu", ".tofu.json"]
        .into_iter()
        .find_map(|extension| Some((name.strip_suffix(extension)?, extension)))
}

/// What editors leave behind, and hidden files.
fn is_ignored(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'))
}

/// A path as the user sees it: without a leading `./`.
pub(super) fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).to_string_lossy().into_owned()
}

impl DirectoryReader {
    /// Reads and decodes the module in a directory; what could be read is returned all the same.
    pub fn read(&mut self, dir: &Path, files: &dyn ConfigFiles) -> io::Result<Module> {
        let names = files.list(dir)?;
        let mut parsed = Vec::new();
        for (name, is_override) in configuration_files(&names) {
            let path = dir.join(name);
            match files.read(&path) {
                Ok(bytes) => parsed.push(self.parse(&path, bytes, is_override)),
                Err(error) => {
                    self.is_partial = true;
                    let detail = format!("The file {:?} cannot be read: {error}.", shown(&path));
                    self.diags.error("Failed to read file", detail);
                }
            }
        }
        let bodies: Vec<ModuleFile<'_>> = parsed.iter().map(ParsedFile::module_file).collect();
        let mut ctx = DecodeCtx::new(&self.sources);
        let mut module = decode_module(&bodies, &mut ctx);
        let found = ctx.diags;
        self.diags.extend(found);
        module.dir = dir.to_path_buf();
        Ok(module)
    }

    fn parse(&mut self, path: &Path, bytes: Arc<[u8]>, is_override: bool) -> ParsedFile {
        let source = self.sources.add(shown(path), bytes.clone());
        let is_json = path.extension().is_some_and(|extension| extension == "json");
        let (syntax, found) = if is_json {
            let (node, found) = iac_hcl::json::parse(source, &bytes);
            (Syntax::Json(node), found)
        } else {
            let (body, found) = iac_hcl::parse_body(source, &bytes);
            (Syntax::Native(body), found)
        };
        self.is_partial |= found.has_errors();
        self.diags.extend(found);
        self.snapshot.files.insert(path.to_path_buf(), bytes);
        ParsedFile { syntax, source, is_override }
    }
}

impl ParsedFile {
    fn module_file(&self) -> ModuleFile<'_> {
        let start = Span::new(self.source, 0, 0);
        let layer = match &self.syntax {
            Syntax::Native(body) => Layer::Native(body),
            Syntax::Json(node) => Layer::Json(node),
        };
        ModuleFile { body: RawBody::new(layer, start), is_override: self.is_override }
    }
}

/// A directory that cannot be listed.
pub(super) fn unreadable(summary: &str, dir: &Path, error: &io::Error) -> Diagnostic {
    let detail = match error.kind() {
        io::ErrorKind::NotFound => format!("There is no directory {:?}.", shown_dir(dir)),
        _ => format!("The directory {:?} cannot be read: {error}.", shown_dir(dir)),
    };
    Diagnostic::error(summary, detail)
}

fn shown_dir(dir: &Path) -> String {
    let text = shown(dir);
    if text.is_empty() { ".".into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::configuration_files;

    fn check(names: &[&str], expected: &[(&str, bool)]) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(configuration_files(&names), expected);
    }

    #[test]
    fn only_configuration_files_are_read_and_override_files_come_last() {
        check(
            &["a_override.tf", "main.tf", "override.tf.json", "x.tf.json", "README.md", "x.tfvars", "t.tftest.hcl"],
            &[("main.tf", false), ("x.tf.json", false), ("a_override.tf", true), ("override.tf.json", true)],
        );
    }

    #[test]
    fn hidden_and_backup_files_are_skipped() {
        check(&[".#main.tf", ".x.tf", "main.tf~", "#main.tf#", "main.tf"], &[("main.tf", false)]);
    }

    #[test]
    fn a_tofu_file_shadows_the_tf_file_of_its_name() {
        check(
            &["a.tf", "a.tofu", "b.tf", "c.tf.json", "c.tofu.json"],
            &[("a.tofu", false), ("b.tf", false), ("c.tofu.json", false)],
        );
    }
}
