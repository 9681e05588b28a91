//! Running both programs in a directory of the test's own.

use serde_json::Value as Json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// A working directory.
pub(crate) struct Workdir(pub(crate) PathBuf);

impl Workdir {
    /// An empty directory with a configuration.
    pub(crate) fn new(name: &str, config: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential").join(name);
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).expect("a directory");
        let workdir = Self(dir);
        workdir.write("main.tf", config);
        workdir
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(path, text).expect("writes");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn state(&self) -> Json {
        serde_json::from_str(&self.read("terraform.tfstate")).expect("a state")
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }
}

/// One of the two programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Iac,
    Terraform,
}

impl Tool {
    pub(crate) fn command(self, dir: &Workdir, args: &[&str]) -> Command {
        let mut command = match self {
            Self::Iac => Command::new(env!("CARGO_BIN_EXE_iac")),
            Self::Terraform => Command::new(oracle()),
        };
        command
            .args(args)
            .current_dir(&dir.0)
            .stdin(Stdio::null())
            .env_remove("TF_WORKSPACE")
            .env_remove("TF_CLI_ARGS");
        command
    }

    pub(crate) fn run(self, dir: &Workdir, args: &[&str]) -> Output {
        self.command(dir, args).output().unwrap_or_else(|error| panic!("{self:?} {args:?}: {error}"))
    }

    /// Runs it and expects success; what it printed.
    pub(crate) fn ok(self, dir: &Workdir, args: &[&str]) -> String {
        let output = self.run(dir, args);
        let text = printed(&output);
        assert!(output.status.success(), "{self:?} {args:?}: {text}");
        text
    }
}

/// Both streams.
pub(crate) fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn oracle() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/terraform-1155")
}

/// Whether the real Terraform is at hand; says so past the test harness if it is not.
pub(crate) fn has_terraform() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let found = Command::new(oracle()).arg("version").stdin(Stdio::null()).output();
        let found = found.is_ok_and(|output| printed(&output).contains("v1.15.5"));
        if !found {
            let _ =
                writeln!(std::io::stderr(), "\nSKIPPED: Terraform 1.15.5 cannot be had; nothing was compared with it.");
        }
        found
    })
}
