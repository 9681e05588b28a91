//! A state as `show -json` shows it: outputs, and resources by module.

use super::checks;
use super::value::{sensitive_parts, to_json, type_json};
use crate::objects;
use crate::settings::TERRAFORM_VERSION;
use iac_core::addr::{AbsResourceAddr, AbsResourceInstanceAddr, InstanceKey, ModuleInstanceAddr, ResourceMode};
use iac_core::value::Value;
use iac_engine::Providers;
use iac_state::{ObjectState, ObjectStatus, ResourceState, State};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// The document; of no state only its versions.
pub(crate) fn render(state: Option<&State>, providers: &Providers) -> Json {
    let mut out = Map::new();
    out.insert("format_version".into(), "1.0".into());
    let Some(state) = state.filter(|state| !state.is_empty()) else { return Json::Object(out) };
    let version = if state.terraform_version.is_empty() { TERRAFORM_VERSION } else { &state.terraform_version };
    out.insert("terraform_version".into(), version.into());
    let mut values = Map::new();
    if !state.outputs.is_empty() {
        let outputs = state.outputs.iter().map(|(name, output)| {
            let shown = json!({ "sensitive": output.sensitive, "value": to_json(&output.value), "type": type_json(&output.value.ty()) });
            (name.to_string(), shown)
        });
        values.insert("outputs".into(), Json::Object(outputs.collect()));
    }
    let mut tree = ModuleTree::default();
    for (addr, resource) in &state.resources {
        for entry in objects_of(addr, resource, providers) {
            tree.add(&addr.module, entry);
        }
    }
    values.insert("root_module".into(), tree.render());
    out.insert("values".into(), Json::Object(values));
    if let Some(checks) = state.check_results.as_deref().and_then(checks::render) {
        out.insert("checks".into(), checks);
    }
    Json::Object(out)
}

fn objects_of(addr: &AbsResourceAddr, resource: &ResourceState, providers: &Providers) -> Vec<Json> {
    let schema = objects::schema(providers, &resource.provider, &addr.resource);
    let mut found = Vec::new();
    for (key, instance) in &resource.instances {
        let deposed = instance.deposed.iter().map(|(key, object)| (Some(key), object));
        for (deposed, object) in instance.current.iter().map(|object| (None, object)).chain(deposed) {
            let value = objects::value(object, schema.as_deref());
            let mut entry = resource_head(&addr.instance(key.clone()), &resource.provider.provider.to_string());
            entry.insert(
                "schema_version".into(),
                schema.as_ref().map_or(object.schema_version, |schema| schema.version).into(),
            );
            entry.extend(values(&value));
            state_facts(object, deposed.map(|key| &**key), &mut entry);
            found.push(Json::Object(entry));
        }
    }
    found
}

fn state_facts(object: &ObjectState, deposed: Option<&str>, entry: &mut Map<String, Json>) {
    if !object.dependencies.is_empty() {
        entry.insert("depends_on".into(), object.dependencies.iter().map(ToString::to_string).collect());
    }
    if object.status == ObjectStatus::Tainted {
        entry.insert("tainted".into(), true.into());
    }
    if let Some(key) = deposed {
        entry.insert("deposed_key".into(), key.into());
    }
}

/// The members that say which instance it is.
pub(super) fn resource_head(addr: &AbsResourceInstanceAddr, provider: &str) -> Map<String, Json> {
    let mut out = Map::new();
    out.insert("address".into(), addr.to_string().into());
    out.insert("mode".into(), mode(addr.resource.mode).into());
    out.insert("type".into(), (*addr.resource.ty).into());
    out.insert("name".into(), (*addr.resource.name).into());
    match &addr.key {
        InstanceKey::None => {}
        InstanceKey::Int(index) => drop(out.insert("index".into(), (*index).into())),
        InstanceKey::String(key) => drop(out.insert("index".into(), (**key).into())),
    }
    out.insert("provider_name".into(), provider.into());
    out
}

pub(super) fn mode(mode: ResourceMode) -> &'static str {
    match mode {
        ResourceMode::Managed => "managed",
        ResourceMode::Data => "data",
        ResourceMode::Ephemeral => "ephemeral",
    }
}

/// The members `values` and `sensitive_values` of an object.
pub(super) fn values(value: &Value) -> [(String, Json); 2] {
    [("values".into(), to_json(value)), ("sensitive_values".into(), sensitive_parts(value))]
}

/// Resources by module.
#[derive(Default)]
pub(super) struct ModuleTree {
    address: String,
    resources: Vec<Json>,
    children: BTreeMap<String, ModuleTree>,
}

impl ModuleTree {
    /// Puts a resource where it belongs.
    pub(super) fn add(&mut self, module: &ModuleInstanceAddr, resource: Json) {
        let mut node = self;
        for depth in 1..=module.0.len() {
            let address = ModuleInstanceAddr::from(module.0[..depth].to_vec()).to_string();
            node = node.children.entry(address.clone()).or_insert_with(|| Self { address, ..Self::default() });
        }
        node.resources.push(resource);
    }

    /// The module with those inside it.
    pub(super) fn render(&self) -> Json {
        let mut out = Map::new();
        if !self.resources.is_empty() {
            out.insert("resources".into(), Json::Array(self.resources.clone()));
        }
        if !self.address.is_empty() {
            out.insert("address".into(), self.address.as_str().into());
        }
        if !self.children.is_empty() {
            out.insert("child_modules".into(), self.children.values().map(Self::render).collect());
        }
        Json::Object(out)
    }
}
