//! JSON documents: equality, and the form in which they are stored.

use serde_json::{Map, Value};

/// Whether both texts are the same JSON document. Empty text and `{}` are the same; text that is not JSON equals only itself.
pub fn equivalent(left: &str, right: &str) -> bool {
    match (parse(left), parse(right)) {
        (Some(left), Some(right)) => same(&left, &right),
        _ => left == right,
    }
}

/// The document as compact text with sorted keys, as Go's encoder writes it (`<`, `>` and `&` escaped); `None` if the text is
/// not JSON.
pub fn normalize(text: &str) -> Option<String> {
    let document: Value = serde_json::from_str(text).ok()?;
    Some(escape(&sorted(document).to_string()))
}

/// Like [`normalize`], but with `Version` before everything else, as IAM stores some policies.
pub fn normalize_version_first(text: &str) -> Option<String> {
    let sorted = sorted(serde_json::from_str(text).ok()?);
    let Value::Object(mut members) = sorted else { return normalize(text) };
    let Some(version) = members.shift_remove("Version") else { return normalize(text) };
    let members = std::iter::once(("Version".to_owned(), version)).chain(members).collect();
    Some(escape(&Value::Object(members).to_string()))
}

/// The text to store for a document: the one that was there if it means the same, else the one the API returned.
pub fn settled<'a>(configured: &'a str, returned: &'a str) -> &'a str {
    if equivalent(configured, returned) { configured } else { returned }
}

pub(super) fn parse(text: &str) -> Option<Value> {
    if text.trim().is_empty() {
        return Some(Value::Object(Map::new()));
    }
    serde_json::from_str(text).ok()
}

fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        Value::Object(members) => {
            let mut members: Vec<_> = members.into_iter().collect();
            members.sort_by(|left, right| left.0.cmp(&right.0));
            Value::Object(members.into_iter().map(|(key, value)| (key, sorted(value))).collect())
        }
        other => other,
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_blanks_do_not_matter_but_content_does() {
        for (left, right, expected) in [
            (r#"{"a":1,"b":[1,2]}"#, r#"{ "b": [1, 2], "a": 1 }"#, true),
            (r#"{"a":[1,2]}"#, r#"{"a":[2,1]}"#, false),
            (r#"{"a":1}"#, r#"{"a":1.0}"#, true),
            (r#"{"a":"1"}"#, r#"{"a":1}"#, false),
            ("", "{}", true),
            ("", "", true),
            ("x", "x", true),
            ("x", "y", false),
            ("x", "{}", false),
            (r#"{"a":null}"#, "{}", false),
        ] {
            assert_eq!(equivalent(left, right), expected, "{left} ~ {right}");
            assert_eq!(equivalent(right, left), expected, "{right} ~ {left}");
        }
    }

    #[test]
    fn normal_form_is_compact_sorted_and_escaped() {
        assert_eq!(
            normalize("{ \"b\": \"<&>\", \"a\": [1, {\"d\":1,\"c\":2}] }").as_deref(),
            Some("{\"a\":[1,{\"c\":2,\"d\":1}],\"b\":\"\\u003c\\u0026\\u003e\"}")
        );
        assert_eq!(normalize("nope"), None);
    }
}
