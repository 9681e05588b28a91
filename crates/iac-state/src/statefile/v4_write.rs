//! From the model to the file's layout.

use super::indent::indent;
use super::paths::paths_to_json;
use super::v4::{CheckObjectV4, CheckV4, IndexKeyV4, InstanceV4, OutputV4, ResourceV4, StateV4};
use crate::{CheckResult, ObjectAttributes, ObjectState, ObjectStatus, OutputState, ResourceState, State, StateError};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use iac_core::addr::{AbsResourceAddr, InstanceKey, ResourceMode};
use iac_core::value::{to_json, type_to_json};
use serde_json::value::RawValue;

/// The state as a file's text.
pub(crate) fn state_to_json(state: &State) -> Result<String, StateError> {
    Ok(indent(&state_to_compact_json(state)?))
}

/// The state as one line.
pub(crate) fn state_to_compact_json(state: &State) -> Result<String, StateError> {
    let mut resources = Vec::with_capacity(state.resources.len());
    for (addr, resource) in &state.resources {
        resources.push(resource_to_v4(addr, resource)?);
    }
    resources.sort_by(|a, b| (&a.module, &a.mode, &a.ty, &a.name).cmp(&(&b.module, &b.mode, &b.ty, &b.name)));
    let mut outputs = std::collections::BTreeMap::new();
    for (name, output) in &state.outputs {
        outputs.insert(name.to_string(), output_to_v4(output)?);
    }
    let file = StateV4 {
        version: 4,
        terraform_version: state.terraform_version.clone(),
        serial: state.serial,
        lineage: state.lineage.clone(),
        outputs: Some(outputs),
        resources: Some(resources),
        check_results: state.check_results.as_ref().map(|results| results.iter().map(check_to_v4).collect()),
    };
    serde_json::to_string(&file).map_err(|error| StateError(error.to_string()))
}

fn raw(json: String) -> Result<Box<RawValue>, StateError> {
    RawValue::from_string(json).map_err(|error| StateError(error.to_string()))
}

fn output_to_v4(output: &OutputState) -> Result<OutputV4, StateError> {
    let ty = output.value.ty();
    let value = to_json(&output.value, &ty).map_err(|error| StateError(error.to_string()))?;
    Ok(OutputV4 { value: raw(value)?, ty: raw(type_to_json(&ty))?, sensitive: output.sensitive })
}

fn check_to_v4(check: &CheckResult) -> CheckV4 {
    let object = |(addr, status, messages): &(String, String, Vec<String>)| CheckObjectV4 {
        object_addr: addr.clone(),
        status: status.clone(),
        failure_messages: (!messages.is_empty()).then(|| messages.clone()),
    };
    CheckV4 {
        object_kind: check.object_kind.clone(),
        config_addr: check.config_addr.clone(),
        status: check.status.clone(),
        objects: (!check.objects.is_empty()).then(|| check.objects.iter().map(object).collect()),
    }
}

fn resource_to_v4(addr: &AbsResourceAddr, resource: &ResourceState) -> Result<ResourceV4, StateError> {
    let mut instances = Vec::with_capacity(resource.instances.len());
    for (key, instance) in &resource.instances {
        let index_key = match key {
            InstanceKey::None => None,
            InstanceKey::Int(index) => Some(IndexKeyV4::Int(*index)),
            InstanceKey::String(key) => Some(IndexKeyV4::String(key.to_string())),
        };
        let objects = instance.current.iter().map(|object| (None, object));
        let deposed = instance.deposed.iter().map(|(deposed, object)| (Some(deposed.to_string()), object));
        for (deposed, object) in objects.chain(deposed) {
            let object = object_to_v4(object)?;
            instances.push(InstanceV4 { index_key: index_key.clone(), deposed, ..object });
        }
    }
    Ok(ResourceV4 {
        module: (!addr.module.is_root()).then(|| addr.module.to_string()),
        mode: if addr.resource.mode == ResourceMode::Data { "data" } else { "managed" }.to_owned(),
        ty: addr.resource.ty.to_string(),
        name: addr.resource.name.to_string(),
        each: None,
        provider: resource.provider.to_string(),
        instances,
    })
}

/// One object in the file's layout, without its key.
pub(crate) fn object_to_v4(object: &ObjectState) -> Result<InstanceV4, StateError> {
    let (attributes, attributes_flat) = match &object.attributes {
        ObjectAttributes::Json(text) => (Some(raw(text.to_string())?), None),
        ObjectAttributes::Flat(flat) => {
            (None, Some(flat.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()))
        }
    };
    let dependencies: Vec<String> = object.dependencies.iter().map(ToString::to_string).collect();
    Ok(InstanceV4 {
        index_key: None,
        status: (object.status == ObjectStatus::Tainted).then(|| "tainted".to_owned()),
        deposed: None,
        schema_version: object.schema_version,
        attributes,
        attributes_flat,
        sensitive_attributes: Some(raw(paths_to_json(&object.sensitive_paths).to_string())?),
        identity: object.identity.as_ref().map(|json| raw(json.to_string())).transpose()?,
        identity_schema_version: object.identity_schema_version,
        private: (!object.private.is_empty()).then(|| BASE64_STANDARD.encode(&object.private)),
        dependencies: (!dependencies.is_empty()).then_some(dependencies),
        create_before_destroy: object.create_before_destroy,
    })
}
