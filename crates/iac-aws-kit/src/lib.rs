//! What every AWS service shares: where requests go and where they may not, clients, errors, the ledger.
//!
//! A [`Session`] is one configured provider; a [`Ctx`] is what a resource's operation gets: clients of its region, the
//! account, the partition. Nothing here knows a service's operations.

mod arn;
mod behalf;
mod client;
mod ctx;
mod emulator;
mod endpoint;
mod environment;
mod error;
mod guard;
mod hosts;
mod ledger;
mod profile;
mod services;
mod session;

pub use arn::{arn, partition_of_region};
pub use client::Recorder;
pub use ctx::Ctx;
pub use emulator::test_ctx;
pub use endpoint::{Endpoint, EndpointError, EndpointOrigin, EndpointSettings};
pub use environment::Environment;
pub use error::AwsError;
pub use hosts::{HostClass, classify_host};
pub use ledger::Ledger;
pub use services::{SERVICES, Service, service};
pub use session::{Credentials, Session, SessionOptions, TargetCloud};
