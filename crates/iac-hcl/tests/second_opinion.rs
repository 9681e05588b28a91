//! On text that both accept, hcl-edit sees the same attributes, blocks and labels.

use hcl_edit::structure as other;
use iac_core::diag::SourceId;
use iac_hcl::ast;
use iac_hcl::parse_body;
use std::fs;
use std::path::{Path, PathBuf};

/// `name=` for each attribute and `type labels {…}` for each block.
fn ours(body: &ast::Body) -> String {
    let mut names: Vec<&str> = body.attributes.iter().map(|it| &*it.name.name).collect();
    names.sort_unstable();
    let blocks = body.blocks.iter().map(|block| {
        let labels: Vec<String> = block.labels.iter().map(|label| format!("{:?}", label.value)).collect();
        format!("{} {} {{{}}}", block.ty.name, labels.join(" "), ours(&block.body))
    });
    format!("{}; {}", names.join(","), blocks.collect::<Vec<_>>().join(" "))
}

fn theirs(body: &other::Body) -> String {
    let mut names: Vec<&str> = body.attributes().map(|it| it.key.as_str()).collect();
    names.sort_unstable();
    let blocks = body.blocks().map(|block| {
        let labels: Vec<String> = block.labels.iter().map(|label| format!("{:?}", label.as_str())).collect();
        format!("{} {} {{{}}}", block.ident.as_str(), labels.join(" "), theirs(&block.body))
    });
    format!("{}; {}", names.join(","), blocks.collect::<Vec<_>>().join(" "))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|it| it == "tf") {
            found.push(path);
        }
    }
}

#[test]
fn agrees_on_structure() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["tests/hcl-cases", "../../examples", "../../modules"] {
        let folder = root.join(folder);
        if folder.is_dir() {
            files(&folder, &mut found);
        }
    }
    let mut compared = 0;
    for path in found {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let (body, diags) = parse_body(SourceId(0), text.as_bytes());
        let Ok(other) = text.parse::<other::Body>() else { continue };
        if !diags.has_errors() {
            assert_eq!(ours(&body), theirs(&other), "{}", path.display());
            compared += 1;
        }
    }
    assert!(compared >= 40, "only {compared} files were accepted by both");
}
