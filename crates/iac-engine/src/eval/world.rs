//! The values of a run: module instances, and in each the values of its names so far.
//!
//! The order of the graphs guarantees that a value is written before it is read; nothing here waits. Values of whole
//! resources and module calls are built once, when first asked for, and shared.

use super::{SchemaCache, Shared};
use crate::options::Environment;
use crate::providers::Providers;
use iac_core::addr::{InstanceKey, ModuleAddr, ModuleInstanceAddr, ResourceAddr};
use iac_core::value::Value;
use iac_lang::config::{Config, Module};
use iac_lang::eval::Repetition;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a run is doing, as far as expressions can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing is known but types.
    Validate,
    /// What apply will tell is unknown.
    Plan,
    /// Everything is known in its turn.
    Apply,
}

/// Which instance of a repeated block an expression belongs to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Repeated {
    /// The block is not repeated.
    No,
    /// `count.index`; `None` while validating.
    Count(Option<u64>),
    /// `each.key` and `each.value`.
    Each(Value, Value),
}

/// The instances of a resource in one module instance, with their values so far.
#[derive(Debug)]
pub(crate) struct ResourceCell {
    pub repetition: Repetition,
    /// What `each` and `count` are in every instance.
    pub repeated: BTreeMap<InstanceKey, Repeated>,
    values: Shared<BTreeMap<InstanceKey, Value>>,
    whole: Shared<Option<Value>>,
}

/// The instances of a module call in one module instance.
#[derive(Debug)]
pub(crate) struct CallCell<'c> {
    pub repetition: Repetition,
    pub instances: BTreeMap<InstanceKey, Arc<ModuleInstance<'c>>>,
    pub whole: Shared<Option<Value>>,
}

/// An instance of a module, with the values of its names so far.
#[derive(Debug)]
pub(crate) struct ModuleInstance<'c> {
    pub addr: ModuleInstanceAddr,
    pub module: &'c Module,
    /// What `each` and `count` are for the arguments of the call.
    pub repeated: Repeated,
    pub variables: Shared<HashMap<Arc<str>, Value>>,
    pub locals: Shared<HashMap<Arc<str>, Value>>,
    pub outputs: Shared<HashMap<Arc<str>, Value>>,
    pub resources: Shared<HashMap<ResourceAddr, Arc<ResourceCell>>>,
    pub calls: Shared<HashMap<Arc<str>, Arc<CallCell<'c>>>>,
}

/// Everything that expressions of a run can see.
pub(crate) struct World<'c> {
    pub config: &'c Config,
    pub providers: &'c Providers,
    pub environment: &'c Environment,
    pub phase: Phase,
    /// The time `plantimestamp()` gives.
    pub timestamp: Option<Arc<str>>,
    pub schemas: SchemaCache,
    instances: Shared<BTreeMap<ModuleAddr, Vec<Arc<ModuleInstance<'c>>>>>,
    by_addr: Shared<HashMap<ModuleInstanceAddr, Arc<ModuleInstance<'c>>>>,
}

impl ResourceCell {
    pub(crate) fn new(repetition: Repetition, repeated: BTreeMap<InstanceKey, Repeated>) -> Self {
        Self { repetition, repeated, values: Shared::default(), whole: Shared::default() }
    }

    /// Stores the value of an instance.
    pub(crate) fn set(&self, key: InstanceKey, value: Value) {
        self.values.write().insert(key, value);
        *self.whole.write() = None;
    }

    /// Keeps the values of another cell of the same resource, as far as the instances still exist.
    pub(crate) fn adopt(&self, other: &ResourceCell) {
        let mut values = self.values.write();
        for (key, value) in other.values.read().iter().filter(|(key, _)| self.repeated.contains_key(*key)) {
            values.insert(key.clone(), value.clone());
        }
    }

    /// The value of an instance.
    pub(crate) fn instance(&self, key: &InstanceKey) -> Option<Value> {
        self.values.read().get(key).cloned()
    }

    /// How many instances have a value.
    pub(crate) fn len(&self) -> usize {
        self.values.read().len()
    }

    /// The value of the whole resource; `None` if it is not repeated and has no value.
    pub(crate) fn whole(&self) -> Option<Value> {
        if let Some(whole) = &*self.whole.read() {
            return Some(whole.clone());
        }
        let values = self.values.read();
        let built = match self.repetition {
            Repetition::None => values.values().next()?.clone(),
            Repetition::Count => Value::tuple(values.values().cloned()),
            Repetition::ForEach => Value::object(values.iter().filter_map(|(key, value)| match key {
                InstanceKey::String(key) => Some((key.clone(), value.clone())),
                InstanceKey::None | InstanceKey::Int(_) => None,
            })),
        };
        *self.whole.write() = Some(built.clone());
        Some(built)
    }
}

impl<'c> ModuleInstance<'c> {
    pub(crate) fn new(addr: ModuleInstanceAddr, module: &'c Module, repeated: Repeated) -> Self {
        Self {
            addr,
            module,
            repeated,
            variables: Shared::default(),
            locals: Shared::default(),
            outputs: Shared::default(),
            resources: Shared::default(),
            calls: Shared::default(),
        }
    }

    /// The cell of a resource, once its instances are known.
    pub(crate) fn cell(&self, resource: &ResourceAddr) -> Option<Arc<ResourceCell>> {
        self.resources.read().get(resource).cloned()
    }

    /// The cell of a module call, once its instances are known.
    pub(crate) fn call(&self, name: &str) -> Option<Arc<CallCell<'c>>> {
        self.calls.read().get(name).cloned()
    }
}

impl<'c> World<'c> {
    pub(crate) fn new(
        config: &'c Config,
        providers: &'c Providers,
        environment: &'c Environment,
        phase: Phase,
        timestamp: Option<Arc<str>>,
    ) -> Self {
        let world = Self {
            config,
            providers,
            environment,
            phase,
            timestamp,
            schemas: SchemaCache::default(),
            instances: Shared::default(),
            by_addr: Shared::default(),
        };
        world.add(ModuleInstance::new(ModuleInstanceAddr::root(), &config.root, Repeated::No));
        world
    }

    /// Registers a module instance.
    pub(crate) fn add(&self, instance: ModuleInstance<'c>) -> Arc<ModuleInstance<'c>> {
        let instance = Arc::new(instance);
        self.instances.write().entry(instance.module.addr.clone()).or_default().push(Arc::clone(&instance));
        self.by_addr.write().insert(instance.addr.clone(), Arc::clone(&instance));
        instance
    }

    /// Every instance of a module that is known so far.
    pub(crate) fn instances(&self, module: &ModuleAddr) -> Vec<Arc<ModuleInstance<'c>>> {
        self.instances.read().get(module).cloned().unwrap_or_default()
    }

    /// A module instance, if it exists.
    pub(crate) fn instance(&self, addr: &ModuleInstanceAddr) -> Option<Arc<ModuleInstance<'c>>> {
        self.by_addr.read().get(addr).cloned()
    }

    /// The instance that contains the call of this one; `None` for the root.
    pub(crate) fn parent(&self, instance: &ModuleInstance<'c>) -> Option<Arc<ModuleInstance<'c>>> {
        self.instance(&instance.addr.split_last()?.0)
    }
}
