//! Integers as text in any base, and integers too long for a machine word.

use super::{Float, INTEGER, Number, Repr};
use num_bigint::BigInt;
use num_traits::Num;

impl Number {
    /// Reads an integer in a base from 2 to 62. Bases to 36 take letters of either case; beyond that, lower case are
    /// the digits from 10 and upper case those from 36.
    pub fn from_radix(text: &str, base: u32) -> Option<Self> {
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        if digits.is_empty() || !(2..=62).contains(&base) || !digits.bytes().all(|c| digit(c, base).is_some()) {
            return None;
        }
        let magnitude = if base <= 36 {
            BigInt::from_str_radix(digits, base).ok()?
        } else {
            digits.bytes().filter_map(|c| digit(c, base)).fold(BigInt::ZERO, |sum, digit| sum * base + digit)
        };
        Some(Self::from_big_int(&if negative { -magnitude } else { magnitude }))
    }

    /// Writes an integer in a base from 2 to 36, in lower case; `None` if it is no integer.
    pub fn to_radix(&self, base: u32) -> Option<String> {
        if !self.is_integer() || !(2..=36).contains(&base) {
            return None;
        }
        match &self.0 {
            Repr::Small { value, .. } if base == 10 => Some(value.to_string()),
            _ => Some(self.to_float().truncated()?.to_str_radix(base)),
        }
    }

    /// An integer with all its digits.
    fn from_big_int(value: &BigInt) -> Self {
        let bits = u32::try_from(value.bits()).unwrap_or(u32::MAX);
        Self::from_float(Float::from_big_int(value, bits.max(INTEGER)))
    }
}

fn digit(c: u8, base: u32) -> Option<u32> {
    let value = match c {
        b'0'..=b'9' => u32::from(c - b'0'),
        b'a'..=b'z' => u32::from(c - b'a') + 10,
        b'A'..=b'Z' if base <= 36 => u32::from(c - b'A') + 10,
        b'A'..=b'Z' => u32::from(c - b'A') + 36,
        _ => return None,
    };
    (value < base).then_some(value)
}
