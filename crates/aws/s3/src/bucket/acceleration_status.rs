//! The `acceleration_status` of a bucket.

use crate::border::unless;
use crate::client;
use aws_sdk_s3::types::{AccelerateConfiguration, BucketAccelerateStatus};
use iac_aws_kit::{AwsError, Ctx};

/// Codes of regions and partitions that know no acceleration.
const UNKNOWN: &[&str] = &["MethodNotAllowed", "UnsupportedArgument", "UnsupportedOperation", "NotImplemented"];

/// What it is; empty if it was never set.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<String, AwsError> {
    let found = unless(client(ctx).get_bucket_accelerate_configuration().bucket(bucket).send().await, UNKNOWN)?;
    let status = found.as_ref().and_then(|found| found.status());
    Ok(status.map(BucketAccelerateStatus::as_str).unwrap_or_default().to_owned())
}

/// Sets it.
pub(super) async fn put(ctx: &Ctx, bucket: &str, status: &str) -> Result<(), AwsError> {
    let setting = AccelerateConfiguration::builder().status(status.into()).build();
    client(ctx).put_bucket_accelerate_configuration().bucket(bucket).accelerate_configuration(setting).send().await?;
    Ok(())
}
