//! S3: its resource types and data sources, and its client.

use aws_sdk_s3::Client;
use iac_aws_kit::Ctx;
use iac_provider::{DataSourceEntry, ResourceEntry};

/// The resource types, sorted.
pub fn resources() -> Vec<ResourceEntry<Ctx>> {
    vec![]
}

/// The data sources, sorted.
pub fn data_sources() -> Vec<DataSourceEntry<Ctx>> {
    vec![]
}

/// The client for an operation.
pub(crate) fn client(ctx: &Ctx) -> Client {
    ctx.client("s3", |config, recorder| {
        let path_style = ctx.session().s3_path_style();
        let builder = aws_sdk_s3::config::Builder::from(config).force_path_style(path_style);
        Client::from_conf(builder.interceptor(recorder).build())
    })
}
