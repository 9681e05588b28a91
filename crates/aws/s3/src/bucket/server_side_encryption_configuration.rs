//! The `server_side_encryption_configuration` of a bucket.

use crate::border::{filled, incomplete, unless};
use crate::client;
use aws_sdk_s3::types::{self as api, ServerSideEncryption, ServerSideEncryptionByDefault};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Block;

/// How objects are encrypted.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct ServerSideEncryptionConfiguration {
    /// The rule.
    #[block(list, min = 1, max = 1)]
    rule: Option<Rule>,
}

/// How objects are encrypted that do not say themselves.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Rule {
    /// Whether S3 asks KMS for a key of the bucket instead of one per object.
    #[attr(optional)]
    bucket_key_enabled: bool,
    /// The algorithm and key.
    #[block(list, min = 1, max = 1)]
    apply_server_side_encryption_by_default: Option<ByDefault>,
}

/// An algorithm and key.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct ByDefault {
    /// The KMS key. AWS's own if it is omitted.
    #[attr(optional)]
    kms_master_key_id: String,
    /// The algorithm.
    #[attr(required, enum = ["AES256", "aws:kms", "aws:kms:dsse"])]
    sse_algorithm: String,
}

impl ServerSideEncryptionConfiguration {
    /// What a new bucket has.
    pub(super) fn of_a_new_bucket() -> Self {
        let by_default = ByDefault { sse_algorithm: "AES256".into(), ..ByDefault::default() };
        let rule = Rule { bucket_key_enabled: false, apply_server_side_encryption_by_default: Some(by_default) };
        Self { rule: Some(rule) }
    }

    fn to_api(&self) -> Result<api::ServerSideEncryptionConfiguration, AwsError> {
        let mut setting = api::ServerSideEncryptionConfiguration::builder();
        if let Some(rule) = &self.rule {
            setting = setting.rules(rule.to_api()?);
        }
        setting.build().map_err(incomplete)
    }
}

impl Rule {
    fn to_api(&self) -> Result<api::ServerSideEncryptionRule, AwsError> {
        let by_default = self.apply_server_side_encryption_by_default.as_ref().map(|it| {
            ServerSideEncryptionByDefault::builder()
                .sse_algorithm(ServerSideEncryption::from(it.sse_algorithm.as_str()))
                .set_kms_master_key_id(filled(&it.kms_master_key_id))
                .build()
                .map_err(incomplete)
        });
        Ok(api::ServerSideEncryptionRule::builder()
            .set_apply_server_side_encryption_by_default(by_default.transpose()?)
            .bucket_key_enabled(self.bucket_key_enabled)
            .build())
    }
}

impl From<&api::ServerSideEncryptionRule> for Rule {
    fn from(api: &api::ServerSideEncryptionRule) -> Self {
        let by_default = api.apply_server_side_encryption_by_default().map(|it| ByDefault {
            kms_master_key_id: it.kms_master_key_id().unwrap_or_default().to_owned(),
            sse_algorithm: it.sse_algorithm().as_str().to_owned(),
        });
        Self {
            bucket_key_enabled: api.bucket_key_enabled().unwrap_or_default(),
            apply_server_side_encryption_by_default: by_default,
        }
    }
}

/// The setting of a bucket.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<Option<ServerSideEncryptionConfiguration>, AwsError> {
    let answer = client(ctx).get_bucket_encryption().bucket(bucket).send().await;
    let found = unless(answer, &["ServerSideEncryptionConfigurationNotFoundError", "MethodNotAllowed"])?;
    let rule = found.as_ref().and_then(|it| it.server_side_encryption_configuration()?.rules().first().map(Rule::from));
    Ok(rule.map(|rule| ServerSideEncryptionConfiguration { rule: Some(rule) }))
}

/// Sets it.
pub(super) async fn put(ctx: &Ctx, bucket: &str, it: &ServerSideEncryptionConfiguration) -> Result<(), AwsError> {
    let request = client(ctx).put_bucket_encryption().bucket(bucket);
    request.server_side_encryption_configuration(it.to_api()?).send().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_back_as_it_was_written() {
        let rule = ServerSideEncryptionConfiguration::of_a_new_bucket().rule.expect("a rule");
        assert_eq!(Rule::from(&rule.to_api().expect("complete")), rule);
    }
}
