//! The `lifecycle_rule`s of a bucket.

use crate::border::{day, filled, incomplete, midnight, nonzero, some_of, unless};
use crate::client;
use crate::tag_set::{from_tags, to_tags};
use aws_sdk_s3::types::{
    self as api, AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, ExpirationStatus, LifecycleExpiration,
    LifecycleRuleAndOperator, LifecycleRuleFilter, TransitionStorageClass,
};
use iac_aws_kit::{AwsError, Ctx};
use iac_core::value::Value;
use iac_provider::{Block, TagMap, naming};

const CLASSES: &[&str] = &["GLACIER", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR"];

/// What happens to objects as they age.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct LifecycleRule {
    /// The name of the rule. Made up if it is omitted.
    #[attr(optional, computed, length = 0..=255)]
    id: String,
    /// What the keys of its objects begin with.
    #[attr(optional)]
    prefix: String,
    /// Tags that its objects have.
    #[attr(optional)]
    tags: Option<TagMap>,
    /// Whether it is in force.
    #[attr(required)]
    enabled: bool,
    /// Days after which unfinished uploads are dropped.
    #[attr(optional)]
    abort_incomplete_multipart_upload_days: i32,
    /// When objects are deleted.
    #[block(list, max = 1)]
    expiration: Option<Expiration>,
    /// When old versions are deleted.
    #[block(list, max = 1)]
    noncurrent_version_expiration: Option<NoncurrentVersionExpiration>,
    /// When objects move to cheaper storage.
    #[block(set)]
    transition: Vec<Transition>,
    /// When old versions move to cheaper storage.
    #[block(set)]
    noncurrent_version_transition: Vec<NoncurrentVersionTransition>,
}

/// When objects are deleted.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Expiration {
    /// The day, such as `2030-01-31`.
    #[attr(optional, validate = check_date)]
    date: String,
    /// The age in days.
    #[attr(optional, range = 0..=2_147_483_647)]
    days: i32,
    /// Whether delete markers without versions are removed.
    #[attr(optional)]
    expired_object_delete_marker: bool,
}

/// When old versions are deleted.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct NoncurrentVersionExpiration {
    /// Days after the version became old.
    #[attr(optional, range = 1..=2_147_483_647)]
    days: i32,
}

/// When objects move to cheaper storage.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Transition {
    /// The day, such as `2030-01-31`.
    #[attr(optional, validate = check_date)]
    date: String,
    /// The age in days.
    #[attr(optional, range = 0..=2_147_483_647)]
    days: i32,
    /// The storage class to move to.
    #[attr(required, enum = CLASSES)]
    storage_class: String,
}

/// When old versions move to cheaper storage.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct NoncurrentVersionTransition {
    /// Days after the version became old.
    #[attr(optional, range = 0..=2_147_483_647)]
    days: i32,
    /// The storage class to move to.
    #[attr(required, enum = CLASSES)]
    storage_class: String,
}

fn check_date(name: &str, value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(date) if !date.is_empty() && midnight(date).is_err() => {
            Err(format!("expected {name} to be a valid RFC3339 date, such as 2030-01-31, got {date}"))
        }
        _ => Ok(()),
    }
}

impl LifecycleRule {
    /// The rule with null for tags that nobody wrote, as it is right after its creation.
    pub(super) fn without_defaults(mut self) -> Self {
        self.tags = self.tags.filter(|tags| !tags.is_empty());
        self
    }

    fn to_api(&self) -> Result<api::LifecycleRule, AwsError> {
        let abort = nonzero(self.abort_incomplete_multipart_upload_days)
            .map(|days| AbortIncompleteMultipartUpload::builder().days_after_initiation(days).build());
        let noncurrent_expiration = self.noncurrent_version_expiration.as_ref().and_then(|it| nonzero(it.days));
        let noncurrent_expiration =
            noncurrent_expiration.map(|days| api::NoncurrentVersionExpiration::builder().noncurrent_days(days).build());
        let transitions = self.transition.iter().map(Transition::to_api).collect::<Result<Vec<_>, _>>()?;
        let noncurrent: Vec<_> =
            self.noncurrent_version_transition.iter().map(NoncurrentVersionTransition::to_api).collect();
        api::LifecycleRule::builder()
            .id(naming::name_or_unique(&self.id, "tf-s3-lifecycle-", ""))
            .status(if self.enabled { ExpirationStatus::Enabled } else { ExpirationStatus::Disabled })
            .filter(self.filter()?)
            .set_abort_incomplete_multipart_upload(abort)
            .set_expiration(self.expiration.as_ref().map(Expiration::to_api).transpose()?)
            .set_noncurrent_version_expiration(noncurrent_expiration)
            .set_transitions(some_of(&transitions))
            .set_noncurrent_version_transitions(some_of(&noncurrent))
            .build()
            .map_err(incomplete)
    }

    fn filter(&self) -> Result<LifecycleRuleFilter, AwsError> {
        let filter = LifecycleRuleFilter::builder();
        let Some(tags) = self.tags.as_ref().filter(|tags| !tags.is_empty()) else {
            return Ok(filter.prefix(&self.prefix).build());
        };
        let all = LifecycleRuleAndOperator::builder().prefix(&self.prefix).set_tags(Some(to_tags(tags)?));
        Ok(filter.and(all.build()).build())
    }
}

impl From<&api::LifecycleRule> for LifecycleRule {
    fn from(api: &api::LifecycleRule) -> Self {
        let (prefix, tags) = from_filter(api);
        Self {
            id: api.id().unwrap_or_default().to_owned(),
            prefix,
            tags: Some(tags),
            enabled: *api.status() == ExpirationStatus::Enabled,
            abort_incomplete_multipart_upload_days: api
                .abort_incomplete_multipart_upload()
                .and_then(AbortIncompleteMultipartUpload::days_after_initiation)
                .unwrap_or_default(),
            expiration: api.expiration().map(Expiration::from),
            noncurrent_version_expiration: api
                .noncurrent_version_expiration()
                .map(|it| NoncurrentVersionExpiration { days: it.noncurrent_days().unwrap_or_default() }),
            transition: api.transitions().iter().map(Transition::from).collect(),
            noncurrent_version_transition: api
                .noncurrent_version_transitions()
                .iter()
                .map(NoncurrentVersionTransition::from)
                .collect(),
        }
    }
}

/// The prefix and tags of a rule: in a conjunction, alone, or the prefix outside of any filter as old rules have it.
fn from_filter(rule: &api::LifecycleRule) -> (String, TagMap) {
    #[expect(deprecated, reason = "rules of old buckets have no filter")]
    let old = rule.prefix();
    let filter = rule.filter();
    let all = filter.and_then(LifecycleRuleFilter::and);
    let prefix =
        all.and_then(LifecycleRuleAndOperator::prefix).or_else(|| filter.and_then(LifecycleRuleFilter::prefix)).or(old);
    let tags = match (all, filter.and_then(LifecycleRuleFilter::tag)) {
        (Some(all), _) => from_tags(all.tags()),
        (None, tag) => from_tags(tag.map_or(&[][..], std::slice::from_ref)),
    };
    (prefix.unwrap_or_default().to_owned(), tags)
}

impl Expiration {
    /// One of the three; an empty block says that delete markers stay.
    fn to_api(&self) -> Result<LifecycleExpiration, AwsError> {
        let expiration = LifecycleExpiration::builder();
        Ok(match (filled(&self.date), self.days) {
            (Some(date), _) => expiration.date(midnight(&date)?),
            (None, days) if days > 0 => expiration.days(days),
            _ => expiration.expired_object_delete_marker(self.expired_object_delete_marker),
        }
        .build())
    }
}

impl From<&LifecycleExpiration> for Expiration {
    fn from(api: &LifecycleExpiration) -> Self {
        Self {
            date: api.date().map(day).unwrap_or_default(),
            days: api.days().unwrap_or_default(),
            expired_object_delete_marker: api.expired_object_delete_marker().unwrap_or_default(),
        }
    }
}

impl Transition {
    fn to_api(&self) -> Result<api::Transition, AwsError> {
        let transition =
            api::Transition::builder().storage_class(TransitionStorageClass::from(self.storage_class.as_str()));
        Ok(match filled(&self.date) {
            Some(date) => transition.date(midnight(&date)?),
            None => transition.days(self.days),
        }
        .build())
    }
}

impl From<&api::Transition> for Transition {
    fn from(api: &api::Transition) -> Self {
        Self {
            date: api.date().map(day).unwrap_or_default(),
            days: api.days().unwrap_or_default(),
            storage_class: api.storage_class().map(TransitionStorageClass::as_str).unwrap_or_default().to_owned(),
        }
    }
}

impl NoncurrentVersionTransition {
    fn to_api(&self) -> api::NoncurrentVersionTransition {
        let class = TransitionStorageClass::from(self.storage_class.as_str());
        api::NoncurrentVersionTransition::builder().noncurrent_days(self.days).storage_class(class).build()
    }
}

impl From<&api::NoncurrentVersionTransition> for NoncurrentVersionTransition {
    fn from(api: &api::NoncurrentVersionTransition) -> Self {
        Self {
            days: api.noncurrent_days().unwrap_or_default(),
            storage_class: api.storage_class().map(TransitionStorageClass::as_str).unwrap_or_default().to_owned(),
        }
    }
}

/// The rules of a bucket.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<Vec<LifecycleRule>, AwsError> {
    let answer = client(ctx).get_bucket_lifecycle_configuration().bucket(bucket).send().await;
    let found = unless(answer, &["NoSuchLifecycleConfiguration", "MethodNotAllowed"])?;
    Ok(found.map(|found| found.rules().iter().map(LifecycleRule::from).collect()).unwrap_or_default())
}

/// Sets the rules.
pub(super) async fn put(ctx: &Ctx, bucket: &str, rules: &[LifecycleRule]) -> Result<(), AwsError> {
    let rules = rules.iter().map(LifecycleRule::to_api).collect::<Result<Vec<_>, _>>()?;
    let setting = BucketLifecycleConfiguration::builder().set_rules(Some(rules)).build().map_err(incomplete)?;
    client(ctx).put_bucket_lifecycle_configuration().bucket(bucket).lifecycle_configuration(setting).send().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: LifecycleRule) {
        let rule = LifecycleRule { id: "r".into(), enabled: true, ..rule };
        assert_eq!(LifecycleRule::from(&rule.to_api().expect("complete")).without_defaults(), rule);
    }

    #[test]
    fn rules_read_back_as_they_were_written() {
        check(LifecycleRule {
            prefix: "logs/".into(),
            abort_incomplete_multipart_upload_days: 7,
            ..LifecycleRule::default()
        });
        check(LifecycleRule { tags: Some(TagMap::from([("a".into(), "b".into())])), ..LifecycleRule::default() });
        check(LifecycleRule { expiration: Some(Expiration::default()), ..LifecycleRule::default() });
        let transition = Transition { date: "2030-01-31".into(), days: 0, storage_class: "GLACIER".into() };
        let noncurrent = NoncurrentVersionTransition { days: 30, storage_class: "STANDARD_IA".into() };
        check(LifecycleRule {
            transition: vec![transition],
            noncurrent_version_transition: vec![noncurrent],
            noncurrent_version_expiration: Some(NoncurrentVersionExpiration { days: 90 }),
            ..LifecycleRule::default()
        });
    }

    #[test]
    fn a_rule_without_a_name_gets_one() {
        let sent = LifecycleRule::default().to_api().expect("complete");
        assert!(sent.id().is_some_and(|id| id.starts_with("tf-s3-lifecycle-")));
    }
}
