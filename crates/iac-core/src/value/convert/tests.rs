//! Tables of conversions: known, null, unknown and marked values; messages as Terraform words them.

use crate::value::testing::{b, check, list, map, n, not_null, null, object, s, secret, set, show, tuple, ty, unknown};
use crate::value::{Refinement, Type, Value, convert, is_convertible};
use std::sync::Arc;

#[track_caller]
fn check_convert(value: &Value, to: &str, want: &Value) {
    match convert(value, &ty(to)) {
        Ok(got) => check(&got, want),
        Err(error) => panic!("{} to {to}: {}: {}", show(value), error.path, error.message),
    }
}

#[track_caller]
fn check_fails(value: &Value, to: &str, path: &str, message: &str) {
    let error = convert(value, &ty(to)).expect_err(&show(value));
    assert_eq!((error.path.to_string().as_str(), error.message.as_str()), (path, message), "{}", show(value));
}

#[test]
fn primitives() {
    check_convert(&n("1.10"), "'string'", &s("1.1"));
    check_convert(&n("1e21"), "'string'", &s("1000000000000000000000"));
    check_convert(&b(true), "'string'", &s("true"));
    check_convert(&s("1e3"), "'number'", &n("1000"));
    check_convert(&s("1"), "'bool'", &b(true));
    check_convert(&s("0"), "'bool'", &b(false));
    check_convert(&s("x"), "'dynamic'", &s("x"));
    check_fails(&s("0x10"), "'number'", "", "a number is required");
    check_fails(&s("TRUE"), "'bool'", "", "a bool is required; to convert from string, use lowercase \"true\"");
    check_fails(&s("False"), "'bool'", "", "a bool is required; to convert from string, use lowercase \"false\"");
    check_fails(&s("yes"), "'bool'", "", "a bool is required");
    check_fails(&n("1"), "'bool'", "", "bool required, but have number");
    check_fails(&b(true), "'number'", "", "number required, but have bool");
    check_fails(&tuple([s("x")]), "'string'", "", "string required, but have tuple");
    check_fails(&s("x"), "['list','string']", "", "list of string required, but have string");
    check_fails(&s("x"), "['list','dynamic']", "", "list of dynamic required, but have string");
}

#[test]
fn sequences() {
    let strings = list([s("1"), s("2")]);
    check_convert(&tuple([n("1"), s("2")]), "['list','string']", &strings);
    check_convert(&tuple([n("1"), s("2")]), "['list','dynamic']", &strings);
    check_convert(&tuple([n("1"), s("1")]), "['set','dynamic']", &set([s("1")]));
    check_convert(&tuple([n("10"), n("9"), n("9")]), "['set','string']", &set([s("9"), s("10")]));
    check_convert(&set([n("10"), n("9")]), "['list','string']", &list([s("9"), s("10")]));
    check_convert(&list([s("b"), s("a"), s("b")]), "['set','string']", &set([s("a"), s("b")]));
    check_convert(&tuple([]), "['list','dynamic']", &Value::list(Type::Dynamic, vec![]));
    check_convert(&tuple([]), "['set','string']", &Value::set(Type::String, vec![]));
    check_convert(&tuple([null("'dynamic'"), s("a")]), "['list','dynamic']", &list([null("'string'"), s("a")]));
    check_convert(&tuple([n("1"), s("x")]), "['tuple',['string','dynamic']]", &tuple([s("1"), s("x")]));
    check_fails(
        &tuple([n("1"), tuple([n("2")])]),
        "['list','dynamic']",
        "",
        "all list elements must have the same type",
    );
    check_fails(&tuple([n("1"), tuple([n("2")])]), "['set','dynamic']", "", "all set elements must have the same type");
    check_fails(&tuple([s("1"), s("x")]), "['list','number']", "[1]", "a number is required");
    check_fails(&tuple([n("1"), tuple([])]), "['list','number']", "", "element 1: number required, but have tuple");
    check_fails(
        &list([b(true)]),
        "['list','number']",
        "",
        "incorrect list element type: number required, but have bool",
    );
    check_fails(&map([("a", s("x"))]), "['list','string']", "", "list of string required");
    check_fails(&tuple([n("1")]), "['tuple',[]]", "", "tuple required");
}

#[test]
fn a_set_with_unknown_elements_has_no_known_order() {
    check_convert(&set([s("a"), unknown("'string'")]), "['list','string']", &unknown("['list','string']"));
    check_convert(&set([unknown("'string'")]), "['list','string']", &list([unknown("'string'")]));
    check_convert(&set([n("1"), unknown("'number'")]), "['set','string']", &set([s("1"), unknown("'string'")]));
}

#[test]
fn maps_and_objects() {
    check_convert(&object([("a", n("1")), ("b", s("x"))]), "['map','dynamic']", &map([("a", s("1")), ("b", s("x"))]));
    check_convert(&object([]), "['map','string']", &Value::map(Type::String, std::collections::BTreeMap::new()));
    check_convert(&object([("a", n("1")), ("z", s("x"))]), "['object',{'a':'string'}]", &object([("a", s("1"))]));
    check_convert(
        &object([("a", s("1"))]),
        "['object',{'a':'string','b':['object',{'c':'number'},['c']]},['b']]",
        &object([("a", s("1")), ("b", null("['object',{'c':'number'}]"))]),
    );
    check_convert(
        &map([("a", s("1")), ("z", s("2"))]),
        "['object',{'a':'number','b':'bool'},['b']]",
        &object([("a", n("1")), ("b", null("'bool'"))]),
    );
    check_fails(
        &object([("a", n("1")), ("b", tuple([]))]),
        "['map','dynamic']",
        "",
        "all map elements must have the same type",
    );
    check_fails(&object([]), "['object',{'a':'string'}]", "", "attribute \"a\" is required");
    check_fails(&object([]), "['object',{'a':'string','b':'string'}]", "", "attributes \"a\" and \"b\" are required");
    check_fails(
        &object([]),
        "['object',{'a':'string','b':'string','c':'bool'}]",
        "",
        "attributes \"a\", \"b\", and \"c\" are required",
    );
    check_fails(
        &object([("a", tuple([]))]),
        "['object',{'a':'number'}]",
        "",
        "attribute \"a\": number required, but have tuple",
    );
    check_fails(&object([("a", s("x"))]), "['object',{'a':'number'}]", "a", "a number is required");
    check_fails(
        &object([("z", s("TRUE"))]),
        "['map','bool']",
        "[\"z\"]",
        "a bool is required; to convert from string, use lowercase \"true\"",
    );
    check_fails(
        &map([("z", s("x"))]),
        "['object',{'a':'string'}]",
        "",
        "map has no element for required attribute \"a\"",
    );
    check_fails(
        &tuple([object([("a", s("x"))])]),
        "['list',['object',{'a':'number'}]]",
        "[0].a",
        "a number is required",
    );
    check_fails(
        &tuple([object([("a", tuple([]))])]),
        "['list',['object',{'a':'number'}]]",
        "",
        "element 0: attribute \"a\": number required, but have tuple",
    );
}

#[test]
fn dynamic_parts_inside_collections_are_unified() {
    let constraint = "['list',['object',{'a':'dynamic'}]]";
    let rows = tuple([object([("a", n("1"))]), object([("a", s("x"))])]);
    check_convert(&rows, constraint, &list([object([("a", s("1"))]), object([("a", s("x"))])]));
    check_fails(
        &tuple([object([("a", n("1"))]), object([("a", tuple([]))])]),
        constraint,
        "[1]",
        "cannot find a common base type for all elements",
    );
}

#[test]
fn null_takes_the_wanted_type() {
    check_convert(&null("'dynamic'"), "'string'", &null("'string'"));
    check_convert(&null("'string'"), "'bool'", &null("'bool'"));
    check_convert(&null("'string'"), "'dynamic'", &null("'string'"));
    check_convert(&null("['tuple',['number']]"), "['list','dynamic']", &null("['list','number']"));
    check_convert(&null("'dynamic'"), "['object',{'a':'string'},['a']]", &null("['object',{'a':'string'}]"));
    check_fails(&null("'bool'"), "['list','string']", "", "list of string required, but have bool");
}

#[test]
fn unknown_keeps_what_is_known_of_it() {
    let bounded = |json: &str, min: u64, max: u64| {
        let refinement = Refinement { min_length: Some(min), max_length: Some(max), ..Refinement::default() };
        Value::refined(ty(json), refinement)
    };
    check_convert(&not_null("'number'"), "'string'", &not_null("'string'"));
    check_convert(&unknown("'dynamic'"), "'string'", &unknown("'string'"));
    check_convert(&unknown("'dynamic'"), "'dynamic'", &unknown("'dynamic'"));
    check_convert(&unknown("['tuple',['string','number']]"), "['list','dynamic']", &bounded("['list','string']", 2, 2));
    check_convert(&unknown("['tuple',['string','string']]"), "['set','string']", &bounded("['set','string']", 1, 2));
    check_convert(&bounded("['list','number']", 2, 3), "['set','string']", &bounded("['set','string']", 1, 3));
    check_convert(&not_null("['tuple',['string']]"), "['list','string']", &list([unknown("'string'")]));
    check_fails(&unknown("'bool'"), "'number'", "", "number required, but have bool");
}

#[test]
fn marks_stay_where_they_are_except_in_sets() {
    check_convert(&secret(n("1")), "'string'", &secret(s("1")));
    check_convert(&tuple([secret(n("1"))]), "['list','string']", &list([secret(s("1"))]));
    check_convert(&tuple([secret(n("1"))]), "['set','string']", &secret(set([s("1")])));
    check_convert(&object([("a", secret(n("1")))]), "['map','string']", &map([("a", secret(s("1")))]));
    check_convert(&secret(null("'dynamic'")), "'string'", &secret(null("'string'")));
    check_convert(&secret(unknown("'dynamic'")), "'string'", &secret(unknown("'string'")));
}

#[test]
fn what_does_not_change_is_shared() {
    let row = object([("a", s("x")), ("b", list([s("y")]))]);
    let value = list([row]);
    for constraint in
        ["'dynamic'", "['list','dynamic']", "['list',['object',{'a':'string','b':['list','string']},['a']]]"]
    {
        let got = convert(&value, &ty(constraint)).expect("convertible");
        assert!(got.shares_payload(&value), "{constraint}");
    }
    let text = Value::string("shared");
    let (got, crate::value::Kind::String(before)) = (convert(&text, &Type::String).expect("same"), text.kind()) else {
        panic!()
    };
    assert!(matches!(got.kind(), crate::value::Kind::String(after) if Arc::ptr_eq(before, after)));
}

#[test]
fn types_tell_whether_a_conversion_exists() {
    for (from, to, want) in [
        ("'string'", "'number'", true),
        ("'bool'", "'number'", false),
        ("'dynamic'", "['list','string']", true),
        ("['list','bool']", "['set','number']", false),
        ("['map','string']", "['object',{'a':'number'}]", true),
        ("['tuple',['string',['tuple',[]]]]", "['list','dynamic']", false),
    ] {
        assert_eq!(is_convertible(&ty(from), &ty(to)), want, "{from} to {to}");
    }
}
