//! What IAM accepts as a name.

use iac_core::value::Value;

/// A name of at most 64 characters.
pub fn role_name(name: &str, value: &Value) -> Result<(), String> {
    valid(name, value, 64)
}

/// The beginning of a role's made-up name, which adds 26 characters.
pub fn role_name_prefix(name: &str, value: &Value) -> Result<(), String> {
    valid(name, value, 38)
}

/// A name of at most 128 characters.
pub fn policy_name(name: &str, value: &Value) -> Result<(), String> {
    valid(name, value, 128)
}

/// The beginning of a policy's made-up name, which adds 26 characters.
pub fn policy_name_prefix(name: &str, value: &Value) -> Result<(), String> {
    valid(name, value, 102)
}

fn valid(name: &str, value: &Value, longest: usize) -> Result<(), String> {
    let Some(text) = value.as_str() else { return Ok(()) };
    if text.is_empty() || text.len() > longest {
        return Err(format!("expected length of {name} to be in the range (1 - {longest}), got {text}"));
    }
    if text.chars().any(|c| !c.is_ascii_alphanumeric() && !"_+=,.@-".contains(c)) {
        return Err(format!("invalid value for {name} (must match [\\w+=,.@-])"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_some_characters_only() {
        assert_eq!(role_name("name", &Value::string("a+b=c,d.e@f-g_1")), Ok(()));
        let answer = role_name("name", &Value::string("a/b"));
        assert_eq!(answer.unwrap_err(), "invalid value for name (must match [\\w+=,.@-])");
        assert!(role_name_prefix("name_prefix", &Value::string("x".repeat(39))).is_err());
    }
}
