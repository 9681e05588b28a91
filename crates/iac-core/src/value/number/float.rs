//! Binary floats of a chosen precision, with correctly rounded operations (to nearest, ties to even).
//!
//! Invariant: a finite, non-zero mantissa is odd and has at most `precision` bits (parsing holds wider ones for a moment).

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::{One, ToPrimitive, Zero};
use std::cmp::Ordering;

/// The greatest binary exponent; what lies beyond is infinite (or zero, on the small side).
const MAX_EXPONENT: i64 = i32::MAX as i64;

/// Longer integers are not spelled out bit by bit.
const MAX_WHOLE_BITS: i64 = 1 << 24;

/// A binary float: `±mantissa · 2^exponent`, or infinite.
#[derive(Clone, Debug)]
pub(super) struct Float {
    pub(super) precision: u32,
    pub(super) negative: bool,
    /// `None` is infinite; a zero mantissa is zero.
    pub(super) mantissa: Option<BigUint>,
    pub(super) exponent: i64,
}

impl Float {
    pub(super) fn infinity(negative: bool) -> Self {
        Self { precision: super::PARSED, negative, mantissa: None, exponent: 0 }
    }

    pub(super) fn zero(negative: bool, precision: u32) -> Self {
        Self { precision, negative, mantissa: Some(BigUint::ZERO), exponent: 0 }
    }

    pub(super) fn from_i64(value: i64, precision: u32) -> Self {
        Self::rounded(value < 0, BigUint::from(value.unsigned_abs()), 0, precision, false)
    }

    pub(super) fn from_u64(value: u64, precision: u32) -> Self {
        Self::rounded(false, BigUint::from(value), 0, precision, false)
    }

    pub(super) fn from_f64(value: f64) -> Self {
        if value.is_nan() {
            return Self::zero(false, super::DOUBLE);
        }
        if value.is_infinite() {
            return Self { precision: super::DOUBLE, ..Self::infinity(value < 0.0) };
        }
        let bits = value.to_bits();
        let negative = bits >> 63 == 1;
        let biased = i64::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
        Self::rounded(negative, BigUint::from(mantissa), exponent, super::DOUBLE, false)
    }

    pub(super) fn from_big_int(value: &BigInt, precision: u32) -> Self {
        Self::rounded(value.sign() == Sign::Minus, value.magnitude().clone(), 0, precision, false)
    }

    /// The float nearest to `±mantissa · 2^exponent`; `sticky` says that the true mantissa is a little greater.
    pub(super) fn rounded(
        negative: bool,
        mut mantissa: BigUint,
        mut exponent: i64,
        precision: u32,
        sticky: bool,
    ) -> Self {
        if mantissa.is_zero() {
            return Self::zero(negative, precision);
        }
        let excess = mantissa.bits().saturating_sub(u64::from(precision));
        if excess > 0 {
            let half = mantissa.bit(excess - 1);
            let rest = sticky || mantissa.trailing_zeros().is_some_and(|zeros| zeros < excess - 1);
            mantissa >>= excess;
            exponent += i64::try_from(excess).unwrap_or(i64::MAX);
            if half && (rest || mantissa.bit(0)) {
                mantissa += 1u32;
            }
        }
        Self { precision, negative, mantissa: Some(mantissa), exponent }.normalized()
    }

    fn normalized(mut self) -> Self {
        let Some(mantissa) = &mut self.mantissa else { return self };
        let zeros = mantissa.trailing_zeros().unwrap_or(0);
        if zeros > 0 {
            *mantissa >>= zeros;
            self.exponent += i64::try_from(zeros).unwrap_or(i64::MAX);
        }
        match self.magnitude_bits() {
            Some(bits) if bits > MAX_EXPONENT => Self { precision: self.precision, ..Self::infinity(self.negative) },
            Some(bits) if bits < -MAX_EXPONENT => Self::zero(self.negative, self.precision),
            _ => self,
        }
    }

    pub(super) fn is_infinite(&self) -> bool {
        self.mantissa.is_none()
    }

    pub(super) fn is_zero(&self) -> bool {
        self.mantissa.as_ref().is_some_and(Zero::is_zero)
    }

    pub(super) fn is_integer(&self) -> bool {
        !self.is_infinite() && (self.exponent >= 0 || self.is_zero())
    }

    /// The binary exponent of its first bit: the magnitude lies in `[2^(n-1), 2^n)`. None for zero and infinity.
    pub(super) fn magnitude_bits(&self) -> Option<i64> {
        let mantissa = self.mantissa.as_ref().filter(|mantissa| !mantissa.is_zero())?;
        Some(self.exponent + i64::try_from(mantissa.bits()).unwrap_or(i64::MAX))
    }

    pub(super) fn to_i64(&self) -> Option<i64> {
        if self.is_zero() {
            return Some(0);
        }
        if !self.is_integer() || self.magnitude_bits()? > 64 {
            return None;
        }
        let magnitude = i128::from(self.magnitude()?.to_u64()?);
        i64::try_from(if self.negative { -magnitude } else { magnitude }).ok()
    }

    pub(super) fn to_u64(&self) -> Option<u64> {
        if self.is_zero() {
            return Some(0);
        }
        if self.negative || !self.is_integer() || self.magnitude_bits()? > 64 {
            return None;
        }
        self.magnitude()?.to_u64()
    }

    /// The absolute value without its fraction; `None` for what would fill megabytes.
    fn magnitude(&self) -> Option<BigUint> {
        let mantissa = self.mantissa.as_ref().filter(|_| self.exponent <= MAX_WHOLE_BITS)?;
        let shift = self.exponent.unsigned_abs();
        Some(if self.exponent >= 0 { mantissa << shift } else { mantissa >> shift })
    }

    /// The integer towards zero; `None` for infinities and what would fill megabytes.
    pub(super) fn truncated(&self) -> Option<BigInt> {
        let sign = if self.negative { Sign::Minus } else { Sign::Plus };
        Some(BigInt::from_biguint(sign, self.magnitude()?))
    }

    pub(super) fn to_f64(&self) -> f64 {
        let sign = if self.negative { -1.0 } else { 1.0 };
        let Some(bits) = self.magnitude_bits() else {
            return if self.is_infinite() { sign * f64::INFINITY } else { sign * 0.0 };
        };
        if !(-1200..=1100).contains(&bits) {
            return if bits > 0 { sign * f64::INFINITY } else { sign * 0.0 };
        }
        // The digits are exact enough to name one float: they are those of a float of at least 53 bits' precision, or
        // of fewer bits, which a 64-bit float holds exactly.
        self.exact_text().parse().unwrap_or(f64::NAN)
    }

    pub(super) fn cmp_exact(&self, other: &Self) -> Ordering {
        let signs = self.signum().cmp(&other.signum());
        if signs != Ordering::Equal || self.is_zero() {
            return signs;
        }
        let magnitudes = match (self.magnitude_bits(), other.magnitude_bits()) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => a.cmp(&b).then_with(|| self.cmp_aligned(other)),
        };
        if self.negative { magnitudes.reverse() } else { magnitudes }
    }

    fn signum(&self) -> i8 {
        if self.is_zero() {
            0
        } else if self.negative {
            -1
        } else {
            1
        }
    }

    /// Compares the magnitudes of two finite floats whose first bits have the same exponent.
    fn cmp_aligned(&self, other: &Self) -> Ordering {
        let (Some(a), Some(b)) = (&self.mantissa, &other.mantissa) else { return Ordering::Equal };
        match a.bits().cmp(&b.bits()) {
            Ordering::Equal => a.cmp(b),
            Ordering::Less => (a << (b.bits() - a.bits())).cmp(b),
            Ordering::Greater => a.cmp(&(b << (a.bits() - b.bits()))),
        }
    }

    pub(super) fn with_precision(&self, precision: u32) -> Self {
        match &self.mantissa {
            None => Self { precision, ..self.clone() },
            Some(mantissa) => Self::rounded(self.negative, mantissa.clone(), self.exponent, precision, false),
        }
    }

    pub(super) fn negated(&self) -> Self {
        Self { negative: !self.negative, ..self.clone() }
    }

    /// The sum; `None` for opposing infinities.
    pub(super) fn add(&self, other: &Self, precision: u32) -> Option<Self> {
        let (a, b) = match (&self.mantissa, &other.mantissa) {
            (None, None) if self.negative != other.negative => return None,
            (None, _) => return Some(Self { precision, ..self.clone() }),
            (_, None) => return Some(Self { precision, ..other.clone() }),
            (Some(a), Some(b)) => (a, b),
        };
        match (a.is_zero(), b.is_zero()) {
            (true, true) => return Some(Self::zero(self.negative && other.negative, precision)),
            (true, false) => return Some(other.with_precision(precision)),
            (false, true) => return Some(self.with_precision(precision)),
            (false, false) => {}
        }
        // A summand far below the last bit of the other only decides ties: its exact size does not matter.
        let reach = i64::from(precision) + 4 + i64::try_from(a.bits().max(b.bits())).unwrap_or(0);
        let (high, low) = (self.exponent.max(other.exponent), self.exponent.min(other.exponent));
        let exponent = low.max(high - reach);
        let mut sum = self.scaled(a, exponent);
        sum += other.scaled(b, exponent);
        let negative = sum.sign() == Sign::Minus;
        Some(Self::rounded(negative, sum.into_parts().1, exponent, precision, false))
    }

    /// The signed mantissa at a lower exponent; one that lies wholly below becomes the least unit there.
    fn scaled(&self, mantissa: &BigUint, exponent: i64) -> BigInt {
        let sign = if self.negative { Sign::Minus } else { Sign::Plus };
        let shift = self.exponent - exponent;
        let magnitude = if shift >= 0 { mantissa << shift.unsigned_abs() } else { BigUint::one() };
        BigInt::from_biguint(sign, magnitude)
    }

    /// The product; `None` for zero times infinity.
    pub(super) fn mul(&self, other: &Self, precision: u32) -> Option<Self> {
        let negative = self.negative != other.negative;
        match (&self.mantissa, &other.mantissa) {
            (Some(a), Some(b)) => {
                Some(Self::rounded(negative, a * b, self.exponent + other.exponent, precision, false))
            }
            _ if self.is_zero() || other.is_zero() => None,
            _ => Some(Self { precision, ..Self::infinity(negative) }),
        }
    }

    /// The quotient; `None` for zero by zero and infinity by infinity.
    pub(super) fn div(&self, other: &Self, precision: u32) -> Option<Self> {
        let negative = self.negative != other.negative;
        let (a, b) = match (&self.mantissa, &other.mantissa) {
            (None, None) => return None,
            (None, Some(_)) => return Some(Self { precision, ..Self::infinity(negative) }),
            (Some(_), None) => return Some(Self::zero(negative, precision)),
            (Some(a), Some(b)) => (a, b),
        };
        match (a.is_zero(), b.is_zero()) {
            (true, true) => return None,
            (false, true) => return Some(Self { precision, ..Self::infinity(negative) }),
            (true, false) => return Some(Self::zero(negative, precision)),
            (false, false) => {}
        }
        let shift = (u64::from(precision) + 2 + b.bits()).saturating_sub(a.bits());
        let (quotient, remainder) = num_integer::Integer::div_rem(&(a << shift), b);
        let exponent = self.exponent - other.exponent - i64::try_from(shift).unwrap_or(i64::MAX);
        Some(Self::rounded(negative, quotient, exponent, precision, !remainder.is_zero()))
    }
}
