//! The engine on the fake cloud: order, failure, cancellation, crash and resume.

#![allow(clippy::unwrap_used, reason = "tests")]

use iac_core::value::Value;
use iac_engine::{Change, PlanMode};
use iac_state::{LocalStore, ObjectStatus};
use iac_testkit::{FakeCloud, Fault, Harness};
use std::time::Duration;

const TEN: &str = r#"
resource "fake_thing" "t" {
  count = 10
  name  = "t${count.index}"
}
resource "fake_thing" "after" {
  name = "after"
  link = fake_thing.t[3].id
}
resource "fake_thing" "other" {
  name = "other"
  link = fake_thing.t[4].id
}
"#;

fn messages(diags: &iac_core::diag::Diagnostics) -> Vec<String> {
    diags.iter().map(|diagnostic| format!("{}: {}", diagnostic.summary, diagnostic.detail)).collect()
}

#[tokio::test]
async fn a_second_plan_is_empty() {
    let harness = Harness::new();
    let (outcome, diags) = harness.apply(TEN).await;
    assert_eq!(messages(&diags), Vec::<String>::new());
    assert_eq!((outcome.added, outcome.changed, outcome.destroyed), (12, 0, 0));
    let (plan, _, diags) = harness.plan(TEN).await;
    assert!(diags.is_empty() && !plan.has_changes(), "{:?}", messages(&diags));
    assert_eq!(harness.state().serial, 1);
}

#[tokio::test]
async fn one_failure_among_ten_creates_leaves_the_other_nine_and_the_next_apply_finishes() {
    let harness = Harness::new();
    harness.cloud.fail("create t3", Fault::Refused);
    let (outcome, diags) = harness.apply(TEN).await;
    assert_eq!(messages(&diags), ["Operation failed: The fake cloud refused to create t3."]);
    assert_eq!(outcome.added, 10);
    assert_eq!(harness.cloud.names(), ["other", "t0", "t1", "t2", "t4", "t5", "t6", "t7", "t8", "t9"]);
    assert_eq!(harness.state().objects().count(), 10);
    harness.cloud.heal();
    let (outcome, diags) = harness.apply(TEN).await;
    assert!(diags.is_empty());
    assert_eq!((outcome.added, outcome.destroyed), (2, 0));
}

#[tokio::test]
async fn a_create_that_fails_after_its_effect_leaves_a_tainted_object_that_is_replaced() {
    let harness = Harness::new();
    harness.cloud.fail("create a", Fault::AfterEffect);
    let text = "resource \"fake_thing\" \"a\" { name = \"a\" }";
    harness.apply(text).await;
    let state = harness.state();
    let (_, _, object) = state.objects().next().unwrap();
    assert_eq!(object.status, ObjectStatus::Tainted);
    harness.cloud.heal();
    harness.cloud.take_log();
    let (plan, _, _) = harness.plan(text).await;
    assert_eq!(plan.changes[0].reason.unwrap().as_str(), "replace_because_tainted");
    let (outcome, diags) = harness.apply(text).await;
    assert!(diags.is_empty());
    assert_eq!((outcome.added, outcome.destroyed), (1, 1));
    assert_eq!(harness.cloud.take_log(), ["delete a", "create a"]);
}

fn chain(zone: &str, lifecycle: &str) -> String {
    format!(
        r#"
resource "fake_thing" "a" {{
  name = "a"
  zone = "{zone}"
}}
resource "fake_thing" "b" {{
  name = "b"
  zone = "{zone}"
  link = fake_thing.a.id
  {lifecycle}
}}
resource "fake_thing" "c" {{
  name = "c"
  link = fake_thing.b.id
}}
"#
    )
}

async fn replacement_log(lifecycle: &str) -> Vec<String> {
    let harness = Harness::new();
    let (_, diags) = harness.apply(&chain("one", lifecycle)).await;
    assert!(diags.is_empty(), "{:?}", messages(&diags));
    harness.cloud.take_log();
    let (outcome, diags) = harness.apply(&chain("two", lifecycle)).await;
    assert!(diags.is_empty(), "{:?}", messages(&diags));
    assert_eq!((outcome.added, outcome.changed, outcome.destroyed), (2, 1, 2));
    assert_eq!(harness.cloud.names(), ["a", "b", "c"]);
    harness.cloud.take_log()
}

#[tokio::test]
async fn replacement_destroys_dependents_first_and_creates_them_last() {
    assert_eq!(replacement_log("").await, ["delete b", "delete a", "create a", "create b", "update c"]);
}

#[tokio::test]
async fn create_before_destroy_destroys_only_after_dependents_use_the_new_object() {
    let log = replacement_log("lifecycle { create_before_destroy = true }").await;
    assert_eq!(log, ["create a", "create b", "update c", "delete b", "delete a"]);
}

#[tokio::test]
async fn a_replacement_that_cannot_be_created_restores_its_predecessor() {
    let harness = Harness::new();
    let lifecycle = "lifecycle { create_before_destroy = true }";
    harness.apply(&chain("one", lifecycle)).await;
    harness.cloud.fail("create b", Fault::Refused);
    harness.apply(&chain("two", lifecycle)).await;
    let state = harness.state();
    let b = state.object(&"fake_thing.b".parse().unwrap()).unwrap();
    assert_eq!(b.status, ObjectStatus::Ready);
    // The new "a" exists, the old one waits: its dependent still uses it.
    let a = &state.resources[&"fake_thing.a".parse().unwrap()].instances.values().next().unwrap().deposed;
    assert_eq!(a.len(), 1);
    harness.cloud.heal();
    harness.cloud.take_log();
    let (_, diags) = harness.apply(&chain("two", lifecycle)).await;
    assert!(diags.is_empty(), "{:?}", messages(&diags));
    assert_eq!(harness.cloud.names(), ["a", "b", "c"]);
    let (plan, ..) = harness.plan(&chain("two", lifecycle)).await;
    assert!(!plan.has_changes());
}

#[tokio::test]
async fn destroying_goes_against_the_dependencies() {
    let mut harness = Harness::new();
    harness.apply(&chain("one", "")).await;
    harness.cloud.take_log();
    harness.options.mode = PlanMode::Destroy;
    let (outcome, diags) = harness.apply(&chain("one", "")).await;
    assert!(diags.is_empty(), "{:?}", messages(&diags));
    assert_eq!(outcome.destroyed, 3);
    assert_eq!(harness.cloud.take_log(), ["delete c", "delete b", "delete a"]);
    assert!(harness.state().resources.is_empty());
}

#[tokio::test]
async fn objects_without_configuration_go_in_the_order_their_state_remembers() {
    let harness = Harness::new();
    harness.apply(&chain("one", "")).await;
    harness.cloud.take_log();
    let (_, diags) = harness.apply("").await;
    assert!(diags.is_empty(), "{:?}", messages(&diags));
    assert_eq!(harness.cloud.take_log(), ["delete c", "delete b", "delete a"]);
}

#[tokio::test]
async fn drift_is_found_and_repaired() {
    let harness = Harness::new();
    let text =
        "resource \"fake_thing\" \"a\" {\n name = \"a\"\n size = 1\n}\nresource \"fake_thing\" \"b\" { name = \"b\" }";
    harness.apply(text).await;
    harness.cloud.tamper("a", "size", &Value::number(5));
    harness.cloud.lose("b");
    let (plan, _, _) = harness.plan(text).await;
    let kinds: Vec<_> = plan.drift.iter().map(|drift| (drift.addr.to_string(), drift.change.actions()[0])).collect();
    assert_eq!(kinds, [("fake_thing.a".to_owned(), "update"), ("fake_thing.b".to_owned(), "delete")]);
    assert!(matches!(plan.changes[0].change, Change::Update { .. }));
    assert!(matches!(plan.changes[1].change, Change::Create { .. }));
}

#[tokio::test]
async fn at_most_ten_operations_run_at_a_time() {
    let harness = Harness::new();
    harness.cloud.set_latency(Duration::from_millis(5));
    let text = "resource \"fake_thing\" \"a\" {\n count = 40\n name = \"n${count.index}\"\n}";
    harness.apply(text).await;
    assert_eq!(harness.cloud.most_running(), 10);
}

#[tokio::test]
async fn one_cancellation_finishes_what_runs_and_saves() {
    let harness = Harness::new();
    harness.cloud.set_latency(Duration::from_millis(50));
    let text = "resource \"fake_thing\" \"a\" {\n count = 40\n name = \"n${count.index}\"\n}";
    let stop = harness.stop.clone();
    let (plan, config, _) = harness.plan(text).await;
    let stopping = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        stop.cancel();
    };
    let options = iac_engine::ApplyOptions::default();
    let applying = iac_engine::apply(
        &plan,
        &config,
        &harness.providers,
        &*harness.store,
        &options,
        &iac_engine::Silent,
        &harness.stop,
    );
    let ((outcome, diags), ()) = tokio::join!(applying, stopping);
    assert!(outcome.cancelled && diags.has_errors());
    assert_eq!(outcome.added, 10);
    assert_eq!(harness.state().objects().count(), 10);
    assert_eq!(harness.cloud.names().len(), 10);
}

#[tokio::test]
async fn a_second_cancellation_stops_at_once_with_the_state_whole() {
    let harness = Harness::new();
    harness.cloud.fail("create n3", Fault::Hangs);
    let text = "resource \"fake_thing\" \"a\" {\n count = 5\n name = \"n${count.index}\"\n}";
    let (plan, config, _) = harness.plan(text).await;
    let stop = harness.stop.clone();
    let stopping = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        stop.cancel();
        stop.cancel();
    };
    let options = iac_engine::ApplyOptions::default();
    let applying = iac_engine::apply(
        &plan,
        &config,
        &harness.providers,
        &*harness.store,
        &options,
        &iac_engine::Silent,
        &harness.stop,
    );
    let ((outcome, _), ()) = tokio::join!(applying, stopping);
    assert!(outcome.cancelled);
    assert_eq!(harness.state().objects().count(), 4);
}

#[tokio::test]
async fn a_crash_loses_no_object_and_the_next_apply_finishes() {
    let dir = std::env::temp_dir().join(format!("iac-engine-crash-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join("terraform.tfstate");
    let mut harness = Harness::with_store(Box::new(LocalStore::new(&path)));
    harness.cloud.fail("create t7", Fault::Hangs);
    let crashed = tokio::time::timeout(Duration::from_millis(200), harness.apply(TEN)).await;
    assert!(crashed.is_err());
    // The process is gone: only files are left.
    harness.store = Box::new(LocalStore::new(&path));
    assert_eq!(harness.state().objects().count(), 11);
    harness.cloud.heal();
    let (outcome, diags) = harness.apply(TEN).await;
    assert!(diags.is_empty(), "{:?}", messages(&diags));
    assert_eq!((outcome.added, outcome.destroyed), (1, 0));
    assert_eq!(harness.cloud.names().len(), 12);
    std::fs::remove_dir_all(&dir).unwrap();
}

#[tokio::test]
async fn data_sources_are_read_while_planning_unless_something_is_pending() {
    let harness = Harness::new();
    let text = r#"
resource "fake_thing" "a" { name = "a" }
data "fake_thing" "a" {
  name       = "a"
  depends_on = [fake_thing.a]
}
resource "fake_thing" "b" {
  name = "b"
  link = data.fake_thing.a.id
}
"#;
    let (plan, _, _) = harness.plan(text).await;
    let read = plan.changes.iter().find(|change| matches!(change.change, Change::Read { .. })).unwrap();
    assert_eq!(read.reason.unwrap().as_str(), "read_because_dependency_pending");
    let (_, diags) = harness.apply(text).await;
    assert!(diags.is_empty(), "{:?}", messages(&diags));
    assert_eq!(harness.cloud.take_log(), ["create a", "look up a", "create b"]);
    let (plan, _, _) = harness.plan(text).await;
    assert!(!plan.has_changes());
    assert_eq!(harness.cloud.take_log(), ["look up a"]);
}

#[tokio::test]
async fn prevent_destroy_stops_a_plan_that_would_destroy() {
    let harness = Harness::new();
    let text = |zone: &str| {
        format!(
            "resource \"fake_thing\" \"a\" {{\n name = \"a\"\n zone = \"{zone}\"\n lifecycle {{ prevent_destroy = true }}\n}}"
        )
    };
    harness.apply(&text("one")).await;
    let (plan, _, diags) = harness.plan(&text("two")).await;
    assert!(plan.errored);
    assert_eq!(diags.iter().next().unwrap().summary, "Instance cannot be destroyed");
}

#[tokio::test]
async fn a_state_that_cannot_be_written_is_handed_back() {
    let store = iac_testkit::MemoryStore::new();
    store.refuse_writes();
    let harness = Harness::with_store(Box::new(store));
    let (outcome, diags) = harness.apply("resource \"fake_thing\" \"a\" { name = \"a\" }").await;
    assert!(outcome.write_failed && diags.has_errors());
    assert_eq!(outcome.state.objects().count(), 1);
}

#[tokio::test]
async fn sensitive_attributes_of_the_schema_stay_out_of_outputs() {
    let harness = Harness::new();
    let text = r#"
resource "fake_thing" "a" {
  name   = "a"
  secret = "hush"
}
output "leak" { value = fake_thing.a.secret }
"#;
    let (_, _, diags) = harness.plan(text).await;
    assert_eq!(diags.iter().next().unwrap().summary, "Output refers to sensitive values");
}

#[tokio::test]
async fn an_imported_object_is_managed_from_then_on() {
    let harness = Harness::new();
    harness.apply("resource \"fake_thing\" \"a\" { name = \"a\" }").await;
    let other = Harness::new();
    let cloud: FakeCloud = harness.cloud.clone();
    let mut providers = iac_engine::Providers::new();
    providers.add(std::sync::Arc::new(cloud));
    let text = "resource \"fake_thing\" \"x\" { name = \"a\" }\nimport {\n to = fake_thing.x\n id = \"id-1\"\n}";
    let other = Harness { providers, ..other };
    let (plan, _, diags) = other.plan(text).await;
    assert!(diags.is_empty(), "{:?}", messages(&diags));
    assert_eq!(plan.counts().import, 1);
    assert!(plan.changes[0].change.is_noop());
    let (outcome, _) = other.apply(text).await;
    assert_eq!((outcome.imported, outcome.added), (1, 0));
    let (plan, ..) = other.plan(text).await;
    assert!(!plan.has_changes());
}

#[tokio::test]
async fn conditions_of_unchanged_objects_are_checked_again_when_all_is_known() {
    let harness = Harness::new();
    let text = |zone: &str| {
        format!(
            r#"
resource "fake_thing" "b" {{
  name = "b"
  zone = "{zone}"
}}
resource "fake_thing" "a" {{
  name = "a"
  lifecycle {{
    postcondition {{
      condition     = fake_thing.b.id == "id-1" || fake_thing.b.id == "id-2"
      error_message = "b has changed"
    }}
  }}
}}
"#
        )
    };
    let (_, diags) = harness.apply(&text("one")).await;
    assert!(diags.is_empty(), "{:?}", messages(&diags));
    let (_, diags) = harness.apply(&text("two")).await;
    assert_eq!(messages(&diags), ["Resource postcondition failed: b has changed"]);
}
