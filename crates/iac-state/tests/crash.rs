//! Crashes of the local store: killed while it writes, cut short at every byte, on disks that are full or read-only.

use iac_core::addr::{AbsProviderConfigAddr, AbsResourceInstanceAddr};
use iac_core::value::Value;
use iac_state::{
    JournalRecord, LocalStore, LockInfo, ObjectAttributes, ObjectState, ObjectStatus, State, StateStore, render_state,
};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// The directory that the child of [`a_kill_while_writing_loses_nothing`] works in.
const CHILD_DIR: &str = "IAC_STATE_TEST_CHILD_DIR";

/// How large an object is: writing a state must take long enough to be interrupted.
const FILLING: usize = 20_000;

fn object(id: &str) -> ObjectState {
    let value = Value::object([("id", Value::string(id)), ("filling", Value::string("x".repeat(FILLING)))]);
    ObjectState {
        attributes: ObjectAttributes::encode(&value, &value.ty()).expect("encodes"),
        schema_version: 0,
        status: ObjectStatus::Ready,
        sensitive_paths: Vec::new(),
        private: Vec::new(),
        dependencies: Arc::default(),
        create_before_destroy: false,
        identity: None,
        identity_schema_version: 0,
    }
}

fn addr(text: &str) -> AbsResourceInstanceAddr {
    text.parse().expect("an address")
}

fn provider() -> AbsProviderConfigAddr {
    "provider[\"terraform.io/builtin/terraform\"]".parse().expect("a provider configuration")
}

fn created(at: &str) -> JournalRecord {
    JournalRecord::Object(addr(at), provider(), Some(Box::new(object(at))))
}

fn state_of(serial: u64, objects: &[&str]) -> State {
    let mut state = State { lineage: "l".into(), serial, terraform_version: "1.15.5".into(), ..State::default() };
    for at in objects {
        state.set_object(&addr(at), &provider(), Some(object(at)));
    }
    state
}

fn objects(store: &LocalStore) -> BTreeSet<String> {
    let state = store.read().expect("reads").unwrap_or_default();
    state.objects().map(|(addr, _, _)| addr.to_string()).collect()
}

fn set(objects: &[&str]) -> BTreeSet<String> {
    objects.iter().map(|at| (*at).to_owned()).collect()
}

/// Not a test of its own: what the child process does until it is killed. It writes its state again and again, ever
/// longer and shorter, and says after each step what must not get lost.
#[test]
#[ignore = "runs in the child process of another test"]
fn child() {
    let dir = std::env::var(CHILD_DIR).expect("a directory");
    let store = LocalStore::new(Path::new(&dir).join("terraform.tfstate"));
    store.lock(&LockInfo::new("OperationTypeApply"), Duration::from_secs(10)).expect("locks");
    let mut state = store.read().expect("reads").unwrap_or_else(|| state_of(0, &[]));
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        out.write_all(line.as_bytes()).and_then(|()| out.flush()).expect("writes");
    };
    for step in state.serial * 1000.. {
        let at = format!("a_b.n{step}");
        store.record(&[created(&at)]).expect("records");
        state.set_object(&addr(&at), &provider(), Some(object(&at)));
        say(format!("\n+{at}\n"));
        if step % 3 == 0 {
            state.serial += 1;
            store.write(&state).expect("writes");
        }
        let first = state.objects().next().map(|(addr, _, _)| addr);
        if let (Some(first), true) = (first, state.resources.len() > 60) {
            say(format!("\n-{first}\n"));
            store.record(&[JournalRecord::Object(first.clone(), provider(), None)]).expect("records");
            state.set_object(&first, &provider(), None);
        }
    }
}

#[test]
fn a_kill_while_writing_loses_nothing() {
    // In memory where that is possible: waiting for a disk leaves little time for anything that a kill could disturb.
    let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a directory");
    let mut known = BTreeSet::new();
    let mut torn = 0;
    for round in 0..30u64 {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "child", "--ignored", "--nocapture"])
            .env(CHILD_DIR, dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let stdout = child.stdout.take().expect("a pipe");
        let reader =
            std::thread::spawn(move || BufReader::new(stdout).lines().map_while(Result::ok).collect::<Vec<_>>());
        std::thread::sleep(Duration::from_micros(20_000 + round * 7919 % 40_000));
        child.kill().expect("is killed");
        child.wait().expect("ends");
        let mut maybe_gone = None;
        for line in reader.join().expect("reads") {
            if let Some(at) = line.strip_prefix('+') {
                known.insert(at.to_owned());
                maybe_gone = None;
            } else if let Some(at) = line.strip_prefix("-a_b") {
                let at = format!("a_b{at}");
                known.remove(&at);
                maybe_gone = Some(at);
            }
        }
        let path = dir.path().join("terraform.tfstate");
        let text = std::fs::read(&path).unwrap_or_default();
        torn += usize::from(serde_json::from_slice::<serde_json::Value>(&text).is_err());
        let found = objects(&LocalStore::new(&path));
        let lost: Vec<_> = known.difference(&found).collect();
        assert!(lost.is_empty(), "round {round} lost {lost:?}");
        // The step after the last word may have been finished as well.
        let more = found.difference(&known).filter(|at| maybe_gone.as_ref() != Some(*at)).count();
        assert!(more <= 1, "round {round} invented objects");
        known = found;
    }
    assert!(!known.is_empty(), "the child did something");
    println!("{torn} of 30 kills left a torn file");
}

#[test]
fn a_journal_cut_at_any_byte_keeps_its_whole_lines() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("terraform.tfstate");
    let journal_path = dir.path().join(".terraform.tfstate.journal");
    LocalStore::new(&path).write(&state_of(1, &["a_b.old"])).expect("writes");
    {
        let store = LocalStore::new(&path);
        store.read().expect("reads");
        store.record(&[created("a_b.one")]).expect("records");
        store.record(&[created("a_b.two"), created("a_b.three")]).expect("records");
    }
    let journal = std::fs::read(&journal_path).expect("a journal");
    let ends: Vec<usize> = (0..journal.len()).filter(|at| journal[*at] == b'\n').collect();
    let near_an_end = |cut: &usize| ends.iter().any(|end| cut.abs_diff(*end) < 3);
    for cut in (0..=journal.len()).filter(|cut| cut % 97 == 0 || near_an_end(cut)) {
        std::fs::write(&journal_path, &journal[..cut]).expect("writes");
        let lines = ends.iter().filter(|end| **end < cut).count();
        let known = ["a_b.old", "a_b.one", "a_b.two", "a_b.three"];
        assert_eq!(objects(&LocalStore::new(&path)), set(&known[..lines.max(1)]), "cut at {cut}");
    }
}

#[test]
fn a_journal_of_another_snapshot_only_adds() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("terraform.tfstate");
    LocalStore::new(&path).write(&state_of(5, &["a_b.old", "a_b.kept"])).expect("writes");
    {
        let store = LocalStore::new(&path);
        store.read().expect("reads");
        store
            .record(&[created("a_b.new"), JournalRecord::Object(addr("a_b.kept"), provider(), None)])
            .expect("records");
    }
    for (serial, objects_in_file) in
        [(4, ["a_b.kept", "a_b.x"]), (6, ["a_b.kept", "a_b.x"]), (900, ["a_b.kept", "a_b.x"])]
    {
        let text = render_state(&state_of(serial, &objects_in_file)).expect("renders");
        std::fs::write(&path, text).expect("writes");
        let store = LocalStore::new(&path);
        assert_eq!(objects(&store), set(&["a_b.kept", "a_b.new", "a_b.x"]), "serial {serial}");
        assert_eq!(store.read().expect("reads").map(|state| state.serial), Some(serial + 1));
    }
}

#[test]
fn the_next_write_ends_a_replayed_journal() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("terraform.tfstate");
    LocalStore::new(&path).record(&[created("a_b.one")]).expect("records");
    let store = LocalStore::new(&path);
    let state = store.read().expect("reads").expect("a state");
    store.write(&state).expect("writes");
    assert!(!dir.path().join(".terraform.tfstate.journal").exists());
    assert_eq!(objects(&LocalStore::new(&path)), set(&["a_b.one"]));
}

/// `/dev/full` takes the place of one file of the store.
#[cfg(target_os = "linux")]
fn check_full_disk(file: &str) {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("terraform.tfstate");
    LocalStore::new(&path).write(&state_of(1, &["a_b.old"])).expect("writes");
    let store = LocalStore::new(&path);
    let mut state = store.read().expect("reads").expect("a state");
    let full = dir.path().join(file);
    let _ = std::fs::remove_file(&full);
    std::os::unix::fs::symlink("/dev/full", &full).expect("links");
    state.set_object(&addr("a_b.new"), &provider(), Some(object("a_b.new")));
    state.serial += 1;
    let error = store.write(&state).expect_err("the disk is full").to_string();
    assert!(error.contains(file.trim_end_matches("-new")) && error.contains("No space left on device"), "{error}");
    std::fs::remove_file(&full).expect("removes");
    let kept = if file.ends_with("journal-new") { set(&["a_b.old"]) } else { set(&["a_b.old", "a_b.new"]) };
    assert_eq!(objects(&LocalStore::new(&path)), kept, "{file}");
    // The run itself still has everything, and may try again.
    store.write(&state).expect("writes now");
    assert_eq!(objects(&LocalStore::new(&path)), set(&["a_b.old", "a_b.new"]), "{file}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_loses_nothing() {
    check_full_disk(".terraform.tfstate.journal-new");
    check_full_disk("terraform.tfstate.backup");
    check_full_disk("terraform.tfstate");
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_directory_is_named() {
    let store = LocalStore::new("/proc/sys/terraform.tfstate");
    assert!(store.read().expect("there is none").is_none());
    let error = store.lock(&LockInfo::new("OperationTypePlan"), Duration::ZERO).expect_err("is read-only").to_string();
    assert!(error.contains("/proc/sys/terraform.tfstate"), "{error}");
    let error = store.write(&state_of(1, &[])).expect_err("is read-only").to_string();
    assert!(error.contains("/proc/sys/"), "{error}");
}
