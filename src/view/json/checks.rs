//! Results of checks and conditions as JSON.

use iac_core::addr::{AbsResourceInstanceAddr, ConfigResourceAddr, InstanceKey, ResourceMode};
use iac_state::CheckResult;
use serde_json::{Map, Value as Json, json};

/// The `checks` member; `None` if there are none.
pub(crate) fn render(results: &[CheckResult]) -> Option<Json> {
    (!results.is_empty()).then(|| Json::Array(results.iter().map(check).collect()))
}

fn check(result: &CheckResult) -> Json {
    let mut out = Map::new();
    out.insert("address".into(), address(result));
    out.insert("status".into(), result.status.as_str().into());
    if !result.objects.is_empty() {
        out.insert("instances".into(), result.objects.iter().map(instance).collect());
    }
    Json::Object(out)
}

fn address(result: &CheckResult) -> Json {
    let kind = match result.object_kind.as_str() {
        "output" => "output_value",
        kind => kind,
    };
    let mut out = Map::new();
    out.insert("kind".into(), kind.into());
    match result.config_addr.parse::<ConfigResourceAddr>() {
        Ok(addr) if kind == "resource" => {
            let mode = if addr.resource.mode == ResourceMode::Data { "data" } else { "managed" };
            if !addr.module.is_root() {
                out.insert("module".into(), addr.module.to_string().into());
            }
            out.insert("mode".into(), mode.into());
            out.insert("type".into(), (*addr.resource.ty).into());
            out.insert("name".into(), (*addr.resource.name).into());
        }
        _ => {
            let (rest, name) = result.config_addr.rsplit_once('.').unwrap_or(("", &result.config_addr));
            if let Some((module, _)) = rest.rsplit_once('.') {
                out.insert("module".into(), module.into());
            }
            out.insert("name".into(), name.into());
        }
    }
    out.insert("to_display".into(), result.config_addr.as_str().into());
    Json::Object(out)
}

fn instance((addr, status, messages): &(String, String, Vec<String>)) -> Json {
    let mut place = Map::new();
    if let Ok(parsed) = addr.parse::<AbsResourceInstanceAddr>() {
        if !parsed.module.is_root() {
            place.insert("module".into(), parsed.module.to_string().into());
        }
        match parsed.key {
            InstanceKey::None => {}
            InstanceKey::Int(index) => drop(place.insert("instance_key".into(), index.into())),
            InstanceKey::String(key) => drop(place.insert("instance_key".into(), (*key).into())),
        }
    }
    place.insert("to_display".into(), addr.as_str().into());
    let mut out = Map::new();
    out.insert("address".into(), Json::Object(place));
    out.insert("status".into(), status.as_str().into());
    if !messages.is_empty() {
        let problems = messages.iter().map(|message| json!({ "message": message }));
        out.insert("problems".into(), problems.collect());
    }
    Json::Object(out)
}
