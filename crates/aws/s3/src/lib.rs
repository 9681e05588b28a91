//! S3: its resource types and data sources, and its client.

mod border;
mod bucket;
mod bucket_notification;
mod bucket_policy;
mod bucket_versioning;
mod object;
mod region;
mod tag_set;
mod versions;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{Builder, RequestChecksumCalculation, ResponseChecksumValidation};
use iac_aws_kit::Ctx;
use iac_provider::{DataSourceEntry, ResourceEntry};

/// The resource types, sorted.
pub fn resources() -> Vec<ResourceEntry<Ctx>> {
    vec![
        ResourceEntry::of::<bucket::Bucket>(),
        ResourceEntry::of::<bucket_notification::BucketNotification>(),
        ResourceEntry::of::<bucket_policy::BucketPolicy>(),
        ResourceEntry::of::<bucket_versioning::BucketVersioning>(),
        ResourceEntry::of::<object::Object>(),
    ]
}

/// The data sources, sorted.
pub fn data_sources() -> Vec<DataSourceEntry<Ctx>> {
    vec![]
}

/// The client for an operation.
pub(crate) fn client(ctx: &Ctx) -> Client {
    ctx.client("s3", |config, recorder| {
        let builder = Builder::from(config)
            .force_path_style(ctx.session().s3_path_style())
            // Objects get the checksum that the configuration names and no other: it shows in their attributes.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        Client::from_conf(builder.interceptor(recorder).build())
    })
}
