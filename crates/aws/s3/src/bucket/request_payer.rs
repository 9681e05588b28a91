//! The `request_payer` of a bucket.

use crate::border::{incomplete, unless};
use crate::client;
use aws_sdk_s3::types::{Payer, RequestPaymentConfiguration};
use iac_aws_kit::{AwsError, Ctx};

/// Who pays where nothing was said.
pub(super) const OWNER: &str = "BucketOwner";

/// Who pays.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<String, AwsError> {
    let answer = client(ctx).get_bucket_request_payment().bucket(bucket).send().await;
    let found = unless(answer, &["MethodNotAllowed", "NotImplemented"])?;
    Ok(found.as_ref().and_then(|found| found.payer()).map_or(OWNER, Payer::as_str).to_owned())
}

/// Sets who pays.
pub(super) async fn put(ctx: &Ctx, bucket: &str, payer: &str) -> Result<(), AwsError> {
    let setting = RequestPaymentConfiguration::builder().payer(payer.into()).build().map_err(incomplete)?;
    client(ctx).put_bucket_request_payment().bucket(bucket).request_payment_configuration(setting).send().await?;
    Ok(())
}
