//! What `-target`, `state rm`, `state list` and friends may name.

use super::{AbsResourceAddr, AbsResourceInstanceAddr, InstanceKey, ModuleInstanceAddr};
use std::fmt;

/// A module instance, a resource with all its instances, or one instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Everything in a module instance (all instances, when the last step has no key) and below.
    Module(ModuleInstanceAddr),
    /// Every instance of a resource.
    Resource(AbsResourceAddr),
    /// One instance.
    Instance(AbsResourceInstanceAddr),
}

impl Target {
    /// Whether it covers an instance. A step or resource without a key covers every key.
    pub fn covers(&self, instance: &AbsResourceInstanceAddr) -> bool {
        match self {
            Self::Module(module) => covers_module(module, &instance.module),
            Self::Resource(resource) => {
                resource.resource == instance.resource && is_module(&resource.module, &instance.module)
            }
            Self::Instance(target) => {
                target.resource == instance.resource
                    && covers_key(&target.key, &instance.key)
                    && is_module(&target.module, &instance.module)
            }
        }
    }

    /// Whether it covers everything that the other covers.
    pub fn covers_target(&self, other: &Target) -> bool {
        match (self, other) {
            (Self::Module(module), Self::Module(other)) => covers_module(module, other),
            (Self::Resource(_) | Self::Instance(_), Self::Module(_)) => false,
            (target, Self::Resource(other)) => target.covers(&other.instance(InstanceKey::None)),
            (target, Self::Instance(other)) => target.covers(other),
        }
    }

    /// The module it names, or that holds what it names.
    pub fn module(&self) -> &ModuleInstanceAddr {
        match self {
            Self::Module(module) => module,
            Self::Resource(resource) => &resource.module,
            Self::Instance(instance) => &instance.module,
        }
    }
}

fn covers_key(target: &InstanceKey, key: &InstanceKey) -> bool {
    *target == InstanceKey::None || target == key
}

/// Whether the module is the targeted one or below it.
fn covers_module(target: &ModuleInstanceAddr, module: &ModuleInstanceAddr) -> bool {
    target.0.len() <= module.0.len()
        && target.0.iter().zip(module.0.iter()).all(|(a, b)| a.name == b.name && covers_key(&a.key, &b.key))
}

fn is_module(target: &ModuleInstanceAddr, module: &ModuleInstanceAddr) -> bool {
    target.0.len() == module.0.len() && covers_module(target, module)
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Module(module) => write!(f, "{module}"),
            Self::Resource(resource) => write!(f, "{resource}"),
            Self::Instance(instance) => write!(f, "{instance}"),
        }
    }
}
