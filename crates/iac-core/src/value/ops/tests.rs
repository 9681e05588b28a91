//! Tables of the operators: known, null, unknown and marked operands.

use super::OperatorError;
use crate::value::testing::{b, check, list, map, n, not_null, null, object, prefixed, s, secret, set, tuple, unknown};
use crate::value::{Marks, Number, Refinement, Type, Value};

type Binary = fn(&Value, &Value) -> Result<Value, OperatorError>;

#[track_caller]
fn check_result(got: Result<Value, OperatorError>, want: Result<Value, &str>) {
    match (got, want) {
        (Ok(got), Ok(want)) => check(&got, &want),
        (got, want) => assert_eq!(got, want.map_err(|error| OperatorError(error.into()))),
    }
}

fn between(min: Option<i64>, max: Option<i64>) -> Value {
    let bound = |bound: i64| (Number::from(bound), true);
    let refinement = Refinement { not_null: true, min: min.map(bound), max: max.map(bound), ..Refinement::default() };
    Value::refined(Type::Number, refinement)
}

#[test]
fn arithmetic_converts_its_operands() {
    check_result(s("10").add(&n("5")), Ok(n("15")));
    check_result(n("0.1").add(&n("0.2")), Ok(n("0.3")));
    check_result(s("x").add(&n("5")), Err("a number is required"));
    check_result(b(true).add(&n("5")), Err("number required, but have bool"));
    check_result(tuple([]).multiply(&n("5")), Err("number required, but have tuple"));
    check_result(n("0").divide(&n("0")), Err("can't divide zero by zero or infinity by infinity"));
    check_result(n("5").modulo(&n("3")), Ok(n("2")));
    check_result(s("2").negate(), Ok(n("-2")));
}

#[test]
fn null_operands_are_errors() {
    let operators: [Binary; 9] = [
        Value::add,
        Value::subtract,
        Value::multiply,
        Value::divide,
        Value::modulo,
        Value::less_than,
        Value::greater_than,
        Value::less_than_or_equal,
        Value::greater_than_or_equal,
    ];
    for operator in operators {
        for none in [null("'number'"), null("'string'"), null("'dynamic'")] {
            check_result(operator(&none, &n("1")), Err("argument must not be null"));
            check_result(operator(&n("1"), &none), Err("argument must not be null"));
            check_result(operator(&unknown("'number'"), &none), Err("argument must not be null"));
        }
    }
    check_result(null("'dynamic'").not(), Err("argument must not be null"));
    check_result(null("'number'").negate(), Err("argument must not be null"));
}

#[test]
fn unknown_operands_give_a_bounded_unknown() {
    check_result(unknown("'number'").add(&n("1")), Ok(not_null("'number'")));
    check_result(unknown("'dynamic'").add(&n("1")), Ok(not_null("'number'")));
    check_result(between(Some(1), Some(3)).add(&n("10")), Ok(between(Some(11), Some(13))));
    check_result(between(Some(1), None).subtract(&n("10")), Ok(between(Some(-9), None)));
    check_result(between(Some(-2), Some(3)).multiply(&n("-2")), Ok(between(Some(-6), Some(4))));
    check_result(between(Some(1), Some(3)).divide(&n("2")), Ok(not_null("'number'")));
    check_result(unknown("'number'").negate(), Ok(not_null("'number'")));
}

#[test]
fn bounds_decide_comparisons() {
    check_result(between(Some(1), Some(3)).less_than(&n("5")), Ok(b(true)));
    check_result(between(Some(6), None).less_than(&n("5")), Ok(b(false)));
    check_result(between(Some(6), None).greater_than_or_equal(&n("5")), Ok(b(true)));
    check_result(between(Some(1), None).less_than(&n("5")), Ok(not_null("'bool'")));
    check_result(unknown("'dynamic'").less_than(&n("5")), Ok(not_null("'bool'")));
    check_result(s("10").less_than(&s("9")), Ok(b(false)));
    check_result(n("2").less_than_or_equal(&n("2")), Ok(b(true)));
    check_result(n("2").greater_than(&n("2")), Ok(b(false)));
    check_result(s("a").less_than(&s("b")), Err("a number is required"));
}

#[test]
fn logic_is_decided_by_either_operand() {
    for (a, c, and, or) in [
        (b(true), b(false), Ok(b(false)), Ok(b(true))),
        (b(true), b(true), Ok(b(true)), Ok(b(true))),
        (b(false), b(false), Ok(b(false)), Ok(b(false))),
        (unknown("'bool'"), b(false), Ok(b(false)), Ok(not_null("'bool'"))),
        (unknown("'bool'"), b(true), Ok(not_null("'bool'")), Ok(b(true))),
        (unknown("'dynamic'"), unknown("'bool'"), Ok(not_null("'bool'")), Ok(not_null("'bool'"))),
        (null("'dynamic'"), b(false), Ok(b(false)), Err("argument must not be null")),
        (null("'bool'"), b(true), Err("argument must not be null"), Ok(b(true))),
        (s("true"), s("false"), Ok(b(false)), Ok(b(true))),
        (s("no"), b(true), Err("a bool is required"), Ok(b(true))),
        (n("1"), b(true), Err("bool required, but have number"), Ok(b(true))),
    ] {
        check_result(a.and(&c), and.clone());
        check_result(c.and(&a), and);
        check_result(a.or(&c), or.clone());
        check_result(c.or(&a), or);
    }
    check_result(b(true).not(), Ok(b(false)));
    check_result(unknown("'bool'").not(), Ok(not_null("'bool'")));
}

#[test]
fn marks_of_operands_are_united() {
    let both = Marks { ephemeral: true, ..Marks::SENSITIVE };
    let hidden = secret(n("1"));
    let passing = n("2").mark(&Marks::EPHEMERAL);
    check_result(hidden.add(&passing), Ok(n("3").mark(&both)));
    check_result(hidden.less_than(&passing), Ok(b(true).mark(&both)));
    check_result(secret(unknown("'number'")).negate(), Ok(secret(not_null("'number'"))));
    check_result(secret(b(false)).and(&b(true)), Ok(secret(b(false))));
    check_result(b(true).and(&secret(b(false))), Ok(secret(b(false))));
    check_result(secret(b(true)).not(), Ok(secret(b(false))));
    check(&secret(s("a")).equals(&s("a")), &secret(b(true)));
    check(&object([("a", secret(s("x")))]).equals(&object([("a", s("x"))])), &secret(b(true)));
}

#[test]
fn beside_null_only_outer_marks_count() {
    let inner = object([("a", secret(s("x")))]);
    check(&inner.equals(&null("'dynamic'")), &b(false));
    check(&secret(inner).equals(&null("'dynamic'")), &secret(b(false)));
    check(&secret(null("'string'")).equals(&null("'string'")), &secret(b(true)));
}

#[test]
fn equality_does_not_convert() {
    let empty_list = Value::list(Type::String, Vec::new());
    let empty_map = Value::map(Type::String, std::collections::BTreeMap::new());
    for (a, c, want) in [
        (s("1"), n("1"), Some(false)),
        (n("1"), n("1.0"), Some(true)),
        (s("e\u{301}"), s("é"), Some(true)),
        (tuple([]), empty_list, Some(false)),
        (list([n("1")]), tuple([n("1")]), Some(false)),
        (object([]), empty_map, Some(false)),
        (null("'string'"), null("'number'"), Some(true)),
        (null("'string'"), s(""), Some(false)),
        (object([("a", null("'dynamic'"))]), object([("a", s("x"))]), Some(false)),
        (object([("a", n("1"))]), object([("a", n("1"))]), Some(true)),
        (object([("a", n("1"))]), object([("b", n("1"))]), Some(false)),
        (set([n("1"), n("2")]), set([n("2"), n("1")]), Some(true)),
        (map([("a", n("1"))]), map([("a", n("2"))]), Some(false)),
        (list([n("1")]), list([n("1"), n("2")]), Some(false)),
    ] {
        check(&a.equals(&c), &want.map_or_else(|| not_null("'bool'"), b));
        check(&c.equals(&a), &want.map_or_else(|| not_null("'bool'"), b));
        check(&a.not_equals(&c), &want.map_or_else(|| not_null("'bool'"), |equal| b(!equal)));
    }
}

#[test]
fn what_is_known_of_an_unknown_decides_equality() {
    for (a, c, want) in [
        (unknown("'string'"), null("'dynamic'"), None),
        (not_null("'string'"), null("'dynamic'"), Some(false)),
        (unknown("'string'"), s("a"), None),
        (unknown("'string'"), n("1"), Some(false)),
        (unknown("'dynamic'"), n("1"), None),
        (unknown("'string'"), unknown("'string'"), None),
        (prefixed("pre-"), s(""), Some(false)),
        (prefixed("pre-"), s("pre-a"), None),
        (between(Some(1), Some(3)), n("4"), Some(false)),
        (between(Some(1), Some(3)), n("3"), None),
        (tuple([unknown("'string'"), n("1")]), tuple([s("a"), n("2")]), None),
        (tuple([n("1"), unknown("'string'")]), tuple([n("2"), s("a")]), Some(false)),
        (tuple([unknown("'dynamic'")]), tuple([s("a")]), None),
        (tuple([unknown("'dynamic'")]), object([]), Some(false)),
        (set([unknown("'string'")]), set([s("a")]), None),
        (unknown("['list','string']"), list([n("1")]), Some(false)),
    ] {
        check(&a.equals(&c), &want.map_or_else(|| not_null("'bool'"), b));
        check(&c.equals(&a), &want.map_or_else(|| not_null("'bool'"), b));
    }
}

#[test]
fn length_counts_elements_and_grapheme_clusters() {
    for (value, want) in [
        (s("e\u{301}"), Ok(n("1"))),
        (s("👨‍👩‍👧‍👦"), Ok(n("1"))),
        (s("日本"), Ok(n("2"))),
        (tuple([n("1"), unknown("'string'")]), Ok(n("2"))),
        (list([unknown("'string'"), s("b")]), Ok(n("2"))),
        (set([unknown("'string'")]), Ok(n("1"))),
        (set([s("b"), unknown("'string'")]), Ok(between(Some(1), Some(2)))),
        (object([("a", n("1"))]), Ok(n("1"))),
        (map([("a", n("1"))]), Ok(n("1"))),
        (unknown("['tuple',['string','string']]"), Ok(n("2"))),
        (unknown("['list','string']"), Ok(between(Some(0), None))),
        (unknown("'string'"), Ok(between(Some(0), None))),
        (secret(s("ab")), Ok(secret(n("2")))),
        (null("'string'"), Err("argument must not be null")),
        (n("5"), Err("argument must be a string, a collection type, or a structural type")),
    ] {
        check_result(value.length(), want);
    }
}
