//! The utility providers that are part of the program.

use iac_provider::{Provider, Provisioner};
use std::sync::Arc;

/// Every utility provider.
pub fn providers() -> Vec<Arc<dyn Provider>> {
    Vec::new()
}

/// Every provisioner by its type.
pub fn provisioners() -> Vec<(&'static str, Arc<dyn Provisioner>)> {
    Vec::new()
}
