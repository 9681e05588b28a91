//! The AWS provider: its configuration block, the catalogue of all services, and where it may send requests.
//!
//! A service is a crate of its own under `crates/aws`; here is only what joins them.

mod catalogue;
mod config;
mod instance;
mod meta;
mod provider;

pub use iac_aws_kit::{Environment, Ledger, TargetCloud};
pub use provider::{AwsOptions, AwsProvider};
