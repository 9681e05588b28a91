//! Installing the modules that a configuration calls.

use crate::fetch::{FetchError, fetch};
use crate::manifest::{Manifest, ModuleRecord, key};
use crate::resolver::invalid_source;
use crate::source::ModuleSource;
use iac_core::addr::ModuleAddr;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_lang::config::{
    Config, DiskFiles, LoadOptions, Module, ModuleCallBlock, ModuleResolver, clean_path, is_local_source, load_config,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How to install.
#[derive(Clone, Copy, Debug, Default)]
pub struct InstallOptions {
    /// Fetch again what is installed already.
    pub upgrade: bool,
}

/// What an installation led to.
#[derive(Debug)]
pub struct Installation {
    /// The configuration with all its modules, for its sources and what comes next.
    pub config: Config,
    /// The manifest as written.
    pub manifest: Manifest,
    /// The keys of the modules that were fetched in this run, with the source of each.
    pub fetched: Vec<(String, String)>,
}

/// Installs the modules that the configuration in `dir` calls, into `modules` inside `data_dir`, and writes the manifest.
pub fn install(dir: &Path, data_dir: &Path, options: InstallOptions) -> (Installation, Diagnostics) {
    let mut found = Diagnostics::new();
    let known = Manifest::read(data_dir).unwrap_or_else(|error| {
        found.push(Diagnostic::warning("Module manifest ignored", format!("{error}. All modules are installed anew.")));
        Manifest::default()
    });
    let installer =
        Installer { root: dir, data_dir, options, known, records: RefCell::default(), fetched: RefCell::default() };
    let (config, diags) = load_config(dir, &DiskFiles, &installer, &LoadOptions::default());
    found.extend(diags);
    let mut records = installer.records.into_inner();
    record_local(&config.root, dir, &mut records);
    let manifest = Manifest { modules: records.into_values().collect() };
    // A configuration without modules leaves no trace in the data directory.
    if (manifest.modules.len() > 1 || installer.known != Manifest::default())
        && let Err(error) = manifest.write(data_dir)
    {
        found.error("Failed to update module manifest", format!("{error}."));
    }
    (Installation { config, manifest, fetched: installer.fetched.into_inner() }, found)
}

struct Installer<'a> {
    root: &'a Path,
    data_dir: &'a Path,
    options: InstallOptions,
    known: Manifest,
    records: RefCell<BTreeMap<String, ModuleRecord>>,
    fetched: RefCell<Vec<(String, String)>>,
}

impl ModuleResolver for Installer<'_> {
    fn resolve(&self, caller: &ModuleAddr, call: &ModuleCallBlock) -> Result<PathBuf, Diagnostic> {
        let source =
            ModuleSource::parse(&call.source, call.version.is_some()).map_err(|error| invalid_source(&error))?;
        let key = key(caller, &call.name);
        let normalised = source.to_string();
        let present = self.known.record(&key).filter(|record| record.source == normalised && !self.options.upgrade);
        let present = present.map(|record| self.root.join(&record.dir)).filter(|dir| dir.is_dir());
        let dir = if let Some(dir) = present {
            dir
        } else {
            let target = self.data_dir.join("modules").join(&key);
            let dir = fetch(&source, &target).map_err(|error| failure(&call.name, &normalised, &error))?;
            self.fetched.borrow_mut().push((key.clone(), normalised.clone()));
            dir
        };
        let record =
            ModuleRecord { key: key.clone(), source: normalised, version: None, dir: relative(self.root, &dir) };
        self.records.borrow_mut().insert(key, record);
        Ok(dir)
    }
}

fn failure(name: &str, source: &str, error: &FetchError) -> Diagnostic {
    match error {
        FetchError::Unsupported(detail) => Diagnostic::error("Module source not supported", detail.clone()),
        _ => Diagnostic::error(
            "Failed to download module",
            format!("The module {name:?} could not be fetched from {source:?}: {error}."),
        ),
    }
}

/// A directory as the manifest has it: relative to the root module, if it is inside or beside it.
fn relative(root: &Path, dir: &Path) -> String {
    let clean = clean_path(dir);
    let shown = clean.strip_prefix(clean_path(root)).map(Path::to_path_buf).unwrap_or(clean);
    if shown.as_os_str().is_empty() { ".".into() } else { shown.to_string_lossy().into_owned() }
}

/// Records the root and every module that is a local directory.
fn record_local(root: &Module, dir: &Path, records: &mut BTreeMap<String, ModuleRecord>) {
    let at_root = ModuleRecord { key: String::new(), source: String::new(), version: None, dir: ".".into() };
    records.insert(String::new(), at_root);
    root.walk(&mut |module| {
        for call in module.module_calls.values().filter(|call| is_local_source(&call.source)) {
            let Some(child) = module.children.get(&call.name) else { continue };
            let key = key(&module.addr, &call.name);
            let record = ModuleRecord {
                key: key.clone(),
                source: call.source.to_string(),
                version: None,
                dir: relative(dir, &child.dir),
            };
            records.insert(key, record);
        }
    });
}
