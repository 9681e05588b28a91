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
        match self.digits.last_mut() {
            Some(digit) => *digit += 1,
            None => {
                self.digits.push(b'1');
                self.point += 1;
            }
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
        let Ok(point) = usize::try_from(decimal.point) else {
            let zeros = usize::try_from(decimal.point.unsigned_abs()).unwrap_or(usize::MAX);
            return write!(f, "{sign}0.{}{digits}", "0".repeat(zeros));
        };
        if point == 0 {
            write!(f, "{sign}0.{digits}")
        } else if point >= digits.len() {
            write!(f, "{sign}{digits}{}", "0".repeat(point - digits.len()))
        } else {
            write!(f, "{sign}{}.{}", &digits[..point], &digits[point..])
        }
    }
}
