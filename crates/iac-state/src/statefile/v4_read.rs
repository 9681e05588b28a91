//! From the file's layout to the model.

use super::indent::compact;
use super::paths::paths_from_json;
use super::v4::{CheckV4, IndexKeyV4, InstanceV4, OutputV4, ResourceV4, StateV4, Text};
use crate::{CheckResult, ObjectAttributes, ObjectState, ObjectStatus, OutputState, ResourceState, State, StoreError};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use iac_core::addr::{
    AbsProviderConfigAddr, AbsResourceAddr, AbsResourceInstanceAddr, AddrError, ConfigResourceAddr, InstanceKey,
    ModuleInstanceAddr, ResourceAddr, ResourceMode,
};
use iac_core::value::{from_json, type_from_json};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Reads a state. `path` is named in errors.
pub(crate) fn state_from_json(path: &str, text: &[u8]) -> Result<State, StoreError> {
    let invalid = |message: String| StoreError::Invalid { path: path.to_owned(), message };
    let file: StateV4<'_> = match serde_json::from_slice(text) {
        Ok(file) => file,
        // What cannot be read may be newer than what is known here.
        Err(error) => match serde_json::from_slice::<Header>(text) {
            Ok(Header { version: Some(version) }) if version > 4 => {
                return Err(StoreError::NewerFormat { path: path.to_owned(), version });
            }
            _ => return Err(invalid(describe(&error, text))),
        },
    };
    match file.version {
        Some(4) => state_from_v4(file).map_err(invalid),
        Some(3) => super::v3::state_from_v3(text).map_err(invalid),
        Some(version) if version > 4 => Err(StoreError::NewerFormat { path: path.to_owned(), version }),
        Some(version) => Err(invalid(format!(
            "it has format version {version}, which Terraform wrote before 0.7; let Terraform rewrite it once, for example with \"terraform apply -refresh-only\""
        ))),
        None => Err(invalid("it has no \"version\"".into())),
    }
}

#[derive(serde::Deserialize)]
struct Header {
    version: Option<u64>,
}

fn describe(error: &serde_json::Error, text: &[u8]) -> String {
    if error.is_eof() {
        format!("it ends in the middle, after {} bytes; restore the .backup file beside it", text.len())
    } else {
        error.to_string()
    }
}

fn state_from_v4(file: StateV4<'_>) -> Result<State, String> {
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
    let mut names = Names::default();
    for resource in file.resources.unwrap_or_default() {
        add_resource(&mut state, resource, &mut names)?;
    }
    Ok(state)
}

/// Reads an output value.
pub(crate) fn output_from_v4(output: &OutputV4<'_>) -> Result<OutputState, String> {
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

fn add_resource(state: &mut State, resource: ResourceV4<'_>, names: &mut Names) -> Result<(), String> {
    let addr = resource_addr(&resource)?;
    let provider = provider_addr(resource.provider.as_deref(), &addr.resource)
        .map_err(|error| format!("provider of {addr}: {error}"))?;
    let mut instances: BTreeMap<InstanceKey, crate::InstanceState> = BTreeMap::new();
    for instance in resource.instances {
        let key = match &instance.index_key {
            None => InstanceKey::None,
            Some(IndexKeyV4::Int(index)) => InstanceKey::Int(*index),
            Some(IndexKeyV4::String(key)) => InstanceKey::String(key.as_str().into()),
        };
        let deposed = instance.deposed.clone();
        let object = object_from_v4(instance, names).map_err(|error| format!("{addr}{key}: {error}"))?;
        let slot = instances.entry(key).or_default();
        match deposed {
            Some(deposed) => drop(slot.deposed.insert(deposed.into(), Arc::new(object))),
            None => slot.current = Some(Arc::new(object)),
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

const UNKNOWN_NAMESPACE: &str = "[\"registry.terraform.io/-/";

/// The provider configuration of a resource; before 0.13 it had no source address, and could be left out.
pub(super) fn provider_addr(text: Option<&str>, resource: &ResourceAddr) -> Result<AbsProviderConfigAddr, AddrError> {
    match text {
        None | Some("") => AbsProviderConfigAddr::parse_legacy(&format!("provider.{}", resource.implied_provider())),
        // What Terraform 0.13 wrote while it upgraded a file and did not know the namespace.
        Some(text) if text.contains(UNKNOWN_NAMESPACE) => {
            text.replace(UNKNOWN_NAMESPACE, "[\"registry.terraform.io/hashicorp/").parse()
        }
        Some(text) => text.parse().or_else(|error| AbsProviderConfigAddr::parse_legacy(text).map_err(|_| error)),
    }
}

fn resource_addr(resource: &ResourceV4<'_>) -> Result<AbsResourceAddr, String> {
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
pub(crate) fn object_from_v4(instance: InstanceV4<'_>, names: &mut Names) -> Result<ObjectState, String> {
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
    let sensitive = instance.sensitive_attributes.and_then(|raw| serde_json::from_str(raw.get()).ok());
    let private = instance.private.unwrap_or_default();
    Ok(ObjectState {
        attributes,
        schema_version: instance.schema_version,
        status,
        sensitive_paths: sensitive.as_ref().map(paths_from_json).unwrap_or_default(),
        private: BASE64_STANDARD.decode(private).map_err(|error| format!("private: {error}"))?,
        dependencies: instance.dependencies.map(|list| names.list(list)).unwrap_or_default(),
        create_before_destroy: instance.create_before_destroy,
        identity: instance.identity.map(|json| Arc::from(compact(json.get()))),
        identity_schema_version: instance.identity_schema_version.unwrap_or_default(),
    })
}

/// The addresses that lists of dependencies name, each held once: in a long chain most of a state is such lists.
#[derive(Default)]
pub(crate) struct Names {
    known: HashMap<String, Option<Arc<ConfigResourceAddr>>>,
}

impl Names {
    fn list(&mut self, json: &RawValue) -> Arc<[Arc<ConfigResourceAddr>]> {
        let texts: Vec<Text<'_>> = serde_json::from_str(json.get()).unwrap_or_default();
        texts.iter().filter_map(|text| self.addr(&text.0)).collect()
    }

    /// A dependency: an address without instance keys (older files have keys, which are dropped, and modules, which say
    /// nothing that the resources in them do not say).
    pub(super) fn addr(&mut self, text: &str) -> Option<Arc<ConfigResourceAddr>> {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let addr = text.parse::<AbsResourceInstanceAddr>().ok().map(|addr| Arc::new(addr.config()));
        self.known.insert(text.to_owned(), addr.clone());
        addr
    }
}
