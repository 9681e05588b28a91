//! What goes wrong between iac and LocalStack, as a user meets it: an operation that fails among others, nothing that
//! answers, another account, a host that is not to be talked to.
//!
//! Needs `IAC_TEST_ENDPOINT`, as `scripts/test` sets it; without it the tests that need LocalStack say that they were
//! skipped, or fail where `IAC_REQUIRE_LOCALSTACK=1`.

#![cfg(feature = "aws")]

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

/// Nine queues that can be made, and a policy for a role that does not exist.
const NINE_AND_ONE: &str = r#"
resource "aws_sqs_queue" "q" {
  count = 9
  name  = "q-${count.index}"
}

resource "aws_iam_role_policy" "p" {
  role   = var.role
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}

variable "role" {
  default = "missing"
}
"#;

#[test]
fn a_failure_among_ten_creates_leaves_the_other_nine_in_state() {
    let Some(run) = Run::on_localstack("300000000001") else { return };
    run.write(NINE_AND_ONE);
    let (code, text) = run.iac(&["apply", "-auto-approve"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("NoSuchEntity") && text.contains("with aws_iam_role_policy.p"), "{text}");
    let (_, listed) = run.iac(&["state", "list"]);
    assert_eq!(listed.lines().count(), 9, "{listed}");
    run.write(&format!(
        "{NINE_AND_ONE}\nresource \"aws_iam_role\" \"r\" {{\n  name = \"missing\"\n  assume_role_policy = jsonencode({{ Version = \"2012-10-17\", Statement = [] }})\n}}\n"
    ));
    let (_, text) = run.iac(&["apply", "-auto-approve", "-target=aws_iam_role.r"]);
    assert!(text.contains("1 added"), "{text}");
    let (code, text) = run.iac(&["apply", "-auto-approve"]);
    assert!(code == 0 && text.contains("1 added, 0 changed, 0 destroyed"), "{text}");
    let (code, text) = run.iac(&["destroy", "-auto-approve"]);
    assert!(code == 0 && text.contains("11 destroyed"), "{text}");
}

#[test]
fn a_state_of_another_account_is_not_planned() {
    let Some(mut run) = Run::on_localstack("300000000002") else { return };
    run.write("resource \"aws_sqs_queue\" \"q\" {\n  name = \"q\"\n}\n");
    assert_eq!(run.iac(&["apply", "-auto-approve"]).0, 0);
    let before = run.state();
    run.set("AWS_ACCESS_KEY_ID", "300000000003");
    let (code, text) = run.iac(&["apply", "-auto-approve"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("State belongs to another target") && text.contains("300000000002"), "{text}");
    assert_eq!(run.state(), before);
    run.set("AWS_ACCESS_KEY_ID", "300000000002");
    assert_eq!(run.iac(&["destroy", "-auto-approve"]).0, 0);
}

#[test]
fn nothing_that_answers_is_told_once_and_soon() {
    let run = Run::at("http://127.0.0.1:9", "300000000004");
    run.write("resource \"aws_sqs_queue\" \"q\" {\n  count = 10\n  name  = \"q-${count.index}\"\n}\n");
    let begun = Instant::now();
    let (code, text) = run.iac(&["apply", "-auto-approve"]);
    assert_eq!(code, 1, "{text}");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert_eq!(text.matches("Nothing answered at http://127.0.0.1:9").count(), 1, "{text}");
    assert!(text.contains("Start LocalStack"), "{text}");
}

#[test]
fn aws_and_metadata_hosts_are_refused() {
    for host in ["https://sqs.us-east-1.amazonaws.com", "http://169.254.169.254"] {
        let run = Run::at(host, "300000000005");
        run.write("resource \"aws_sqs_queue\" \"q\" {\n  name = \"q\"\n}\n");
        let (code, text) = run.iac(&["plan"]);
        assert_eq!(code, 1, "{text}");
        assert!(text.contains("Endpoint refused") && text.contains("Nothing was sent"), "{text}");
    }
}

/// A working directory with an environment of its own.
struct Run {
    dir: PathBuf,
    environment: Vec<(String, String)>,
}

impl Run {
    fn on_localstack(account: &str) -> Option<Self> {
        let Ok(endpoint) = env::var("IAC_TEST_ENDPOINT") else {
            assert!(env::var("IAC_REQUIRE_LOCALSTACK").is_err(), "IAC_TEST_ENDPOINT is not set; run scripts/test");
            println!("skipped: IAC_TEST_ENDPOINT is not set; run scripts/test");
            return None;
        };
        Some(Self::at(&endpoint, account))
    }

    fn at(endpoint: &str, account: &str) -> Self {
        let dir = env::temp_dir().join(format!("iac-emulator-{}-{account}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).expect("a directory");
        let environment =
            [("IAC_ENDPOINT_URL", endpoint), ("AWS_ACCESS_KEY_ID", account), ("AWS_SECRET_ACCESS_KEY", "test")];
        Self { dir, environment: environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into() }
    }

    fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    fn write(&self, config: &str) {
        fs::write(self.dir.join("main.tf"), config).expect("writes");
    }

    fn state(&self) -> Vec<u8> {
        fs::read(self.dir.join("terraform.tfstate")).expect("a state")
    }

    /// Exit code and output, without colour; long lines are joined again.
    fn iac(&self, arguments: &[&str]) -> (i32, String) {
        let done = Command::new(env!("CARGO_BIN_EXE_iac"))
            .args(arguments)
            .current_dir(&self.dir)
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", &self.dir)
            .envs(self.environment.clone())
            .stdin(Stdio::null())
            .output()
            .expect("runs");
        let text = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        (done.status.code().unwrap_or(-1), text)
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}
