//! Tables and properties of numbers.

use super::Number;

fn n(text: &str) -> Number {
    text.parse().expect(text)
}

fn check(got: &Number, want: &str) {
    assert_eq!(got.to_string(), want);
}

#[test]
fn decimal_fractions_add_up() {
    assert_eq!(n("0.1").add(&n("0.2")).expect("finite"), n("0.3"));
}

#[test]
fn a_third_has_155_digits() {
    let third = n("1").div(&n("3")).expect("finite").to_string();
    assert_eq!(third.len(), 155 + 2 - 1 + 1, "{third}");
}
