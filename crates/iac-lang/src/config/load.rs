//! Loading a configuration from its root directory.

use super::decode::PROVIDER_META_IGNORED;
use super::directory::{DirectoryReader, unreadable};
use super::module_check::check_module_calls;
use super::{Config, ConfigFiles, Module, ModuleCallBlock};
use iac_core::addr::ModuleAddr;
use iac_core::diag::{Diagnostic, Diagnostics};
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

/// Finds the directory of modules whose source is not a local path (`./`, `../`), which the loader finds itself.
pub trait ModuleResolver {
    /// The directory of the module that a call leads to. The error lacks only its place.
    fn resolve(&self, caller: &ModuleAddr, call: &ModuleCallBlock) -> Result<PathBuf, Diagnostic>;
}

/// Knows no modules but local ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalModulesOnly;

impl ModuleResolver for LocalModulesOnly {
    fn resolve(&self, _caller: &ModuleAddr, call: &ModuleCallBlock) -> Result<PathBuf, Diagnostic> {
        Err(Diagnostic::error(
            "Module not installed",
            format!(
                "The source {:?} of module {:?} is not a local directory, and it is not installed yet. Run \"iac init\".",
                call.source, call.name
            ),
        ))
    }
}

/// How to load.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Stop at the root module: `fmt`, `get`, backend initialisation.
    pub root_only: bool,
}

/// Loads the configuration in `dir` with every module it calls. Reports every error of every file; what could be read is
/// returned all the same.
pub fn load_config(
    dir: &Path,
    files: &dyn ConfigFiles,
    modules: &dyn ModuleResolver,
    options: &LoadOptions,
) -> (Config, Diagnostics) {
    let mut loader = Loader { reader: DirectoryReader::default(), files, modules, known: HashMap::new() };
    let mut root = match loader.reader.read(dir, files) {
        Ok(module) => module,
        Err(error) => {
            loader.reader.is_partial = true;
            loader.reader.diags.push(unreadable("Failed to read module directory", dir, &error));
            Module { dir: dir.to_path_buf(), ..Module::default() }
        }
    };
    if !options.root_only {
        loader.load_children(&mut root, &mut vec![dir.to_path_buf()]);
        let mut checks = Diagnostics::new();
        check_module_calls(&root, &loader.reader.sources, &mut checks);
        loader.reader.diags.extend(checks);
    }
    let DirectoryReader { sources, snapshot, diags, is_partial } = loader.reader;
    (Config { root, sources, snapshot, is_whole: !is_partial }, said_once(diags))
}

/// Public modules have a `provider_meta` block each, which has no effect: one warning says it for all of them.
fn said_once(diags: Diagnostics) -> Diagnostics {
    let mut said = false;
    diags
        .into_iter()
        .filter(|found| found.summary != PROVIDER_META_IGNORED || !std::mem::replace(&mut said, true))
        .collect()
}

/// Whether a module source is a path relative to the calling module.
pub fn is_local_source(source: &str) -> bool {
    source == "." || source == ".." || source.starts_with("./") || source.starts_with("../")
}

/// A path without `.` and, where possible, without `..`; the current directory is `.`.
pub fn clean_path(path: &Path) -> PathBuf {
    let mut parts: Vec<Component<'_>> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (Component::CurDir, _) | (Component::ParentDir, Some(Component::RootDir)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    if parts.is_empty() { PathBuf::from(".") } else { parts.iter().collect() }
}

struct Loader<'a> {
    reader: DirectoryReader,
    files: &'a dyn ConfigFiles,
    modules: &'a dyn ModuleResolver,
    /// Modules by directory, without address and children: a module called often is read once.
    known: HashMap<PathBuf, Module>,
}

impl Loader<'_> {
    /// Loads what a module calls. `above` are the directories from the root to this module.
    fn load_children(&mut self, module: &mut Module, above: &mut Vec<PathBuf>) {
        for call in module.module_calls.values() {
            if call.source.is_empty() {
                continue;
            }
            let dir = match self.locate(module, call) {
                Ok(dir) => dir,
                Err(error) => {
                    self.reader.diags.push(error.at(call.source_span));
                    continue;
                }
            };
            if above.contains(&dir) {
                let detail = format!(
                    "The module {:?} calls itself, directly or through the modules it calls: {} leads back to {}.",
                    call.name,
                    call.source,
                    dir.display()
                );
                self.reader.diags.push(Diagnostic::error("Module cycle", detail).at(call.source_span));
                continue;
            }
            let Some(mut child) = self.module_in(&dir, call) else { continue };
            child.addr = module.addr.child(call.name.clone());
            above.push(dir);
            self.load_children(&mut child, above);
            above.pop();
            module.children.insert(call.name.clone(), child);
        }
    }

    fn locate(&self, caller: &Module, call: &ModuleCallBlock) -> Result<PathBuf, Diagnostic> {
        if !is_local_source(&call.source) {
            return self.modules.resolve(&caller.addr, call).map(|dir| clean_path(&dir));
        }
        if call.version.is_some() {
            let detail =
                format!("The module {:?} is a local directory, which has no versions: remove the version.", call.name);
            return Err(Diagnostic::error("Invalid version constraint", detail));
        }
        Ok(clean_path(&caller.dir.join(&*call.source)))
    }

    fn module_in(&mut self, dir: &Path, call: &ModuleCallBlock) -> Option<Module> {
        if let Some(known) = self.known.get(dir) {
            return Some(known.clone());
        }
        match self.reader.read(dir, self.files) {
            Ok(module) => {
                self.known.insert(dir.to_path_buf(), module.clone());
                Some(module)
            }
            Err(error) => {
                self.reader.diags.push(unreadable("Unreadable module directory", dir, &error).at(call.source_span));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_directories_are_shown_as_terraform_shows_them() {
        let table = [
            ("./mod", "mod"),
            ("a/../b", "b"),
            (".", "."),
            ("./.", "."),
            ("../x/./y", "../x/y"),
            ("a/..", "."),
            ("/a/../../b", "/b"),
        ];
        for (path, expected) in table {
            assert_eq!(clean_path(Path::new(path)), Path::new(expected), "{path}");
        }
    }
}
