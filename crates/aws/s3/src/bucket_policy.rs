//! `aws_s3_bucket_policy`: who may do what with a bucket.

use crate::client;
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{Context, Created, Model, Resource};

/// Provides the policy of an S3 bucket. Import with the bucket's name.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_s3_bucket_policy", label = "S3 Bucket Policy")]
pub struct BucketPolicy {
    /// The name of the bucket.
    #[attr(id)]
    id: String,
    /// The name of the bucket.
    #[attr(required, force_new)]
    bucket: String,
    /// Who may do what, as JSON.
    #[attr(required, policy)]
    policy: String,
}

/// Puts a bucket's policy. Principals that were just made may be unknown to S3 for a while; an emulator checks none.
pub(crate) async fn put_policy(ctx: &Ctx, bucket: &str, policy: &str) -> Result<(), AwsError> {
    let request = client(ctx).put_bucket_policy().bucket(bucket).policy(policy);
    let again =
        |error: &AwsError| error.is(&["OperationAborted"]) || (error.is(&["MalformedPolicy"]) && !ctx.is_emulator());
    ctx.waiter().briefly().retry(|| async { Ok(request.clone().send().await?) }, again).await?;
    Ok(())
}

impl Resource for BucketPolicy {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["NoSuchBucketPolicy", "NoSuchBucket"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        put_policy(ctx, &plan.bucket, &plan.policy).await?;
        Ok(Created::new(&plan.bucket))
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let found = client(ctx).get_bucket_policy().bucket(&prior.id).send().await?;
        Ok(found.policy.map(|policy| Self { id: prior.id.clone(), bucket: prior.id.clone(), policy }))
    }

    async fn update(ctx: &Ctx, _prior: &Self, plan: &Self) -> Result<(), AwsError> {
        put_policy(ctx, &plan.bucket, &plan.policy).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        client(ctx).delete_bucket_policy().bucket(&prior.id).send().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::assert_model;

    #[test]
    fn the_model_is_sound() {
        assert_model::<BucketPolicy>();
    }
}
