//! Checks of arguments as the utility providers word them. Null and unknown values pass.

use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Number, Path, Value};

/// A whole number that a configuration gives for an argument.
pub(crate) fn whole(config_value: &Value, name: &str) -> Option<i64> {
    config_value.attribute(name).and_then(Value::as_number).and_then(Number::as_i64)
}

/// Reports a value that an argument cannot have.
pub(crate) fn invalid(name: &str, detail: impl Into<String>, diags: &mut Diagnostics) {
    diags.push(Diagnostic::error("Invalid Attribute Value", detail).attribute(Path::attribute(name)));
}

/// Requires numbers to be no smaller than that.
pub(crate) fn at_least(config_value: &Value, names: &[&str], least: i64, diags: &mut Diagnostics) {
    for name in names {
        if let Some(number) = whole(config_value, name).filter(|number| *number < least) {
            invalid(name, format!("Attribute {name} value must be at least {least}, got: {number}"), diags);
        }
    }
}

/// Requires an octal file mode of three or four digits.
pub(crate) fn file_mode(name: &str, value: &Value) -> Result<(), String> {
    let Some(text) = value.as_str() else { return Ok(()) };
    if !(3..=4).contains(&text.len()) || parse_mode(text).is_none() {
        return Err(format!(
            "{name}: bad mode for file, it must be three or four octal digits such as \"0644\": {text}"
        ));
    }
    Ok(())
}

/// Reads an octal file mode.
pub(crate) fn parse_mode(text: &str) -> Option<u32> {
    let octal = !text.is_empty() && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    octal.then(|| u32::from_str_radix(text, 8).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_three_or_four_octal_digits() {
        for (text, good) in
            [("0644", true), ("777", true), ("7", false), ("0888", false), ("00644", false), ("", false)]
        {
            assert_eq!(file_mode("file_permission", &Value::string(text)).is_ok(), good, "{text}");
        }
        assert_eq!(parse_mode("0644"), Some(0o644));
    }

    #[test]
    fn a_null_number_is_not_too_small() {
        let mut diags = Diagnostics::new();
        at_least(&Value::object([("n", Value::null(iac_core::value::Type::Number))]), &["n"], 1, &mut diags);
        assert!(diags.is_empty());
        at_least(&Value::object([("n", Value::number(0))]), &["n"], 1, &mut diags);
        assert_eq!(
            diags.iter().next().map(|found| found.detail.clone()).unwrap_or_default(),
            "Attribute n value must be at least 1, got: 0"
        );
    }
}
