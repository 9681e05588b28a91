//! What is wrong with a configuration, shown where it stands: every folder of `tests/fixtures/diag` is loaded and validated,
//! and each diagnostic must be the comment under its line:
//!
//! ```text
//! variable "a" {
//!   tpye = string
//! # ^^^^ error: Unsupported argument
//! ```
//!
//! Diagnostics of JSON files, and those without a place, stand in `diagnostics.txt`. `UPDATE=1` rewrites the comments.

use iac_core::diag::{Diagnostic, Sources};
use iac_lang::config::{
    LoadOptions, LocalModulesOnly, SnapshotFiles, check_required_version, load_config, validate_references,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const ELSEWHERE: &str = "diagnostics.txt";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diag")
}

/// Every file below a folder, by path relative to it.
fn read_files(dir: &Path, inside: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(dir).expect("a fixture folder") {
        let path = entry.expect("an entry").path();
        let name = inside.join(path.file_name().expect("a name"));
        if path.is_dir() {
            read_files(&path, &name, files);
        } else {
            files.insert(name, std::fs::read_to_string(&path).expect("a fixture file"));
        }
    }
}

fn is_annotation(line: &str) -> bool {
    let rest = line.strip_prefix('#').unwrap_or("x").trim_start_matches([' ', '^']);
    line.contains('^') && (rest.starts_with("error: ") || rest.starts_with("warning: "))
}

fn without_annotations(text: &str) -> String {
    text.lines().filter(|line| !is_annotation(line)).map(|line| format!("{line}\n")).collect()
}

fn headline(diagnostic: &Diagnostic) -> String {
    format!("{}: {}", if diagnostic.is_error() { "error" } else { "warning" }, diagnostic.summary)
}

/// The comment that points at a place in the line above.
fn annotation(start: u32, end: u32, headline: &str) -> String {
    let indent = usize::try_from(start.saturating_sub(2)).expect("a column");
    let width = usize::try_from(end.saturating_sub(start.max(2))).expect("a width").max(1);
    format!("#{}{} {headline}\n", " ".repeat(indent), "^".repeat(width))
}

/// The files of a fixture as they should be: each diagnostic a comment under its line, the others in `diagnostics.txt`.
fn expected(clean: &BTreeMap<PathBuf, String>) -> BTreeMap<PathBuf, String> {
    let located = |path: &PathBuf| match path.parent() {
        // The loader names the files of the root module by `./`, those of others by their directory.
        Some(dir) if dir != Path::new("") => path.clone(),
        _ => Path::new(".").join(path),
    };
    let bytes = clean.iter().map(|(path, text)| (located(path), text.as_bytes().into())).collect();
    let snapshot = SnapshotFiles { files: bytes };
    let (config, mut diags) = load_config(Path::new("."), &snapshot, &LocalModulesOnly, &LoadOptions::default());
    if config.is_whole {
        diags.extend(validate_references(&config));
    }
    diags.extend(check_required_version(&config));
    let mut comments: BTreeMap<(PathBuf, u32), Vec<(u32, String)>> = BTreeMap::new();
    let mut elsewhere = Vec::new();
    for diagnostic in &diags {
        match place(diagnostic, &config.sources) {
            Some((file, line, start, end)) if !file.ends_with(".json") => {
                let comment = annotation(start, end, &headline(diagnostic));
                comments.entry((file.into(), line)).or_default().push((start, comment));
            }
            Some((file, line, start, end)) => {
                elsewhere.push(format!("{file}:{line},{start}-{end}: {}\n", headline(diagnostic)));
            }
            None => elsewhere.push(format!("{}\n", headline(diagnostic))),
        }
    }
    let mut files: BTreeMap<PathBuf, String> =
        clean.iter().map(|(path, text)| (path.clone(), annotated(path, text, &mut comments))).collect();
    elsewhere.sort();
    if !elsewhere.is_empty() {
        files.insert(ELSEWHERE.into(), elsewhere.concat());
    }
    files
}

fn annotated(path: &Path, text: &str, comments: &mut BTreeMap<(PathBuf, u32), Vec<(u32, String)>>) -> String {
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        out.push_str(line);
        out.push('\n');
        let line = u32::try_from(at + 1).expect("a line");
        let mut here = comments.remove(&(path.to_owned(), line)).unwrap_or_default();
        here.sort();
        here.dedup();
        out.extend(here.into_iter().map(|(_, comment)| comment));
    }
    out
}

/// File, line, first column, and the column after the last (on that line).
fn place(diagnostic: &Diagnostic, sources: &Sources) -> Option<(String, u32, u32, u32)> {
    let span = diagnostic.subject?;
    let source = sources.source(span.source)?;
    let (start, end) = (source.position(span.start), source.position(span.end));
    let last = if end.line == start.line { end.column } else { start.column + 1 };
    Some((source.name.to_string(), start.line, start.column, last))
}

fn check(name: &str) {
    let dir = fixtures().join(name);
    let mut files = BTreeMap::new();
    read_files(&dir, Path::new(""), &mut files);
    let mut clean = files.clone();
    clean.remove(Path::new(ELSEWHERE));
    for (path, text) in &mut clean {
        if path.extension().is_some_and(|extension| extension == "tf") {
            *text = without_annotations(text);
        }
    }
    let wanted = expected(&clean);
    if std::env::var_os("UPDATE").is_some() {
        for (path, text) in &wanted {
            std::fs::write(dir.join(path), text).expect("a writable fixture");
        }
        return;
    }
    for (path, text) in &wanted {
        assert_eq!(files.get(path), Some(text), "{name}/{}", path.display());
    }
    assert_eq!(files.len(), wanted.len(), "{name}: files");
}

#[test]
fn every_fixture_is_reported_in_place() {
    let mut names: Vec<String> = std::fs::read_dir(fixtures())
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(!names.is_empty());
    for name in names {
        check(&name);
    }
}
