//! Numbers from decimal text, with the roundings Terraform has when it reads them.

use super::{Float, Number, PARSED, Repr};
use num_bigint::BigUint;
use num_traits::{Num, Zero};
use std::cmp::Ordering;

/// Text that is not a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number is required")]
pub struct ParseNumberError;

/// The widest binary exponent that text may have.
const MAX_EXPONENT: i64 = i32::MAX as i64;

/// Decimal text taken apart: `±digits · 10^-fraction · base^exponent`.
struct Parts {
    negative: bool,
    digits: String,
    fraction: i64,
    exponent: i64,
    is_binary_exponent: bool,
}

impl std::str::FromStr for Number {
    type Err = ParseNumberError;

    /// Decimal digits with an optional sign, point and exponent. As in Terraform, `inf` is read too, and an exponent
    /// after `p` is one of two; hexadecimal digits and digit separators are not read.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(small) = parse_small(text) {
            return Ok(small);
        }
        match text {
            "inf" | "Inf" | "+inf" | "+Inf" => return Ok(Self::infinity()),
            "-inf" | "-Inf" => return Ok(Self::negative_infinity()),
            _ => {}
        }
        Parts::parse(text).and_then(|parts| parts.to_float()).map(Self::from_float).ok_or(ParseNumberError)
    }
}

/// The common case: up to 18 digits.
fn parse_small(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || digits.len() > 18 || !digits.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let value: i64 = text.parse().ok()?;
    (value != 0 || !text.starts_with('-')).then_some(Number(Repr::Small { value, precision: PARSED }))
}

impl Parts {
    fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (mantissa, tail) = rest.split_at(end);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        let (exponent, is_binary_exponent) = match tail.as_bytes().first() {
            None => (0, false),
            Some(b'e' | b'E') => (parse_exponent(&tail[1..])?, false),
            Some(b'p' | b'P') => (parse_exponent(&tail[1..])?, true),
            Some(_) => return None,
        };
        let digits = format!("{whole}{fraction}");
        Some(Self { negative, digits, fraction: i64::try_from(fraction.len()).ok()?, exponent, is_binary_exponent })
    }

    /// Multiplies or divides by a power of five that itself has only 64 bits more than the result: beyond 5^248 this
    /// is not always the nearest float, but it is the one that Terraform reads.
    fn to_float(&self) -> Option<Float> {
        let mantissa = BigUint::from_str_radix(&self.digits, 10).ok()?;
        if mantissa.is_zero() {
            return Some(Float::zero(self.negative, PARSED));
        }
        let five = if self.is_binary_exponent { 0 } else { self.exponent }.checked_sub(self.fraction)?;
        let two = self.exponent.checked_sub(self.fraction)?;
        let bits = i64::try_from(mantissa.bits()).ok()?;
        if two.checked_add(bits)?.abs() > MAX_EXPONENT {
            return None;
        }
        if five == 0 {
            return Some(Float::rounded(self.negative, mantissa, two, PARSED, false));
        }
        let exact = Float { precision: PARSED, negative: self.negative, mantissa: Some(mantissa), exponent: two };
        let power = power_of_five(five.unsigned_abs(), PARSED + 64)?;
        if five < 0 { exact.div(&power, PARSED) } else { exact.mul(&power, PARSED) }
    }
}

fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// 5^n by repeated squaring, rounded after each step to the precision (the squares to 64 bits more).
fn power_of_five(n: u64, precision: u32) -> Option<Float> {
    /// The greatest power that fits a machine word is where the repeated squaring starts.
    const IN_A_WORD: u64 = 27;
    let start = n.min(IN_A_WORD);
    let mut power = Float::from_u64(5_u64.pow(u32::try_from(start).ok()?), precision);
    let mut rest = n - start;
    let wide = precision + 64;
    let mut square = Float::from_u64(5, wide);
    while rest > 0 {
        if rest & 1 == 1 {
            power = power.mul(&square, precision)?;
        }
        square = square.mul(&square, wide)?;
        rest >>= 1;
    }
    Some(power)
}

/// Compares two plain decimal texts (digits, point, sign) by value.
pub(super) fn exact_decimal_cmp(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Parts::parse(a)?, Parts::parse(b)?);
    let scale = |parts: &Parts, fraction: i64| -> Option<BigUint> {
        let zeros = usize::try_from(fraction - parts.fraction).ok()?;
        BigUint::from_str_radix(&(parts.digits.clone() + &"0".repeat(zeros)), 10).ok()
    };
    let fraction = a.fraction.max(b.fraction);
    let magnitudes = scale(&a, fraction)?.cmp(&scale(&b, fraction)?);
    Some(match (a.negative, b.negative) {
        (false, false) => magnitudes,
        (true, true) => magnitudes.reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    })
}
