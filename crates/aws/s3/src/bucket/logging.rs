//! The `logging` of a bucket.

use crate::border::{incomplete, unless};
use crate::client;
use aws_sdk_s3::types::{BucketLoggingStatus, LoggingEnabled};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Block;

/// Where accesses to a bucket are logged.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Logging {
    /// The bucket that gets the logs.
    #[attr(required)]
    target_bucket: String,
    /// What the keys of logs begin with.
    #[attr(optional)]
    target_prefix: String,
}

/// The setting of a bucket.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<Option<Logging>, AwsError> {
    let found = unless(client(ctx).get_bucket_logging().bucket(bucket).send().await, &["MethodNotAllowed"])?;
    let enabled = found.and_then(|found| found.logging_enabled);
    Ok(enabled.map(|it| Logging { target_bucket: it.target_bucket, target_prefix: it.target_prefix }))
}

/// Sets it.
pub(super) async fn put(ctx: &Ctx, bucket: &str, logging: &Logging) -> Result<(), AwsError> {
    let enabled = LoggingEnabled::builder()
        .target_bucket(&logging.target_bucket)
        .target_prefix(&logging.target_prefix)
        .build()
        .map_err(incomplete)?;
    let setting = BucketLoggingStatus::builder().logging_enabled(enabled).build();
    client(ctx).put_bucket_logging().bucket(bucket).bucket_logging_status(setting).send().await?;
    Ok(())
}
