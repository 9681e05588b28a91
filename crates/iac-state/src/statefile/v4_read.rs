//! From the file's layout to the model.

use super::indent::compact;
use super::paths::paths_from_json;
use super::v4::{CheckV4, IndexKeyV4, InstanceV4, OutputV4, ResourceV4, StateV4};
use crate::{CheckResult, ObjectAttributes, ObjectState, ObjectStatus, OutputState, ResourceState, State, StoreError};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use iac_core::addr::{
    AbsProviderConfigAddr, AbsResourceAddr, ConfigResourceAddr, InstanceKey, ModuleInstanceAddr, ResourceAddr,
    ResourceMode,
};
use iac_core::value::{from_json, type_from_json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads a state. `path` is named in errors.
pub(crate) fn state_from_json(path: &str, text: &[u8]) -> Result<State, StoreError> {
    let invalid = |message: String| StoreError::Invalid { path: path.to_owned(), message };
    #[derive(serde::Deserialize)]
    struct Header {
        version: Option<u64>,
    }
    let header: Header = serde_json::from_slice(text).map_err(|error| invalid(describe(&error, text)))?;
    match header.version {
        Some(4) => {}
        Some(version) if version > 4 => return Err(StoreError::NewerFormat { path: path.to_owned(), version }),
        Some(version) => {
            return Err(invalid(format!(
                "it has format version {version}; run Terraform 0.13 on it once to upgrade it"
            )));
        }
        None => return Err(invalid("it has no \"version\"".into())),
    }
    let file: StateV4 = serde_json::from_slice(text).map_err(|error| invalid(describe(&error, text)))?;
    state_from_v4(file).map_err(invalid)
}

fn describe(error: &serde_json::Error, text: &[u8]) -> String {
    if error.is_eof() {
        format!("it ends in the middle, after {} bytes; restore the .backup file beside it", text.len())
    } else {
        error.to_string()
    }
}

fn state_from_v4(file: StateV4) -> Result<State, String> {
    let mut state = State {
        lineage: file.lineage,
        serial: file.serial,
        terraform_version: file.terraform_version,
        check_results: file.check_results.map(|results| results.into_iter().map(check_from_v4).collect()),
        ..State::default()
    };
    for (name, output) in file.outputs.unwrap_or_default() {
        let value = output_from_v4(&output).map_err(|error| format!("output {name:?}: {error}"))?;
        state.outputs.insert(name.into(), value);
    }
    for resource in file.resources.unwrap_or_default() {
        add_resource(&mut state, resource)?;
    }
    Ok(state)
}

fn output_from_v4(output: &OutputV4) -> Result<OutputState, String> {
    let ty = type_from_json(output.ty.get()).map_err(|error| error.to_string())?;
    let value = from_json(output.value.get(), &ty).map_err(|error| error.to_string())?;
    Ok(OutputState { value, sensitive: output.sensitive })
}

fn check_from_v4(check: CheckV4) -> CheckResult {
    let objects = check.objects.unwrap_or_default();
    CheckResult {
        object_kind: check.object_kind,
        config_addr: check.config_addr,
        status: check.status,
        objects: objects
            .into_iter()
            .map(|object| (object.object_addr, object.status, object.failure_messages.unwrap_or_default()))
            .collect(),
    }
}

fn add_resource(state: &mut State, resource: ResourceV4) -> Result<(), String> {
    let addr = resource_addr(&resource)?;
    let provider: AbsProviderConfigAddr =
        resource.provider.parse().map_err(|error| format!("provider of {addr}: {error}"))?;
    let mut instances: BTreeMap<InstanceKey, crate::InstanceState> = BTreeMap::new();
    for instance in resource.instances {
        let key = match &instance.index_key {
            None => InstanceKey::None,
            Some(IndexKeyV4::Int(index)) => InstanceKey::Int(*index),
            Some(IndexKeyV4::String(key)) => InstanceKey::String(key.as_str().into()),
        };
        let deposed = instance.deposed.clone();
        let object = object_from_v4(instance).map_err(|error| format!("{addr}{key}: {error}"))?;
        let slot = instances.entry(key).or_default();
        match deposed {
            Some(deposed) => drop(slot.deposed.insert(deposed.into(), object)),
            None => slot.current = Some(object),
        }
    }
    state
        .resources
        .entry(addr)
        .or_insert_with(|| ResourceState { provider, instances: BTreeMap::new() })
        .instances
        .extend(instances);
    Ok(())
}

fn resource_addr(resource: &ResourceV4) -> Result<AbsResourceAddr, String> {
    let module = match resource.module.as_deref() {
        None | Some("") => ModuleInstanceAddr::root(),
        Some(text) => text.parse().map_err(|error| format!("module {text:?}: {error}"))?,
    };
    let mode = match resource.mode.as_str() {
        "managed" => ResourceMode::Managed,
        "data" => ResourceMode::Data,
        other => return Err(format!("resource mode {other:?} is not known")),
    };
    let resource = ResourceAddr { mode, ty: resource.ty.as_str().into(), name: resource.name.as_str().into() };
    Ok(AbsResourceAddr { module, resource })
}

/// Reads one object.
pub(crate) fn object_from_v4(instance: InstanceV4) -> Result<ObjectState, String> {
    let attributes = match (instance.attributes, instance.attributes_flat) {
        (Some(json), _) => ObjectAttributes::Json(compact(json.get()).into()),
        (None, Some(flat)) => {
            ObjectAttributes::Flat(flat.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
        }
        (None, None) => return Err("it has no attributes".into()),
    };
    let status = match instance.status.as_deref() {
        None | Some("") => ObjectStatus::Ready,
        Some("tainted") => ObjectStatus::Tainted,
        Some(other) => return Err(format!("status {other:?} is not known")),
    };
    let sensitive = instance.sensitive_attributes.as_deref().and_then(|raw| serde_json::from_str(raw.get()).ok());
    let private = instance.private.unwrap_or_default();
    Ok(ObjectState {
        attributes,
        schema_version: instance.schema_version,
        status,
        sensitive_paths: sensitive.as_ref().map(paths_from_json).unwrap_or_default(),
        private: BASE64_STANDARD.decode(private).map_err(|error| format!("private: {error}"))?,
        dependencies: instance.dependencies.unwrap_or_default().iter().filter_map(|text| config_addr(text)).collect(),
        create_before_destroy: instance.create_before_destroy,
        identity: instance.identity.map(|json| Arc::from(json.get())),
        identity_schema_version: instance.identity_schema_version,
    })
}

/// A dependency: an address without instance keys (older files have keys, which are dropped).
fn config_addr(text: &str) -> Option<ConfigResourceAddr> {
    text.parse::<AbsResourceAddr>().ok().map(|addr| addr.config())
}
