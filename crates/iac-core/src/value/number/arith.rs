//! Arithmetic on numbers, with the results and the errors of the language.

use super::{Float, INTEGER, Number, Repr, fits_inline};
use num_bigint::BigInt;
use num_traits::One;

/// An operation without a result, in the language's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NumberError(pub &'static str);

/// The product keeps at least the bits it needs, up to this many.
const PRODUCT: u32 = 512;

impl Number {
    fn small(value: i64, precision: u32) -> Option<Self> {
        fits_inline(value, precision).then_some(Self(Repr::Small { value, precision }))
    }

    /// Both as inline integers, with the greater precision.
    fn both_small(&self, other: &Self) -> Option<(i64, i64, u32)> {
        match (&self.0, &other.0) {
            (Repr::Small { value: a, precision: p }, Repr::Small { value: b, precision: q }) => {
                Some((*a, *b, *p.max(q)))
            }
            _ => None,
        }
    }

    fn common_precision(&self, other: &Self) -> u32 {
        self.precision().max(other.precision())
    }

    /// The sum.
    pub fn add(&self, other: &Self) -> Result<Self, NumberError> {
        if let Some((a, b, precision)) = self.both_small(other)
            && let Some(sum) = a.checked_add(b).and_then(|sum| Self::small(sum, precision))
        {
            return Ok(sum);
        }
        let sum = self.to_float().add(&other.to_float(), self.common_precision(other));
        sum.map(Self::from_float).ok_or(NumberError("can't compute sum of opposing infinities"))
    }

    /// The difference.
    pub fn sub(&self, other: &Self) -> Result<Self, NumberError> {
        if let Some((a, b, precision)) = self.both_small(other)
            && let Some(difference) = a.checked_sub(b).and_then(|difference| Self::small(difference, precision))
        {
            return Ok(difference);
        }
        self.add(&other.neg()).map_err(|_| NumberError("can't subtract infinity from itself"))
    }

    /// The product. It keeps every bit that 512 can hold.
    pub fn mul(&self, other: &Self) -> Result<Self, NumberError> {
        if let Some((a, b, precision)) = self.both_small(other)
            && precision >= INTEGER
            && let Some(product) = a.checked_mul(b)
            && (product != 0 || (a >= 0 && b >= 0))
        {
            return Ok(Self(Repr::Small { value: product, precision }));
        }
        let product = self.to_float().mul(&other.to_float(), PRODUCT);
        let product = product.ok_or(NumberError("can't multiply zero by infinity"))?;
        let needed = product.mantissa.as_ref().map_or(0, |mantissa| u32::try_from(mantissa.bits()).unwrap_or(PRODUCT));
        let precision = self.common_precision(other).max(needed);
        Ok(Self::from_float(Float { precision, ..product }))
    }

    /// The quotient; division of anything else by zero is infinite.
    pub fn div(&self, other: &Self) -> Result<Self, NumberError> {
        if let Some((a, b, precision)) = self.both_small(other)
            && a != 0
            && b != 0
            && a.checked_rem(b) == Some(0)
            && let Some(quotient) = a.checked_div(b).and_then(|quotient| Self::small(quotient, precision))
        {
            return Ok(quotient);
        }
        let quotient = self.to_float().div(&other.to_float(), self.common_precision(other));
        quotient.map(Self::from_float).ok_or(NumberError("can't divide zero by zero or infinity by infinity"))
    }

    /// The remainder of a division rounded towards zero: it has the sign of the dividend. By zero it is the dividend.
    pub fn rem(&self, other: &Self) -> Result<Self, NumberError> {
        if let (Some((a, b, _)), Repr::Small { precision, .. }) = (self.both_small(other), &self.0)
            && b != 0
        {
            return Ok(Self(Repr::Small { value: a.checked_rem(b).unwrap_or(0), precision: *precision }));
        }
        let undefined = NumberError("can't use modulo with zero and infinity");
        if self.is_infinite() || other.is_infinite() {
            return Err(undefined);
        }
        if other.is_zero() {
            return Ok(self.clone());
        }
        let (dividend, divisor) = (self.to_float(), other.to_float());
        let precision = dividend.precision;
        let remainder = dividend
            .div(&divisor, self.common_precision(other))
            .and_then(|quotient| quotient.truncated())
            .and_then(|whole| divisor.mul(&Float::from_big_int(&whole, precision), precision))
            .and_then(|product| dividend.add(&product.negated(), precision));
        remainder.map(Self::from_float).ok_or(undefined)
    }

    /// The negative; that of zero is negative zero.
    #[must_use]
    pub fn neg(&self) -> Self {
        if let Repr::Small { value, precision } = &self.0
            && *value != 0
            && let Some(negative) = value.checked_neg()
        {
            return Self(Repr::Small { value: negative, precision: *precision });
        }
        Self::from_float(self.to_float().negated())
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Self {
        match &self.0 {
            Repr::Small { value, .. } if *value >= 0 => self.clone(),
            Repr::Float(float) if !float.negative => self.clone(),
            _ => self.neg(),
        }
    }

    /// The greatest integer that is not greater.
    #[must_use]
    pub fn floor(&self) -> Self {
        self.round_to_integer(|whole, is_below_zero| if is_below_zero { whole - BigInt::one() } else { whole })
    }

    /// The least integer that is not less.
    #[must_use]
    pub fn ceil(&self) -> Self {
        self.round_to_integer(|whole, is_below_zero| if is_below_zero { whole } else { whole + BigInt::one() })
    }

    /// The integer towards zero.
    #[must_use]
    pub fn trunc(&self) -> Self {
        self.round_to_integer(|whole, _| whole)
    }

    fn round_to_integer(&self, adjust: impl FnOnce(BigInt, bool) -> BigInt) -> Self {
        if self.is_zero() {
            return Self(Repr::Small { value: 0, precision: self.precision() });
        }
        if self.is_integer() || self.is_infinite() {
            return self.clone();
        }
        let float = self.to_float();
        let Some(whole) = float.truncated() else { return self.clone() };
        Self::from_float(Float::from_big_int(&adjust(whole, float.negative), float.precision))
    }

    /// A power, computed with 64-bit floats as Terraform computes it, bit for bit where the exponent is an integer. What
    /// has no real result is zero; ask for the power of the 64-bit floats to tell.
    #[must_use]
    pub fn pow(&self, exponent: &Self) -> Self {
        Self::from(pow_f64(self.to_f64(), exponent.to_f64()))
    }
}

/// `x` to the power of `y` by repeated squaring of the mantissa. Libraries that round better differ in the last digit.
fn pow_f64(x: f64, y: f64) -> f64 {
    /// Exponents beyond this overflow or underflow whatever the mantissa.
    const BEYOND: i32 = 1 << 12;
    let is_plain = x.is_finite() && y.is_finite() && x != 0.0 && y.abs() < 9e18;
    #[expect(clippy::float_cmp, reason = "these exact exponents have exact shortcuts")]
    let has_shortcut = y == 0.0 || x == 1.0 || y == 1.0 || y.abs() == 0.5;
    if !is_plain || has_shortcut || (x < 0.0 && y.fract() != 0.0) {
        return match y {
            0.5 if x > 0.0 => x.sqrt(),
            -0.5 if x > 0.0 => 1.0 / x.sqrt(),
            _ => x.powf(y),
        };
    }
    let (mut whole, mut fraction) = (y.abs().trunc(), y.abs().fract());
    let (mut mantissa, mut exponent) = (1.0_f64, 0_i32);
    if fraction != 0.0 {
        if fraction > 0.5 {
            fraction -= 1.0;
            whole += 1.0;
        }
        mantissa = (fraction * x.ln()).exp();
    }
    let (mut square, mut square_exponent) = split_exponent(x);
    #[expect(clippy::cast_possible_truncation, reason = "checked to be less than 2^63")]
    let mut rest = whole as i64;
    while rest != 0 {
        if !(-BEYOND..=BEYOND).contains(&square_exponent) {
            exponent += square_exponent;
            break;
        }
        if rest & 1 == 1 {
            mantissa *= square;
            exponent += square_exponent;
        }
        square *= square;
        square_exponent *= 2;
        if square < 0.5 {
            square += square;
            square_exponent -= 1;
        }
        rest >>= 1;
    }
    if y < 0.0 { scale(1.0 / mantissa, -exponent) } else { scale(mantissa, exponent) }
}

/// A mantissa from 0.5 to 1 and its power of two.
fn split_exponent(x: f64) -> (f64, i32) {
    let (x, shift) = if x.is_subnormal() { (x * 2.0_f64.powi(52), -52) } else { (x, 0) };
    let biased = i32::try_from((x.to_bits() >> 52) & 0x7ff).unwrap_or(0);
    let mantissa = f64::from_bits((x.to_bits() & !(0x7ff << 52)) | 1022 << 52);
    (mantissa, biased - 1022 + shift)
}

/// `x · 2^exponent`, in steps that round at most once.
fn scale(mut x: f64, mut exponent: i32) -> f64 {
    const STEP: i32 = 1000;
    while exponent > STEP && x.is_finite() {
        x *= 2.0_f64.powi(STEP);
        exponent -= STEP;
    }
    while exponent < -STEP && x != 0.0 {
        x *= 2.0_f64.powi(-STEP);
        exponent += STEP;
    }
    x * 2.0_f64.powi(exponent.clamp(-STEP, STEP))
}
