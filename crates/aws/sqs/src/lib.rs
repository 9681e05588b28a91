//! SQS: its resource types and data sources, and its client.

mod queue;
mod queue_policy;

use aws_sdk_sqs::Client;
use iac_aws_kit::Ctx;
use iac_provider::{DataSourceEntry, ResourceEntry};

/// The resource types, sorted.
pub fn resources() -> Vec<ResourceEntry<Ctx>> {
    vec![ResourceEntry::of::<queue::Queue>(), ResourceEntry::of::<queue_policy::QueuePolicy>()]
}

/// The data sources, sorted.
pub fn data_sources() -> Vec<DataSourceEntry<Ctx>> {
    vec![]
}

/// The client for an operation.
pub(crate) fn client(ctx: &Ctx) -> Client {
    ctx.client("sqs", |config, recorder| {
        Client::from_conf(aws_sdk_sqs::config::Builder::from(config).interceptor(recorder).build())
    })
}
