//! The state of a configuration: outputs and every object it manages.
//!
//! Attributes stay as JSON text until a schema is at hand ([`ObjectAttributes::decode`]): what other versions wrote is
//! preserved byte for byte in meaning, and a state with thousands of untouched objects costs little.

use iac_core::addr::{
    AbsProviderConfigAddr, AbsResourceAddr, AbsResourceInstanceAddr, ConfigResourceAddr, InstanceKey,
};
use iac_core::value::{Path, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The identifier of a deposed object: eight hexadecimal digits.
pub type Deposed = Arc<str>;

/// A state snapshot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Identifies the line of snapshots; a UUID, empty for a state never stored.
    pub lineage: String,
    /// Counts changed snapshots.
    pub serial: u64,
    /// The version that wrote it.
    pub terraform_version: String,
    /// Output values of the root module.
    pub outputs: BTreeMap<Arc<str>, OutputState>,
    /// Resources with their instances.
    pub resources: BTreeMap<AbsResourceAddr, ResourceState>,
    /// Results of checks, as stored.
    pub check_results: Option<Vec<CheckResult>>,
}

/// An output value.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputState {
    /// Its value, without marks.
    pub value: Value,
    /// Whether it is hidden from output.
    pub sensitive: bool,
}

/// A resource with its instances.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceState {
    /// The provider configuration that manages it.
    pub provider: AbsProviderConfigAddr,
    /// Its instances.
    pub instances: BTreeMap<InstanceKey, InstanceState>,
}

/// The objects of one instance. They are shared between snapshots: copying a state copies no object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InstanceState {
    /// The current object.
    pub current: Option<Arc<ObjectState>>,
    /// Objects that wait to be destroyed.
    pub deposed: BTreeMap<Deposed, Arc<ObjectState>>,
}

/// Whether an object is usable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ObjectStatus {
    /// Complete.
    #[default]
    Ready,
    /// To be replaced: its creation or a provisioner failed, or the user said so.
    Tainted,
}

/// One remote object as last seen.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectState {
    /// Its attributes.
    pub attributes: ObjectAttributes,
    /// The schema version they were written with.
    pub schema_version: u64,
    /// Whether it is usable.
    pub status: ObjectStatus,
    /// Which attributes are sensitive beyond what the schema says.
    pub sensitive_paths: Vec<Path>,
    /// What the provider stored with it.
    pub private: Vec<u8>,
    /// The resources it depends on, transitively. In a long chain these lists make up most of the state, so that both
    /// they and the addresses in them are shared.
    pub dependencies: Arc<[Arc<ConfigResourceAddr>]>,
    /// Whether its replacement is created first.
    pub create_before_destroy: bool,
    /// Identity attributes as JSON text, if any.
    pub identity: Option<Arc<str>>,
    /// The schema version of the identity.
    pub identity_schema_version: u64,
}

/// Attributes of an object, as JSON text of an object, or Terraform 0.11's flat map.
#[derive(Clone, Debug, PartialEq)]
pub enum ObjectAttributes {
    /// JSON text of an object.
    Json(Arc<str>),
    /// `attributes_flat`: values by flattened key.
    Flat(BTreeMap<Arc<str>, Arc<str>>),
}

/// What a `check`, `precondition`, `postcondition` or `validation` gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// `resource`, `output`, `check` or `var`.
    pub object_kind: String,
    /// The configuration address.
    pub config_addr: String,
    /// `pass`, `fail`, `error` or `unknown`.
    pub status: String,
    /// Each object's address, status and failure messages.
    pub objects: Vec<(String, String, Vec<String>)>,
}

/// Stored attributes that do not fit the schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StateError(pub String);

impl ObjectAttributes {
    /// Attributes of a wholly-known object value.
    pub fn encode(value: &Value, ty: &Type) -> Result<Self, StateError> {
        iac_core::value::to_json(value, ty)
            .map(|text| Self::Json(text.into()))
            .map_err(|error| StateError(error.to_string()))
    }

    /// The object as a value of the schema's type. Attributes that the type lacks are dropped, missing ones are null.
    pub fn decode(&self, ty: &Type) -> Result<Value, StateError> {
        match self {
            Self::Json(text) => crate::decode::decode_json(text, ty),
            Self::Flat(flat) => Ok(crate::statefile::decode_flat(flat, ty)),
        }
    }
}

impl State {
    /// The current object of an instance.
    pub fn object(&self, addr: &AbsResourceInstanceAddr) -> Option<&ObjectState> {
        self.resources.get(&addr.resource_addr())?.instances.get(&addr.key)?.current.as_deref()
    }

    /// Stores (or with `None` removes) the current object of an instance; empty instances and resources go.
    pub fn set_object(
        &mut self,
        addr: &AbsResourceInstanceAddr,
        provider: &AbsProviderConfigAddr,
        object: Option<ObjectState>,
    ) {
        self.edit_instance(addr, provider, |instance| instance.current = object.map(Arc::new));
    }

    /// Stores (or with `None` removes) a deposed object of an instance; empty instances and resources go.
    pub fn set_deposed(
        &mut self,
        addr: &AbsResourceInstanceAddr,
        provider: &AbsProviderConfigAddr,
        key: &Deposed,
        object: Option<ObjectState>,
    ) {
        self.edit_instance(addr, provider, |instance| match object {
            Some(object) => drop(instance.deposed.insert(key.clone(), Arc::new(object))),
            None => drop(instance.deposed.remove(key)),
        });
    }

    fn edit_instance(
        &mut self,
        addr: &AbsResourceInstanceAddr,
        provider: &AbsProviderConfigAddr,
        edit: impl FnOnce(&mut InstanceState),
    ) {
        let resource_addr = addr.resource_addr();
        let resource = self
            .resources
            .entry(resource_addr.clone())
            .or_insert_with(|| ResourceState { provider: provider.clone(), instances: BTreeMap::new() });
        resource.provider = provider.clone();
        let instance = resource.instances.entry(addr.key.clone()).or_default();
        edit(instance);
        if instance.current.is_none() && instance.deposed.is_empty() {
            resource.instances.remove(&addr.key);
        }
        if resource.instances.is_empty() {
            self.resources.remove(&resource_addr);
        }
    }

    /// Moves an instance with all its objects to another address; nothing happens if there is none at `from`.
    pub fn move_instance(&mut self, from: &AbsResourceInstanceAddr, to: &AbsResourceInstanceAddr) {
        let from_resource = from.resource_addr();
        let Some(resource) = self.resources.get_mut(&from_resource) else { return };
        let Some(instance) = resource.instances.remove(&from.key) else { return };
        let provider = resource.provider.clone();
        if resource.instances.is_empty() {
            self.resources.remove(&from_resource);
        }
        let target = self
            .resources
            .entry(to.resource_addr())
            .or_insert_with(|| ResourceState { provider, instances: BTreeMap::new() });
        target.instances.insert(to.key.clone(), instance);
    }

    /// Stores the results of checks. Nothing changes if only their order does, which is random in Terraform's files.
    pub fn set_check_results(&mut self, results: Vec<CheckResult>) {
        let sorted = |results: &[CheckResult]| {
            let mut results = results.to_vec();
            for result in &mut results {
                result.objects.sort_unstable();
            }
            results.sort_by(|a, b| (&a.object_kind, &a.config_addr).cmp(&(&b.object_kind, &b.config_addr)));
            results
        };
        if sorted(self.check_results.as_deref().unwrap_or_default()) != sorted(&results) {
            self.check_results = (!results.is_empty()).then_some(results);
        }
    }

    /// Whether it holds neither objects nor outputs.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.outputs.is_empty()
    }

    /// Every instance with a current object, in order of address.
    pub fn objects(&self) -> impl Iterator<Item = (AbsResourceInstanceAddr, &ResourceState, &ObjectState)> {
        self.resources.iter().flat_map(|(addr, resource)| {
            resource.instances.iter().filter_map(move |(key, instance)| {
                instance.current.as_deref().map(|object| (addr.instance(key.clone()), resource, object))
            })
        })
    }
}
