//! Tables: what is proposed and planned from prior state and configuration, both written as JSON (`"?"` is unknown).

use super::{plan_from_schema, propose};
use crate::contract::{check_apply, check_plan};
use crate::{Block, Model};
use iac_core::schema::BlockSchema;
use iac_core::value::{Type, Value};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that planning distinguishes.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "table_row", label = "Row")]
struct Row {
    /// Optional.
    #[attr(optional)]
    opt: Option<String>,
    /// Optional, with default.
    #[attr(optional, default = 5)]
    def: i64,
    /// Optional and computed.
    #[attr(optional, computed)]
    oc: Option<String>,
    /// Computed.
    #[attr(computed)]
    comp: String,
    /// Forces replacement.
    #[attr(optional, force_new)]
    force: Option<String>,
    /// Without case.
    #[attr(optional, case_insensitive)]
    fold: Option<String>,
    /// A document.
    #[attr(optional, json)]
    doc: Option<String>,
    /// A list.
    #[attr(optional)]
    list: Option<Vec<String>>,
    /// A map.
    #[attr(optional)]
    map: Option<BTreeMap<String, String>>,
    /// Not stored.
    #[attr(optional, write_only)]
    wo: Option<String>,
    /// Entries that may be written as blocks.
    #[attr(optional, computed, as_blocks(set))]
    entry: Option<Vec<Entry>>,
    /// Members in order.
    #[block(list)]
    member: Vec<Inner>,
    /// Members without order.
    #[block(set)]
    part: Vec<Inner>,
    /// One member.
    #[block(single)]
    one: Option<Inner>,
    /// Members that the provider may fill in.
    #[block(list, computed)]
    filled: Vec<Inner>,
}

/// An inner block.
#[derive(Clone, Debug, Default, PartialEq, Block)]
struct Inner {
    /// A key.
    #[attr(required)]
    key: String,
    /// A value.
    #[attr(optional)]
    value: Option<String>,
    /// A value with default.
    #[attr(optional, default = "d")]
    def: String,
    /// What the provider adds.
    #[attr(computed)]
    made: String,
    /// What cannot be changed.
    #[attr(optional, force_new)]
    fixed: Option<String>,
}

/// An entry.
#[derive(Clone, Debug, Default, PartialEq, Block)]
struct Entry {
    /// A port.
    #[attr(required)]
    port: i64,
    /// A remark.
    #[attr(optional)]
    remark: String,
    /// Whether it is itself.
    #[attr(optional, default = false)]
    own: bool,
}

fn schema() -> BlockSchema {
    crate::model::block_schema(Row::SPEC.fields, "")
}

/// JSON as a value of a type: absent members are null, absent blocks empty, `"?"` unknown.
fn value(json: &Json, ty: &Type) -> Value {
    match (json, ty) {
        (Json::String(text), _) if text == "?" => Value::unknown(ty.clone()),
        (Json::Null, _) => Value::null(ty.clone()),
        (Json::Bool(value), _) => Value::bool(*value),
        (Json::Number(number), _) => Value::number(number.as_i64().expect("an integer")),
        (Json::String(text), _) => Value::string(text),
        (Json::Array(items), Type::Set(element)) => {
            Value::set((**element).clone(), items.iter().map(|item| value(item, element)).collect())
        }
        (Json::Array(items), Type::List(element)) => {
            Value::list((**element).clone(), items.iter().map(|item| value(item, element)).collect())
        }
        (Json::Object(members), Type::Map(element)) => {
            let members = members.iter().map(|(key, item)| (Arc::from(key.as_str()), value(item, element)));
            Value::map((**element).clone(), members.collect())
        }
        (Json::Object(members), Type::Object(object)) => Value::object(object.attributes.iter().map(|(name, ty)| {
            let empty = Json::Array(vec![]);
            let absent = if matches!(&**name, "member" | "part" | "filled") { &empty } else { &Json::Null };
            (name.clone(), value(members.get(&**name).unwrap_or(absent), ty))
        })),
        (json, ty) => panic!("{json} is no {ty}"),
    }
}

fn row(json: &str) -> Value {
    let json: Json = serde_json::from_str(json).expect("JSON");
    value(&json, &schema().value_type())
}

/// Plans, and compares with the planned state and the paths that force replacement (separated by blanks).
fn check(what: &str, prior: &str, config: &str, planned: &str, replaces: &str) {
    let schema = schema();
    let (prior, config) = (row(prior), row(config));
    let proposed = propose(&schema, &prior, &config);
    let plan = plan_from_schema(&schema, &prior, &proposed, &config);
    let expected = row(planned);
    for (name, expected) in expected.as_entries().expect("an object") {
        assert_eq!(plan.planned_state.attribute(name), Some(expected), "{what}: {name}");
    }
    let because: Vec<String> = plan.requires_replace.iter().map(ToString::to_string).collect();
    assert_eq!(because.join(" "), replaces, "{what}");
    let diags = check_plan("table_row.a", &schema, &prior, &config, &plan.planned_state);
    assert!(diags.is_empty(), "{what}: {diags:#?}");
    let again = plan_from_schema(&schema, &prior, &propose(&schema, &plan.planned_state, &config), &config);
    assert_eq!(again.planned_state, plan.planned_state, "{what}: merging is idempotent");
}

const NEW: &str = r#""comp":"?","oc":"?","entry":"?","filled":"?","def":5"#;
const OLD: &str = r#""comp":"c","oc":"o","entry":[],"filled":[],"def":5"#;

fn create(what: &str, config: &str, planned: &str) {
    let schema = schema();
    let null = Value::null(schema.value_type());
    let config = row(config);
    let plan = plan_from_schema(&schema, &null, &propose(&schema, &null, &config), &config);
    assert_eq!(plan.planned_state, row(planned), "{what}");
    assert!(plan.requires_replace.is_empty(), "{what}");
    assert!(check_plan("table_row.a", &schema, &null, &config, &plan.planned_state).is_empty(), "{what}");
}

fn update(what: &str, prior: &str, config: &str, planned: &str, replaces: &str) {
    let full = |rest: &str| format!("{{{OLD}{}{rest}}}", if rest.is_empty() { "" } else { "," });
    check(what, &full(prior), &format!("{{{config}}}"), &full(planned), replaces);
}

#[test]
fn a_creation_takes_configuration_defaults_and_unknowns() {
    create("nothing configured", "{}", &format!("{{{NEW}}}"));
    create("optional", r#"{"opt":"x"}"#, &format!(r#"{{{NEW},"opt":"x"}}"#));
    create("empty text is kept", r#"{"opt":""}"#, &format!(r#"{{{NEW},"opt":""}}"#));
    create("unknown argument", r#"{"opt":"?"}"#, &format!(r#"{{{NEW},"opt":"?"}}"#));
    create("configured computed", r#"{"oc":"x"}"#, r#"{"comp":"?","oc":"x","entry":"?","filled":"?","def":5}"#);
    create("configured default", r#"{"def":7}"#, r#"{"comp":"?","oc":"?","entry":"?","filled":"?","def":7}"#);
    create("write only", r#"{"wo":"s"}"#, &format!("{{{NEW}}}"));
    create(
        "blocks get defaults and unknowns",
        r#"{"member":[{"key":"a"}],"part":[{"key":"b","def":"e"}],"one":{"key":"c"}}"#,
        &format!(
            r#"{{{NEW},"member":[{{"key":"a","def":"d","made":"?"}}],"part":[{{"key":"b","def":"e","made":"?"}}],
            "one":{{"key":"c","def":"d","made":"?"}}}}"#
        ),
    );
    create("unknown blocks", r#"{"member":"?"}"#, &format!(r#"{{{NEW},"member":"?"}}"#));
    create("explicitly no entries", r#"{"entry":[]}"#, r#"{"comp":"?","oc":"?","entry":[],"filled":"?","def":5}"#);
    create(
        "entries get defaults",
        r#"{"entry":[{"port":1}]}"#,
        r#"{"comp":"?","oc":"?","entry":[{"port":1,"remark":"","own":false}],"filled":"?","def":5}"#,
    );
}

#[test]
fn an_update_keeps_what_the_provider_computed() {
    update("nothing configured", "", "", "", "");
    update("an argument is set", "", r#""opt":"x""#, r#""opt":"x""#, "");
    update("an argument is removed", r#""opt":"x""#, "", "", "");
    update("it becomes unknown", r#""opt":"x""#, r#""opt":"?""#, r#""opt":"?""#, "");
}

#[test]
fn null_and_zero_are_no_change() {
    update("null against empty text", r#""opt":"""#, "", r#""opt":"""#, "");
    update("empty text against null", "", r#""opt":"""#, "", "");
    update("null against no elements", r#""list":[],"map":{}"#, "", r#""list":[],"map":{}"#, "");
    update("no elements against null", "", r#""list":[],"map":{}"#, "", "");
    update("null elements of a map", r#""map":{"a":"1"}"#, r#""map":{"a":"1","b":null}"#, r#""map":{"a":"1"}"#, "");
    update("forcing null against empty text", r#""force":"""#, "", r#""force":"""#, "");
}

#[test]
fn equal_documents_are_no_change() {
    update("case", r#""fold":"AbC""#, r#""fold":"aBc""#, r#""fold":"AbC""#, "");
    update("JSON", r#""doc":"{\"a\":1}""#, r#""doc":"{ \"a\": 1 }""#, r#""doc":"{\"a\":1}""#, "");
    update("other JSON", r#""doc":"{\"a\":1}""#, r#""doc":"{\"a\":2}""#, r#""doc":"{\"a\":2}""#, "");
}

#[test]
fn force_new_asks_for_replacement() {
    update("changed", r#""force":"a""#, r#""force":"b""#, r#""force":"b""#, "force");
    update("set", "", r#""force":"b""#, r#""force":"b""#, "force");
    update("removed", r#""force":"a""#, "", "", "force");
    update("unknown", r#""force":"a""#, r#""force":"?""#, r#""force":"?""#, "force");
    update("the same", r#""force":"a""#, r#""force":"a""#, r#""force":"a""#, "");
}

#[test]
fn list_blocks_are_matched_by_index() {
    let a = r#"{"key":"a","def":"d","made":"m1"}"#;
    let b = r#"{"key":"b","def":"d","made":"m2"}"#;
    update(
        "same",
        &format!(r#""member":[{a},{b}]"#),
        r#""member":[{"key":"a"},{"key":"b"}]"#,
        &format!(r#""member":[{a},{b}]"#),
        "",
    );
    update(
        "one changes in place",
        &format!(r#""member":[{a},{b}]"#),
        r#""member":[{"key":"x"},{"key":"b"}]"#,
        &format!(r#""member":[{{"key":"x","def":"d","made":"m1"}},{b}]"#),
        "",
    );
    update(
        "one is added",
        &format!(r#""member":[{a}]"#),
        r#""member":[{"key":"a"},{"key":"b"}]"#,
        &format!(r#""member":[{a},{{"key":"b","def":"d","made":"?"}}]"#),
        "",
    );
    update("all go", &format!(r#""member":[{a}]"#), "", "", "");
    update(
        "what cannot change forces replacement",
        r#""member":[{"key":"a","def":"d","made":"m1","fixed":"1"}]"#,
        r#""member":[{"key":"a","fixed":"2"}]"#,
        r#""member":[{"key":"a","def":"d","made":"m1","fixed":"2"}]"#,
        "member[0].fixed",
    );
    update("removing it does too", r#""member":[{"key":"a","def":"d","made":"m1","fixed":"1"}]"#, "", "", "member");
}

#[test]
fn set_blocks_are_matched_by_what_is_configured() {
    let a = r#"{"key":"a","def":"d","made":"m1"}"#;
    let b = r#"{"key":"b","def":"d","made":"m2","value":""}"#;
    let both = format!(r#""part":[{a},{b}]"#);
    update("another order", &both, r#""part":[{"key":"b"},{"key":"a"}]"#, &both, "");
    update(
        "one is replaced",
        &both,
        r#""part":[{"key":"c"},{"key":"a"}]"#,
        &format!(r#""part":[{a},{{"key":"c","def":"d","made":"?"}}]"#),
        "",
    );
    update(
        "an added one that cannot change later",
        &format!(r#""part":[{a}]"#),
        r#""part":[{"key":"a"},{"key":"z","fixed":"1"}]"#,
        &format!(r#""part":[{a},{{"key":"z","def":"d","made":"?","fixed":"1"}}]"#),
        "part",
    );
}

#[test]
fn a_single_block_appears_and_vanishes() {
    update("appears", "", r#""one":{"key":"a"}"#, r#""one":{"key":"a","def":"d","made":"?"}"#, "");
    update("vanishes", r#""one":{"key":"a","def":"d","made":"m"}"#, "", "", "");
    update(
        "stays",
        r#""one":{"key":"a","def":"d","made":"m"}"#,
        r#""one":{"key":"a"}"#,
        r#""one":{"key":"a","def":"d","made":"m"}"#,
        "",
    );
}

#[test]
fn what_the_provider_fills_in_stays_unless_configured() {
    let prior = r#"{"comp":"c","oc":"o","def":5,"entry":[{"port":1,"remark":"","own":false}],"filled":[{"key":"a","def":"d","made":"m"}]}"#;
    check("left out", prior, "{}", prior, "");
    check(
        "explicitly none",
        prior,
        r#"{"entry":[]}"#,
        r#"{"comp":"c","oc":"o","def":5,"entry":[],"filled":[{"key":"a","def":"d","made":"m"}]}"#,
        "",
    );
    check("equal but for zeros", prior, r#"{"entry":[{"port":1}]}"#, prior, "");
    check(
        "configured otherwise",
        prior,
        r#"{"filled":[{"key":"b"}]}"#,
        r#"{"comp":"c","oc":"o","def":5,"entry":[{"port":1,"remark":"","own":false}],"filled":[{"key":"b","def":"d","made":"m"}]}"#,
        "",
    );
}

#[test]
fn models_keep_null_apart_from_no_entries() {
    for entry in [None, Some(vec![]), Some(vec![Entry { port: 1, ..Entry::default() }])] {
        let model = Row { entry, one: Some(Inner::default()), ..Row::default() };
        let value = model.to_value();
        assert_eq!(value.attribute("entry").map(Value::ty), schema().value_type().attribute("entry").cloned());
        assert_eq!(Row::from_value(&value), Ok(model));
    }
    let error =
        Row::from_value(&Value::object([("member", Value::tuple([Value::object([("key", Value::bool(true))])]))]));
    let error = error.expect_err("a bool is no key");
    assert_eq!(error.path.map(|path| path.to_string()).as_deref(), Some("member[0].key"));
}

#[test]
fn a_deletion_plans_nothing() {
    let schema = schema();
    let null = Value::null(schema.value_type());
    let prior = row(&format!("{{{OLD}}}"));
    assert!(propose(&schema, &prior, &null).is_null());
    assert!(plan_from_schema(&schema, &prior, &null, &null).planned_state.is_null());
}

/// Applies as described and reports what the contract says, path by path.
fn applied(planned: &str, actual: &str) -> Vec<String> {
    let diags = check_apply("table_row.a", &schema(), &row(planned), &row(actual));
    let lines = diags.iter().map(|diag| diag.detail.lines().next().unwrap_or_default().to_owned());
    lines
        .map(|line| line.split_once("unexpected new value: ").map_or(line.clone(), |(_, rest)| rest.to_owned()))
        .collect()
}

#[test]
fn apply_may_fill_unknowns_and_nothing_else() {
    let none: [&str; 0] = [];
    assert_eq!(applied(r#"{"comp":"?","opt":"x"}"#, r#"{"comp":"c","opt":"x"}"#), none);
    assert_eq!(applied(r#"{"opt":null,"list":null}"#, r#"{"opt":"","list":[]}"#), none);
    assert_eq!(applied(r#"{"doc":"{}"}"#, r#"{"doc":"{ }"}"#), none);
    assert_eq!(applied(r#"{"member":[{"key":"a","made":"?"}]}"#, r#"{"member":[{"key":"a","made":"m"}]}"#), none);
    assert_eq!(applied(r#"{"part":[{"key":"a","made":"?"}]}"#, r#"{"part":[{"key":"a","made":"m"}]}"#), none);
    assert_eq!(applied(r#"{"filled":"?"}"#, r#"{"filled":[{"key":"a"}]}"#), none);
}

#[test]
fn apply_may_not_change_what_was_planned() {
    assert_eq!(
        applied(r#"{"opt":"x"}"#, r#"{"opt":"y"}"#),
        [".opt: was cty.StringVal(\"x\"), but now cty.StringVal(\"y\")."]
    );
    assert_eq!(applied(r#"{"comp":"x"}"#, "{}"), [".comp: was cty.StringVal(\"x\"), but now null."]);
    assert_eq!(
        applied(r#"{"def":5}"#, r#"{"def":6}"#),
        [".def: was cty.NumberIntVal(5), but now cty.NumberIntVal(6)."]
    );
    assert_eq!(applied(r#"{"member":[{"key":"a"}]}"#, "{}"), [".member: block count changed from 1 to 0."]);
    assert_eq!(
        applied(r#"{"part":[{"key":"a"}]}"#, r#"{"part":[{"key":"b"}]}"#),
        [".part: planned set element does not correlate with any element in actual."]
    );
    assert_eq!(applied(r#"{"one":{"key":"a"}}"#, "{}"), [".one: was present, but now absent."]);
    let unknown = applied(r#"{"comp":"?"}"#, r#"{"comp":"?"}"#);
    assert!(
        unknown[0].starts_with(
            "After the apply operation, the provider still indicated an unknown value for table_row.a.comp."
        )
    );
}

#[test]
fn a_plan_must_honour_configuration() {
    let schema = schema();
    let said = |prior: &str, config: &str, planned: &str| -> Vec<String> {
        let diags = check_plan("table_row.a", &schema, &row(prior), &row(config), &row(planned));
        diags.iter().map(|diag| diag.detail.lines().next().unwrap_or_default().to_owned()).collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(said("{}", r#"{"opt":"x"}"#, r#"{"opt":"x","comp":"?","def":5}"#), none);
    assert_eq!(
        said("{}", r#"{"opt":"x"}"#, r#"{"opt":"y"}"#),
        [
            "The provider planned an invalid value for table_row.a.opt: planned value cty.StringVal(\"y\") does not match config value cty.StringVal(\"x\")."
        ]
    );
    assert_eq!(
        said("{}", "{}", r#"{"opt":"y"}"#),
        [
            "The provider planned an invalid value for table_row.a.opt: planned value cty.StringVal(\"y\") for a non-computed attribute."
        ]
    );
    assert_eq!(
        said("{}", r#"{"member":[{"key":"a"}]}"#, "{}"),
        [
            "The provider planned an invalid value for table_row.a.member: block count in plan (0) disagrees with count in config (1)."
        ]
    );
    assert_eq!(
        said("{}", "{}", r#"{"wo":"x"}"#),
        [
            "The provider planned an invalid value for table_row.a.wo: planned value for a write-only attribute is not null."
        ]
    );
}
