//! State format version 3, which Terraform 0.7 to 0.11 wrote, read into the model.
//!
//! Attributes stay in their flat form until the schema is at hand. Values of outputs of child modules are dropped, as
//! version 4 has no place for them.

use super::v4_read::{Names, provider_addr};
use crate::{InstanceState, ObjectAttributes, ObjectState, ObjectStatus, OutputState, ResourceState, State};
use iac_core::addr::{
    AbsResourceAddr, ConfigResourceAddr, InstanceKey, ModuleAddr, ModuleInstanceAddr, ModuleStep, ResourceAddr,
    ResourceMode,
};
use iac_core::value::{Type, from_json, json_type};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Deserialize, Default)]
#[serde(default)]
struct StateV3 {
    terraform_version: String,
    serial: u64,
    lineage: String,
    modules: Vec<ModuleV3>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ModuleV3 {
    path: Vec<String>,
    outputs: BTreeMap<String, OutputV3>,
    resources: BTreeMap<String, ResourceV3>,
}

#[derive(Deserialize)]
struct OutputV3 {
    value: Box<RawValue>,
    #[serde(default, rename = "type")]
    ty: Option<String>,
    #[serde(default)]
    sensitive: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ResourceV3 {
    depends_on: Vec<String>,
    primary: Option<InstanceV3>,
    deposed: Vec<InstanceV3>,
    provider: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct InstanceV3 {
    id: String,
    attributes: Option<BTreeMap<String, String>>,
    meta: Option<Map<String, Json>>,
    tainted: bool,
}

/// Reads a state of version 3.
pub(super) fn state_from_v3(text: &[u8]) -> Result<State, String> {
    let file: StateV3 = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let mut state = State {
        lineage: file.lineage,
        serial: file.serial,
        terraform_version: file.terraform_version,
        ..State::default()
    };
    let mut names = Names::default();
    for module in file.modules {
        let addr = module_addr(&module.path);
        for (key, resource) in module.resources {
            add_resource(&mut state, &addr, &key, resource, &mut names)?;
        }
        for (name, output) in module.outputs.into_iter().filter(|_| addr.is_root()) {
            let output = output_from_v3(&output).map_err(|error| format!("output {name:?}: {error}"))?;
            state.outputs.insert(name.into(), output);
        }
    }
    Ok(state)
}

/// The module of a path such as `["root", "a"]`; modules had no keys then.
fn module_addr(path: &[String]) -> ModuleInstanceAddr {
    let names = path.iter().skip(usize::from(path.first().is_some_and(|first| first == "root")));
    ModuleInstanceAddr(names.map(|name| ModuleStep { name: name.as_str().into(), key: InstanceKey::None }).collect())
}

fn output_from_v3(output: &OutputV3) -> Result<OutputState, String> {
    // Lists and maps of texts were so then; whatever else stood in an output has the type that it looks like.
    let text = output.value.get();
    let of_texts = match output.ty.as_deref() {
        Some("list") => Some(Type::list(Type::String)),
        Some("map") => Some(Type::map(Type::String)),
        _ => None,
    };
    if let Some(value) = of_texts.and_then(|ty| from_json(text, &ty).ok()) {
        return Ok(OutputState { value, sensitive: output.sensitive });
    }
    let ty = json_type(text).map_err(|error| error.to_string())?;
    let value = from_json(text, &ty).map_err(|error| error.to_string())?;
    Ok(OutputState { value, sensitive: output.sensitive })
}

fn add_resource(
    state: &mut State,
    module: &ModuleInstanceAddr,
    key: &str,
    resource: ResourceV3,
    names: &mut Names,
) -> Result<(), String> {
    let Some((addr, key)) = resource_key(key) else {
        return Err(format!("{key:?} in module {module} is not the key of a resource"));
    };
    let prefix = module.module();
    let dependencies: Vec<_> =
        resource.depends_on.iter().filter_map(|text| names.addr(&dependency(&prefix, text)?)).collect();
    let dependencies: Arc<[_]> = dependencies.into();
    let object = |instance| object_from_v3(instance, &dependencies).map(Arc::new);
    let place = |error| format!("{addr} in module {module}: {error}");
    let current = resource.primary.filter(InstanceV3::exists).map(object).transpose().map_err(place)?;
    let mut instance = InstanceState { current, deposed: BTreeMap::new() };
    for (index, old) in resource.deposed.into_iter().filter(InstanceV3::exists).enumerate() {
        // Deposed objects had no keys; any will do, and the same at every reading.
        instance.deposed.insert(format!("{:08x}", index + 1).into(), object(old).map_err(place)?);
    }
    if instance.current.is_none() && instance.deposed.is_empty() {
        return Ok(());
    }
    let text = Some(resource.provider.as_str());
    let provider = provider_addr(text, &addr).map_err(|error| place(error.to_string()))?;
    let addr = AbsResourceAddr { module: module.clone(), resource: addr };
    let empty = ResourceState { provider, instances: BTreeMap::new() };
    state.resources.entry(addr).or_insert(empty).instances.insert(key, instance);
    Ok(())
}

/// `TYPE.NAME`, `TYPE.NAME.INDEX`, either after `data.`.
fn resource_key(key: &str) -> Option<(ResourceAddr, InstanceKey)> {
    let (mode, rest) = match key.strip_prefix("data.") {
        Some(rest) => (ResourceMode::Data, rest),
        None => (ResourceMode::Managed, key),
    };
    let mut parts = rest.split('.');
    let (ty, name) = (parts.next()?, parts.next()?);
    let key = match parts.next() {
        None => InstanceKey::None,
        Some(index) => InstanceKey::Int(index.parse().ok()?),
    };
    if parts.next().is_some() || ty.is_empty() || name.is_empty() {
        return None;
    }
    Some((ResourceAddr { mode, ty: ty.into(), name: name.into() }, key))
}

/// A dependency as an address from the root; modules are none.
fn dependency(module: &ModuleAddr, text: &str) -> Option<String> {
    let (addr, _) = resource_key(text.strip_suffix(".*").unwrap_or(text))?;
    if text.starts_with("module.") {
        return None;
    }
    Some(if module.is_root() { addr.to_string() } else { format!("{module}.{addr}") })
}

impl InstanceV3 {
    fn exists(&self) -> bool {
        !self.id.is_empty() || self.attributes.is_some()
    }
}

fn object_from_v3(old: InstanceV3, dependencies: &Arc<[Arc<ConfigResourceAddr>]>) -> Result<ObjectState, String> {
    let mut meta = old.meta.unwrap_or_default();
    let schema_version = match meta.remove("schema_version") {
        None => 0,
        Some(Json::String(text)) => text.parse().map_err(|_| format!("schema version {text:?} is no number"))?,
        Some(other) => other.as_u64().ok_or_else(|| format!("schema version {other} is no number"))?,
    };
    let mut attributes: BTreeMap<Arc<str>, Arc<str>> =
        old.attributes.unwrap_or_default().into_iter().map(|(key, value)| (key.into(), value.into())).collect();
    attributes.entry("id".into()).or_insert_with(|| old.id.as_str().into());
    Ok(ObjectState {
        attributes: ObjectAttributes::Flat(attributes),
        schema_version,
        status: if old.tainted { ObjectStatus::Tainted } else { ObjectStatus::Ready },
        sensitive_paths: Vec::new(),
        private: if meta.is_empty() { Vec::new() } else { Json::Object(meta).to_string().into_bytes() },
        dependencies: Arc::clone(dependencies),
        create_before_destroy: false,
        identity: None,
        identity_schema_version: 0,
    })
}
