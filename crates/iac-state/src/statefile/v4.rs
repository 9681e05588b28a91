//! The layout of state format version 4, field by field in Terraform's order.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
pub(crate) struct StateV4 {
    pub version: u64,
    #[serde(default)]
    pub terraform_version: String,
    #[serde(default)]
    pub serial: u64,
    #[serde(default)]
    pub lineage: String,
    #[serde(default)]
    pub outputs: Option<BTreeMap<String, OutputV4>>,
    #[serde(default)]
    pub resources: Option<Vec<ResourceV4>>,
    #[serde(default)]
    pub check_results: Option<Vec<CheckV4>>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct OutputV4 {
    pub value: Box<RawValue>,
    #[serde(rename = "type")]
    pub ty: Box<RawValue>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct ResourceV4 {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    pub mode: String,
    #[serde(rename = "type")]
    pub ty: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    pub provider: String,
    pub instances: Vec<InstanceV4>,
}

#[derive(Serialize, Deserialize, Default)]
pub(crate) struct InstanceV4 {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_key: Option<IndexKeyV4>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposed: Option<String>,
    #[serde(default)]
    pub schema_version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes_flat: Option<BTreeMap<String, String>>,
    #[serde(default)]
    pub sensitive_attributes: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Box<RawValue>>,
    #[serde(default)]
    pub identity_schema_version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dependencies: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub create_before_destroy: bool,
}

#[derive(Serialize, Deserialize, Clone)]
#[serde(untagged)]
pub(crate) enum IndexKeyV4 {
    Int(u64),
    String(String),
}

#[derive(Serialize, Deserialize)]
pub(crate) struct CheckV4 {
    pub object_kind: String,
    pub config_addr: String,
    pub status: String,
    #[serde(default)]
    pub objects: Option<Vec<CheckObjectV4>>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct CheckObjectV4 {
    pub object_addr: String,
    pub status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_messages: Option<Vec<String>>,
}
