//! Provisioners: programs run after creation or before destruction of an object.

use crate::BoxFuture;
use iac_core::diag::Diagnostics;
use iac_core::schema::Schema;
use iac_core::value::Value;
use std::sync::Arc;

/// A provisioner implementation.
pub trait Provisioner: Send + Sync {
    /// The schema of its block.
    fn schema(&self) -> Arc<Schema>;
    /// Runs it.
    fn provision<'a>(&'a self, request: ProvisionRequest<'a>) -> BoxFuture<'a, Diagnostics>;
}

/// What to run.
#[derive(Clone, Copy)]
pub struct ProvisionRequest<'a> {
    /// The resource instance, for messages.
    pub address: &'a str,
    /// The block's value, wholly known.
    pub config_value: &'a Value,
    /// The connection's value; null if there is none.
    pub connection: &'a Value,
    /// Receives output line by line.
    pub output: &'a (dyn Fn(&str) + Send + Sync),
}
