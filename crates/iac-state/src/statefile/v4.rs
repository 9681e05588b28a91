//! The layout of state format version 4, as it is read. Raw JSON and long lists stay where they are in the text.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub(crate) struct StateV4<'a> {
    #[serde(default)]
    pub version: Option<u64>,
    #[serde(default)]
    pub terraform_version: String,
    #[serde(default)]
    pub serial: u64,
    #[serde(default)]
    pub lineage: String,
    #[serde(default, borrow)]
    pub outputs: Option<BTreeMap<String, OutputV4<'a>>>,
    #[serde(default, borrow)]
    pub resources: Option<Vec<ResourceV4<'a>>>,
    #[serde(default)]
    pub check_results: Option<Vec<CheckV4>>,
}

#[derive(Deserialize)]
pub(crate) struct OutputV4<'a> {
    #[serde(borrow)]
    pub value: &'a RawValue,
    #[serde(rename = "type", borrow)]
    pub ty: &'a RawValue,
    #[serde(default)]
    pub sensitive: bool,
}

/// A resource. `each`, which 0.12 wrote, says nothing that the keys of the instances do not say.
#[derive(Deserialize)]
pub(crate) struct ResourceV4<'a> {
    #[serde(default)]
    pub module: Option<String>,
    pub mode: String,
    #[serde(rename = "type")]
    pub ty: String,
    pub name: String,
    #[serde(default)]
    pub provider: Option<String>,
    #[serde(default, borrow)]
    pub instances: Vec<InstanceV4<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct InstanceV4<'a> {
    pub index_key: Option<IndexKeyV4>,
    pub status: Option<String>,
    pub deposed: Option<String>,
    pub schema_version: u64,
    #[serde(borrow)]
    pub attributes: Option<&'a RawValue>,
    pub attributes_flat: Option<BTreeMap<String, String>>,
    #[serde(borrow)]
    pub sensitive_attributes: Option<&'a RawValue>,
    #[serde(borrow)]
    pub identity: Option<&'a RawValue>,
    pub identity_schema_version: Option<u64>,
    pub private: Option<String>,
    /// A list of texts, which is parsed one object at a time.
    #[serde(borrow)]
    pub dependencies: Option<&'a RawValue>,
    pub create_before_destroy: bool,
}

/// A text that is borrowed where it has no escapes.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

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
