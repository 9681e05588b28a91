//! A typed resource against a cloud in memory: what the kit does around the operations of a type.

use crate::contract::{Trial, assert_model};
use crate::planning::Planned;
use crate::wait::{Pace, Progress, TestClock, Waiter};
use crate::{
    Block, Catalogue, Context, Created, Error, Model, Resource, ResourceEntry, Scope, TagChange, TagMap, TagPolicy,
    Tags,
};
use iac_core::diag::Diagnostics;
use iac_core::schema::{AttributeType, Nesting};
use iac_core::value::{Type, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Provides a thing.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "cloud_thing", label = "Cloud Thing", timeouts(create = "1m", delete = "2m"))]
struct Thing {
    /// The identifier.
    #[attr(id)]
    id: String,
    /// The address of the thing.
    #[attr(computed)]
    arn: String,
    /// The name.
    #[attr(required, force_new)]
    name: String,
    /// The size.
    #[attr(optional, default = 8, range = 1..=64)]
    size: i64,
    /// A remark.
    #[attr(optional)]
    remark: String,
    /// The zone.
    #[attr(optional, computed, force_new, conflicts_with = ["remark"])]
    zone: Option<String>,
    /// The policy.
    #[attr(optional, policy)]
    policy: String,
    /// Whether to destroy what is inside.
    #[attr(optional, default = false, config_only)]
    force_destroy: bool,
    /// The secret.
    #[attr(computed, sensitive)]
    secret: String,
    /// A password.
    #[attr(optional, write_only)]
    password: String,
    /// The rules.
    #[block(set)]
    rule: Vec<Rule>,
    /// The options.
    #[block(list, max = 1, force_new)]
    options: Option<Options>,
    #[attr(flatten)]
    tags: Tags,
}

/// A rule.
#[derive(Clone, Debug, Default, PartialEq, Block)]
struct Rule {
    /// The port.
    #[attr(required)]
    port: i64,
    /// The protocol.
    #[attr(optional, default = "tcp", enum = ["tcp", "udp"])]
    protocol: String,
    /// What the cloud calls the rule.
    #[attr(computed, rename = "rule_id")]
    name: String,
}

/// Options.
#[derive(Clone, Debug, Default, PartialEq, Block)]
struct Options {
    /// Whether it is fast.
    #[attr(optional)]
    fast: bool,
}

/// What happens in the cloud, and what it holds.
#[derive(Clone, Default)]
struct Cloud {
    things: Arc<Mutex<BTreeMap<String, Thing>>>,
    log: Arc<Mutex<Vec<String>>>,
    /// How many reads still find nothing.
    invisible: Arc<Mutex<u32>>,
    fail: Arc<Mutex<Option<&'static str>>>,
    clock: Arc<TestClock>,
    region: Option<String>,
    tags: TagPolicy,
}

impl Cloud {
    fn call(&self, operation: &str, id: &str) -> Result<(), Error> {
        lock(&self.log).push(format!("{operation} {id}@{}", self.region.as_deref().unwrap_or("home")));
        if *lock(&self.fail) == Some(operation) {
            return Err(Error::other("the cloud says no").with_code("Refused"));
        }
        Ok(())
    }
    fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.log))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Context for Cloud {
    type Error = Error;
    const REGIONAL: bool = true;
    fn scoped(&self, scope: &Scope<'_>) -> Self {
        Self { region: scope.region.map(str::to_owned), ..self.clone() }
    }
    fn region(&self) -> Option<&str> {
        Some(self.region.as_deref().unwrap_or("home-1"))
    }
    fn tag_policy(&self) -> TagPolicy {
        self.tags.clone()
    }
    fn waiter(&self) -> Waiter {
        Waiter { clock: self.clock.clone(), pace: Pace::EMULATOR, timeout: Duration::from_mins(1) }
    }
}

impl Resource for Thing {
    type Context = Cloud;
    const GONE: &'static [&'static str] = &["NoSuchThing"];

    async fn create(ctx: &Cloud, plan: &Self) -> Result<Created, Error> {
        ctx.call("create", &format!("{}{}", plan.name, plan.password))?;
        let id = format!("t-{}", plan.name);
        let mut thing = Self { id: id.clone(), arn: format!("arn:{id}"), ..plan.clone() };
        thing.zone.get_or_insert_with(|| "zone-a".into());
        for rule in &mut thing.rule {
            rule.name = format!("r-{}", rule.port);
        }
        thing.force_destroy = false;
        lock(&ctx.things).insert(id.clone(), thing);
        Ok(Created::new(id).with("secret", "s3cret"))
    }
    async fn configure(ctx: &Cloud, plan: &Self) -> Result<(), Error> {
        ctx.call("configure", &plan.id)
    }
    async fn read(ctx: &Cloud, prior: &Self) -> Result<Option<Self>, Error> {
        ctx.call("read", &prior.id)?;
        let mut invisible = lock(&ctx.invisible);
        if *invisible > 0 {
            *invisible -= 1;
            return Err(Error::other("no such thing").with_code("NoSuchThing"));
        }
        let found = lock(&ctx.things).get(&prior.id).cloned();
        Ok(found.map(|thing| Self {
            policy: thing.policy.replace("\"Action\":\"a:b\"", "\"Action\":[\"a:b\"]"),
            tags: thing.tags.all().clone().into_iter().collect(),
            secret: prior.secret.clone(),
            ..thing
        }))
    }
    async fn update(ctx: &Cloud, prior: &Self, plan: &Self) -> Result<(), Error> {
        ctx.call("update", &prior.id)?;
        let tags = lock(&ctx.things)[&prior.id].tags.clone();
        let mut thing = Self { tags, ..plan.clone() };
        for rule in &mut thing.rule {
            rule.name = format!("r-{}", rule.port);
        }
        lock(&ctx.things).insert(prior.id.clone(), thing);
        Ok(())
    }
    fn settled(plan: &Self, found: &Self) -> Progress {
        (plan.size == found.size).into()
    }
    async fn update_tags(ctx: &Cloud, thing: &Self, change: &TagChange) -> Result<(), Error> {
        ctx.call("tags", &thing.id)?;
        let mut things = lock(&ctx.things);
        let tags = &mut things.get_mut(&thing.id).expect("there").tags.tags_all;
        tags.retain(|key, _| !change.remove.contains(key));
        tags.extend(change.set.clone());
        Ok(())
    }
    async fn delete(ctx: &Cloud, prior: &Self) -> Result<(), Error> {
        ctx.call("delete", &prior.id)?;
        if lock(&ctx.things).remove(&prior.id).is_none() {
            return Err(Error::other("no such thing").with_code("NoSuchThing"));
        }
        ctx.waiter().gone("thing to be gone", || Self::find(ctx, prior)).await
    }
    fn plan(planned: &mut Planned<'_>) {
        if !planned.creating() && planned.changes("size") {
            planned.set_unknown("arn");
        }
    }
}

/// A thing that is not there yet.
fn trial(cloud: &Cloud) -> Trial<Cloud> {
    Trial::of::<Thing>(cloud.clone())
}

/// Applies a configuration (JSON).
fn apply(thing: &mut Trial<Cloud>, json: &str) -> Diagnostics {
    let config = thing.config(json);
    block_on(thing.apply(&config))
}

fn converge(thing: &mut Trial<Cloud>, json: &str) {
    block_on(thing.converge(json));
}

fn planned(thing: &Trial<Cloud>, json: &str) -> Value {
    thing.plan(&thing.config(json)).planned_state
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

fn map(entries: &[(&str, &str)]) -> Value {
    Value::map(Type::String, entries.iter().map(|(key, value)| (Arc::from(*key), Value::string(value))).collect())
}

fn tags(entries: &[(&str, &str)]) -> TagMap {
    entries.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_model_is_sound() {
    assert_model::<Thing>();
}

#[test]
fn the_schema_is_what_the_struct_says() {
    let entry = ResourceEntry::<Cloud>::of::<Thing>();
    let block = &entry.schema().block;
    let size = &block.attributes["size"];
    assert!(size.optional && !size.required && !size.computed && !size.force_new);
    assert_eq!((size.default.clone(), size.ty.clone()), (Some(Value::number(8)), AttributeType::Plain(Type::Number)));
    assert_eq!(&*size.description, "The size.");
    assert!(block.attributes["id"].optional && block.attributes["id"].computed);
    assert!(block.attributes["name"].required && block.attributes["name"].force_new);
    assert!(block.attributes["secret"].is_read_only() && block.attributes["secret"].sensitive);
    assert!(block.attributes["region"].force_new && block.attributes["password"].write_only);
    assert!(block.attributes["tags_all"].computed && !block.attributes["tags"].computed);
    let rule = &block.blocks["rule"];
    assert_eq!((rule.nesting, rule.max_items), (Nesting::Set, None));
    assert!(rule.block.attributes["rule_id"].is_read_only());
    let options = &block.blocks["options"];
    assert_eq!((options.nesting, options.max_items, options.force_new), (Nesting::List, Some(1), true));
    let timeouts: Vec<_> = block.blocks["timeouts"].block.attributes.keys().map(ToString::to_string).collect();
    assert_eq!(timeouts, ["create", "delete"]);
    assert_eq!(block.rules.len(), 1);
}

#[test]
fn a_creation_journals_its_identity_before_anything_can_fail() {
    let cloud = Cloud::default();
    let mut thing = trial(&cloud);
    *lock(&cloud.fail) = Some("configure");
    let diags = apply(&mut thing, r#"{"name":"a","password":"x"}"#);
    assert_eq!(diags.iter().next().expect("an error").summary, "creating Cloud Thing (t-a): the cloud says no");
    let journal = lock(&thing.journal).clone();
    assert_eq!(journal, std::slice::from_ref(&thing.state), "the tainted object is what was journalled");
    assert_eq!((thing.text("id"), thing.text("secret"), thing.text("password")), ("t-a", "s3cret", ""));
}

#[test]
fn a_creation_that_fails_leaves_nothing() {
    let cloud = Cloud::default();
    let mut thing = trial(&cloud);
    *lock(&cloud.fail) = Some("create");
    let diags = apply(&mut thing, r#"{"name":"a"}"#);
    assert_eq!(diags.iter().next().expect("an error").summary, "creating Cloud Thing (a): the cloud says no");
    assert!(thing.state.is_null() && lock(&thing.journal).is_empty());
}

#[test]
fn create_update_and_delete_converge() {
    let cloud = Cloud::default();
    let mut thing = trial(&cloud);
    converge(&mut thing, r#"{"name":"a","rule":[{"port":80},{"port":443}],"force_destroy":true}"#);
    assert_eq!(cloud.take_log(), ["create a@home-1", "configure t-a@home-1", "read t-a@home-1", "read t-a@home-1"]);
    assert_eq!((thing.text("secret"), thing.text("zone"), thing.text("region")), ("s3cret", "zone-a", "home-1"));
    assert_eq!(thing.state.attribute("force_destroy"), Some(&Value::bool(true)), "config_only is carried over");
    converge(&mut thing, r#"{"name":"a","rule":[{"port":443},{"port":22}],"size":9}"#);
    assert_eq!(cloud.take_log(), ["update t-a@home-1", "read t-a@home-1", "read t-a@home-1"]);
    assert!(block_on(thing.destroy()).is_empty() && thing.state.is_null());
    assert_eq!(cloud.take_log(), ["delete t-a@home-1", "read t-a@home-1"]);
}

#[test]
fn a_write_only_argument_reaches_the_operation_and_no_state() {
    let cloud = Cloud::default();
    let mut thing = trial(&cloud);
    converge(&mut thing, r#"{"name":"a","password":"pw"}"#);
    assert_eq!(cloud.take_log()[0], "create apw@home-1");
    assert!(thing.state.attribute("password").is_some_and(Value::is_null));
    assert!(lock(&thing.journal)[0].attribute("password").is_some_and(Value::is_null));
}

#[test]
fn deleting_what_is_gone_succeeds_and_reading_it_empties_the_state() {
    let cloud = Cloud::default();
    let mut thing = trial(&cloud);
    converge(&mut thing, r#"{"name":"a"}"#);
    lock(&cloud.things).clear();
    let before = thing.state.clone();
    block_on(thing.refresh());
    assert!(thing.state.is_null());
    thing.state = before;
    assert!(block_on(thing.destroy()).is_empty());
}

#[test]
fn an_object_not_visible_yet_is_waited_for() {
    let cloud = Cloud::default();
    *lock(&cloud.invisible) = 7;
    converge(&mut trial(&cloud), r#"{"name":"a"}"#);
    let cloud = Cloud::default();
    *lock(&cloud.invisible) = 100_000;
    let mut lost = trial(&cloud);
    assert!(apply(&mut lost, r#"{"name":"a"}"#).has_errors());
    assert_eq!(lost.text("id"), "t-a", "what is known to exist stays in state");
}

#[test]
fn an_equivalent_policy_stays_as_it_is_stored_and_is_no_change() {
    let mut thing = trial(&Cloud::default());
    let config = |policy: &str| format!(r#"{{"name":"a","policy":{}}}"#, serde_json::Value::from(policy));
    converge(
        &mut thing,
        &config(r#"{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "a:b" }] }"#),
    );
    assert_eq!(thing.text("policy"), r#"{"Statement":[{"Action":"a:b","Effect":"Allow"}],"Version":"2012-10-17"}"#);
    let other = config(r#"{"Statement":{"Action":["a:b"],"Effect":"Allow"},"Version":"2012-10-17"}"#);
    assert_eq!(planned(&thing, &other), thing.state);
}

#[test]
fn replacement_is_asked_for_by_force_new_arguments() {
    let mut thing = trial(&Cloud::default());
    converge(&mut thing, r#"{"name":"a"}"#);
    for (json, expected) in [
        (r#"{"name":"b"}"#, vec!["name"]),
        (r#"{"name":"a","zone":"zone-b"}"#, vec!["zone"]),
        (r#"{"name":"a","zone":"zone-a"}"#, vec![]),
        (r#"{"name":"a","region":"away-1"}"#, vec!["region"]),
        (r#"{"name":"a","options":[{"fast":true}]}"#, vec!["options"]),
    ] {
        let because = thing.plan(&thing.config(json)).requires_replace;
        assert_eq!(because.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{json}");
    }
    let unknown = thing.config("{}").with_attribute("name", Value::unknown(Type::String));
    assert_eq!(thing.plan(&unknown).requires_replace.len(), 1);
}

#[test]
fn the_hook_can_make_values_unknown() {
    let mut thing = trial(&Cloud::default());
    converge(&mut thing, r#"{"name":"a"}"#);
    let planned = planned(&thing, r#"{"name":"a","size":9}"#);
    assert!(!planned.attribute("arn").expect("arn").is_known());
    assert!(planned.attribute("id").expect("id").is_known());
}

#[test]
fn tags_are_merged_with_defaults_and_changed_alone() {
    let defaults = tags(&[("team", "x"), ("kind", "y")]);
    let policy = TagPolicy { defaults, ignored_prefixes: vec!["sys".into()], ..TagPolicy::default() };
    let cloud = Cloud { tags: policy, ..Cloud::default() };
    let mut thing = trial(&cloud);
    converge(&mut thing, r#"{"name":"a","tags":{"kind":"own","n":"1"}}"#);
    assert_eq!(thing.state.attribute("tags_all"), Some(&map(&[("kind", "own"), ("n", "1"), ("team", "x")])));
    assert_eq!(thing.state.attribute("tags"), Some(&map(&[("kind", "own"), ("n", "1")])));
    cloud.take_log();
    converge(&mut thing, r#"{"name":"a","tags":{"n":"2"}}"#);
    assert_eq!(cloud.take_log(), ["tags t-a@home-1", "read t-a@home-1", "read t-a@home-1"]);
    let add =
        |more: &[(&str, &str)]| lock(&cloud.things).get_mut("t-a").expect("there").tags.tags_all.extend(tags(more));
    add(&[("sys:x", "1"), ("aws:y", "2")]);
    block_on(thing.refresh());
    let shown = map(&[("kind", "y"), ("n", "2"), ("team", "x")]);
    assert_eq!(thing.state.attribute("tags_all"), Some(&shown), "ignored tags are not shown");
    add(&[("drift", "1")]);
    block_on(thing.refresh());
    assert_ne!(planned(&thing, r#"{"name":"a","tags":{"n":"2"}}"#), thing.state, "a foreign tag is drift");
}

#[test]
fn tags_that_are_unknown_or_null_plan_as_they_must() {
    let mut thing = trial(&Cloud::default());
    let unknown = Value::map(Type::String, BTreeMap::from([(Arc::from("a"), Value::unknown(Type::String))]));
    let config = thing.config(r#"{"name":"a"}"#).with_attribute("tags", unknown);
    assert!(!thing.plan(&config).planned_state.attribute("tags_all").expect("tags_all").is_known());
    converge(&mut thing, r#"{"name":"a","tags":{"a":null}}"#);
    assert_eq!(thing.state.attribute("tags_all"), Some(&map(&[])));
}

#[test]
fn a_region_argument_moves_operations_there() {
    let cloud = Cloud::default();
    converge(&mut trial(&cloud), r#"{"name":"a","region":"away-1"}"#);
    assert!(cloud.take_log().iter().all(|call| call.ends_with("@away-1")));
}

#[test]
fn an_import_takes_a_region_and_reads_the_rest() {
    let mut thing = trial(&Cloud::default());
    converge(&mut thing, r#"{"name":"a","region":"eu-west-1"}"#);
    let imported = block_on(thing.import("t-a@eu-west-1"));
    for name in ["id", "arn", "name", "zone", "region", "size", "rule", "tags_all"] {
        assert_eq!(imported.attribute(name), thing.state.attribute(name), "{name}");
    }
    thing.state = imported;
    assert!(thing.plan(&thing.config(r#"{"name":"a","region":"eu-west-1"}"#)).requires_replace.is_empty());
}

#[test]
fn configurations_are_checked_in_the_providers_words() {
    let catalogue = Catalogue::new([ResourceEntry::<Cloud>::of::<Thing>()], []);
    let config = trial(&Cloud::default()).config(
        r#"{"name":"a","size":99,"zone":"z","remark":"r","policy":"{","rule":[{"port":1,"protocol":"icmp"}],
        "timeouts":{"create":"soon"}}"#,
    );
    let diags = catalogue.validate_resource("cloud_thing", &config);
    let said: Vec<String> = diags.iter().map(|d| format!("{} | {}", d.summary, d.detail)).collect();
    assert_eq!(
        said,
        [
            "\"policy\" contains an invalid JSON: EOF while parsing an object at line 1 column 1 | ",
            "expected protocol to be one of [\"tcp\" \"udp\"], got icmp | ",
            "expected size to be in the range (1 - 64), got 99 | ",
            "Conflicting configuration arguments | \"zone\": conflicts with remark",
            "Invalid timeout | The create timeout must be a duration such as \"30s\", \"10m\" or \"1h\".",
        ]
    );
}
