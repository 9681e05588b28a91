//! Tables and properties of the msgpack codec. Bytes are those that Terraform writes.

use crate::value::testing::{
    b, check, list, map, n, not_null, null, object, prefixed, random, s, secret, set, tuple, ty, unknown,
};
use crate::value::{Number, Refinement, Type, Value, from_msgpack, to_msgpack};
use proptest::prelude::*;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hex")).collect()
}

#[track_caller]
fn check_both(value: &Value, json_type: &str, want: &str) {
    let ty = ty(json_type);
    assert_eq!(hex(&to_msgpack(value, &ty).expect("writable")), want);
    check(&from_msgpack(&bytes(want), &ty).expect(want), value);
}

#[track_caller]
fn check_refused(text: &str, json_type: &str, want: &str) {
    assert_eq!(from_msgpack(&bytes(text), &ty(json_type)).map_err(|error| error.0), Err(want.into()), "{text}");
}

#[test]
fn values_have_terraforms_bytes() {
    check_both(&s("ab"), "'string'", "a26162");
    check_both(&n("5"), "'number'", "05");
    check_both(&n("-33"), "'number'", "d0df");
    check_both(&n("300"), "'number'", "cd012c");
    check_both(&n("0.5"), "'number'", "cb3fe0000000000000");
    check_both(&n("0.1"), "'number'", "a3302e31");
    check_both(&n("18446744073709551616"), "'number'", "b43138343436373434303733373039353531363136");
    check_both(&n("inf"), "'number'", "cb7ff0000000000000");
    check_both(&b(true), "'bool'", "c3");
    check_both(&null("'string'"), "'string'", "c0");
    check_both(&list([s("a")]), "['list','string']", "91a161");
    check_both(&set([n("2"), n("1")]), "['set','number']", "920102");
    check_both(&map([("a", n("1"))]), "['map','number']", "81a16101");
    check_both(
        &object([("b", n("1")), ("a", null("'bool'"))]),
        "['object',{'a':'bool','b':'number'}]",
        "82a161c0a16201",
    );
    check_both(&tuple([n("1"), b(false)]), "['tuple',['number','bool']]", "9201c2");
    check_both(&s("a"), "'dynamic'", "92c40822737472696e6722a161");
    check_both(&null("'dynamic'"), "'dynamic'", "c0");
}

#[test]
fn unknown_values_carry_what_is_known_of_them() {
    let bounds = Refinement {
        not_null: true,
        min: Some((Number::from(1_i64), true)),
        max: Some((Number::from(9_i64), false)),
        ..Refinement::default()
    };
    let lengths = Refinement { min_length: Some(2), max_length: Some(5), ..Refinement::default() };
    check_both(&unknown("'string'"), "'string'", "d40000");
    check_both(&unknown("'dynamic'"), "'dynamic'", "d40000");
    check_both(&not_null("'bool'"), "'bool'", "c7030c8101c2");
    check_both(&prefixed("he"), "'string'", "c7070c8201c202a26865");
    check_both(&Value::refined(Type::Number, bounds), "'number'", "c70b0c8301c2039201c3049209c2");
    check_both(&Value::refined(ty("['list','bool']"), lengths), "['list','bool']", "c7050c8205020605");
    check_both(&tuple([unknown("'string'")]), "['tuple',['string']]", "91d40000");
}

#[test]
fn a_long_prefix_is_cut() {
    let written = to_msgpack(&prefixed(&"é".repeat(400)), &Type::String).expect("writable");
    let back = from_msgpack(&written, &Type::String).expect("readable");
    let prefix = back.refinement().and_then(|refinement| refinement.prefix.clone()).expect("a prefix");
    assert!(prefix.len() <= 256 && prefix.len() >= 200 && prefix.chars().all(|c| c == 'é'));
}

#[test]
fn values_are_converted_to_the_type_and_lose_their_marks() {
    assert_eq!(hex(&to_msgpack(&secret(n("5")), &Type::String).expect("converts")), "a135");
    assert!(to_msgpack(&tuple([]), &Type::String).is_err());
}

#[test]
fn bytes_that_do_not_fit_are_refused() {
    check_refused("", "'string'", "unexpected end of msgpack data");
    check_refused("a261", "'string'", "unexpected end of msgpack data");
    check_refused("05", "'string'", "string is required");
    check_refused("a161", "'bool'", "bool is required");
    check_refused("a178", "'number'", "number is required");
    check_refused("9105", "['list','string']", "[0]: string is required");
    check_refused("80", "['object',{'a':'string'}]", "an object with 1 attributes is required (0 given)");
    check_refused("81a162c0", "['object',{'a':'string'}]", "b: unsupported attribute");
    check_refused("91c0", "['tuple',[]]", "a tuple of length 0 is required");
    check_refused("c0c0", "'string'", "extra bytes after the value");
    check_refused("c7020d8000", "'string'", "unsupported extension type 0x0d with len 2");
    check_refused("ddffffffff", "['list','string']", "[0]: unexpected end of msgpack data");
    let mut deep = vec![0x91; 100_000];
    deep.push(0xc0);
    assert!(from_msgpack(&deep, &Type::Dynamic).is_err());
}

proptest! {
    #[test]
    fn values_come_back(value in random::typed_values(true)) {
        let ty = value.ty();
        let written = to_msgpack(&value, &ty).expect("writable");
        prop_assert!(from_msgpack(&written, &ty).expect("readable").same(&value));
        let dynamic = to_msgpack(&value, &Type::Dynamic).expect("writable");
        prop_assert!(from_msgpack(&dynamic, &Type::Dynamic).expect("readable").same(&value));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..40), ty in random::types(false)) {
        let _ = from_msgpack(&bytes, &ty);
    }
}
