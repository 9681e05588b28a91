//! `iac fmt`: rewrites configuration files in the canonical style.

use crate::args::FmtArgs;
use crate::session::Session;
use crate::view::unified;
use iac_core::diag::{Diagnostic, Diagnostics, Sources};
use iac_lang::format_source;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What `-check` exits with when a file would change.
const WOULD_CHANGE: u8 = 3;
/// What a file that cannot be formatted exits with.
const FAILED: u8 = 2;
/// The files that are formatted. JSON files have no canonical style.
const SUFFIXES: &[&str] = &[".tf", ".tfvars", ".tftest.hcl", ".tfmock.hcl", ".tfquery.hcl", ".tofu"];

/// Formats.
pub(crate) fn run(args: &FmtArgs, session: &Session) -> u8 {
    let mut formatter = Formatter { args, session, diags: Diagnostics::new(), sources: Sources::new(), changed: false };
    let here = [".".to_owned()];
    let targets = if args.targets.is_empty() { &here[..] } else { &args.targets };
    if targets == ["-"] {
        formatter.standard_input();
    } else {
        for target in targets {
            formatter.target(Path::new(target));
        }
    }
    session.learn_sources(formatter.sources);
    let ok = session.report(&formatter.diags);
    match (ok, args.check && formatter.changed) {
        (false, _) => FAILED,
        (true, true) => WOULD_CHANGE,
        (true, false) => 0,
    }
}

struct Formatter<'a> {
    args: &'a FmtArgs,
    session: &'a Session,
    diags: Diagnostics,
    sources: Sources,
    changed: bool,
}

impl Formatter<'_> {
    fn standard_input(&mut self) {
        let mut text = Vec::new();
        if let Err(error) = std::io::stdin().read_to_end(&mut text) {
            self.diags.error("Failed to read standard input", error.to_string());
            return;
        }
        let Some(formatted) = self.format("<stdin>", &text) else { return };
        self.changed = formatted != text;
        if self.args.diff {
            self.show_difference("<stdin>", &text, &formatted);
        } else if !self.args.check {
            self.session.terminal.print(&String::from_utf8_lossy(&formatted));
        }
    }

    fn target(&mut self, path: &Path) {
        if path.is_dir() {
            self.directory(path);
        } else if !path.exists() {
            self.diags.error("No file or directory", format!("There is no file or directory at {}.", path.display()));
        } else if is_formatted(path) {
            self.file(path);
        } else {
            let detail = format!("{} is not formatted: only {} files are.", path.display(), SUFFIXES.join(", "));
            self.diags.error("Unsupported file", detail);
        }
    }

    fn directory(&mut self, dir: &Path) {
        let entries = match std::fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) => {
                self.diags.error("Cannot read directory", format!("{} cannot be read: {error}.", dir.display()));
                return;
            }
        };
        let mut paths: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| !is_hidden(path)).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                if self.args.recursive {
                    self.directory(&path);
                }
            } else if is_formatted(&path) {
                self.file(&path);
            }
        }
    }

    fn file(&mut self, path: &Path) {
        let name = path.strip_prefix(".").unwrap_or(path).display().to_string();
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) => {
                self.diags.error("Cannot read file", format!("{name} cannot be read: {error}."));
                return;
            }
        };
        let Some(formatted) = self.format(&name, &text) else { return };
        if formatted == text {
            return;
        }
        self.changed = true;
        if self.args.list {
            self.session.terminal.line(&name);
        }
        if self.args.diff {
            self.show_difference(&name, &text, &formatted);
        }
        if self.args.write
            && !self.args.check
            && let Err(error) = std::fs::write(path, formatted)
        {
            self.diags.push(Diagnostic::error("Failed to write file", format!("{name} cannot be written: {error}.")));
        }
    }

    /// The text in canonical style; errors of its syntax are kept for the report.
    fn format(&mut self, name: &str, text: &[u8]) -> Option<Vec<u8>> {
        let id = self.sources.add(name, text.to_vec());
        match format_source(id, text) {
            Ok(formatted) => Some(formatted),
            Err(diags) => {
                self.diags.extend(diags);
                None
            }
        }
    }

    fn show_difference(&self, name: &str, before: &[u8], after: &[u8]) {
        let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
        self.session.terminal.print(&unified::render(name, &before, &after));
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn is_formatted(path: &Path) -> bool {
    path.file_name().is_some_and(|name| SUFFIXES.iter().any(|suffix| name.to_string_lossy().ends_with(suffix)))
}
