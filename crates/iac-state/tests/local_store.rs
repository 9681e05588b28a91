//! The local store as a user meets it: round trips, locks, crashes at every point.

use iac_core::addr::{AbsProviderConfigAddr, AbsResourceInstanceAddr};
use iac_core::value::{Type, Value};
use iac_state::{
    JournalRecord, LocalStore, LockError, LockInfo, ObjectAttributes, ObjectState, ObjectStatus, OutputState, State,
    StateStore, StoreError, parse_state, render_state,
};
use std::sync::Arc;
use std::time::Duration;

fn object(id: &str) -> ObjectState {
    let value = Value::object([("id", Value::string(id))]);
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

fn state_with(ids: &[(&str, &str)]) -> State {
    let mut state = State { lineage: "l".into(), serial: 1, terraform_version: "1.15.5".into(), ..State::default() };
    for (at, id) in ids {
        state.set_object(&addr(at), &provider(), Some(object(id)));
    }
    state
}

fn id_at(state: &State, at: &str) -> Option<String> {
    let object = state.object(&addr(at))?;
    let value = object.attributes.decode(&Type::object([("id", Type::String)])).expect("decodes");
    value.attribute("id")?.as_str().map(str::to_owned)
}

#[test]
fn a_written_state_reads_back_equal() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = LocalStore::new(dir.path().join("terraform.tfstate"));
    assert!(store.read().expect("reads").is_none());
    let mut state = state_with(&[("a_b.c", "1"), ("module.m[\"k\"].a_b.d[0]", "2")]);
    state.outputs.insert("o".into(), OutputState { value: Value::tuple([Value::string("x")]), sensitive: true });
    store.write(&state).expect("writes");
    assert_eq!(store.read().expect("reads"), Some(state));
}

#[test]
fn the_previous_snapshot_becomes_the_backup() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("terraform.tfstate");
    LocalStore::new(&path).write(&state_with(&[("a_b.c", "1")])).expect("writes");
    let store = LocalStore::new(&path);
    store.read().expect("reads");
    store.write(&state_with(&[])).expect("writes");
    let backup = std::fs::read(dir.path().join("terraform.tfstate.backup")).expect("a backup");
    assert_eq!(id_at(&parse_state("backup", &backup).expect("parses"), "a_b.c").as_deref(), Some("1"));
}

#[test]
fn what_was_recorded_survives_a_crash() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("terraform.tfstate");
    LocalStore::new(&path).write(&state_with(&[("a_b.gone", "0"), ("a_b.old", "1")])).expect("writes");
    let crashed = LocalStore::new(&path);
    crashed.read().expect("reads");
    let records = [
        JournalRecord::Object(addr("a_b.new"), provider(), Some(Box::new(object("2")))),
        JournalRecord::Object(addr("a_b.gone"), provider(), None),
        JournalRecord::Moved(addr("a_b.old"), addr("a_b.moved")),
    ];
    crashed.record(&records).expect("records");
    drop(crashed);
    for _ in 0..2 {
        let state = LocalStore::new(&path).read().expect("reads").expect("a state");
        assert_eq!(id_at(&state, "a_b.new").as_deref(), Some("2"));
        assert_eq!(id_at(&state, "a_b.moved").as_deref(), Some("1"));
        assert_eq!((id_at(&state, "a_b.gone"), id_at(&state, "a_b.old")), (None, None));
        assert_eq!(state.serial, 2);
    }
}

#[test]
fn a_second_crash_loses_nothing_of_the_first() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("terraform.tfstate");
    for (at, id) in [("a_b.first", "1"), ("a_b.second", "2"), ("a_b.third", "3")] {
        let crashed = LocalStore::new(&path);
        crashed.read().expect("reads");
        crashed.record(&[JournalRecord::Object(addr(at), provider(), Some(Box::new(object(id))))]).expect("records");
    }
    let state = LocalStore::new(&path).read().expect("reads").expect("a state");
    assert_eq!(state.objects().count(), 3);
}

#[test]
fn a_file_torn_at_any_byte_is_restored_from_the_journal() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("terraform.tfstate");
    let state = State { serial: 2, ..state_with(&[("a_b.c", "1"), ("a_b.d", "2")]) };
    let text = render_state(&state).expect("renders");
    let old = render_state(&state_with(&[("a_b.old", "0")])).expect("renders");
    let journal = {
        let store = LocalStore::new(&path);
        store.read().expect("reads");
        store.record(&[]).expect("records");
        store.write(&state).expect("writes");
        // The journal as it stood while the file was being rewritten.
        let store = LocalStore::new(dir.path().join("other.tfstate"));
        store.record(&[]).expect("records");
        std::fs::create_dir(dir.path().join("other.tfstate")).expect("a directory in the file's place");
        store.write(&state).expect_err("cannot write over a directory");
        std::fs::read(dir.path().join(".other.tfstate.journal")).expect("a journal")
    };
    for cut in 0..text.len() {
        let mut torn = old.clone().into_bytes();
        torn.truncate(torn.len().max(cut));
        let end = cut.min(torn.len());
        torn.splice(..end, text.bytes().take(cut));
        std::fs::write(&path, torn).expect("writes");
        std::fs::write(dir.path().join(".terraform.tfstate.journal"), &journal).expect("writes");
        let read = LocalStore::new(&path).read().expect("reads").expect("a state");
        assert_eq!(
            (id_at(&read, "a_b.c").as_deref(), id_at(&read, "a_b.d").as_deref()),
            (Some("1"), Some("2")),
            "cut at {cut}"
        );
    }
}

#[test]
fn a_torn_journal_line_is_ignored() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("terraform.tfstate");
    let store = LocalStore::new(&path);
    for id in ["1", "2"] {
        let at = addr(&format!("a_b.n{id}"));
        store.record(&[JournalRecord::Object(at, provider(), Some(Box::new(object(id))))]).expect("records");
    }
    drop(store);
    let journal = dir.path().join(".terraform.tfstate.journal");
    let mut bytes = std::fs::read(&journal).expect("a journal");
    bytes.truncate(bytes.len() - 5);
    std::fs::write(&journal, bytes).expect("writes");
    let state = LocalStore::new(&path).read().expect("reads").expect("a state");
    assert_eq!((id_at(&state, "a_b.n1").as_deref(), id_at(&state, "a_b.n2")), (Some("1"), None));
}

#[test]
fn bad_files_are_explained() {
    let check = |text: &str, want: &str| {
        let error = parse_state("terraform.tfstate", text.as_bytes()).expect_err("is no state").to_string();
        assert!(error.contains(want), "{error}");
    };
    check("{\"version\":4,\"serial\":1,\"resou", "ends in the middle");
    check("{\"version\":5}", "newer than version 4");
    check("{\"version\":2}", "format version 2");
    check("{}", "no \"version\"");
    check("[]", "is not a valid state");
    assert!(matches!(parse_state("x", b"{\"version\":9}"), Err(StoreError::NewerFormat { version: 9, .. })));
}

#[test]
fn a_lock_leaves_no_trace() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("terraform.tfstate");
    let store = LocalStore::new(&path);
    let id = store.lock(&LockInfo::new("OperationTypePlan"), Duration::ZERO).expect("locks");
    assert!(dir.path().join(".terraform.tfstate.lock.info").exists());
    assert!(matches!(store.unlock("other"), Err(LockError::WrongId { .. })));
    store.unlock(&id).expect("unlocks");
    assert_eq!(std::fs::read_dir(dir.path()).expect("reads").count(), 0);
}

#[test]
fn attributes_of_other_versions_are_read() {
    let ty =
        Type::object([("n", Type::Number), ("s", Type::String), ("l", Type::list(Type::String)), ("new", Type::Bool)]);
    let json = ObjectAttributes::Json(r#"{"n":"5","s":true,"l":["a"],"gone":1}"#.into());
    let want = Value::object([
        ("n", Value::number(5)),
        ("s", Value::string("true")),
        ("l", Value::list(Type::String, vec![Value::string("a")])),
        ("new", Value::null(Type::Bool)),
    ]);
    assert_eq!(json.decode(&ty).expect("decodes"), want);
    let flat = [("n", "5"), ("s", "true"), ("l.#", "1"), ("l.0", "a"), ("gone", "1")];
    let flat = ObjectAttributes::Flat(flat.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect());
    assert_eq!(flat.decode(&ty).expect("decodes"), want);
}
