//! From the model to the file's text, straight from the objects: a state whose text is large is never held twice.
//!
//! Fields are in Terraform's order.

use super::go_format::GoFormatter;
use super::paths::paths_to_json;
use super::v4::{CheckObjectV4, CheckV4, IndexKeyV4};
use crate::{
    CheckResult, Deposed, ObjectAttributes, ObjectState, ObjectStatus, OutputState, ResourceState, State, StateError,
};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use iac_core::addr::{AbsResourceAddr, InstanceKey, ResourceMode};
use iac_core::value::{to_json, type_to_json};
use serde::ser::{Error, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

/// The state as a file's text.
pub(crate) fn state_to_json(state: &State) -> Result<String, StateError> {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, GoFormatter::default());
    StateOut::new(state)?.serialize(&mut serializer).map_err(|error| StateError(error.to_string()))?;
    text.push(b'\n');
    String::from_utf8(text).map_err(|error| StateError(error.to_string()))
}

/// A whole state.
#[derive(Serialize)]
pub(crate) struct StateOut<'a> {
    version: u64,
    terraform_version: &'a str,
    serial: u64,
    lineage: &'a str,
    outputs: BTreeMap<&'a str, OutputOut>,
    resources: Resources<'a>,
    check_results: Option<Vec<CheckV4>>,
}

impl<'a> StateOut<'a> {
    pub(crate) fn new(state: &'a State) -> Result<Self, StateError> {
        Ok(Self {
            version: 4,
            terraform_version: &state.terraform_version,
            serial: state.serial,
            lineage: &state.lineage,
            outputs: outputs_to_v4(&state.outputs)?,
            resources: Resources(&state.resources),
            check_results: state.check_results.as_ref().map(|results| results.iter().map(check_to_v4).collect()),
        })
    }
}

/// An output value.
#[derive(Serialize)]
pub(crate) struct OutputOut {
    value: Box<RawValue>,
    #[serde(rename = "type")]
    ty: Box<RawValue>,
    #[serde(skip_serializing_if = "is_false")]
    sensitive: bool,
}

/// Output values in the file's layout.
pub(crate) fn outputs_to_v4(
    outputs: &BTreeMap<Arc<str>, OutputState>,
) -> Result<BTreeMap<&str, OutputOut>, StateError> {
    let raw = |json| RawValue::from_string(json).map_err(|error| StateError(error.to_string()));
    let mut found = BTreeMap::new();
    for (name, output) in outputs {
        let ty = output.value.ty();
        let value = to_json(&output.value, &ty).map_err(|error| StateError(error.to_string()))?;
        let output = OutputOut { value: raw(value)?, ty: raw(type_to_json(&ty))?, sensitive: output.sensitive };
        found.insert(&**name, output);
    }
    Ok(found)
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

/// Every resource, by module, mode, type and name as texts.
struct Resources<'a>(&'a BTreeMap<AbsResourceAddr, ResourceState>);

impl Serialize for Resources<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut resources: Vec<_> = self.0.iter().map(|(addr, resource)| ResourceOut::new(addr, resource)).collect();
        resources.sort_by(|a, b| (&a.module, a.mode, a.ty, a.name).cmp(&(&b.module, b.mode, b.ty, b.name)));
        serializer.collect_seq(resources)
    }
}

#[derive(Serialize)]
struct ResourceOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<String>,
    mode: &'static str,
    #[serde(rename = "type")]
    ty: &'a str,
    name: &'a str,
    provider: Shown<'a>,
    instances: Instances<'a>,
}

impl<'a> ResourceOut<'a> {
    fn new(addr: &'a AbsResourceAddr, resource: &'a ResourceState) -> Self {
        Self {
            module: (!addr.module.is_root()).then(|| addr.module.to_string()),
            mode: if addr.resource.mode == ResourceMode::Data { "data" } else { "managed" },
            ty: &addr.resource.ty,
            name: &addr.resource.name,
            provider: Shown(&resource.provider),
            instances: Instances(resource),
        }
    }
}

struct Instances<'a>(&'a ResourceState);

impl Serialize for Instances<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut instances = serializer.serialize_seq(None)?;
        for (key, instance) in &self.0.instances {
            let current = instance.current.iter().map(|object| (None, object));
            let deposed = instance.deposed.iter().map(|(deposed, object)| (Some(deposed), object));
            for (deposed, object) in current.chain(deposed) {
                let object = InstanceOut::new(object).map_err(S::Error::custom)?;
                instances.serialize_element(&object.at(key, deposed))?;
            }
        }
        instances.end()
    }
}

/// One object.
#[derive(Serialize)]
pub(crate) struct InstanceOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    index_key: Option<IndexKeyV4>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deposed: Option<&'a str>,
    schema_version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes_flat: Option<BTreeMap<&'a str, &'a str>>,
    sensitive_attributes: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<&'a RawValue>,
    identity_schema_version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dependencies: Vec<Shown<'a>>,
    #[serde(skip_serializing_if = "is_false")]
    create_before_destroy: bool,
}

impl<'a> InstanceOut<'a> {
    /// An object without its key.
    pub(crate) fn new(object: &'a ObjectState) -> Result<Self, StateError> {
        let (attributes, attributes_flat) = match &object.attributes {
            ObjectAttributes::Json(text) => (Some(raw(text)?), None),
            ObjectAttributes::Flat(flat) => (None, Some(flat.iter().map(|(key, value)| (&**key, &**value)).collect())),
        };
        Ok(Self {
            index_key: None,
            status: (object.status == ObjectStatus::Tainted).then_some("tainted"),
            deposed: None,
            schema_version: object.schema_version,
            attributes,
            attributes_flat,
            sensitive_attributes: paths_to_json(&object.sensitive_paths),
            identity: object.identity.as_deref().map(raw).transpose()?,
            identity_schema_version: object.identity_schema_version,
            private: (!object.private.is_empty()).then(|| BASE64_STANDARD.encode(&object.private)),
            dependencies: object.dependencies.iter().map(|addr| Shown(&**addr)).collect(),
            create_before_destroy: object.create_before_destroy,
        })
    }

    fn at(self, key: &InstanceKey, deposed: Option<&'a Deposed>) -> Self {
        let index_key = match key {
            InstanceKey::None => None,
            InstanceKey::Int(index) => Some(IndexKeyV4::Int(*index)),
            InstanceKey::String(key) => Some(IndexKeyV4::String(key.to_string())),
        };
        Self { index_key, deposed: deposed.map(|deposed| &**deposed), ..self }
    }
}

fn raw(json: &str) -> Result<&RawValue, StateError> {
    serde_json::from_str(json).map_err(|error| StateError(error.to_string()))
}

/// Something that is written as its text.
struct Shown<'a>(&'a dyn Display);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !value
}
