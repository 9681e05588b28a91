//! Addresses of everything a configuration and a state can name.
//!
//! `…Addr` is relative to a module; `Abs…` is rooted. Every type parses from and displays as Terraform writes it.

mod instance_key;
mod module;
mod parse;
mod provider;
mod resource;
mod target;

#[cfg(test)]
mod tests;

pub use instance_key::InstanceKey;
pub use module::{ModuleAddr, ModuleInstanceAddr, ModuleStep};
pub use parse::AddrError;
pub use provider::{AbsProviderConfigAddr, ProviderAddr};
pub use resource::{
    AbsResourceAddr, AbsResourceInstanceAddr, ConfigResourceAddr, ResourceAddr, ResourceInstanceAddr, ResourceMode,
};
pub use target::Target;
