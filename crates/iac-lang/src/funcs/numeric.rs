//! Arithmetic beyond the operators.
//!
//! `log` and `pow` compute with 64-bit floats, as Terraform does; all else is exact.

use super::function::{Call, Function, FunctionError, Parameter};
use super::operand::whole;
use iac_core::value::{Number, Type, Value};

pub(super) fn abs() -> Function {
    Function::new("abs", "The magnitude of a number.", Type::Number, |call| Ok(Value::number(call.number(0).abs())))
        .with(Parameter::new("num", Type::Number).dynamic())
}

pub(super) fn ceil() -> Function {
    Function::new("ceil", "The least integer that is not below a number.", Type::Number, |call| {
        Ok(Value::number(call.number(0).ceil()))
    })
    .param("num", Type::Number)
}

pub(super) fn floor() -> Function {
    Function::new("floor", "The greatest integer that is not above a number.", Type::Number, |call| {
        Ok(Value::number(call.number(0).floor()))
    })
    .param("num", Type::Number)
}

pub(super) fn log() -> Function {
    Function::new("log", "The logarithm of a number to a base.", Type::Number, |call| {
        from_float(natural_log(float(call, 0)?) / natural_log(float(call, 1)?))
    })
    .param("num", Type::Number)
    .param("base", Type::Number)
}

pub(super) fn pow() -> Function {
    Function::new("pow", "A number raised to a power.", Type::Number, |call| {
        from_float(power(float(call, 0)?, float(call, 1)?))
    })
    .param("num", Type::Number)
    .param("power", Type::Number)
}

pub(super) fn signum() -> Function {
    Function::new("signum", "-1, 0 or 1 by the sign of an integer.", Type::Number, |call| {
        Ok(Value::number(call.integer(0)?.signum()))
    })
    .param("num", Type::Number)
}

fn float(call: &Call<'_>, position: usize) -> Result<f64, FunctionError> {
    let number = call.number(position);
    let float = number.to_f64();
    if float.is_infinite() && !number.is_infinite() {
        let most = format!("{:.6}", f64::MAX);
        return Err(FunctionError::failed(format!("value must be between -{most} and {most} inclusive")));
    }
    Ok(float)
}

fn from_float(float: f64) -> Result<Value, FunctionError> {
    if float.is_nan() {
        return Err(FunctionError::failed("the result is not a number"));
    }
    Ok(Value::number(float))
}

/// The natural logarithm by the series of fdlibm, whose last digit Terraform shares; a system's own may differ there.
#[expect(clippy::many_single_char_names, reason = "the names of the published algorithm")]
#[expect(clippy::excessive_precision, reason = "the constants as published")]
fn natural_log(x: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238_164_90e-01;
    const LN2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;
    const SERIES: [f64; 7] = [
        6.666_666_666_666_735_130e-01,
        3.999_999_999_940_941_908e-01,
        2.857_142_874_366_239_149e-01,
        2.222_219_843_214_978_396e-01,
        1.818_357_216_161_805_012e-01,
        1.531_383_769_920_937_332e-01,
        1.479_819_860_511_658_591e-01,
    ];
    if x.is_nan() || x == f64::INFINITY {
        return x;
    }
    if x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    let (mut fraction, mut exponent) = split_float(x);
    if fraction < std::f64::consts::FRAC_1_SQRT_2 {
        fraction *= 2.0;
        exponent -= 1;
    }
    let f = fraction - 1.0;
    let k = f64::from(exponent);
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let odd = s2 * (SERIES[0] + s4 * (SERIES[2] + s4 * (SERIES[4] + s4 * SERIES[6])));
    let even = s4 * (SERIES[1] + s4 * (SERIES[3] + s4 * SERIES[5]));
    let r = odd + even;
    let half_square = 0.5 * f * f;
    k * LN2_HIGH - ((half_square - (s * (half_square + r) + k * LN2_LOW)) - f)
}

/// A positive float as a fraction in `[0.5, 1)` and a power of two.
fn split_float(x: f64) -> (f64, i32) {
    let (x, shift) = if x < f64::MIN_POSITIVE { (x * 2f64.powi(54), -54) } else { (x, 0) };
    let bits = x.to_bits();
    let exponent = i32::try_from((bits >> 52) & 0x7ff).expect("invariant: eleven bits") - 1022;
    (f64::from_bits((bits & !(0x7ff << 52)) | (1022 << 52)), exponent + shift)
}

/// A power by repeated squaring of the fraction, with the exponent apart, so that the last digit is Terraform's.
#[expect(clippy::float_cmp, reason = "these arguments have exact results of their own")]
fn power(x: f64, y: f64) -> f64 {
    let special = x == 0.0 || !x.is_finite() || !y.is_finite() || y.abs() >= 9.223_372_036_854_776e18;
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if special || (x < 0.0 && y.fract() != 0.0) {
        return x.powf(y);
    }
    if y == 0.5 {
        return x.sqrt();
    }
    if y == -0.5 {
        return 1.0 / x.sqrt();
    }
    let (mut whole_part, mut fraction) = (y.abs().trunc(), y.abs().fract());
    let mut result = 1.0;
    if fraction != 0.0 {
        if fraction > 0.5 {
            fraction -= 1.0;
            whole_part += 1.0;
        }
        result = (fraction * natural_log(x)).exp();
    }
    let (mut base, base_exponent) = split_float(x.abs());
    base = if x < 0.0 { -base } else { base };
    let (mut base_exponent, mut exponent) = (i64::from(base_exponent), 0_i64);
    #[expect(clippy::cast_possible_truncation, reason = "greater powers were dealt with above")]
    let mut bits = whole_part as i64;
    while bits != 0 {
        if base_exponent.abs() > 1 << 12 {
            exponent += base_exponent;
            break;
        }
        if bits & 1 == 1 {
            result *= base;
            exponent += base_exponent;
        }
        base *= base;
        base_exponent <<= 1;
        if base < 0.5 {
            base += base;
            base_exponent -= 1;
        }
        bits >>= 1;
    }
    if y < 0.0 {
        result = 1.0 / result;
        exponent = -exponent;
    }
    scaled(result, exponent)
}

/// `x · 2^exponent`, in steps that neither overflow nor lose digits early.
fn scaled(mut x: f64, exponent: i64) -> f64 {
    let mut left = i32::try_from(exponent.clamp(-5000, 5000)).expect("invariant: clamped");
    while left != 0 && x != 0.0 && x.is_finite() {
        let step = left.clamp(-1000, 1000);
        x *= 2f64.powi(step);
        left -= step;
    }
    x
}

pub(super) fn parseint() -> Function {
    let rule = |args: &[Value]| match args[0].ty() {
        Type::String => Ok(Type::Number),
        other => {
            let got = other.friendly_name();
            Err(FunctionError::argument(0, format!("first argument must be a string, not {got}")))
        }
    };
    Function::typed("parseint", "Reads an integer written in a base from 2 to 62.", rule, |call| {
        let base = whole(call.number(1)).map_err(|error| FunctionError::argument(1, error))?;
        let base = u32::try_from(base)
            .ok()
            .filter(|base| (2..=62).contains(base))
            .ok_or_else(|| FunctionError::argument(1, "base must be a whole number between 2 and 62 inclusive"))?;
        let marks = call.args[0].marks().union(call.args[1].marks());
        let number = Number::from_radix(call.text(0), base).ok_or_else(|| {
            let shown = if marks.is_empty() { super::verb::go_quote(call.text(0)) } else { "(sensitive value)".into() };
            FunctionError::argument(0, format!("cannot parse {shown} as a base {base} integer"))
        })?;
        Ok(Value::number(number).mark(&marks))
    })
    .with(Parameter::new("number", Type::Dynamic).marked())
    .with(Parameter::new("base", Type::Number).marked())
}
