//! Numbers: small integers inline, everything else a binary float with a mantissa of up to 512 bits.
//!
//! They agree digit for digit with what Terraform computes. Terraform's floats carry their own precision: 512 bits for
//! what was parsed from text, 64 for what began as a machine integer (`length`, `count.index`), 53 for what began as a
//! 64-bit float (`log`, `pow`), and an operation works with the greater precision of its operands. So do these.
//!
//! Invariant: a finite number that fits [`Repr::Small`] is always held there; zero as a float is negative zero.

mod arith;
mod float;
mod format;
mod integer;
mod parse;

#[cfg(test)]
mod tests;

pub use arith::NumberError;
pub use parse::ParseNumberError;

use float::Float;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The precision of numbers parsed from text.
const PARSED: u32 = 512;
/// The precision of numbers that began as machine integers.
const INTEGER: u32 = 64;
/// The precision of numbers that began as 64-bit floats.
const DOUBLE: u32 = 53;

/// A number of the language. Cheap to clone; integers that fit 64 bits do not allocate.
#[derive(Clone)]
pub struct Number(Repr);

#[derive(Clone)]
enum Repr {
    /// An integer whose digits the precision holds exactly.
    Small { value: i64, precision: u32 },
    /// Anything else.
    Float(Arc<Float>),
}

impl Number {
    /// Zero.
    pub const ZERO: Self = Self(Repr::Small { value: 0, precision: INTEGER });

    /// Positive infinity.
    pub fn infinity() -> Self {
        Self(Repr::Float(Arc::new(Float::infinity(false))))
    }

    /// Negative infinity.
    pub fn negative_infinity() -> Self {
        Self(Repr::Float(Arc::new(Float::infinity(true))))
    }

    /// The integer it is, if it is one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { value, .. } => Some(*value),
            Repr::Float(float) => float.to_i64(),
        }
    }

    /// The non-negative integer it is, if it is one that fits.
    pub fn as_u64(&self) -> Option<u64> {
        match &self.0 {
            Repr::Small { value, .. } => u64::try_from(*value).ok(),
            Repr::Float(float) => float.to_u64(),
        }
    }

    /// The non-negative integer it is, if it is one that fits.
    pub fn as_usize(&self) -> Option<usize> {
        usize::try_from(self.as_u64()?).ok()
    }

    /// The nearest 64-bit float.
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what is asked for")]
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            Repr::Small { value, .. } => *value as f64,
            Repr::Float(float) => float.to_f64(),
        }
    }

    /// Whether it has no fractional part (infinities have none but are no integers).
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small { .. } => true,
            Repr::Float(float) => float.is_integer(),
        }
    }

    /// Whether it is positive or negative infinity.
    pub fn is_infinite(&self) -> bool {
        matches!(&self.0, Repr::Float(float) if float.is_infinite())
    }

    /// Whether it is zero, of either sign.
    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Repr::Small { value, .. } => *value == 0,
            Repr::Float(float) => float.is_zero(),
        }
    }

    /// Whether it is less than zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small { value, .. } => *value < 0,
            Repr::Float(float) => float.negative && !float.is_zero(),
        }
    }

    /// `Less` for negative numbers, `Equal` for zero, `Greater` for positive ones.
    pub fn signum(&self) -> Ordering {
        if self.is_zero() {
            Ordering::Equal
        } else if self.is_negative() {
            Ordering::Less
        } else {
            Ordering::Greater
        }
    }

    /// The precision in bits that operations with this number work with at least.
    pub(super) fn precision(&self) -> u32 {
        match &self.0 {
            Repr::Small { precision, .. } => *precision,
            Repr::Float(float) => float.precision,
        }
    }

    /// Compares the exact binary values, as `<` and `>` of the language do.
    pub fn cmp_exact(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small { value: a, .. }, Repr::Small { value: b, .. }) => a.cmp(b),
            _ => self.to_float().cmp_exact(&other.to_float()),
        }
    }

    fn to_float(&self) -> Arc<Float> {
        match &self.0 {
            Repr::Small { value, precision } => Arc::new(Float::from_i64(*value, *precision)),
            Repr::Float(float) => float.clone(),
        }
    }

    /// Restores the invariant: what fits inline is held inline.
    fn from_float(float: Float) -> Self {
        if float.negative && float.is_zero() {
            return Self(Repr::Float(Arc::new(float)));
        }
        match float.to_i64() {
            Some(value) if fits_inline(value, float.precision) => {
                Self(Repr::Small { value, precision: float.precision })
            }
            _ => Self(Repr::Float(Arc::new(float))),
        }
    }
}

/// Whether an integer may be held inline: its shortest digits at that precision must be all its digits.
fn fits_inline(value: i64, precision: u32) -> bool {
    precision >= INTEGER || value.unsigned_abs() >> precision == 0
}

impl Default for Number {
    fn default() -> Self {
        Self::ZERO
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Repr::Small { value, precision: INTEGER })
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        i64::from(value).into()
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        i64::from(value).into()
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::from_float(Float::from_u64(value, INTEGER))
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Self::from(value as u64)
    }
}

impl From<f64> for Number {
    /// The exact value of the float; what is not a number becomes zero, for the language has no such value.
    fn from(value: f64) -> Self {
        Self::from_float(Float::from_f64(value))
    }
}

impl PartialEq for Number {
    /// Equal if both are written with the same digits, which is how the language compares.
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
    /// By written digits; differs from [`Number::cmp_exact`] only for neighbours of different precision.
    fn cmp(&self, other: &Self) -> Ordering {
        let exact = self.cmp_exact(other);
        if exact == Ordering::Equal || self.precision() == other.precision() || !self.is_close_to(other) {
            return exact;
        }
        let (a, b) = (self.to_string(), other.to_string());
        if a == b { Ordering::Equal } else { parse::exact_decimal_cmp(&a, &b).unwrap_or(exact) }
    }
}

impl Number {
    /// Whether two unequal numbers might be written with the same digits.
    fn is_close_to(&self, other: &Self) -> bool {
        if self.is_integer() && other.is_integer() && self.precision().min(other.precision()) >= INTEGER {
            // Compared as integers by the language, whatever their digits.
            return false;
        }
        let (a, b) = (self.to_float(), other.to_float());
        a.negative == b.negative && a.magnitude_bits().zip(b.magnitude_bits()).is_some_and(|(a, b)| a.abs_diff(b) <= 1)
    }
}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::Small { value, .. } => value.hash(state),
            Repr::Float(float) if float.is_zero() => 0_i64.hash(state),
            Repr::Float(float) => {
                let text = float.to_string();
                match text.parse::<i64>() {
                    Ok(value) => value.hash(state),
                    Err(_) => text.hash(state),
                }
            }
        }
    }
}

impl fmt::Display for Number {
    /// Shortest decimal digits that read back as the same number, never in exponent form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small { value, .. } => write!(f, "{value}"),
            Repr::Float(float) => write!(f, "{float}"),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
