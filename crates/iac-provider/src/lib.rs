//! The one seam to the outside: what a provider is, how it plans, and what is checked of it.
//!
//! [`Provider`] and [`ProviderInstance`] mirror the Terraform plugin protocol 6 on values. Authors of resource types write a
//! struct with `#[derive(Model)]` and implement [`Resource`] or [`DataSource`]; a [`Catalogue`] of them with a [`Context`] is a
//! [`TypedInstance`], which implements the seam. `docs/kit.md` is the page to read first. Where things are: [`model`] (struct ↔
//! schema ↔ value), [`planning`] (the rules that every provider shares), [`validate`], [`equivalence`] (JSON, policies),
//! [`tags`], [`wait`], [`naming`], [`contract`] (what the engine checks after each call, and what tests check of a type).

// The derives write paths that begin with `::iac_provider`; tests in here use them too.
extern crate self as iac_provider;

pub mod context;
pub mod contract;
pub mod equivalence;
mod error;
pub mod model;
pub mod naming;
pub mod planning;
mod provider;
mod provisioner;
mod resource;
pub mod tags;
pub mod validate;
pub mod wait;

pub use context::{Context, Operation, Scope};
pub use error::{Error, ErrorKind};
pub use iac_provider_derive::{Block, Model};
pub use model::Model;
pub use provider::{
    ApplyRequest, ApplyResponse, BoxFuture, ConfigureContext, ImportRequest, ImportResponse, Imported, PlanRequest,
    PlanResponse, Provider, ProviderInstance, ProviderTarget, ReadDataRequest, ReadDataResponse, ReadRequest,
    ReadResponse, UpgradeRequest,
};
pub use provisioner::{ProvisionRequest, Provisioner};
pub use resource::{Catalogue, Created, DataSource, DataSourceEntry, Outcome, Resource, ResourceEntry, TypedInstance};
pub use tags::{TagChange, TagMap, TagPolicy, Tags};
pub use wait::{Clock, Pace, Progress, RealClock, TestClock, Waiter};
