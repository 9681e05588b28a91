//! Values as Terraform's JSON forms show them: the value itself, which parts are unknown, which are sensitive.

use iac_core::value::{Kind, Type, Value, type_to_json};
use serde_json::{Map, Value as Json};

/// A value as JSON. Unknown attributes and keys are left out, unknown elements are null; marks do not show.
pub(crate) fn to_json(value: &Value) -> Json {
    match value.kind() {
        Kind::Null(_) | Kind::Unknown(_) => Json::Null,
        Kind::Bool(value) => Json::Bool(*value),
        Kind::Number(number) => serde_json::from_str(&number.to_string()).unwrap_or(Json::Null),
        Kind::String(text) => Json::String(text.to_string()),
        Kind::List(list) => Json::Array(list.items.iter().map(to_json).collect()),
        Kind::Set(set) => Json::Array(set.items.iter().map(to_json).collect()),
        Kind::Tuple(items) => Json::Array(items.iter().map(to_json).collect()),
        Kind::Map(map) => members(map.items.iter().map(|(key, value)| (&**key, value))),
        Kind::Object(attributes) => members(attributes.iter().map(|(key, value)| (&**key, value))),
    }
}

fn members<'a>(entries: impl Iterator<Item = (&'a str, &'a Value)>) -> Json {
    Json::Object(
        entries.filter(|(_, value)| value.is_known()).map(|(key, value)| (key.to_owned(), to_json(value))).collect(),
    )
}

/// A type as JSON.
pub(crate) fn type_json(ty: &Type) -> Json {
    serde_json::from_str(&type_to_json(ty)).unwrap_or(Json::Null)
}

/// Which parts are unknown, in the shape of the value: `true` where unknown; attributes without such parts are left out.
pub(crate) fn unknown_parts(value: &Value) -> Json {
    if !value.is_known() {
        return Json::Bool(true);
    }
    parts(value, &unknown_parts)
}

/// Which parts are sensitive, in the shape of the value: `true` where sensitive; attributes without such parts are left out.
pub(crate) fn sensitive_parts(value: &Value) -> Json {
    if value.marks().sensitive {
        return Json::Bool(true);
    }
    match (value.is_known(), value.ty()) {
        (true, _) => parts(value, &sensitive_parts),
        (false, Type::List(_) | Type::Set(_) | Type::Tuple(_)) => Json::Array(Vec::new()),
        (false, Type::Map(_) | Type::Object(_)) => Json::Object(Map::new()),
        (false, _) => Json::Bool(false),
    }
}

/// The shape of a known value with each part as `of` says; mappings leave out what is `false`.
fn parts(value: &Value, of: &dyn Fn(&Value) -> Json) -> Json {
    if let Some(items) = value.as_elements() {
        return Json::Array(items.iter().map(of).collect());
    }
    let Some(entries) = value.as_entries() else { return Json::Bool(false) };
    let found = entries.iter().map(|(key, value)| (key.to_string(), of(value)));
    Json::Object(found.filter(|(_, part)| *part != Json::Bool(false)).collect())
}

/// JSON text on one line. `<`, `>` and `&` are escaped, as Terraform escapes them, so that the text can stand in HTML.
pub(crate) fn compact(json: &Json) -> String {
    escaped(json.to_string())
}

/// JSON text for people, indented by two.
pub(crate) fn pretty(json: &Json) -> String {
    escaped(format!("{json:#}"))
}

fn escaped(text: String) -> String {
    if !text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        return text;
    }
    // These characters stand only inside strings.
    let mut out = String::with_capacity(text.len() + 32);
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{compact, sensitive_parts, to_json, unknown_parts};
    use iac_core::value::{Marks, Type, Value};

    #[test]
    fn values_unknown_parts_and_sensitive_parts_have_terraforms_shape() {
        let check = |value: Value, json: &str, unknown: &str, sensitive: &str| {
            let found = (compact(&to_json(&value)), compact(&unknown_parts(&value)), compact(&sensitive_parts(&value)));
            assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_str()), (json, unknown, sensitive));
        };
        let unknown = || Value::unknown(Type::String);
        check(Value::string("<a>"), r#""\u003ca\u003e""#, "false", "false");
        check(Value::object([("a", unknown()), ("b", Value::number(1))]), r#"{"b":1}"#, r#"{"a":true}"#, "{}");
        check(Value::tuple([unknown(), Value::null(Type::Dynamic)]), "[null,null]", "[true,false]", "[false,false]");
        check(
            Value::object([("s", Value::string("x").mark(&Marks::SENSITIVE))]),
            r#"{"s":"x"}"#,
            "{}",
            r#"{"s":true}"#,
        );
        check(Value::object([("l", Value::unknown(Type::list(Type::String)))]), "{}", r#"{"l":true}"#, r#"{"l":[]}"#);
    }
}
