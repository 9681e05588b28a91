//! Numbers as decimal text: the shortest digits that name the number among all floats of its precision.
//!
//! Not here: exponent form, which the language never shows.

use super::Float;
use num_bigint::BigUint;
use num_traits::One;
use std::fmt;

/// `0.d1d2d3… · 10^point`, without trailing zeros.
struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// The exact decimal digits of `mantissa · 2^exponent`.
    fn exact(mantissa: &BigUint, exponent: i64) -> Self {
        let shift = exponent.unsigned_abs();
        let (scaled, fraction) = if exponent >= 0 {
            (mantissa << shift, 0)
        } else {
            // Dividing by 2^n is multiplying by 5^n and moving the point n places.
            (mantissa * BigUint::from(5_u32).pow(u32::try_from(shift).unwrap_or(u32::MAX)), shift)
        };
        let mut digits = scaled.to_str_radix(10).into_bytes();
        let point = i64::try_from(digits.len()).unwrap_or(i64::MAX) - i64::try_from(fraction).unwrap_or(i64::MAX);
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        Self { digits, point }
    }

    fn at(&self, place: usize) -> u8 {
        self.digits.get(place).copied().unwrap_or(b'0')
    }

    fn round_down(&mut self, len: usize) {
        self.digits.truncate(len);
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
    }

    fn round_up(&mut self, len: usize) {
        self.digits.truncate(len);
        while self.digits.last() == Some(&b'9') {
            self.digits.pop();
        }
        if let Some(digit) = self.digits.last_mut() {
            *digit += 1;
        } else {
            self.digits.push(b'1');
            self.point += 1;
        }
    }

    fn round_nearest(&mut self, len: usize) {
        let rest = self.digits.get(len..).unwrap_or_default();
        let is_up = match rest {
            [] => return,
            // Exactly half: to even.
            [b'5'] => len > 0 && (self.digits[len - 1] - b'0') % 2 == 1,
            [first, ..] => *first >= b'5',
        };
        if is_up { self.round_up(len) } else { self.round_down(len) }
    }
}

/// Cuts the digits of a float to the fewest that no neighbour shares.
fn shorten(decimal: &mut Decimal, mantissa: &BigUint, exponent: i64, precision: u32) {
    // Half a unit in the last place on either side still rounds to this float.
    let shift = (u64::from(precision) + 1).saturating_sub(mantissa.bits());
    let doubled = mantissa << shift;
    let exponent = exponent - i64::try_from(shift).unwrap_or(i64::MAX);
    let lower = Decimal::exact(&(&doubled - BigUint::one()), exponent);
    let upper = Decimal::exact(&(&doubled + BigUint::one()), exponent);
    // The bounds themselves round to it only if its mantissa is even.
    let is_inclusive = !doubled.bit(1);
    for place in 0..decimal.digits.len() {
        let (digit, low, high) = (decimal.at(place), lower.at(place), upper.at(place));
        let len = place + 1;
        let is_down_safe = low != digit || (is_inclusive && len == lower.digits.len());
        let is_up_safe = digit != high && (is_inclusive || digit + 1 < high || len < upper.digits.len());
        match (is_down_safe, is_up_safe) {
            (true, true) => return decimal.round_nearest(len),
            (true, false) => return decimal.round_down(len),
            (false, true) => return decimal.round_up(len),
            (false, false) => {}
        }
    }
}

impl Float {
    /// All its digits, with an exponent; for other parsers, not for people.
    pub(super) fn exact_text(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let Some(mantissa) = &self.mantissa else { return format!("{sign}inf") };
        let decimal = Decimal::exact(mantissa, self.exponent);
        format!("{sign}0.{}e{}", String::from_utf8_lossy(&decimal.digits), decimal.point)
    }

    fn shortest(&self, mantissa: &BigUint) -> Decimal {
        let mut decimal = Decimal::exact(mantissa, self.exponent);
        let is_whole = self.exponent >= 0 && self.magnitude_bits().is_none_or(|bits| bits <= i64::from(self.precision));
        if !is_whole {
            shorten(&mut decimal, mantissa, self.exponent, self.precision);
        }
        decimal
    }
}

impl fmt::Display for Float {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let Some(mantissa) = &self.mantissa else {
            return f.write_str(if self.negative { "-Inf" } else { "+Inf" });
        };
        if self.is_zero() {
            return write!(f, "{sign}0");
        }
        let decimal = self.shortest(mantissa);
        let digits = String::from_utf8_lossy(&decimal.digits);
        f.write_str(&place_point(sign, &digits, decimal.point))
    }
}

impl super::Number {
    /// At most ten significant digits, in exponent form when that is shorter: the text that orders sets of objects.
    pub(in crate::value) fn to_ten_digits(&self) -> String {
        const DIGITS: i64 = 10;
        if let super::Repr::Small { value, .. } = &self.0
            && value.unsigned_abs() < 10_u64.pow(10)
        {
            return value.to_string();
        }
        let float = self.to_float();
        let Some(mantissa) = float.mantissa.as_ref().filter(|_| !float.is_zero()) else { return float.to_string() };
        let mut decimal = Decimal::exact(mantissa, float.exponent);
        decimal.round_nearest(10);
        let sign = if float.negative { "-" } else { "" };
        let digits = String::from_utf8_lossy(&decimal.digits).into_owned();
        let len = i64::try_from(digits.len()).unwrap_or(DIGITS);
        let limit = if len >= decimal.point { len.min(DIGITS) } else { DIGITS };
        let exponent = decimal.point - 1;
        if exponent < -4 || exponent >= limit {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            let exponent_sign = if exponent < 0 { '-' } else { '+' };
            return format!("{sign}{first}{point}{rest}e{exponent_sign}{:02}", exponent.unsigned_abs());
        }
        place_point(sign, &digits, decimal.point)
    }
}

/// Digits with the point at its place, zeros filled in.
fn place_point(sign: &str, digits: &str, point: i64) -> String {
    let zeros = |count: usize| "0".repeat(count);
    match usize::try_from(point) {
        Err(_) => format!("{sign}0.{}{digits}", zeros(usize::try_from(point.unsigned_abs()).unwrap_or(0))),
        Ok(0) => format!("{sign}0.{digits}"),
        Ok(point) if point >= digits.len() => format!("{sign}{digits}{}", zeros(point - digits.len())),
        Ok(point) => format!("{sign}{}.{}", &digits[..point], &digits[point..]),
    }
}
