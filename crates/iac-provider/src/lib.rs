//! The one seam to the outside: what a provider is, how it plans, and what is checked of it.
//!
//! [`Provider`] and [`ProviderInstance`] mirror the Terraform plugin protocol 6 on values. Authors write typed resources
//! (see `resource`), which are erased to the same seam. [`planning`] holds the rules every provider shares.

pub mod contract;
pub mod planning;
mod provider;
mod provisioner;

pub use provider::{
    ApplyRequest, ApplyResponse, BoxFuture, ConfigureContext, ImportRequest, ImportResponse, Imported, PlanRequest,
    PlanResponse, Provider, ProviderInstance, ProviderTarget, ReadDataRequest, ReadDataResponse, ReadRequest,
    ReadResponse, UpgradeRequest,
};
pub use provisioner::{ProvisionRequest, Provisioner};
