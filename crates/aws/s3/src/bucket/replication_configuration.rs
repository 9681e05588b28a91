//! The `replication_configuration` of a bucket.

use super::replication_rule::ReplicationRule;
use crate::border::{incomplete, unless};
use crate::client;
use aws_sdk_s3::types as api;
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{Block, validate};

/// Where the objects of a bucket are copied.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct ReplicationConfiguration {
    /// The ARN of the role that S3 copies with.
    #[attr(required, validate = validate::arn)]
    role: String,
    /// What is copied where.
    #[block(set, min = 1)]
    rules: Vec<ReplicationRule>,
}

/// The setting of a bucket.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<Option<ReplicationConfiguration>, AwsError> {
    let answer = client(ctx).get_bucket_replication().bucket(bucket).send().await;
    let found = unless(answer, &["ReplicationConfigurationNotFoundError", "MethodNotAllowed"])?;
    Ok(found.and_then(|found| found.replication_configuration).map(|it| ReplicationConfiguration {
        rules: it.rules().iter().map(ReplicationRule::from).collect(),
        role: it.role,
    }))
}

/// Sets it. The bucket must be versioned, and the role may be so new that S3 does not know it yet.
pub(super) async fn put(ctx: &Ctx, bucket: &str, it: &ReplicationConfiguration) -> Result<(), AwsError> {
    let rules = it.rules.iter().map(ReplicationRule::to_api).collect::<Result<Vec<_>, _>>()?;
    let setting = api::ReplicationConfiguration::builder().role(&it.role).set_rules(Some(rules));
    let setting = setting.build().map_err(incomplete)?;
    client(ctx).put_bucket_replication().bucket(bucket).replication_configuration(setting).send().await?;
    Ok(())
}
