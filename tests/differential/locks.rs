//! Both programs exclude each other from a state file.

use crate::tools::{Tool, Workdir, has_terraform, printed};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// An object whose creation lasts until the file `go` exists.
const WAITING: &str = r#"
resource "terraform_data" "waits" {
  provisioner "local-exec" {
    command = "touch started; while [ ! -e go ]; do sleep 0.02; done"
  }
}
"#;

/// Begins an apply and waits until it holds the lock.
fn holder(tool: Tool, dir: &Workdir) -> Child {
    let mut command = tool.command(dir, &["apply", "-auto-approve", "-no-color"]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
    let begun = Instant::now();
    while !dir.has("started") {
        assert!(begun.elapsed() < Duration::from_mins(1), "{tool:?} does not get going");
        std::thread::sleep(Duration::from_millis(10));
    }
    child
}

fn lock_id(dir: &Workdir) -> String {
    let info: serde_json::Value = serde_json::from_str(&dir.read(".terraform.tfstate.lock.info")).expect("lock info");
    info["ID"].as_str().expect("an ID").to_owned()
}

/// While one holds the lock, the other one says who does, and gets it in the end if it may wait.
fn check_exclusion(name: &str, first: Tool, second: Tool) {
    if (first, second) != (Tool::Iac, Tool::Iac) && !has_terraform() {
        return;
    }
    let dir = Workdir::new(name, WAITING);
    let mut child = holder(first, &dir);
    let id = lock_id(&dir);
    for args in [["plan", "-no-color"].as_slice(), &["plan", "-no-color", "-lock-timeout=1s"]] {
        let begun = Instant::now();
        let refused = second.run(&dir, args);
        let text = printed(&refused);
        assert!(!refused.status.success() && text.contains("Error acquiring the state lock"), "{second:?}: {text}");
        assert!(text.contains(&id) && text.contains("OperationTypeApply"), "names the holder: {text}");
        assert!(args.len() == 2 || begun.elapsed() >= Duration::from_secs(1), "waits as long as it may");
    }
    second.ok(&dir, &["plan", "-no-color", "-lock=false"]);
    let command = &mut second.command(&dir, &["apply", "-auto-approve", "-no-color", "-lock-timeout=60s"]);
    let waiting = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    std::thread::sleep(Duration::from_millis(300));
    dir.write("go", "");
    assert!(child.wait().expect("ends").success(), "{first:?} finishes");
    let output = waiting.wait_with_output().expect("ends");
    assert!(output.status.success(), "{second:?}: {}", printed(&output));
    assert_eq!(dir.state()["resources"].as_array().map(Vec::len), Some(1));
    assert!(!dir.has(".terraform.tfstate.lock.info"), "no lock is left");
}

#[test]
fn terraform_keeps_iac_out() {
    check_exclusion("lock-terraform-iac", Tool::Terraform, Tool::Iac);
}

#[test]
fn iac_keeps_terraform_out() {
    check_exclusion("lock-iac-terraform", Tool::Iac, Tool::Terraform);
}

#[test]
fn iac_keeps_iac_out() {
    check_exclusion("lock-iac-iac", Tool::Iac, Tool::Iac);
}

/// A killed program leaves its lock info, but no lock: the other one just goes on.
#[test]
fn the_lock_of_a_killed_program_holds_nobody_up() {
    for (name, first, second) in [("dead-1", Tool::Iac, Tool::Iac), ("dead-2", Tool::Iac, Tool::Terraform)] {
        if second == Tool::Terraform && !has_terraform() {
            continue;
        }
        let dir = Workdir::new(name, WAITING);
        let mut child = holder(first, &dir);
        child.kill().expect("is killed");
        child.wait().expect("ends");
        dir.write("go", "");
        assert!(dir.has(".terraform.tfstate.lock.info"));
        second.ok(&dir, &["apply", "-auto-approve", "-no-color"]);
    }
}

#[test]
fn force_unlock_wants_the_identifier_of_the_lock() {
    let dir = Workdir::new("force-unlock", WAITING);
    let mut child = holder(Tool::Iac, &dir);
    let id = lock_id(&dir);
    let wrong = Tool::Iac.run(&dir, &["force-unlock", "-force", "00000000-0000-0000-0000-000000000000"]);
    assert!(!wrong.status.success() && printed(&wrong).contains(&id), "{}", printed(&wrong));
    Tool::Iac.ok(&dir, &["force-unlock", "-force", &id]);
    assert!(!dir.has(".terraform.tfstate.lock.info"));
    dir.write("go", "");
    assert!(child.wait().expect("ends").success(), "the holder finishes all the same");
}
