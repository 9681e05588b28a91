//! Modules and module instances.

use super::InstanceKey;
use std::fmt;
use std::sync::Arc;

/// A module of the configuration tree: the names of the calls that lead to it. The root is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleAddr(pub Vec<Arc<str>>);

/// One step of a [`ModuleInstanceAddr`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleStep {
    /// The name of the call.
    pub name: Arc<str>,
    /// The instance of the call.
    pub key: InstanceKey,
}

/// An instance of a module. The root is empty. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleInstanceAddr(pub Arc<[ModuleStep]>);

impl ModuleAddr {
    /// The root module.
    pub fn root() -> Self {
        Self::default()
    }

    /// Whether it is the root module.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The module that a call in this one leads to.
    #[must_use]
    pub fn child(&self, name: impl Into<Arc<str>>) -> Self {
        let mut names = self.0.clone();
        names.push(name.into());
        Self(names)
    }
}

impl Default for ModuleInstanceAddr {
    fn default() -> Self {
        Self::root()
    }
}

impl ModuleInstanceAddr {
    /// The root module.
    pub fn root() -> Self {
        Self(Arc::from([]))
    }

    /// Whether it is the root module.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The instance of a call in this module instance.
    #[must_use]
    pub fn child(&self, name: impl Into<Arc<str>>, key: InstanceKey) -> Self {
        self.0.iter().cloned().chain([ModuleStep { name: name.into(), key }]).collect::<Vec<_>>().into()
    }

    /// The module without its instance keys.
    pub fn module(&self) -> ModuleAddr {
        ModuleAddr(self.0.iter().map(|step| step.name.clone()).collect())
    }

    /// The instance that contains the call, and the call's own step; `None` for the root.
    pub fn split_last(&self) -> Option<(ModuleInstanceAddr, &ModuleStep)> {
        let (last, parent) = self.0.split_last()?;
        Some((parent.to_vec().into(), last))
    }

    /// Whether this is the given instance or one below it.
    pub fn is_within(&self, ancestor: &ModuleInstanceAddr) -> bool {
        self.0.starts_with(&ancestor.0)
    }
}

impl From<Vec<ModuleStep>> for ModuleInstanceAddr {
    fn from(steps: Vec<ModuleStep>) -> Self {
        Self(steps.into())
    }
}

impl fmt::Display for ModuleAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, name) in self.0.iter().enumerate() {
            write!(f, "{}module.{name}", if at == 0 { "" } else { "." })?;
        }
        Ok(())
    }
}

impl fmt::Display for ModuleInstanceAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            write!(f, "{}module.{}{}", if at == 0 { "" } else { "." }, step.name, step.key)?;
        }
        Ok(())
    }
}
