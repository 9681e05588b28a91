//! A typed resource against a cloud in memory: what the kit does around the operations of a type.

use crate::contract::{assert_model, check_apply, check_plan};
use crate::planning::{Planned, propose};
use crate::wait::{Pace, Progress, TestClock, Waiter};
use crate::{
    ApplyRequest, ApplyResponse, Block, Catalogue, Context, Created, Error, ImportRequest, Model, PlanRequest,
    PlanResponse, ProviderInstance, ReadRequest, Resource, ResourceEntry, Scope, TagChange, TagMap, TagPolicy, Tags,
    TypedInstance,
};
use iac_core::schema::{AttributeType, Nesting};
use iac_core::value::{Type, Value, convert};
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
    #[attr(computed)]
    rule_id: String,
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
        Waiter { clock: self.clock.clone(), pace: Pace::EMULATOR, timeout: Duration::from_secs(60) }
    }
}

impl Resource for Thing {
    type Context = Cloud;
    const GONE: &'static [&'static str] = &["NoSuchThing"];

    async fn create(ctx: &Cloud, plan: &Self) -> Result<Created, Error> {
        ctx.call("create", &plan.name)?;
        let id = format!("t-{}", plan.name);
        let mut thing = Self { id: id.clone(), arn: format!("arn:{id}"), ..plan.clone() };
        thing.zone.get_or_insert_with(|| "zone-a".into());
        for rule in &mut thing.rule {
            rule.rule_id = format!("r-{}", rule.port);
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
            rule.rule_id = format!("r-{}", rule.port);
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

/// One thing under management, driven as the engine drives it.
struct Managed {
    cloud: Cloud,
    instance: TypedInstance<Cloud>,
    state: Value,
    journal: Arc<Mutex<Vec<Value>>>,
}

impl Managed {
    fn new() -> Self {
        Self::on(Cloud::default())
    }
    fn on(cloud: Cloud) -> Self {
        let catalogue = Arc::new(Catalogue::new([ResourceEntry::of::<Thing>()], []));
        let state = Value::null(schema_type(&catalogue));
        let instance = TypedInstance::new(catalogue, cloud.clone(), None);
        Self { cloud, instance, state, journal: Arc::default() }
    }
    fn block(&self) -> iac_core::schema::BlockSchema {
        ResourceEntry::<Cloud>::of::<Thing>().schema().block.clone()
    }
    fn config(&self, members: &[(&str, Value)]) -> Value {
        let blank = BTreeMap::from_iter(members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let Type::Object(object) = self.block().value_type() else { panic!("an object") };
        Value::object(object.attributes.iter().map(|(name, ty)| {
            let value = blank.get(&**name).map(|value| convert(value, ty).expect("converts"));
            let absent = match self.block().blocks.get(name).map(|block| block.nesting) {
                Some(Nesting::List) => Value::list(ty.element().expect("element").clone(), vec![]),
                Some(Nesting::Set) => Value::set(ty.element().expect("element").clone(), vec![]),
                _ => Value::null(ty.clone()),
            };
            (name.clone(), value.unwrap_or(absent))
        }))
    }
    fn plan(&self, config: &Value) -> PlanResponse {
        let block = self.block();
        let proposed = propose(&block, &self.state, config);
        let request = PlanRequest {
            ty: "cloud_thing",
            prior_state: &self.state,
            proposed_new_state: &proposed,
            config_value: config,
            private: &[],
        };
        let plan = self.instance.plan(&request);
        let diags = check_plan("cloud_thing.a", &block, &self.state, config, &plan.planned_state);
        assert!(diags.is_empty(), "{diags:#?}");
        plan
    }
    fn apply(&mut self, config: &Value, planned: &Value) -> ApplyResponse {
        let journal = self.journal.clone();
        let created = move |value: &Value| lock(&journal).push(value.clone());
        let response = block_on(self.instance.apply(ApplyRequest {
            address: "cloud_thing.a",
            ty: "cloud_thing",
            prior_state: &self.state,
            planned_state: planned,
            config_value: config,
            private: &[],
            created: &created,
        }));
        if !response.diags.has_errors() {
            let diags = check_apply("cloud_thing.a", &self.block(), planned, &response.new_state);
            assert!(diags.is_empty(), "{diags:#?}");
        }
        self.state = response.new_state.clone();
        response
    }
    /// Plans and applies, and expects the plan after it to be empty.
    fn converge(&mut self, members: &[(&str, Value)]) {
        let config = self.config(members);
        let plan = self.plan(&config);
        assert!(plan.requires_replace.is_empty(), "{:?}", plan.requires_replace);
        let response = self.apply(&config, &plan.planned_state);
        assert!(response.diags.is_empty(), "{:#?}", response.diags);
        self.refresh();
        assert_eq!(self.plan(&config).planned_state, self.state, "the second plan is empty");
    }
    fn refresh(&mut self) {
        let request =
            ReadRequest { address: "cloud_thing.a", ty: "cloud_thing", current_state: &self.state, private: &[] };
        let response = block_on(self.instance.read(request));
        assert!(response.diags.is_empty(), "{:#?}", response.diags);
        self.state = response.new_state;
    }
    fn text(&self, name: &str) -> &str {
        self.state.attribute(name).and_then(Value::as_str).unwrap_or("(none)")
    }
}

fn schema_type(catalogue: &Catalogue<Cloud>) -> Type {
    catalogue.resource("cloud_thing").expect("there").schema().block.value_type()
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

fn rules(ports: &[i64]) -> Value {
    Value::tuple(ports.iter().map(|port| {
        Value::object([
            ("port", Value::number(*port)),
            ("protocol", Value::null(Type::String)),
            ("rule_id", Value::null(Type::String)),
        ])
    }))
}

#[test]
fn the_model_is_sound() {
    assert_model::<Thing>();
}

#[test]
fn the_schema_is_what_the_struct_says() {
    let block = Managed::new().block();
    let size = &block.attributes["size"];
    assert!(size.optional && !size.required && !size.computed && !size.force_new);
    assert_eq!((size.default.clone(), size.ty.clone()), (Some(Value::number(8)), AttributeType::Plain(Type::Number)));
    assert_eq!(&*size.description, "The size.");
    assert!(block.attributes["id"].optional && block.attributes["id"].computed);
    assert!(block.attributes["name"].required && block.attributes["name"].force_new);
    assert!(block.attributes["secret"].is_read_only() && block.attributes["secret"].sensitive);
    assert!(block.attributes["region"].force_new);
    assert!(block.attributes["tags_all"].computed && !block.attributes["tags"].computed);
    let rule = &block.blocks["rule"];
    assert_eq!((rule.nesting, rule.max_items), (Nesting::Set, None));
    let options = &block.blocks["options"];
    assert_eq!((options.nesting, options.max_items, options.force_new), (Nesting::List, Some(1), true));
    let timeouts: Vec<_> = block.blocks["timeouts"].block.attributes.keys().map(ToString::to_string).collect();
    assert_eq!(timeouts, ["create", "delete"]);
    assert_eq!(block.rules.len(), 1);
}

#[test]
fn a_creation_journals_its_identity_before_anything_can_fail() {
    let mut thing = Managed::new();
    *lock(&thing.cloud.fail) = Some("configure");
    let config = thing.config(&[("name", "a".into())]);
    let plan = thing.plan(&config);
    let response = thing.apply(&config, &plan.planned_state);
    let message = &response.diags.iter().next().expect("an error").summary;
    assert_eq!(message, "creating Cloud Thing (t-a): the cloud says no");
    let journal = lock(&thing.journal).clone();
    assert_eq!(journal, [response.new_state.clone()], "the tainted object is what was journalled");
    assert_eq!(thing.text("id"), "t-a");
    assert_eq!(thing.text("secret"), "s3cret");
}

#[test]
fn a_creation_that_fails_leaves_nothing() {
    let mut thing = Managed::new();
    *lock(&thing.cloud.fail) = Some("create");
    let config = thing.config(&[("name", "a".into())]);
    let plan = thing.plan(&config);
    let response = thing.apply(&config, &plan.planned_state);
    assert!(response.new_state.is_null() && lock(&thing.journal).is_empty());
    assert_eq!(response.diags.iter().next().expect("an error").summary, "creating Cloud Thing (a): the cloud says no");
}

#[test]
fn create_update_and_delete_converge() {
    let mut thing = Managed::new();
    thing.converge(&[("name", "a".into()), ("rule", rules(&[80, 443])), ("force_destroy", true.into())]);
    assert_eq!(
        thing.cloud.take_log(),
        ["create a@home-1", "configure t-a@home-1", "read t-a@home-1", "read t-a@home-1"]
    );
    assert_eq!((thing.text("secret"), thing.text("zone"), thing.text("region")), ("s3cret", "zone-a", "home-1"));
    assert_eq!(thing.state.attribute("force_destroy"), Some(&Value::bool(true)), "config_only is carried over");
    thing.converge(&[("name", "a".into()), ("rule", rules(&[443, 22])), ("size", 9.into())]);
    assert_eq!(thing.cloud.take_log(), ["update t-a@home-1", "read t-a@home-1", "read t-a@home-1"]);
    let gone = Value::null(thing.block().value_type());
    let response = thing.apply(&gone.clone(), &gone);
    assert!(response.diags.is_empty() && response.new_state.is_null());
    assert_eq!(thing.cloud.take_log(), ["delete t-a@home-1", "read t-a@home-1"]);
}

#[test]
fn deleting_what_is_gone_succeeds_and_reading_it_empties_the_state() {
    let mut thing = Managed::new();
    thing.converge(&[("name", "a".into())]);
    lock(&thing.cloud.things).clear();
    let before = thing.state.clone();
    thing.refresh();
    assert!(thing.state.is_null());
    thing.state = before;
    let gone = Value::null(thing.block().value_type());
    assert!(thing.apply(&gone.clone(), &gone).diags.is_empty());
}

#[test]
fn an_object_not_visible_yet_is_waited_for() {
    let mut thing = Managed::new();
    *lock(&thing.cloud.invisible) = 7;
    thing.converge(&[("name", "a".into())]);
    let mut lost = Managed::new();
    *lock(&lost.cloud.invisible) = 100_000;
    let config = lost.config(&[("name", "a".into())]);
    let plan = lost.plan(&config);
    let response = lost.apply(&config, &plan.planned_state);
    assert!(response.diags.has_errors());
    assert_eq!(lost.text("id"), "t-a", "what is known to exist stays in state");
}

#[test]
fn an_equivalent_policy_stays_as_it_is_stored_and_is_no_change() {
    let mut thing = Managed::new();
    let policy = r#"{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "a:b" }] }"#;
    thing.converge(&[("name", "a".into()), ("policy", policy.into())]);
    assert_eq!(thing.text("policy"), r#"{"Statement":[{"Action":"a:b","Effect":"Allow"}],"Version":"2012-10-17"}"#);
    thing.cloud.take_log();
    let other = r#"{"Statement":{"Action":["a:b"],"Effect":"Allow"},"Version":"2012-10-17"}"#;
    let config = thing.config(&[("name", "a".into()), ("policy", other.into())]);
    assert_eq!(thing.plan(&config).planned_state, thing.state);
}

#[test]
fn replacement_is_asked_for_by_force_new_arguments() {
    let mut thing = Managed::new();
    thing.converge(&[("name", "a".into())]);
    for (members, expected) in [
        (vec![("name", Value::from("b"))], vec!["name"]),
        (vec![("name", "a".into()), ("zone", "zone-b".into())], vec!["zone"]),
        (vec![("name", "a".into()), ("zone", "zone-a".into())], vec![]),
        (vec![("name", "a".into()), ("region", "away-1".into())], vec!["region"]),
        (
            vec![("name", "a".into()), ("options", Value::tuple([Value::object([("fast", Value::bool(true))])]))],
            vec!["options"],
        ),
        (vec![("name", Value::unknown(Type::String))], vec!["name"]),
    ] {
        let config = thing.config(&members);
        let because: Vec<String> = thing.plan(&config).requires_replace.iter().map(ToString::to_string).collect();
        assert_eq!(because, expected, "{members:?}");
    }
}

#[test]
fn the_hook_can_make_values_unknown() {
    let mut thing = Managed::new();
    thing.converge(&[("name", "a".into())]);
    let config = thing.config(&[("name", "a".into()), ("size", 9.into())]);
    let planned = thing.plan(&config).planned_state;
    assert!(!planned.attribute("arn").expect("arn").is_known());
    assert!(planned.attribute("id").expect("id").is_known());
}

#[test]
fn tags_are_merged_with_defaults_and_changed_alone() {
    let policy = TagPolicy {
        defaults: tags(&[("team", "x"), ("kind", "y")]),
        ignored_prefixes: vec!["sys".into()],
        ..TagPolicy::default()
    };
    let mut thing = Managed::on(Cloud { tags: policy, ..Cloud::default() });
    thing.converge(&[("name", "a".into()), ("tags", map(&[("kind", "own"), ("n", "1")]))]);
    assert_eq!(thing.state.attribute("tags_all"), Some(&map(&[("kind", "own"), ("n", "1"), ("team", "x")])));
    assert_eq!(thing.state.attribute("tags"), Some(&map(&[("kind", "own"), ("n", "1")])));
    thing.cloud.take_log();
    thing.converge(&[("name", "a".into()), ("tags", map(&[("n", "2")]))]);
    assert_eq!(thing.cloud.take_log(), ["tags t-a@home-1", "read t-a@home-1", "read t-a@home-1"]);
    let id = thing.text("id").to_owned();
    lock(&thing.cloud.things)
        .get_mut(&id)
        .expect("there")
        .tags
        .tags_all
        .extend(tags(&[("sys:x", "1"), ("aws:y", "2")]));
    thing.refresh();
    assert_eq!(
        thing.state.attribute("tags_all"),
        Some(&map(&[("kind", "y"), ("n", "2"), ("team", "x")])),
        "ignored tags are not shown"
    );
    lock(&thing.cloud.things).get_mut(&id).expect("there").tags.tags_all.insert("drift".into(), "1".into());
    thing.refresh();
    let config = thing.config(&[("name", "a".into()), ("tags", map(&[("n", "2")]))]);
    assert_ne!(thing.plan(&config).planned_state, thing.state, "a foreign tag is drift");
}

#[test]
fn tags_that_are_unknown_or_null_plan_as_they_must() {
    let thing = Managed::new();
    let unknown = Value::map(Type::String, BTreeMap::from([(Arc::from("a"), Value::unknown(Type::String))]));
    let planned = thing.plan(&thing.config(&[("name", "a".into()), ("tags", unknown)])).planned_state;
    assert!(!planned.attribute("tags_all").expect("tags_all").is_known());
    let mut thing = Managed::new();
    let null = Value::map(Type::String, BTreeMap::from([(Arc::from("a"), Value::null(Type::String))]));
    thing.converge(&[("name", "a".into()), ("tags", null)]);
    assert_eq!(thing.state.attribute("tags_all"), Some(&map(&[])));
}

#[test]
fn a_region_argument_moves_operations_there() {
    let mut thing = Managed::new();
    thing.converge(&[("name", "a".into()), ("region", "away-1".into())]);
    assert!(thing.cloud.take_log().iter().all(|call| call.ends_with("@away-1")));
}

#[test]
fn an_import_takes_a_region_and_leaves_the_rest_to_a_read() {
    let mut thing = Managed::new();
    thing.converge(&[("name", "a".into()), ("region", "eu-west-1".into())]);
    let request = ImportRequest { address: "cloud_thing.a", ty: "cloud_thing", id: "t-a@eu-west-1" };
    let imported = block_on(thing.instance.import(request)).imported.pop().expect("one object");
    let before = std::mem::replace(&mut thing.state, imported.state);
    assert_eq!(thing.text("id"), "t-a");
    thing.refresh();
    for name in ["arn", "name", "zone", "region", "size", "rule", "tags_all"] {
        assert_eq!(thing.state.attribute(name), before.attribute(name), "{name}");
    }
    let config = thing.config(&[("name", "a".into()), ("region", "eu-west-1".into())]);
    assert!(thing.plan(&config).requires_replace.is_empty());
}

#[test]
fn configurations_are_checked_in_the_providers_words() {
    let thing = Managed::new();
    let catalogue = Catalogue::new([ResourceEntry::<Cloud>::of::<Thing>()], []);
    let rule = Value::tuple([Value::object([
        ("port", Value::number(1)),
        ("protocol", "icmp".into()),
        ("rule_id", Value::null(Type::String)),
    ])]);
    let config = thing.config(&[
        ("name", "a".into()),
        ("size", 99.into()),
        ("zone", "z".into()),
        ("remark", "r".into()),
        ("policy", "{".into()),
        ("rule", rule),
        ("timeouts", Value::object([("create", Value::from("soon")), ("delete", Value::null(Type::String))])),
    ]);
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
