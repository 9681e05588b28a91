//! The providers and provisioners that are compiled into the program.

use crate::provider_terraform::TerraformProvider;
use iac_core::addr::ProviderAddr;
use iac_core::diag::Diagnostic;
use iac_provider::{Provider, Provisioner};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every provider and provisioner by name. Built once, by the binary.
#[derive(Clone)]
pub struct Providers {
    providers: BTreeMap<ProviderAddr, Arc<dyn Provider>>,
    provisioners: BTreeMap<Arc<str>, Arc<dyn Provisioner>>,
}

impl Default for Providers {
    fn default() -> Self {
        Self::new()
    }
}

impl Providers {
    /// Only the built-in `terraform` provider.
    pub fn new() -> Self {
        let mut registry = Self { providers: BTreeMap::new(), provisioners: BTreeMap::new() };
        registry.add(Arc::new(TerraformProvider::default()));
        registry
    }

    /// Adds a provider under its own address.
    pub fn add(&mut self, provider: Arc<dyn Provider>) {
        self.providers.insert(provider.addr(), provider);
    }

    /// Adds a provisioner under a type name such as `local-exec`.
    pub fn add_provisioner(&mut self, ty: impl Into<Arc<str>>, provisioner: Arc<dyn Provisioner>) {
        self.provisioners.insert(ty.into(), provisioner);
    }

    /// The provider at an address, if it is compiled in.
    pub fn find(&self, addr: &ProviderAddr) -> Option<&Arc<dyn Provider>> {
        self.providers.get(addr)
    }

    /// The provider at an address, or a message that names it and what exists instead.
    pub fn provider(&self, addr: &ProviderAddr) -> Result<&Arc<dyn Provider>, Diagnostic> {
        self.find(addr).ok_or_else(|| {
            let known: Vec<String> = self.providers.keys().map(ProviderAddr::for_display).collect();
            Diagnostic::error(
                "Provider not available",
                format!(
                    "Provider {} is not supported by iac yet. Providers are compiled into iac, and this build has: {}.",
                    addr.for_display(),
                    known.join(", ")
                ),
            )
        })
    }

    /// The provisioner of a type, or a message that names it and what exists instead.
    pub fn provisioner(&self, ty: &str) -> Result<&Arc<dyn Provisioner>, Diagnostic> {
        self.provisioners.get(ty).ok_or_else(|| {
            let known: Vec<&str> = self.provisioners.keys().map(|ty| &**ty).collect();
            Diagnostic::error(
                "Failed to load plugin schemas",
                format!(
                    "Provisioner {ty:?} is not supported by iac yet. This build has: {}.",
                    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
                ),
            )
        })
    }

    /// Every provider with its address, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&ProviderAddr, &Arc<dyn Provider>)> {
        self.providers.iter()
    }
}

impl std::fmt::Debug for Providers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.providers.keys().map(ToString::to_string)).finish()
    }
}
