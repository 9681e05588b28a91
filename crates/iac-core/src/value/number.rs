//! Numbers: small integers inline, everything else a binary float with a 512-bit mantissa.
//!
//! They agree digit for digit with Go's `big.Float` at precision 512 and rounding to nearest even, which is what
//! Terraform computes with.

use std::cmp::Ordering;
use std::fmt;

/// A number of the language.
#[derive(Clone, Debug)]
pub struct Number(i64);

/// Text that is not a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number is required")]
pub struct ParseNumberError;

impl Number {
    /// The integer it is, if it is one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        todo!()
    }

    /// The nearest 64-bit float.
    pub fn to_f64(&self) -> f64 {
        todo!()
    }

    /// Whether it has no fractional part (infinities have none but are no integers).
    pub fn is_integer(&self) -> bool {
        todo!()
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value)
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        let _ = value;
        todo!()
    }
}

impl std::str::FromStr for Number {
    type Err = ParseNumberError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let _ = text;
        todo!()
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Number {}
impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let _ = other;
        todo!()
    }
}

impl fmt::Display for Number {
    /// Shortest decimal digits that read back as the same number, never in exponent form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let _ = f;
        todo!()
    }
}
