//! Providers and provider configurations.

use super::ModuleAddr;
use std::fmt;
use std::sync::Arc;

/// The source address of a provider: `registry.terraform.io/hashicorp/aws`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProviderAddr {
    /// The registry's host name; `terraform.io` with namespace `builtin` for what is compiled in.
    pub host: Arc<str>,
    /// The namespace, such as `hashicorp`.
    pub namespace: Arc<str>,
    /// The type, such as `aws`.
    pub ty: Arc<str>,
}

/// A provider configuration block in the configuration tree, as state records it:
/// `module.a.provider["registry.terraform.io/hashicorp/aws"].west`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AbsProviderConfigAddr {
    /// The module that holds the block.
    pub module: ModuleAddr,
    /// The provider.
    pub provider: ProviderAddr,
    /// The alias; `None` is the default configuration.
    pub alias: Option<Arc<str>>,
}

impl ProviderAddr {
    /// A provider of the `hashicorp` namespace of the public registry: what a bare local name means.
    pub fn hashicorp(ty: impl Into<Arc<str>>) -> Self {
        Self { host: Arc::from("registry.terraform.io"), namespace: Arc::from("hashicorp"), ty: ty.into() }
    }

    /// A provider that is part of the program: `terraform.io/builtin/terraform`.
    pub fn builtin(ty: impl Into<Arc<str>>) -> Self {
        Self { host: Arc::from("terraform.io"), namespace: Arc::from("builtin"), ty: ty.into() }
    }

    /// How users write it: without the public registry's host.
    pub fn for_display(&self) -> String {
        if &*self.host == "registry.terraform.io" {
            format!("{}/{}", self.namespace, self.ty)
        } else {
            self.to_string()
        }
    }
}

impl fmt::Display for ProviderAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.host, self.namespace, self.ty)
    }
}

impl fmt::Display for AbsProviderConfigAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.module.is_root() {
            write!(f, "{}.", self.module)?;
        }
        write!(f, "provider[\"{}\"]", self.provider)?;
        self.alias.as_ref().map_or(Ok(()), |alias| write!(f, ".{alias}"))
    }
}
