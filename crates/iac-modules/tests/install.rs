//! Installation into a data directory, and finding the modules again.

use iac_lang::config::{DiskFiles, LoadOptions, load_config};
use iac_modules::{InstallOptions, InstalledModules, Manifest, install};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A directory of its own for each test.
fn workspace(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if dir.exists() {
        std::fs::remove_dir_all(&dir).expect("a removable directory");
    }
    std::fs::create_dir_all(&dir).expect("a directory");
    dir
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    std::fs::write(path, text).expect("a writable file");
}

fn git(dir: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
    let status = Command::new("git").arg("-C").arg(dir).args(identity).args(arguments).status().expect("git");
    assert!(status.success(), "{arguments:?}");
}

fn check_installed(root: &Path, expected: &[(&str, &str)]) {
    let data_dir = root.join(".terraform");
    let (installation, diags) = install(root, &data_dir, InstallOptions::default());
    assert!(diags.is_empty(), "{diags:?}");
    let records: Vec<(&str, &str)> =
        installation.manifest.modules.iter().map(|record| (&*record.key, &*record.dir)).collect();
    assert_eq!(records, expected);
    assert_eq!(Manifest::read(&data_dir).expect("a manifest"), installation.manifest);
    let modules = InstalledModules::read(root, &data_dir).expect("a manifest");
    let (config, diags) = load_config(root, &DiskFiles, &modules, &LoadOptions::default());
    assert!(diags.is_empty(), "{diags:?}");
    let mut count = 0;
    config.root.walk(&mut |_| count += 1);
    assert_eq!(count, expected.len());
    let (again, _) = install(root, &data_dir, InstallOptions::default());
    assert!(again.fetched.is_empty(), "what is installed is not fetched again");
}

#[test]
fn local_modules_are_recorded_where_they_are() {
    let dir = workspace("local");
    write(
        &dir.join("root/main.tf"),
        "module \"a\" {\n  source = \"./m\"\n}\nmodule \"b\" {\n  source = \"../shared\"\n}\n",
    );
    write(&dir.join("root/m/main.tf"), "module \"inner\" {\n  source = \"../n\"\n}\n");
    write(&dir.join("root/n/main.tf"), "");
    write(&dir.join("shared/main.tf"), "");
    let shared = dir.join("shared");
    check_installed(
        &dir.join("root"),
        &[("", "."), ("a", "m"), ("a.inner", "n"), ("b", shared.to_str().expect("a name"))],
    );
}

#[test]
fn absolute_directories_are_linked() {
    let dir = workspace("absolute");
    write(&dir.join("package/sub/main.tf"), "output \"o\" {\n  value = 1\n}\n");
    let source = format!("{}//sub", dir.join("package").display());
    write(&dir.join("root/main.tf"), &format!("module \"a\" {{\n  source = \"{source}\"\n}}\n"));
    check_installed(&dir.join("root"), &[("", "."), ("a", ".terraform/modules/a/sub")]);
}

#[test]
fn git_repositories_are_cloned_at_their_ref() {
    let dir = workspace("git");
    let package = dir.join("package");
    write(&package.join("m/main.tf"), "output \"o\" {\n  value = 1\n}\n");
    git(&package, &["init", "--quiet"]);
    git(&package, &["add", "."]);
    git(&package, &["commit", "--quiet", "-m", "one"]);
    git(&package, &["tag", "v1"]);
    std::fs::remove_file(package.join("m/main.tf")).expect("a file");
    git(&package, &["commit", "--quiet", "-a", "-m", "two"]);
    let source = format!("git::file://{}//m?ref=v1", package.display());
    write(&dir.join("root/main.tf"), &format!("module \"a\" {{\n  source = \"{source}\"\n}}\n"));
    check_installed(&dir.join("root"), &[("", "."), ("a", ".terraform/modules/a/m")]);
}

#[test]
fn a_changed_source_asks_for_another_installation() {
    let dir = workspace("changed");
    write(&dir.join("one/main.tf"), "");
    write(&dir.join("two/main.tf"), "");
    let root = dir.join("root");
    let call = |name: &str| format!("module \"a\" {{\n  source = \"{}\"\n}}\n", dir.join(name).display());
    write(&root.join("main.tf"), &call("one"));
    check_installed(&root, &[("", "."), ("a", ".terraform/modules/a")]);
    write(&root.join("main.tf"), &call("two"));
    let modules = InstalledModules::read(&root, &root.join(".terraform")).expect("a manifest");
    let (_, diags) = load_config(&root, &DiskFiles, &modules, &LoadOptions::default());
    let summaries: Vec<&str> = diags.iter().map(|diagnostic| &*diagnostic.summary).collect();
    assert_eq!(summaries, ["Module source has changed"]);
}

#[test]
fn what_cannot_be_installed_is_said() {
    let dir = workspace("refused");
    let table = [
        ("terraform-aws-modules/vpc/aws", "Module source not supported"),
        ("https://example.com/m.zip", "Module source not supported"),
        ("foo", "Invalid module source address"),
        ("/nonexistent/module", "Failed to download module"),
        ("git::file:///nonexistent/module.git", "Failed to download module"),
    ];
    for (source, summary) in table {
        write(&dir.join("main.tf"), &format!("module \"a\" {{\n  source = \"{source}\"\n}}\n"));
        let (_, diags) = install(&dir, &dir.join(".terraform"), InstallOptions::default());
        let summaries: Vec<&str> = diags.iter().map(|diagnostic| &*diagnostic.summary).collect();
        assert_eq!(summaries, [summary], "{source}");
    }
}
