//! What a scalar of YAML means: the rules of YAML 1.2, with the bools and timestamps of 1.1.

use super::datetime::Timestamp;
use super::verb::go_quote;
use iac_core::value::{Number, Type, Value};

const CORE: &str = "tag:yaml.org,2002:";

/// The value of a scalar without a tag, written without quotes.
pub(super) fn plain(text: &str) -> Result<Value, String> {
    if let Some(value) = null(text).or_else(|| truth(text)) {
        return Ok(value);
    }
    if is_nan(text) {
        return Err("floating point NaN is not supported".into());
    }
    Ok(number(text).or_else(|| timestamp(text)).unwrap_or_else(|| Value::string(text)))
}

/// The value of a scalar with a tag of the core schema, written without quotes; the tag is without its prefix.
pub(super) fn tagged(text: &str, tag: &str) -> Result<Value, String> {
    let value = match tag {
        "str" | "binary" => Some(Value::string(text)),
        "null" => Some(Value::null(Type::Dynamic)),
        "bool" => truth(text),
        "int" => number(text).filter(|value| value.as_number().is_some_and(Number::is_integer)),
        "float" => number(text),
        "timestamp" => timestamp(text),
        _ => return Err(format!("unsupported tag {}", go_quote(&format!("{CORE}{tag}")))),
    };
    value.ok_or_else(|| format!("cannot parse {} as {CORE}{tag}", go_quote(text)))
}

fn null(text: &str) -> Option<Value> {
    matches!(text, "" | "~" | "null" | "Null" | "NULL").then(|| Value::null(Type::Dynamic))
}

fn truth(text: &str) -> Option<Value> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" => Some(Value::bool(true)),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => {
            Some(Value::bool(false))
        }
        _ => None,
    }
}

fn is_nan(text: &str) -> bool {
    matches!(text, ".nan" | ".NaN" | ".NAN")
}

fn number(text: &str) -> Option<Value> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        let infinity = if text.starts_with('-') { Number::negative_infinity() } else { Number::infinity() };
        return Some(Value::number(infinity));
    }
    for (prefix, base) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let plain = digits.bytes().all(|b| b.is_ascii_alphanumeric());
            return Number::from_radix(digits, base).filter(|_| plain).map(Value::number);
        }
    }
    if !is_decimal(unsigned) {
        return None;
    }
    text.strip_prefix('+').unwrap_or(text).parse::<Number>().ok().map(Value::number)
}

/// Digits with an optional fraction and exponent; one digit at least before the exponent, and after it.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa_fits = digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    mantissa_fits && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

/// A date, or a date and time, as RFC 3339; parts may have one digit.
fn timestamp(text: &str) -> Option<Value> {
    let bytes = text.as_bytes();
    if bytes.len() < 8 || !bytes[..4].iter().all(u8::is_ascii_digit) || bytes[4] != b'-' {
        return None;
    }
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some((text[at..].chars().next(), &text[at + 1..]))),
        None => (text, None),
    };
    let two = |part: &str| -> Option<String> {
        let fits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| format!("{part:0>2}"))
    };
    let mut parts = date[5..].split('-');
    let (month, day) = (two(parts.next()?)?, two(parts.next()?)?);
    if parts.next().is_some() {
        return None;
    }
    let date = format!("{}-{month}-{day}", &text[..4]);
    let full = match time {
        None => format!("{date}T00:00:00Z"),
        Some((separator, time)) => {
            let zone = time.find(['Z', '+', '-']);
            // Only with a space in between may the zone be left out, and there it must.
            let (clock, zone) = match (separator, zone) {
                (Some(' '), None) => (time, "Z"),
                (Some('T' | 't'), Some(at)) => time.split_at(at),
                _ => return None,
            };
            let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(clock, rest)| (clock, Some(rest)));
            let mut parts = clock.split(':');
            let (hour, minute, second) = (two(parts.next()?)?, two(parts.next()?)?, two(parts.next()?)?);
            if parts.next().is_some() {
                return None;
            }
            let fraction = fraction.map_or_else(String::new, |digits| format!(".{digits}"));
            format!("{date}T{hour}:{minute}:{second}{fraction}{zone}")
        }
    };
    Timestamp::parse(&full).ok().map(|time| Value::string(time.written()))
}
