//! The `policy` of a bucket.

use crate::border::unless;
use crate::bucket_policy::put_policy;
use crate::client;
use iac_aws_kit::{AwsError, Ctx};

/// The policy; empty if there is none.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<String, AwsError> {
    let answer = client(ctx).get_bucket_policy().bucket(bucket).send().await;
    Ok(unless(answer, &["NoSuchBucketPolicy"])?.and_then(|found| found.policy).unwrap_or_default())
}

/// Sets the policy; empty text removes it.
pub(super) async fn put(ctx: &Ctx, bucket: &str, policy: &str) -> Result<(), AwsError> {
    if policy.is_empty() {
        client(ctx).delete_bucket_policy().bucket(bucket).send().await?;
        return Ok(());
    }
    put_policy(ctx, bucket, policy).await
}
