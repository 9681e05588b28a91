//! IAM policy documents: equality as AWS means it.
//!
//! The order of statements and of lists does not matter; one element may stand without its list; `"*"` as a principal is
//! `{"AWS":"*"}`; an account number is the ARN of its root; bools and numbers in conditions are text; actions are compared
//! without regard to case. A document is brought into one normal form and compared there.

use super::json;
use serde_json::{Map, Value};

/// Whether both texts are the same policy. Empty text and `{}` are the same; text that is not JSON equals only itself.
pub fn equivalent(left: &str, right: &str) -> bool {
    match (json::parse(left), json::parse(right)) {
        (Some(left), Some(right)) => normal(left) == normal(right),
        _ => left == right,
    }
}

fn normal(document: Value) -> Value {
    let Value::Object(members) = document else { return document };
    let members = members.into_iter().map(|(key, value)| {
        let value = if key == "Statement" { sorted(list(value).into_iter().map(statement).collect()) } else { value };
        (key, value)
    });
    object(members)
}

fn statement(statement: Value) -> Value {
    let Value::Object(members) = statement else { return statement };
    let members = members.into_iter().filter(|(_, value)| !value.is_null()).filter_map(|(key, value)| {
        let value = match key.as_str() {
            "Action" | "NotAction" => sorted(list(value).into_iter().map(lower).collect()),
            "Resource" | "NotResource" => sorted(list(value)),
            "Principal" | "NotPrincipal" => principals(value),
            "Condition" => conditions(value),
            "Sid" if value == "" => return None,
            _ => value,
        };
        Some((key, value))
    });
    object(members)
}

fn principals(value: Value) -> Value {
    match value {
        Value::String(text) if text == "*" => object([("AWS".to_owned(), Value::Array(vec![Value::String(text)]))]),
        Value::Object(kinds) => object(kinds.into_iter().map(|(kind, names)| {
            let names = list(names);
            let names = if kind == "AWS" { names.into_iter().map(account).collect() } else { names };
            (kind, sorted(names))
        })),
        other => other,
    }
}

/// An account number, spelled out as the ARN of its root.
fn account(principal: Value) -> Value {
    let rooted = principal.as_str().and_then(|text| {
        let number = text.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root")).unwrap_or(text);
        (number.len() == 12 && number.bytes().all(|byte| byte.is_ascii_digit())).then(|| number.to_owned())
    });
    rooted.map_or(principal, Value::String)
}

fn conditions(value: Value) -> Value {
    let Value::Object(operators) = value else { return value };
    let operators = operators.into_iter().map(|(operator, keys)| {
        let keys =
            match keys {
                // Names of condition keys are without case.
                Value::Object(keys) => object(keys.into_iter().map(|(key, values)| {
                    (key.to_ascii_lowercase(), sorted(list(values).into_iter().map(text).collect()))
                })),
                other => other,
            };
        (operator, keys)
    });
    let operators: Map<String, Value> = operators.collect();
    if operators.is_empty() { Value::Null } else { object(operators) }
}

/// A bool or number as text.
fn text(value: Value) -> Value {
    match value {
        Value::Bool(value) => Value::String(value.to_string()),
        Value::Number(number) => Value::String(number.to_string()),
        other => other,
    }
}

fn lower(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.to_ascii_lowercase()),
        other => other,
    }
}

fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        one => vec![one],
    }
}

/// A list in an order of its own, without duplicates.
fn sorted(mut items: Vec<Value>) -> Value {
    items.sort_by_cached_key(Value::to_string);
    items.dedup();
    Value::Array(items)
}

fn object(members: impl IntoIterator<Item = (String, Value)>) -> Value {
    let mut members: Vec<_> = members.into_iter().collect();
    members.sort_by(|left, right| left.0.cmp(&right.0));
    Value::Object(members.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(left: &str, right: &str, expected: bool) {
        assert_eq!(equivalent(left, right), expected, "{left}\n~\n{right}");
        assert_eq!(equivalent(right, left), expected, "{right}\n~\n{left}");
    }

    fn statement(body: &str) -> String {
        format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{{{body}}}]}}")
    }

    #[test]
    fn spellings_of_one_statement_are_equal() {
        for (left, right) in [
            (r#""Effect":"Allow","Action":"s3:Get*""#, r#""Action":["s3:Get*"],"Effect":"Allow""#),
            (r#""Action":["a:B","c:D"]"#, r#""Action":["c:d","a:b"]"#),
            (r#""Resource":["x","y"]"#, r#""Resource":["y","x"]"#),
            (r#""Principal":"*""#, r#""Principal":{"AWS":"*"}"#),
            (r#""Principal":{"AWS":"123456789012"}"#, r#""Principal":{"AWS":["arn:aws:iam::123456789012:root"]}"#),
            (
                r#""Condition":{"Bool":{"aws:SecureTransport":false}}"#,
                r#""Condition":{"Bool":{"aws:SecureTransport":["false"]}}"#,
            ),
            (r#""Condition":{"NumericLessThan":{"k":1}}"#, r#""Condition":{"NumericLessThan":{"k":"1"}}"#),
            (r#""Sid":"","Effect":"Deny""#, r#""Effect":"Deny""#),
        ] {
            check(&statement(left), &statement(right), true);
        }
    }

    #[test]
    fn order_of_statements_does_not_matter() {
        let one = r#"{"Effect":"Allow","Action":"a:a"}"#;
        let two = r#"{"Effect":"Deny","Action":"b:b"}"#;
        check(&format!("{{\"Statement\":[{one},{two}]}}"), &format!("{{\"Statement\":[{two},{one}]}}"), true);
        check(&format!("{{\"Statement\":{one}}}"), &format!("{{\"Statement\":[{one}]}}"), true);
        check("", "{}", true);
    }

    #[test]
    fn different_meanings_differ() {
        for (left, right) in [
            (r#""Effect":"Allow""#, r#""Effect":"Deny""#),
            (r#""Resource":"arn:aws:s3:::A""#, r#""Resource":"arn:aws:s3:::a""#),
            (r#""Principal":{"AWS":"*"}"#, r#""Principal":{"Service":"*"}"#),
            (r#""Action":["a:b"]"#, r#""NotAction":["a:b"]"#),
        ] {
            check(&statement(left), &statement(right), false);
        }
        check(r#"{"Version":"2012-10-17","Statement":[]}"#, r#"{"Version":"2008-10-17","Statement":[]}"#, false);
    }
}
