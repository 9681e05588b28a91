//! `iac` killed at any moment loses no object that it reported.

use crate::tools::{Tool, Workdir, printed};
use std::collections::BTreeSet;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const MANY: &str = r#"
variable "generation" { default = 0 }
resource "terraform_data" "a" {
  count            = 400
  input            = "text ${count.index}"
  triggers_replace = var.generation
}
resource "terraform_data" "b" {
  count = 400
  input = terraform_data.a[count.index].id
}
"#;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end.max(1)
    }
}

/// Starts it, kills it after a while, and returns what it printed, up to the last whole line.
fn killed_after(dir: &Workdir, args: &[&str], pause: Duration) -> String {
    let mut command = Tool::Iac.command(dir, args);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
    let mut stdout = child.stdout.take().expect("a pipe");
    let reader = std::thread::spawn(move || {
        let mut text = Vec::new();
        stdout.read_to_end(&mut text).expect("reads");
        String::from_utf8_lossy(&text).into_owned()
    });
    std::thread::sleep(pause);
    let _ = child.kill();
    child.wait().expect("ends");
    let text = reader.join().expect("reads");
    text.rsplit_once('\n').map_or(String::new(), |(whole, _)| whole.to_owned())
}

/// The addresses of lines such as `terraform_data.a[0]: Creation complete after 0s [id=…]`.
fn reported(text: &str, what: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| line.contains(what));
    lines.filter_map(|line| line.split_once(": ").map(|(addr, _)| addr.to_owned())).collect()
}

fn listed(dir: &Workdir) -> BTreeSet<String> {
    Tool::Iac.ok(dir, &["state", "list"]).lines().map(str::to_owned).collect()
}

fn duration_of(dir: &Workdir, args: &[&str]) -> Duration {
    let begun = Instant::now();
    Tool::Iac.ok(dir, args);
    begun.elapsed()
}

#[test]
fn a_kill_at_any_moment_loses_no_object() {
    let apply = ["apply", "-auto-approve", "-no-color"];
    let destroy = ["destroy", "-auto-approve", "-no-color"];
    let dir = Workdir::new("killed", MANY);
    let apply_time = duration_of(&dir, &apply);
    let destroy_time = duration_of(&dir, &destroy);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut pause = |time: Duration| Duration::from_micros(dice.below(time.as_micros().try_into().unwrap_or(u64::MAX)));
    for round in 0..12 {
        let before = listed(&dir);
        let text = killed_after(&dir, &apply, pause(apply_time));
        let after = listed(&dir);
        let mut expected = reported(&text, ": Creation complete");
        expected.extend(before.iter().cloned());
        assert!(expected.is_subset(&after), "round {round} lost {:?}", expected.difference(&after).next());

        let text = killed_after(&dir, &destroy, pause(destroy_time));
        let left = listed(&dir);
        let gone = reported(&text, ": Destruction complete");
        let started = reported(&text, ": Destroying...");
        assert!(gone.is_disjoint(&left), "round {round} brought back what was destroyed");
        assert!(left.is_subset(&after), "round {round} invented objects");
        let lost: Vec<_> = after.difference(&left).filter(|addr| !started.contains(*addr)).collect();
        // A line that was not printed in time is no loss; there are at most as many as operations run at once.
        assert!(lost.len() <= 10, "round {round} lost {lost:?}");
    }
    Tool::Iac.ok(&dir, &apply);
    assert_eq!(listed(&dir).len(), 800);
    let plan = Tool::Iac.run(&dir, &["plan", "-detailed-exitcode", "-no-color"]);
    assert_eq!(plan.status.code(), Some(0), "{}", printed(&plan));
}

#[test]
fn a_kill_in_the_middle_of_replacing_keeps_every_object() {
    let dir = Workdir::new("killed-replacing", MANY);
    let time = duration_of(&dir, &["apply", "-auto-approve", "-no-color"]);
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for generation in 1..6 {
        let args = ["apply", "-auto-approve", "-no-color", &format!("-var=generation={generation}")];
        let before = listed(&dir);
        let pause = Duration::from_micros(dice.below(time.as_micros().try_into().unwrap_or(u64::MAX)));
        let text = killed_after(&dir, &args, pause);
        let after = listed(&dir);
        let created = reported(&text, ": Creation complete");
        assert!(created.is_subset(&after), "generation {generation} lost {:?}", created.difference(&after).next());
        let destroyed = reported(&text, ": Destroying...");
        let lost: Vec<_> = before.difference(&after).filter(|addr| !destroyed.contains(*addr)).collect();
        // A line that was not printed in time is no loss; there are at most as many as operations run at once.
        assert!(lost.len() <= 10, "generation {generation} lost {lost:?}");
        Tool::Iac.ok(&dir, &args);
        assert_eq!(listed(&dir).len(), 800);
    }
}

/// A limit on the size of files does what a full disk does: the journal and the state cannot be written to their ends.
#[test]
fn a_full_disk_is_reported_and_loses_nothing() {
    let dir = Workdir::new("full-disk", MANY);
    let script = "ulimit -f 64; trap '' XFSZ; exec \"$0\" apply -auto-approve -no-color 2>&1 | cat";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_iac")]).current_dir(&dir.0).stdin(Stdio::null());
    let text = printed(&command.output().expect("runs"));
    assert!(text.contains("Error: Failed to record progress"), "{text}");
    assert!(text.contains("File too large"), "names the cause: {text}");
    let expected = reported(&text, ": Creation complete");
    assert!(!expected.is_empty() && expected.len() < 400, "stops when it cannot record: {}", expected.len());
    let known = listed(&dir);
    for addr in expected.difference(&known) {
        assert!(text.contains(&format!("- {addr} [id=")), "{addr} is in no file and nobody says so: {text}");
    }
    Tool::Iac.ok(&dir, &["apply", "-auto-approve", "-no-color"]);
    assert_eq!(listed(&dir).len(), 800);
}
