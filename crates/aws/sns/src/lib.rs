//! SNS: its resource types and data sources, and its client.

mod topic;
mod topic_subscription;

use aws_sdk_sns::Client;
use iac_aws_kit::Ctx;
use iac_provider::{DataSourceEntry, ResourceEntry};
use std::collections::BTreeMap;

/// The resource types, sorted.
pub fn resources() -> Vec<ResourceEntry<Ctx>> {
    vec![ResourceEntry::of::<topic::Topic>(), ResourceEntry::of::<topic_subscription::TopicSubscription>()]
}

/// The data sources, sorted.
pub fn data_sources() -> Vec<DataSourceEntry<Ctx>> {
    vec![]
}

/// The client for an operation.
pub(crate) fn client(ctx: &Ctx) -> Client {
    ctx.client("sns", |config, recorder| {
        Client::from_conf(aws_sdk_sns::config::Builder::from(config).interceptor(recorder).build())
    })
}

/// The settings that differ from what they were.
pub(crate) fn changed(
    prior: &BTreeMap<&'static str, String>,
    planned: BTreeMap<&'static str, String>,
) -> impl Iterator<Item = (&'static str, String)> {
    planned.into_iter().filter(|(name, value)| prior.get(name) != Some(value))
}
