//! Stored attributes as a value of a schema's type, tolerating what other versions wrote.
//!
//! The fast path reads the text directly; only when it does not fit is it read generically and adjusted: attributes that
//! the type lacks go, missing ones become null, and primitives are converted.

use crate::StateError;
use iac_core::value::{Type, Value, from_json, json_type};
use serde_json::Value as Json;

/// Reads JSON attributes as a value of a type.
pub(crate) fn decode_json(text: &str, ty: &Type) -> Result<Value, StateError> {
    if let Ok(value) = from_json(text, ty) {
        return Ok(value);
    }
    let json: Json =
        serde_json::from_str(text).map_err(|error| StateError(format!("attributes are not JSON: {error}")))?;
    let fitted = fit(&json, ty);
    from_json(&fitted.to_string(), ty).map_err(|error| StateError(error.to_string()))
}

/// JSON of the shape that a type wants.
fn fit(json: &Json, ty: &Type) -> Json {
    match (ty, json) {
        (_, Json::Null) => Json::Null,
        (Type::Object(object), Json::Object(members)) => {
            let fit_member = |(name, ty): (&std::sync::Arc<str>, &Type)| {
                (name.to_string(), members.get(&**name).map_or(Json::Null, |member| fit(member, ty)))
            };
            Json::Object(object.attributes.iter().map(fit_member).collect())
        }
        // A block that was a list of at most one and became a single object, and the other way round.
        (Type::Object(_), Json::Array(items)) => items.first().map_or(Json::Null, |item| fit(item, ty)),
        (Type::List(element) | Type::Set(element), Json::Array(items)) => {
            Json::Array(items.iter().map(|item| fit(item, element)).collect())
        }
        (Type::List(element) | Type::Set(element), other) => Json::Array(vec![fit(other, element)]),
        (Type::Map(element), Json::Object(members)) => {
            Json::Object(members.iter().map(|(name, member)| (name.clone(), fit(member, element))).collect())
        }
        (Type::String, Json::Bool(_) | Json::Number(_)) => Json::String(json.to_string()),
        (Type::Number | Type::Bool, Json::String(text)) => primitive_from_text(text, ty),
        (Type::Dynamic, other) if !is_dynamic_pair(other) => {
            let text = other.to_string();
            let ty = json_type(&text).map_or_else(|_| "\"dynamic\"".into(), |ty| iac_core::value::type_to_json(&ty));
            serde_json::json!({ "value": other, "type": serde_json::from_str::<Json>(&ty).unwrap_or(Json::Null) })
        }
        (_, other) => other.clone(),
    }
}

fn primitive_from_text(text: &str, ty: &Type) -> Json {
    match ty {
        _ if text.is_empty() => Json::Null,
        Type::Bool => Json::Bool(matches!(text, "true" | "1")),
        _ => serde_json::from_str::<serde_json::Number>(text).map_or(Json::Null, Json::Number),
    }
}

fn is_dynamic_pair(json: &Json) -> bool {
    json.as_object()
        .is_some_and(|members| members.len() == 2 && members.contains_key("value") && members.contains_key("type"))
}
