//! The checks that field attributes ask for.

use crate::model::Check;
use iac_core::value::{Kind, Value};

/// Runs a check on a value, or on each element of a collection. Null and unknown values pass.
pub(crate) fn each(value: &Value, check: &dyn Fn(&Value) -> Result<(), String>) -> Result<(), String> {
    match value.kind() {
        Kind::Null(_) | Kind::Unknown(_) => Ok(()),
        Kind::List(elements) | Kind::Set(elements) => elements.items.iter().try_for_each(|item| each(item, check)),
        Kind::Map(map) => map.items.values().try_for_each(|item| each(item, check)),
        _ => check(value),
    }
}

/// Runs one check on a known value that is no collection.
pub(crate) fn check(name: &str, check: Check, value: &Value) -> Result<(), String> {
    match check {
        Check::Custom(function) => function(name, value),
        Check::OneOf(allowed) => one_of(name, allowed, value),
        Check::OneOfNumbers(allowed) => one_of_numbers(name, allowed, value),
        Check::Range(from, to) => in_range(name, from, to, value),
        Check::Length(from, to) => has_length(name, from, to, value),
        Check::Json => super::json(name, value),
    }
}

fn one_of(name: &str, allowed: &[&str], value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !allowed.contains(&text) => {
            let allowed: Vec<String> = allowed.iter().map(|one| format!("{one:?}")).collect();
            Err(format!("expected {name} to be one of [{}], got {text}", allowed.join(" ")))
        }
        _ => Ok(()),
    }
}

fn one_of_numbers(name: &str, allowed: &[i64], value: &Value) -> Result<(), String> {
    match value.as_number() {
        Some(number) if !allowed.iter().any(|one| *number == (*one).into()) => {
            let allowed: Vec<String> = allowed.iter().map(ToString::to_string).collect();
            Err(format!("expected {name} to be one of [{}], got {number}", allowed.join(" ")))
        }
        _ => Ok(()),
    }
}

fn in_range(name: &str, from: i64, to: i64, value: &Value) -> Result<(), String> {
    let Some(number) = value.as_number() else { return Ok(()) };
    if *number >= from.into() && *number <= to.into() {
        return Ok(());
    }
    Err(match (from, to) {
        (i64::MIN, _) => format!("expected {name} to be at most ({to}), got {number}"),
        (_, i64::MAX) => format!("expected {name} to be at least ({from}), got {number}"),
        _ => format!("expected {name} to be in the range ({from} - {to}), got {number}"),
    })
}

fn has_length(name: &str, from: usize, to: usize, value: &Value) -> Result<(), String> {
    let Some(text) = value.as_str() else { return Ok(()) };
    if (from..=to).contains(&text.len()) {
        return Ok(());
    }
    Err(if to == usize::MAX && from == 1 {
        format!("expected \"{name}\" to not be an empty string, got {text}")
    } else {
        format!("expected length of {name} to be in the range ({from} - {to}), got {text}")
    })
}
