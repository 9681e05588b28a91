//! Resources and resource instances.

use super::{InstanceKey, ModuleAddr, ModuleInstanceAddr};
use std::fmt;
use std::sync::Arc;

/// Which kind of block a resource address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResourceMode {
    /// A `resource` block.
    Managed,
    /// A `data` block.
    Data,
    /// An `ephemeral` block.
    Ephemeral,
}

/// A resource block, relative to its module: `aws_vpc.main`, `data.aws_ami.a`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceAddr {
    /// The kind of block.
    pub mode: ResourceMode,
    /// The resource type: `aws_vpc`.
    pub ty: Arc<str>,
    /// The block's name: `main`.
    pub name: Arc<str>,
}

/// An instance of a resource, relative to its module: `aws_vpc.main[0]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceInstanceAddr {
    /// The resource.
    pub resource: ResourceAddr,
    /// The instance.
    pub key: InstanceKey,
}

/// A resource block in the configuration tree: `module.a.aws_vpc.main`, without instance keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConfigResourceAddr {
    /// The module that declares it.
    pub module: ModuleAddr,
    /// The resource.
    pub resource: ResourceAddr,
}

/// A resource in a module instance: `module.a["k"].aws_vpc.main`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AbsResourceAddr {
    /// The module instance.
    pub module: ModuleInstanceAddr,
    /// The resource.
    pub resource: ResourceAddr,
}

/// An instance of a resource in a module instance: `module.a["k"].aws_vpc.main[0]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AbsResourceInstanceAddr {
    /// The module instance.
    pub module: ModuleInstanceAddr,
    /// The resource.
    pub resource: ResourceAddr,
    /// The instance.
    pub key: InstanceKey,
}

impl ResourceAddr {
    /// A `resource` block.
    pub fn managed(ty: impl Into<Arc<str>>, name: impl Into<Arc<str>>) -> Self {
        Self { mode: ResourceMode::Managed, ty: ty.into(), name: name.into() }
    }

    /// A `data` block.
    pub fn data(ty: impl Into<Arc<str>>, name: impl Into<Arc<str>>) -> Self {
        Self { mode: ResourceMode::Data, ty: ty.into(), name: name.into() }
    }

    /// The provider name its type implies: `aws` for `aws_vpc`.
    pub fn implied_provider(&self) -> &str {
        self.ty.split_once('_').map_or(&*self.ty, |(provider, _)| provider)
    }

    /// The resource in a module instance.
    pub fn absolute(self, module: ModuleInstanceAddr) -> AbsResourceAddr {
        AbsResourceAddr { module, resource: self }
    }
}

impl AbsResourceAddr {
    /// An instance of it.
    pub fn instance(&self, key: InstanceKey) -> AbsResourceInstanceAddr {
        AbsResourceInstanceAddr { module: self.module.clone(), resource: self.resource.clone(), key }
    }

    /// The block that declares it.
    pub fn config(&self) -> ConfigResourceAddr {
        ConfigResourceAddr { module: self.module.module(), resource: self.resource.clone() }
    }
}

impl AbsResourceInstanceAddr {
    /// The resource it is an instance of.
    pub fn resource_addr(&self) -> AbsResourceAddr {
        AbsResourceAddr { module: self.module.clone(), resource: self.resource.clone() }
    }

    /// The block that declares it.
    pub fn config(&self) -> ConfigResourceAddr {
        ConfigResourceAddr { module: self.module.module(), resource: self.resource.clone() }
    }
}

impl fmt::Display for ResourceAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = match self.mode {
            ResourceMode::Managed => "",
            ResourceMode::Data => "data.",
            ResourceMode::Ephemeral => "ephemeral.",
        };
        write!(f, "{prefix}{}.{}", self.ty, self.name)
    }
}

impl fmt::Display for ResourceInstanceAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.resource, self.key)
    }
}

impl fmt::Display for ConfigResourceAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.module.is_root() {
            write!(f, "{}", self.resource)
        } else {
            write!(f, "{}.{}", self.module, self.resource)
        }
    }
}

impl fmt::Display for AbsResourceAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.module.is_root() {
            write!(f, "{}", self.resource)
        } else {
            write!(f, "{}.{}", self.module, self.resource)
        }
    }
}

impl fmt::Display for AbsResourceInstanceAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.module.is_root() {
            write!(f, "{}.", self.module)?;
        }
        write!(f, "{}{}", self.resource, self.key)
    }
}
