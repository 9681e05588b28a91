//! Tables and properties of numbers. Expected digits were computed with the real Terraform.

use super::{Number, NumberError};
use num_bigint::BigInt;
use proptest::prelude::*;
use std::cmp::Ordering;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

fn n(text: &str) -> Number {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn hash(number: &Number) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

#[track_caller]
fn check_text(text: &str, want: &str) {
    assert_eq!(n(text).to_string(), want, "{text}");
}

#[track_caller]
fn check(got: Result<Number, NumberError>, want: &str) {
    match got {
        Ok(number) => assert_eq!(number.to_string(), want),
        Err(error) => assert_eq!(error.to_string(), want),
    }
}

fn apply(operator: char, a: &Number, b: &Number) -> Result<Number, NumberError> {
    match operator {
        '+' => a.add(b),
        '-' => a.sub(b),
        '*' => a.mul(b),
        '/' => a.div(b),
        _ => a.rem(b),
    }
}

#[test]
fn text_is_read_and_written_without_exponent() {
    for (text, want) in [
        ("0", "0"),
        ("-0", "-0"),
        ("1.10", "1.1"),
        ("00012", "12"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+5", "5"),
        ("1e21", "1000000000000000000000"),
        ("1E+3", "1000"),
        ("1.5e-3", "0.0015"),
        ("1p3", "8"),
        ("1.5P2", "6"),
        ("1p-1", "0.5"),
        ("inf", "+Inf"),
        ("-Inf", "-Inf"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "9223372036854775808"),
        ("0.1", "0.1"),
        ("3.14159265358979323846264338327950288419716939937510", "3.1415926535897932384626433832795028841971693993751"),
    ] {
        check_text(text, want);
    }
    assert_eq!(n("1e400").to_string(), format!("1{}", "0".repeat(400)));
    assert_eq!(n("1e-400").to_string(), format!("0.{}1", "0".repeat(399)));
}

#[test]
fn text_that_is_no_decimal_number_is_refused() {
    for text in [
        "",
        " ",
        "a",
        "0x10",
        "1_000",
        "1e",
        "e1",
        "--1",
        "nan",
        "Infinity",
        "0b1",
        " 1",
        "1 ",
        ".",
        "1.2.3",
        "1e2.5",
        "+-1",
        "1e99999999999",
    ] {
        assert!(text.parse::<Number>().is_err(), "{text:?}");
    }
}

#[test]
fn arithmetic_agrees_with_terraform() {
    let third = "0.33333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333335";
    let two_thirds = "0.6666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666667";
    for (a, operator, b, want) in [
        ("0.1", '+', "0.2", "0.3"),
        ("1", '/', "3", third),
        ("2", '/', "3", two_thirds),
        ("10", '/', "2", "5"),
        ("-5", '%', "3", "-2"),
        ("5", '%', "-3", "2"),
        ("5.5", '%', "2", "1.5"),
        ("6", '%', "3", "0"),
        ("5", '%', "0", "5"),
        ("5", '/', "0", "+Inf"),
        ("-5", '/', "0", "-Inf"),
        ("0", '/', "-5", "-0"),
        ("0", '*', "-5", "-0"),
        ("0", '/', "0", "can't divide zero by zero or infinity by infinity"),
        ("inf", '/', "inf", "can't divide zero by zero or infinity by infinity"),
        ("inf", '-', "inf", "can't subtract infinity from itself"),
        ("inf", '+', "-inf", "can't compute sum of opposing infinities"),
        ("inf", '*', "0", "can't multiply zero by infinity"),
        ("inf", '%', "5", "can't use modulo with zero and infinity"),
        ("5", '%', "inf", "can't use modulo with zero and infinity"),
        ("5", '/', "inf", "0"),
        ("inf", '+', "1", "+Inf"),
        ("9223372036854775807", '+', "1", "9223372036854775808"),
        ("-9223372036854775808", '-', "1", "-9223372036854775809"),
        ("9223372036854775808", '-', "1", "9223372036854775807"),
        ("4294967296", '*', "4294967296", "18446744073709551616"),
        ("-9223372036854775808", '/', "-1", "9223372036854775808"),
        ("-9223372036854775808", '%', "-1", "0"),
        ("123456789012345678901234567890", '+', "1", "123456789012345678901234567891"),
        ("0.7", '-', "0.7", "0"),
    ] {
        check(apply(operator, &n(a), &n(b)), want);
    }
}

#[test]
fn a_tiny_summand_far_below_the_last_bit_is_lost() {
    let large = n("1e400");
    assert_eq!(large.add(&n("1e-400")).as_ref(), Ok(&large));
    assert_eq!(large.sub(&n("1e-400")).as_ref(), Ok(&large));
}

#[test]
fn astronomic_numbers_cost_nothing() {
    let huge = n("1e600000000");
    assert!(huge.rem(&n("7")).is_err() && huge.to_radix(16).is_none() && huge.as_i64().is_none());
    assert_eq!(huge.add(&n("1")).as_ref(), Ok(&huge));
    assert!(huge > n("1e400") && huge < Number::infinity() && huge.floor() == huge);
    assert!(n("1e-600000000").floor().is_zero());
}

#[test]
fn machine_integers_and_floats_keep_their_own_precision() {
    let (one, three) = (Number::from(1_i64), Number::from(3_i64));
    check(one.div(&three), "0.33333333333333333334");
    check(Number::from(2_i64).div(&three), "0.6666666666666666667");
    assert_eq!(Number::from(0.1).to_string(), "0.1");
    assert_eq!(Number::from(0.301_029_995_663_981_14).to_string(), "0.30102999566398114");
    assert_eq!(Number::from(1.0_f64 / 3.0).to_string(), "0.3333333333333333");
    // A power of two beyond 53 bits shows the digits that name the float.
    assert_eq!(Number::from(2.0_f64.powi(60)).to_string(), "1152921504606847000");
}

#[test]
fn numbers_with_the_same_digits_are_equal_whatever_their_precision() {
    for (a, b) in [
        (Number::from(0.1), n("0.1")),
        (Number::from(5_i64), n("5.0")),
        (n("-0"), n("0")),
        (Number::from(2.5), n("2.5")),
    ] {
        assert_eq!(a, b);
        assert_eq!(a.cmp(&b), Ordering::Equal);
        assert_eq!(hash(&a), hash(&b), "{a}");
    }
    assert_ne!(Number::from(0.1).cmp_exact(&n("0.1")), Ordering::Equal);
    assert!(n("0.1") < n("0.2") && n("-1") < n("0") && n("-inf") < n("-1e400") && n("1e400") < n("inf"));
}

#[test]
fn rounding_to_integers() {
    for (text, floor, ceil, trunc) in [
        ("1.5", "1", "2", "1"),
        ("-1.5", "-2", "-1", "-1"),
        ("-0.5", "-1", "0", "0"),
        ("7", "7", "7", "7"),
        ("-0", "0", "0", "0"),
        ("inf", "+Inf", "+Inf", "+Inf"),
        (
            "123456789012345678901234567890.5",
            "123456789012345678901234567890",
            "123456789012345678901234567891",
            "123456789012345678901234567890",
        ),
    ] {
        let number = n(text);
        assert_eq!(
            (
                number.floor().to_string().as_str(),
                number.ceil().to_string().as_str(),
                number.trunc().to_string().as_str()
            ),
            (floor, ceil, trunc),
            "{text}"
        );
    }
}

#[test]
fn powers_are_those_of_64_bit_floats() {
    for (a, b, want) in [
        ("2", "60", "1152921504606847000"),
        ("2", "0.5", "1.4142135623730951"),
        ("1.5", "2", "2.25"),
        ("2", "-1", "0.5"),
        ("0", "0", "1"),
        ("-2", "3", "-8"),
        ("3", "50", "717897987691852600000000"),
        ("1.1", "30", "17.449402268886445"),
        ("7", "33", "7730993719707445000000000000"),
        ("2", "0.3", "1.2311444133449163"),
        ("123.456", "5.5", "318652337736.8969"),
        ("-8", "0.5", "0"),
    ] {
        assert_eq!(n(a).pow(&n(b)).to_string(), want, "{a}^{b}");
    }
}

#[test]
fn predicates_and_machine_numbers() {
    for (text, is_integer, as_i64, as_u64) in [
        ("0", true, Some(0), Some(0)),
        ("-0", true, Some(0), Some(0)),
        ("-3", true, Some(-3), None),
        ("2.5", false, None, None),
        ("1e18", true, Some(1_000_000_000_000_000_000), Some(1_000_000_000_000_000_000)),
        ("18446744073709551615", true, None, Some(u64::MAX)),
        ("-9223372036854775808", true, Some(i64::MIN), None),
        ("18446744073709551616", true, None, None),
        ("inf", false, None, None),
    ] {
        let number = n(text);
        assert_eq!((number.is_integer(), number.as_i64(), number.as_u64()), (is_integer, as_i64, as_u64), "{text}");
    }
    assert!(n("inf").is_infinite() && !n("1e400").is_infinite());
    assert_eq!(n("-0").signum(), Ordering::Equal);
    assert_eq!(n("-0.1").signum(), Ordering::Less);
    assert!(n("1e400").to_f64().is_infinite());
    assert!(Number::from(f64::NAN).is_zero());
}

#[test]
fn integers_in_any_base() {
    for (text, base, want) in [
        ("ff", 16, Some("255")),
        ("FF", 16, Some("255")),
        ("-7b", 16, Some("-123")),
        ("zz", 36, Some("1295")),
        ("Z", 62, Some("61")),
        ("z", 62, Some("35")),
        ("12", 2, None),
        ("", 10, None),
        ("1.5", 10, None),
        ("1_0", 10, None),
        ("ffffffffffffffffffff", 16, Some("1208925819614629174706175")),
    ] {
        assert_eq!(
            Number::from_radix(text, base).map(|number| number.to_string()).as_deref(),
            want,
            "{text} in {base}"
        );
    }
    assert_eq!(n("255").to_radix(16).as_deref(), Some("ff"));
    assert_eq!(n("-255").to_radix(2).as_deref(), Some("-11111111"));
    assert_eq!(n("1.5").to_radix(10), None);
}

fn decimal() -> impl Strategy<Value = String> {
    "-?[0-9]{1,40}(\\.[0-9]{1,60})?(e-?[0-9]{1,2})?"
}

proptest! {
    #[test]
    fn digits_read_back_as_the_same_number(text in decimal()) {
        let number = n(&text);
        let back = n(&number.to_string());
        prop_assert_eq!(back.cmp_exact(&number), Ordering::Equal);
        prop_assert_eq!(back.to_string(), number.to_string());
    }

    #[test]
    fn any_float_is_exact(bits in any::<u64>()) {
        let float = f64::from_bits(bits);
        prop_assume!(float.is_finite());
        prop_assert_eq!(Number::from(float).to_f64().to_bits(), float.to_bits());
        prop_assert_eq!(n(&Number::from(float).to_string()).to_f64().to_bits(), float.to_bits());
    }

    #[test]
    fn integers_agree_with_big_integers(a in "-?[1-9][0-9]{0,60}", b in "-?[1-9][0-9]{0,60}") {
        let (x, y): (BigInt, BigInt) = (a.parse().expect("digits"), b.parse().expect("digits"));
        prop_assert_eq!(n(&a).add(&n(&b)).expect("finite").to_string(), (&x + &y).to_string());
        prop_assert_eq!(n(&a).sub(&n(&b)).expect("finite").to_string(), (&x - &y).to_string());
        prop_assert_eq!(n(&a).mul(&n(&b)).expect("finite").to_string(), (&x * &y).to_string());
        prop_assert_eq!(n(&a).cmp(&n(&b)), x.cmp(&y));
    }

    #[test]
    fn small_and_large_take_the_same_way(a in any::<i64>(), b in any::<i64>()) {
        let (x, y) = (Number::from(a), Number::from(b));
        let wide = |value: i64| i128::from(value);
        prop_assert_eq!(n(&(wide(a) + wide(b)).to_string()), n(&a.to_string()).add(&n(&b.to_string())).expect("finite"));
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x.as_i64(), Some(a));
    }
}
