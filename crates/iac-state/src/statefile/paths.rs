//! Paths of sensitive attributes, as the state file spells them.

use iac_core::value::{Path, Step, Type, Value, from_json};
use serde_json::{Value as Json, json};

/// The file's form of a list of paths.
pub(super) fn paths_to_json(paths: &[Path]) -> Json {
    Json::Array(paths.iter().map(|path| Json::Array(path.steps.iter().map(step_to_json).collect())).collect())
}

fn step_to_json(step: &Step) -> Json {
    match step {
        Step::Attribute(name) => json!({ "type": "get_attr", "value": &**name }),
        Step::Index(key) => {
            let (ty, value) = match (key.as_str(), key.as_number()) {
                (Some(text), _) => ("string", Json::from(text)),
                (_, Some(number)) => ("number", serde_json::from_str(&number.to_string()).unwrap_or(Json::Null)),
                _ => ("dynamic", Json::Null),
            };
            json!({ "type": "index", "value": { "value": value, "type": ty } })
        }
    }
}

/// The paths in the file's form; what cannot be understood is left out.
pub(super) fn paths_from_json(json: &Json) -> Vec<Path> {
    let paths = json.as_array().map(Vec::as_slice).unwrap_or_default();
    paths.iter().filter_map(path_from_json).collect()
}

fn path_from_json(json: &Json) -> Option<Path> {
    let mut path = Path::root();
    for step in json.as_array()? {
        let value = step.get("value")?;
        path = match step.get("type")?.as_str()? {
            "get_attr" => path.then_attribute(value.as_str()?),
            "index" => path.then_index(index_from_json(value)?),
            _ => return None,
        };
    }
    Some(path)
}

fn index_from_json(json: &Json) -> Option<Value> {
    let ty = match json.get("type")?.as_str()? {
        "string" => Type::String,
        "number" => Type::Number,
        _ => return None,
    };
    from_json(&json.get("value")?.to_string(), &ty).ok()
}
