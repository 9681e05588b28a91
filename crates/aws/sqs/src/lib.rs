//! Amazon SQS: `aws_sqs_queue`.

mod client;
mod queue;

use iac_aws_kit::Ctx;
use iac_provider::{DataSourceEntry, ResourceEntry};

/// The resource types of this service.
pub fn resources() -> Vec<ResourceEntry<Ctx>> {
    vec![ResourceEntry::of::<queue::Queue>()]
}

/// The data sources of this service.
pub fn data_sources() -> Vec<DataSourceEntry<Ctx>> {
    vec![]
}
