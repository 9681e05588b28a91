//! A plan as `show -json FILE` shows it, format version 1.2.

use super::state::{ModuleTree, mode, resource_head, values};
use super::value::{sensitive_parts, to_json, type_json, unknown_parts};
use super::{checks, configuration, state};
use crate::objects;
use crate::settings::TERRAFORM_VERSION;
use iac_core::addr::ResourceMode;
use iac_core::value::{Path, Step, Value};
use iac_engine::{Change, OutputChange, Plan, Providers, ReplaceBecause, ResourceChange};
use iac_lang::config::Config;
use serde_json::{Map, Value as Json, json};

/// The document.
pub(crate) fn render(plan: &Plan, config: &Config, providers: &Providers) -> Json {
    let mut out = Map::new();
    out.insert("format_version".into(), "1.2".into());
    out.insert("terraform_version".into(), TERRAFORM_VERSION.into());
    if !plan.variables.is_empty() {
        let variables =
            plan.variables.iter().map(|(name, value)| (name.to_string(), json!({ "value": to_json(value) })));
        out.insert("variables".into(), Json::Object(variables.collect()));
    }
    out.insert("planned_values".into(), planned_values(plan, providers));
    if !plan.drift.is_empty() {
        out.insert("resource_drift".into(), plan.drift.iter().map(resource_change).collect());
    }
    let changes: Vec<Json> = listed(plan).into_iter().map(resource_change).collect();
    if !changes.is_empty() {
        out.insert("resource_changes".into(), Json::Array(changes));
    }
    if !plan.outputs.is_empty() {
        let outputs = plan.outputs.iter().map(|(name, change)| (name.to_string(), output_change(change)));
        out.insert("output_changes".into(), Json::Object(outputs.collect()));
    }
    if !plan.prior_state.is_empty() {
        out.insert("prior_state".into(), state::render(Some(&plan.prior_state), providers));
    }
    out.insert("configuration".into(), configuration::render(config, providers));
    if !plan.relevant_attributes.is_empty() {
        let relevant = plan
            .relevant_attributes
            .iter()
            .map(|(addr, path)| json!({ "resource": addr, "attribute": path_json(path) }));
        out.insert("relevant_attributes".into(), relevant.collect());
    }
    if let Some(checks) = checks::render(&plan.check_results) {
        out.insert("checks".into(), checks);
    }
    out.insert("timestamp".into(), (*plan.timestamp).into());
    out.insert("applyable".into(), plan.is_applyable().into());
    out.insert("complete".into(), (plan.targets.is_empty() && !plan.errored).into());
    out.insert("errored".into(), plan.errored.into());
    Json::Object(out)
}

/// The changes in Terraform's order: by module, data sources before resources. Data sources that were read while planning
/// are no changes.
fn listed(plan: &Plan) -> Vec<&ResourceChange> {
    let is_data = |change: &ResourceChange| change.addr.resource.mode == ResourceMode::Data;
    let mut listed: Vec<&ResourceChange> =
        plan.changes.iter().filter(|change| !is_data(change) || !change.change.is_noop()).collect();
    listed.sort_by_key(|change| (change.addr.module.clone(), !is_data(change)));
    listed
}

fn planned_values(plan: &Plan, providers: &Providers) -> Json {
    let mut out = Map::new();
    let outputs = plan.outputs.iter().filter_map(|(name, change)| {
        let planned = change.planned.as_ref()?;
        let mut entry = Map::new();
        entry.insert("sensitive".into(), change.sensitive.into());
        if planned.is_wholly_known() {
            entry.insert("type".into(), type_json(&planned.ty()));
            entry.insert("value".into(), to_json(planned));
        }
        Some((name.to_string(), Json::Object(entry)))
    });
    let outputs: Map<String, Json> = outputs.collect();
    if !outputs.is_empty() {
        out.insert("outputs".into(), Json::Object(outputs));
    }
    let mut tree = ModuleTree::default();
    for change in listed(plan).into_iter().filter(|change| change.deposed.is_none()) {
        let planned = match &change.change {
            // What the state forgets stays as it is.
            Change::Forget { prior } => Some(prior),
            other => other.planned(),
        };
        let Some(planned) = planned else { continue };
        let schema = objects::schema(providers, &change.provider, &change.addr.resource);
        let mut entry = resource_head(&change.addr, &change.provider.provider.to_string());
        entry.insert("schema_version".into(), schema.map_or(0, |schema| schema.version).into());
        entry.extend(values(planned));
        tree.add(&change.addr.module, Json::Object(entry));
    }
    out.insert("root_module".into(), tree.render());
    Json::Object(out)
}

fn resource_change(change: &ResourceChange) -> Json {
    let mut out = Map::new();
    let addr = &change.addr;
    out.insert("address".into(), addr.to_string().into());
    if let Some(previous) = &change.previous_addr {
        out.insert("previous_address".into(), previous.to_string().into());
    }
    if !addr.module.is_root() {
        out.insert("module_address".into(), addr.module.to_string().into());
    }
    for (key, value) in resource_head(addr, &change.provider.provider.to_string()) {
        out.entry(key).or_insert(value);
    }
    debug_assert_eq!(out["mode"], mode(addr.resource.mode));
    if let Some(key) = &change.deposed {
        out.insert("deposed".into(), (**key).into());
    }
    out.insert("change".into(), change_json(change));
    if let Some(reason) = change.reason {
        out.insert("action_reason".into(), reason.as_str().into());
    }
    Json::Object(out)
}

fn change_json(change: &ResourceChange) -> Json {
    let (before, after) = (change.change.prior(), change.change.planned());
    let mut out = sides(before, after);
    out.insert("actions".into(), change.change.actions().iter().copied().collect());
    let unknown =
        after.filter(|after| !after.is_wholly_known()).map_or_else(|| Json::Object(Map::new()), unknown_parts);
    out.insert("after_unknown".into(), unknown);
    let sensitive = |value: Option<&Value>| value.map_or(Json::Bool(false), sensitive_parts);
    out.insert("before_sensitive".into(), sensitive(before));
    out.insert("after_sensitive".into(), sensitive(after));
    if let Change::Replace { because: ReplaceBecause::CannotUpdate(paths), .. } = &change.change
        && !paths.is_empty()
    {
        out.insert("replace_paths".into(), paths.iter().map(path_json).collect());
    }
    if let Some(id) = &change.importing {
        out.insert("importing".into(), json!({ "id": &**id }));
    }
    Json::Object(out)
}

fn sides(before: Option<&Value>, after: Option<&Value>) -> Map<String, Json> {
    let mut out = Map::new();
    out.insert("actions".into(), Json::Null);
    out.insert("before".into(), before.map_or(Json::Null, to_json));
    out.insert("after".into(), after.map_or(Json::Null, to_json));
    out
}

fn output_change(change: &OutputChange) -> Json {
    let (before, after) = (change.prior.as_ref(), change.planned.as_ref());
    let mut out = sides(before, after);
    out.insert("actions".into(), change.actions().iter().copied().collect());
    if after.is_some_and(|after| !after.is_known()) {
        out.remove("after");
    }
    let unknown = after.filter(|after| !after.is_wholly_known()).map_or(Json::Bool(false), unknown_parts);
    out.insert("after_unknown".into(), unknown);
    // One flag for both sides, as in Terraform: an output that was or becomes sensitive is hidden on both.
    out.insert("before_sensitive".into(), change.sensitive.into());
    out.insert("after_sensitive".into(), change.sensitive.into());
    Json::Object(out)
}

/// A path as an array of names, indices and keys.
pub(super) fn path_json(path: &Path) -> Json {
    let step = |step: &Step| match step {
        Step::Attribute(name) => Json::String(name.to_string()),
        Step::Index(key) => to_json(key),
    };
    path.steps.iter().map(step).collect()
}
