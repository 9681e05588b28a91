//! Tables and properties of the JSON codec.

use crate::value::testing::{b, check, list, map, n, null, object, random, s, secret, set, tuple, ty, unknown};
use crate::value::{Type, Value, from_json, json_type, quote_json, to_json, type_from_json, type_to_json};
use proptest::prelude::*;

#[track_caller]
fn check_both(value: &Value, json_type: &str, text: &str) {
    let ty = ty(json_type);
    assert_eq!(to_json(value, &ty).as_deref(), Ok(text));
    check(&from_json(text, &ty).expect(text), value);
}

#[track_caller]
fn check_read(text: &str, json_type: &str, want: Result<Value, &str>) {
    match (from_json(text, &ty(json_type)), want) {
        (Ok(got), Ok(want)) => check(&got, &want),
        (got, want) => assert_eq!(got.map_err(|error| error.0), want.map_err(str::to_owned), "{text}"),
    }
}

#[test]
fn values_are_written_compactly_and_read_back() {
    check_both(&s("a"), "'string'", r#""a""#);
    check_both(&n("123456789012345678901234567890"), "'number'", "123456789012345678901234567890");
    check_both(&n("0.1"), "'number'", "0.1");
    check_both(&b(true), "'bool'", "true");
    check_both(&null("'string'"), "'string'", "null");
    check_both(&null("'dynamic'"), "'dynamic'", "null");
    check_both(&list([n("1"), n("2")]), "['list','number']", "[1,2]");
    check_both(&set([s("b"), s("a")]), "['set','string']", r#"["a","b"]"#);
    check_both(&map([("b", n("1")), ("a", n("2"))]), "['map','number']", r#"{"a":2,"b":1}"#);
    check_both(&tuple([n("1"), s("x")]), "['tuple',['number','string']]", r#"[1,"x"]"#);
    check_both(
        &object([("b", null("'bool'")), ("a", s("x"))]),
        "['object',{'a':'string','b':'bool'}]",
        r#"{"a":"x","b":null}"#,
    );
    check_both(&Value::list(Type::String, vec![]), "['list','string']", "[]");
}

#[test]
fn dynamic_parts_carry_their_type() {
    check_both(&s("a"), "'dynamic'", r#"{"value":"a","type":"string"}"#);
    check_both(&null("'string'"), "'dynamic'", r#"{"value":null,"type":"string"}"#);
    check_both(
        &object([("a", tuple([n("1")]))]),
        "['object',{'a':'dynamic'}]",
        r#"{"a":{"value":[1],"type":["tuple",["number"]]}}"#,
    );
    check_read(r#"{"type":"number","value":1}"#, "'dynamic'", Ok(n("1")));
    check_read(r#"{"value":1}"#, "'dynamic'", Err("missing type in dynamically-typed value"));
    check_read(r#"{"type":"number"}"#, "'dynamic'", Err("missing value in dynamically-typed value"));
    check_read(
        r#"{"type":"number","value":1,"x":1}"#,
        "'dynamic'",
        Err("invalid key \"x\" in dynamically-typed value"),
    );
}

#[test]
fn text_is_escaped_for_html() {
    assert_eq!(
        quote_json("<a&b>\u{2028}\u{1}\u{8}\n\"\\é\u{7f}"),
        "\"\\u003ca\\u0026b\\u003e\\u2028\\u0001\\b\\n\\\"\\\\é\u{7f}\""
    );
    check_read(r#""\u00e9\ud83d\ude00\ud800x\/""#, "'string'", Ok(s("é😀\u{fffd}x/")));
    check_read(r#""e\u0301""#, "'string'", Ok(s("é")));
}

#[test]
fn reading_converts_primitives_and_completes_objects() {
    check_read("1.50", "'string'", Ok(s("1.50")));
    check_read("true", "'string'", Ok(s("true")));
    check_read(r#""1e3""#, "'number'", Ok(n("1000")));
    check_read(r#""1""#, "'bool'", Ok(b(true)));
    check_read("{}", "['object',{'a':'string'}]", Ok(object([("a", null("'string'"))])));
    check_read(r#"["b","a","b"]"#, "['set','string']", Ok(set([s("a"), s("b")])));
    check_read(" [ 1 , 2 ]\n", "['list','number']", Ok(list([n("1"), n("2")])));
}

#[test]
fn what_does_not_fit_the_type_is_an_error_with_its_place() {
    check_read("1", "'bool'", Err("bool is required"));
    check_read(r#"{"a":[1,"x"]}"#, "['object',{'a':['list','number']}]", Err("a[1]: a number is required"));
    check_read(r#"{"b":1}"#, "['object',{'a':'string'}]", Err("unsupported attribute \"b\""));
    check_read("[1]", "['tuple',[]]", Err("too many tuple elements (need 0)"));
    check_read("[]", "['tuple',['number']]", Err("not enough tuple elements (need 1)"));
    check_read("{}", "['list','string']", Err("list is required, but have an object"));
    check_read(r#"{"k":{}}"#, "['map','string']", Err("[\"k\"]: string is required"));
}

#[test]
fn text_that_is_no_json_is_refused() {
    for text in [
        "",
        "[1",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "tru",
        "01",
        "1.",
        "-",
        "1e",
        "\"a",
        "\"\n\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "[1] 2",
        "nul",
        "{\"a\" 1}",
        "+1",
    ] {
        assert!(json_type(text).is_err(), "{text:?}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(json_type(&deep).map_err(|error| error.0), Err("exceeded max depth".into()));
}

#[test]
fn unknown_and_infinite_values_cannot_be_written() {
    let value = object([("a", tuple([unknown("'string'")]))]);
    assert_eq!(to_json(&value, &value.ty()).map_err(|error| error.0), Err("a[0]: value is not known".into()));
    assert_eq!(
        to_json(&n("inf"), &Type::Number).map_err(|error| error.0),
        Err("cannot serialize infinity as JSON".into())
    );
}

#[test]
fn marks_are_left_out() {
    let value = secret(object([("a", secret(s("x")))]));
    assert_eq!(to_json(&value, &value.ty()).as_deref(), Ok(r#"{"a":"x"}"#));
}

#[test]
fn the_type_of_plain_json_is_structural() {
    for (text, want) in [
        ("null", "'dynamic'"),
        (r#"{"b":[1,"x",null],"a":{}}"#, "['object',{'a':['object',{}],'b':['tuple',['number','string','dynamic']]}]"),
        ("[]", "['tuple',[]]"),
        ("true", "'bool'"),
    ] {
        assert_eq!(json_type(text), Ok(ty(want)), "{text}");
    }
}

#[test]
fn types_have_a_json_form() {
    for text in [
        r#""string""#,
        r#""dynamic""#,
        r#"["list","string"]"#,
        r#"["set",["map","bool"]]"#,
        r#"["tuple",["number",["tuple",[]]]]"#,
        r#"["object",{}]"#,
        r#"["object",{"a":"string","b":["list","number"]},["b"]]"#,
    ] {
        assert_eq!(type_to_json(&type_from_json(text).expect(text)), text);
    }
    for text in [
        r#""text""#,
        r#"["list"]"#,
        r#"["list","string","x"]"#,
        "{}",
        r#"["object",{},[1]]"#,
        "[]",
        r#"["row","string"]"#,
    ] {
        assert!(type_from_json(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn values_come_back(value in random::typed_values(false)) {
        let ty = value.ty();
        let text = to_json(&value, &ty).expect("known");
        prop_assert!(from_json(&text, &ty).expect(&text).same(&value));
        let pair = to_json(&value, &Type::Dynamic).expect("known");
        prop_assert!(from_json(&pair, &Type::Dynamic).expect(&pair).same(&value));
    }

    #[test]
    fn types_come_back(ty in random::types(false)) {
        prop_assert_eq!(type_from_json(&type_to_json(&ty)), Ok(ty));
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}\",:0-9a-z\\\\u. -]{0,40}") {
        let _ = json_type(&text);
        let _ = from_json(&text, &Type::Dynamic);
    }
}
