//! What `-target`, `state rm`, `state list` and friends may name.

use super::{AbsResourceAddr, AbsResourceInstanceAddr, ModuleInstanceAddr};
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
        let _ = instance;
        todo!()
    }
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
