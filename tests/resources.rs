//! Every AWS type on LocalStack, through the command line: create, empty plan, update in place, empty plan, replacement,
//! empty plan, import, destroy, nothing left in state.
//!
//! The folders `crates/aws/<service>/tests/<type>/` hold `main.tf`, `update.tf` and `replace.tf` (data sources: `main.tf`), and
//! `import.id` where the import identifier is not the `id`: text with `{attribute}` in it. Needs `IAC_TEST_ENDPOINT`, as
//! `scripts/test` sets it; without it the suite says that it was skipped, or fails where `IAC_REQUIRE_LOCALSTACK=1`.
//! Each type has an account of its own.

#![cfg(feature = "aws")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::{env, fs};

/// How many types run at a time.
const PARALLEL: usize = 4;

#[test]
fn every_type_converges_on_localstack() {
    let Ok(endpoint) = env::var("IAC_TEST_ENDPOINT") else {
        assert!(env::var("IAC_REQUIRE_LOCALSTACK").is_err(), "IAC_TEST_ENDPOINT is not set; run scripts/test");
        println!("skipped: IAC_TEST_ENDPOINT is not set; run scripts/test");
        return;
    };
    let queue = Mutex::new(fixtures());
    let failures = Mutex::new(Vec::new());
    let count = queue.lock().expect("a queue").len();
    std::thread::scope(|scope| {
        for worker in 0..PARALLEL {
            let (queue, failures, endpoint) = (&queue, &failures, &endpoint);
            scope.spawn(move || {
                while let Some(folder) = next(queue) {
                    let left = queue.lock().expect("a queue").len();
                    let account = format!("2000{worker:04}{left:04}");
                    if let Err(failure) = Fixture::new(&folder, endpoint, account).run() {
                        failures.lock().expect("failures").push(format!("{}: {failure}", folder.display()));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("failures");
    assert!(failures.is_empty(), "{} of {count} types fail:\n\n{}", failures.len(), failures.join("\n\n"));
    assert!(count > 0, "there are fixture folders");
}

fn next(queue: &Mutex<Vec<PathBuf>>) -> Option<PathBuf> {
    queue.lock().expect("a queue").pop()
}

/// The fixture folders of every service.
fn fixtures() -> Vec<PathBuf> {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/aws");
    let mut found: Vec<PathBuf> =
        folders(&services).iter().flat_map(|service| folders(&service.join("tests"))).collect();
    found.retain(|folder| folder.join("main.tf").exists());
    found.sort();
    found
}

fn folders(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

/// One type's folder, at work in a directory of its own.
struct Fixture<'a> {
    source: &'a Path,
    dir: PathBuf,
    endpoint: &'a str,
    account: String,
}

impl<'a> Fixture<'a> {
    fn new(source: &'a Path, endpoint: &'a str, account: String) -> Self {
        let dir = env::temp_dir().join(format!("iac-fixture-{}-{account}", std::process::id()));
        Self { source, dir, endpoint, account }
    }

    /// The resource type, or `data.` and the data source's type.
    fn ty(&self) -> String {
        self.source.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn run(&self) -> Result<(), String> {
        let result = self.converge().and_then(|()| self.import());
        let destroyed = self.iac(&self.dir, &["destroy", "-auto-approve"], 0).and_then(|_| self.nothing_left());
        let _ = fs::remove_dir_all(&self.dir);
        result.and(destroyed)
    }

    fn converge(&self) -> Result<(), String> {
        for name in ["main.tf", "update.tf", "replace.tf"] {
            let step = self.source.join(name);
            if !step.exists() {
                continue;
            }
            self.copy_files(&step)?;
            let applied =
                self.iac(&self.dir, &["apply", "-auto-approve"], 0).map_err(|text| format!("{name}: {text}"))?;
            self.iac(&self.dir, &["plan", "-detailed-exitcode"], 0)
                .map_err(|text| format!("{name}: second plan: {text}"))?;
            if name == "update.tf" && !applied.contains(" 0 destroyed") {
                return Err(format!("update.tf is no update in place: {applied}"));
            }
        }
        Ok(())
    }

    /// The step as `main.tf`, with whatever other files the folder has.
    fn copy_files(&self, step: &Path) -> Result<(), String> {
        let failed = |error: std::io::Error| error.to_string();
        fs::create_dir_all(&self.dir).map_err(failed)?;
        for entry in fs::read_dir(self.source).map_err(failed)?.flatten() {
            if entry.path().extension().is_none_or(|extension| extension != "tf") {
                fs::copy(entry.path(), self.dir.join(entry.file_name())).map_err(failed)?;
            }
        }
        fs::copy(step, self.dir.join("main.tf")).map(drop).map_err(failed)
    }

    /// Imports the object into an empty state beside, and looks for the same `id`.
    fn import(&self) -> Result<(), String> {
        if self.ty().starts_with("data.") {
            return Ok(());
        }
        let (addr, attributes) = self.object(&self.dir).ok_or("the type is not in its own state")?;
        let pattern = fs::read_to_string(self.source.join("import.id")).unwrap_or_else(|_| "{id}".to_owned());
        let id = fill(pattern.trim(), &attributes);
        let beside = self.dir.join("beside");
        fs::create_dir_all(&beside).map_err(|error| error.to_string())?;
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_file() && !name.contains("tfstate") {
                fs::copy(entry.path(), beside.join(name)).map_err(|error| error.to_string())?;
            }
        }
        self.iac(&beside, &["import", &addr, &id], 0).map_err(|text| format!("import {addr} {id}: {text}"))?;
        let imported = self.object(&beside).ok_or("import put nothing into the state")?.1;
        if imported["id"] == attributes["id"] { Ok(()) } else { Err(format!("import found {}", imported["id"])) }
    }

    fn nothing_left(&self) -> Result<(), String> {
        let managed = |resource: &&Value| resource["mode"] == "managed";
        let left =
            state(&self.dir)["resources"].as_array().map_or(0, |resources| resources.iter().filter(managed).count());
        if left == 0 { Ok(()) } else { Err(format!("destroy left {left} resources in the state")) }
    }

    /// The first instance of the type in a directory's state: its address and attributes.
    fn object(&self, dir: &Path) -> Option<(String, Value)> {
        let state = state(dir);
        let of_type = |resource: &&Value| resource["type"] == self.ty().as_str() && resource["mode"] == "managed";
        let resource = state["resources"].as_array()?.iter().find(of_type)?;
        let instance = resource["instances"].get(0)?;
        let key = instance.get("index_key").map(|key| format!("[{key}]")).unwrap_or_default();
        let addr = format!("{}.{}{key}", self.ty(), resource["name"].as_str()?);
        Some((addr, instance["attributes"].clone()))
    }

    fn iac(&self, dir: &Path, arguments: &[&str], code: i32) -> Result<String, String> {
        let done = Command::new(env!("CARGO_BIN_EXE_iac"))
            .args(arguments)
            .current_dir(dir)
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", dir)
            .env("IAC_ENDPOINT_URL", self.endpoint)
            .env("AWS_ACCESS_KEY_ID", &self.account)
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_REGION", "us-west-2")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| error.to_string())?;
        let text = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        if done.status.code() == Some(code) { Ok(text) } else { Err(format!("{arguments:?}: {}\n{text}", done.status)) }
    }
}

fn state(dir: &Path) -> Value {
    let text = fs::read(dir.join("terraform.tfstate")).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// A pattern with its `{attribute}`s filled in.
fn fill(pattern: &str, attributes: &Value) -> String {
    let mut text = pattern.to_owned();
    for (name, value) in attributes.as_object().into_iter().flatten() {
        text = text.replace(&format!("{{{name}}}"), value.as_str().unwrap_or_default());
    }
    text
}
