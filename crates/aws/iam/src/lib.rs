//! IAM: its resource types and data sources, and its client.

mod encoded;
mod names;
mod policy_document;
mod role;
mod role_policy;

use aws_sdk_iam::Client;
use iac_aws_kit::Ctx;
use iac_provider::{DataSourceEntry, ResourceEntry};

/// The resource types, sorted.
pub fn resources() -> Vec<ResourceEntry<Ctx>> {
    vec![ResourceEntry::of::<role::Role>(), ResourceEntry::of::<role_policy::RolePolicy>()]
}

/// The data sources, sorted.
pub fn data_sources() -> Vec<DataSourceEntry<Ctx>> {
    vec![DataSourceEntry::of::<policy_document::PolicyDocument>()]
}

/// The client for an operation.
pub(crate) fn client(ctx: &Ctx) -> Client {
    ctx.client("iam", |config, recorder| {
        Client::from_conf(aws_sdk_iam::config::Builder::from(config).interceptor(recorder).build())
    })
}
