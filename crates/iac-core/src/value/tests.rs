//! Tables of unification, sets, walking into values, and types.

use super::testing::{
    b, check, list, map, n, not_null, null, object, path, prefixed, random, s, secret, set, tuple, ty, unknown,
};
use super::{Marks, Path, Type, Value, convert, type_to_json, unify, unify_values};
use proptest::prelude::*;

#[track_caller]
fn check_unify(types: &[&str], want: Option<&str>) {
    let unified = unify(&types.iter().map(|json| ty(json)).collect::<Vec<_>>());
    assert_eq!(unified.map(|ty| type_to_json(&ty)), want.map(|want| want.replace('\'', "\"")), "{types:?}");
}

#[test]
fn types_unify_as_in_terraform() {
    check_unify(&[], None);
    check_unify(&["'string'"], Some("'string'"));
    check_unify(&["'number'", "'string'"], Some("'string'"));
    check_unify(&["'bool'", "'number'"], None);
    check_unify(&["'bool'", "'number'", "'string'"], Some("'string'"));
    check_unify(&["'dynamic'", "'number'"], Some("'number'"));
    check_unify(&["'dynamic'", "'dynamic'"], Some("'dynamic'"));
    check_unify(&["'dynamic'", "['list','string']"], Some("'dynamic'"));
    check_unify(&["['tuple',['number']]", "['tuple',[]]"], Some("['list','number']"));
    check_unify(&["['tuple',['number']]", "['tuple',['string']]"], Some("['tuple',['string']]"));
    check_unify(&["['tuple',['number']]", "['list','string']"], Some("['list','string']"));
    check_unify(&["['list','number']", "['set','string']"], Some("['list','number']"));
    check_unify(&["['list','number']", "['list','string']"], Some("['list','string']"));
    check_unify(&["['object',{'a':'number'}]", "['object',{'b':'number'}]"], Some("['map','number']"));
    check_unify(&["['object',{'a':'number'}]", "['object',{'a':'string'}]"], Some("['object',{'a':'string'}]"));
    check_unify(&["['object',{'a':'number'}]", "['map','string']"], Some("['map','string']"));
    check_unify(&["['object',{'a':'number'}]", "['object',{'b':['tuple',[]]}]"], None);
    check_unify(&["['object',{}]", "['tuple',[]]"], None);
    check_unify(&["'string'", "['list','string']"], None);
}

#[test]
fn unified_values_are_converted() {
    let (unified, values) = unify_values(&[n("1"), s("a"), secret(null("'dynamic'"))]).expect("strings");
    assert_eq!(unified, Type::String);
    check(&tuple(values), &tuple([s("1"), s("a"), secret(null("'string'"))]));
    let (unified, values) = unify_values(&[unknown("'dynamic'"), list([s("a")])]).expect("undecided");
    assert_eq!(unified, Type::Dynamic);
    check(&tuple(values), &tuple([unknown("'dynamic'"), unknown("'dynamic'")]));
    assert!(unify_values(&[n("1"), tuple([])]).is_none());
}

#[test]
fn sets_are_in_terraforms_order() {
    let texts = ["10", "9", "B", "a", "b", "é"];
    let items = |set: &Value| set.as_elements().expect("a set").to_vec();
    assert_eq!(items(&set(texts.iter().rev().map(|text| s(text)))), texts.map(s));
    assert_eq!(items(&set([n("10"), n("9"), n("-1"), n("9.0")])), ["-1", "9", "10"].map(n));
    assert_eq!(items(&set([b(true), b(false), b(true)])), [b(false), b(true)]);
    let mixed = [null("'string'"), unknown("'string'"), s("a"), prefixed("x"), unknown("'string'")];
    assert_eq!(items(&set(mixed.clone()))[0], s("a"));
    assert_eq!(items(&set(mixed))[4], null("'string'"));
    // By spelled-out text: 10 before 9, and 1e+10 before 2.
    let row = |port: &str| object([("port", n(port))]);
    assert_eq!(
        items(&set([row("9"), row("10"), row("10"), row("2"), row("10000000000")])),
        ["10", "10000000000", "2", "9"].map(row)
    );
    let pair = |value: Value| tuple([value]);
    assert_eq!(items(&set([pair(unknown("'string'")), pair(unknown("'string'"))])).len(), 2);
}

#[test]
fn sets_take_the_marks_of_their_elements() {
    check(&set([secret(s("a")), s("b")]), &secret(set([s("a"), s("b")])));
    check(&set([object([("a", secret(s("x")))])]), &secret(set([object([("a", s("x"))])])));
}

fn sample() -> Value {
    object([
        ("id", unknown("'string'")),
        ("name", secret(s("web"))),
        ("none", null("['object',{'x':'string'}]")),
        ("ports", list([n("80"), n("443")])),
        ("tags", map([("a.b", s("1")), ("c", s("2"))])),
        ("zones", set([s("x"), s("y")])),
        ("pair", tuple([s("l"), object([("deep", b(true))])])),
    ])
}

#[test]
fn predicates_look_inside() {
    assert!(!sample().is_wholly_known() && sample().contains_marks() && sample().contains_sensitive());
    assert!(list([n("1")]).is_wholly_known() && !list([n("1")]).contains_marks());
    assert!(!set([unknown("'string'")]).is_wholly_known());
    let passing = tuple([s("a").mark(&Marks::EPHEMERAL)]);
    assert!(passing.contains_marks() && !passing.contains_sensitive());
    assert_eq!(secret(passing).deep_marks(), Marks { ephemeral: true, ..Marks::SENSITIVE });
}

#[test]
fn paths_lead_into_values() {
    for (at, want) in [
        ("", Some(sample())),
        ("name", Some(secret(s("web")))),
        ("ports[1]", Some(n("443"))),
        ("ports[2]", None),
        ("tags[\"c\"]", Some(s("2"))),
        ("tags.c", Some(s("2"))),
        ("pair[1].deep", Some(b(true))),
        ("none.x", None),
        ("nope", None),
        ("zones[\"x\"]", Some(s("x"))),
    ] {
        assert_eq!(sample().at_path(&path(at)), want, "{at}");
    }
    let later = unknown("['list',['object',{'a':'number'}]]");
    assert_eq!(later.at_path(&path("[3].a")), Some(unknown("'number'")));
    assert_eq!(unknown("'dynamic'").at_path(&path("a")), Some(unknown("'dynamic'")));
    assert_eq!(secret(object([("a", s("x"))])).at_path(&path("a")), Some(secret(s("x"))));
}

#[test]
fn marks_are_taken_off_and_put_back() {
    let value =
        secret(tuple([object([("a", secret(s("x"))), ("b", s("y"))]), map([("k", s("z").mark(&Marks::EPHEMERAL))])]));
    let (bare, marks) = value.unmark_deep();
    assert!(!bare.contains_marks());
    assert_eq!(marks.iter().map(|(path, _)| path.to_string()).collect::<Vec<_>>(), ["", "[0].a", "[1][\"k\"]"]);
    check(&bare.mark_paths(&marks), &value);
    let plain = sample().at_path(&path("pair")).expect("a pair");
    assert!(plain.unmark_deep().0.shares_payload(&plain));
}

#[test]
fn marking_paths_stops_where_nothing_is_inside() {
    let marks = |at: &str| vec![(path(at), Marks::SENSITIVE)];
    let value = object([
        ("later", unknown("['map','string']")),
        ("none", null("'dynamic'")),
        ("zones", set([s("x")])),
        ("a", s("x")),
    ]);
    for (at, name) in [("later.x", "later"), ("none[0].y", "none"), ("zones[\"x\"]", "zones"), ("a", "a")] {
        let marked = value.mark_paths(&marks(at));
        assert_eq!(marked.attribute(name).expect(name).marks(), &Marks::SENSITIVE, "{at}");
        assert!(marked.marks().is_empty());
    }
    check(&value.mark_paths(&marks("nope.x")), &value);
    check(&value.mark_paths(&marks("a.x")), &value);
}

#[test]
fn transform_rebuilds_bottom_up_and_shares_the_rest() {
    let value = sample();
    let same = value.transform(&mut |_, value| value);
    assert!(same.shares_payload(&value));
    let upper = value.transform(&mut |path, value| match value.as_str() {
        Some(text) if !path.is_root() => s(&text.to_uppercase()).with_marks(value.marks().clone()),
        _ => value,
    });
    check(upper.attribute("zones").expect("zones"), &set([s("X"), s("Y")]));
    check(upper.attribute("name").expect("name"), &secret(s("WEB")));
    assert!(upper.attribute("ports").expect("ports").shares_payload(value.attribute("ports").expect("ports")));
    let texts = list([n("1"), n("2")]).transform(&mut |_, value| convert(&value, &Type::String).unwrap_or(value));
    check(&texts, &list([s("1"), s("2")]));
    let hidden = set([s("a")]).transform(&mut |path, value| if path.is_root() { value } else { secret(value) });
    check(&hidden, &secret(set([s("a")])));
}

#[test]
fn walk_goes_from_outside_in_and_may_skip() {
    let mut seen = Vec::new();
    sample().walk(&mut |path, value| {
        seen.push(path.to_string());
        !matches!(value.kind(), super::Kind::Set(_) | super::Kind::Map(_))
    });
    let want = [
        "",
        "id",
        "name",
        "none",
        "pair",
        "pair[0]",
        "pair[1]",
        "pair[1].deep",
        "ports",
        "ports[0]",
        "ports[1]",
        "tags",
        "zones",
    ];
    assert_eq!(seen, want);
}

#[test]
fn same_leaves_marks_out_of_account() {
    assert!(sample().same(&sample().without_marks_deep()));
    assert!(secret(s("a")).same(&s("a")) && !s("a").same(&s("b")));
    assert!(unknown("'string'").same(&unknown("'string'")) && !unknown("'string'").same(&not_null("'string'")));
    assert!(!null("'string'").same(&null("'number'")) && !list([s("a")]).same(&tuple([s("a")])));
}

#[test]
fn unknown_values_settle_when_one_value_is_left() {
    use super::{Number, Refinement};
    let known =
        |refinement: Refinement, json: &str| Value::refined(ty(json), Refinement { not_null: true, ..refinement });
    let bound = || Some((Number::from(3_i64), true));
    let lengths = |min, max| Refinement { min_length: Some(min), max_length: Some(max), ..Refinement::default() };
    check(&known(Refinement { min: bound(), max: bound(), ..Refinement::default() }, "'number'"), &n("3"));
    check(&known(lengths(0, 0), "['map','string']"), &Value::map(Type::String, std::collections::BTreeMap::new()));
    check(&known(lengths(2, 2), "['list','string']"), &list([unknown("'string'"), unknown("'string'")]));
    check(&known(lengths(1, 1), "['set','string']"), &set([unknown("'string'")]));
    assert!(!known(lengths(2, 2), "['set','string']").is_known());
    assert!(!Value::refined(ty("['list','string']"), lengths(2, 2)).is_known());
}

#[test]
fn types_have_names_for_people() {
    for (json, name, constraint) in [
        ("'dynamic'", "dynamic", "any type"),
        ("['list','dynamic']", "list of dynamic", "list of any single type"),
        ("['map',['set','string']]", "map of set of string", "map of set of string"),
        ("['object',{'a':'string'}]", "object", "object"),
    ] {
        assert_eq!(
            (ty(json).friendly_name().as_str(), ty(json).friendly_name_for_constraint().as_str()),
            (name, constraint)
        );
    }
}

#[test]
fn paths_are_written_as_in_configuration() {
    let at = Path::attribute("ingress").then_index(n("0")).then_attribute("cidr").then_index(s("a b"));
    assert_eq!(at.to_string(), "ingress[0].cidr[\"a b\"]");
    assert!(at.starts_with(&path("ingress[0]")) && !at.starts_with(&path("ingress[1]")));
}

proptest! {
    #[test]
    fn a_value_converts_to_its_own_type_unchanged(value in random::typed_values(true)) {
        prop_assert_eq!(&convert(&value, &value.ty()).expect("same type"), &value);
        prop_assert!(value.has_type(&value.ty()));
    }

    #[test]
    fn conversion_twice_is_conversion_once(value in random::typed_values(true), to in random::types(true)) {
        if let Ok(once) = convert(&value, &to) {
            prop_assert!(once.has_type(&to), "{:?} is no {}", once, to);
            prop_assert_eq!(&convert(&once, &to).expect("converted"), &once);
        }
    }

    #[test]
    fn sets_do_not_depend_on_order(items in prop::collection::vec(random::values(ty("['object',{'a':'number','b':'string'}]"), false), 0..6)) {
        let element = ty("['object',{'a':'number','b':'string'}]");
        let forward = Value::set(element.clone(), items.clone());
        let backward = Value::set(element, items.into_iter().rev().collect());
        prop_assert_eq!(forward, backward);
    }

    #[test]
    fn equality_agrees_with_sameness_of_known_values(a in random::typed_values(false), c in random::typed_values(false)) {
        prop_assert!(a.is_equal(&a));
        if a.same(&c) {
            prop_assert!(a.is_equal(&c));
        }
        prop_assert_eq!(a.equals(&c), c.equals(&a));
    }

    #[test]
    fn every_type_unifies_with_itself(ty in random::types(false)) {
        prop_assert_eq!(unify(&[ty.clone(), ty.clone()]), Some(ty));
    }
}
