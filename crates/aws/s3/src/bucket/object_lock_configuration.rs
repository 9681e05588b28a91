//! The `object_lock_configuration` of a bucket.

use crate::border::{nonzero, unless};
use crate::client;
use aws_sdk_s3::types::{self as api, ObjectLockEnabled, ObjectLockRetentionMode, ObjectLockRule};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Block;

/// Whether objects can be protected against deletion.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct ObjectLockConfiguration {
    /// Whether objects can be protected.
    #[attr(optional, force_new, enum = ["Enabled"], deprecated = "Use the top-level parameter object_lock_enabled instead")]
    pub(super) object_lock_enabled: String,
    /// How new objects are protected.
    #[block(list, max = 1, deprecated = "Use the aws_s3_bucket_object_lock_configuration resource instead")]
    pub(super) rule: Option<Rule>,
}

/// How new objects are protected.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Rule {
    /// The protection of objects that do not say themselves.
    #[block(list, min = 1, max = 1)]
    default_retention: Option<DefaultRetention>,
}

/// A protection for some time.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct DefaultRetention {
    /// How strong the protection is.
    #[attr(required, enum = ["COMPLIANCE", "GOVERNANCE"])]
    mode: String,
    /// The days that it lasts.
    #[attr(optional)]
    days: i32,
    /// The years that it lasts.
    #[attr(optional)]
    years: i32,
}

/// What the configuration and S3 call it when it is on.
const ENABLED: &str = "Enabled";

impl ObjectLockConfiguration {
    /// What a bucket has that was made with object lock, and no more.
    pub(super) fn without_rule() -> Self {
        Self { object_lock_enabled: ENABLED.into(), rule: None }
    }

    /// Whether objects can be protected.
    pub(super) fn is_enabled(&self) -> bool {
        self.object_lock_enabled == ENABLED
    }

    fn to_api(&self) -> api::ObjectLockConfiguration {
        let retention = self.rule.as_ref().and_then(|rule| rule.default_retention.as_ref()).map(|it| {
            api::DefaultRetention::builder()
                .mode(ObjectLockRetentionMode::from(it.mode.as_str()))
                .set_days(nonzero(it.days))
                .set_years(nonzero(it.years))
                .build()
        });
        let rule = retention.map(|retention| ObjectLockRule::builder().default_retention(retention).build());
        api::ObjectLockConfiguration::builder().object_lock_enabled(ObjectLockEnabled::Enabled).set_rule(rule).build()
    }
}

impl From<&api::ObjectLockConfiguration> for ObjectLockConfiguration {
    fn from(api: &api::ObjectLockConfiguration) -> Self {
        let retention = api.rule().and_then(ObjectLockRule::default_retention).map(|it| DefaultRetention {
            mode: it.mode().map(ObjectLockRetentionMode::as_str).unwrap_or_default().to_owned(),
            days: it.days().unwrap_or_default(),
            years: it.years().unwrap_or_default(),
        });
        Self {
            object_lock_enabled: api.object_lock_enabled().map(ObjectLockEnabled::as_str).unwrap_or_default().into(),
            rule: retention.map(|retention| Rule { default_retention: Some(retention) }),
        }
    }
}

/// The setting of a bucket.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<Option<ObjectLockConfiguration>, AwsError> {
    let answer = client(ctx).get_object_lock_configuration().bucket(bucket).send().await;
    let found = unless(answer, &["ObjectLockConfigurationNotFoundError", "MethodNotAllowed"])?;
    Ok(found.as_ref().and_then(|found| found.object_lock_configuration()).map(Into::into))
}

/// Sets its rule. A bucket made without object lock takes none.
pub(super) async fn put(ctx: &Ctx, bucket: &str, it: &ObjectLockConfiguration) -> Result<(), AwsError> {
    let request = client(ctx).put_object_lock_configuration().bucket(bucket);
    request.object_lock_configuration(it.to_api()).send().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_back_as_it_was_written() {
        let retention = DefaultRetention { mode: "GOVERNANCE".into(), days: 3, years: 0 };
        let rule = Some(Rule { default_retention: Some(retention) });
        for it in [
            ObjectLockConfiguration::without_rule(),
            ObjectLockConfiguration { object_lock_enabled: ENABLED.into(), rule },
        ] {
            assert_eq!(ObjectLockConfiguration::from(&it.to_api()), it);
        }
    }
}
