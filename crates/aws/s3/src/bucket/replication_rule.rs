//! One of the `rules` of a bucket's `replication_configuration`.

use crate::border::{filled, incomplete, nonzero};
use crate::tag_set::{from_tags, to_tags};
use aws_sdk_s3::types::{
    self as api, DeleteMarkerReplication, DeleteMarkerReplicationStatus, EncryptionConfiguration, MetricsStatus,
    OwnerOverride, ReplicationRuleAndOperator, ReplicationRuleFilter, ReplicationRuleStatus, ReplicationTimeStatus,
    ReplicationTimeValue, SseKmsEncryptedObjectsStatus as SseKmsStatus, StorageClass,
};
use iac_aws_kit::AwsError;
use iac_provider::{Block, TagMap, validate};

const CLASSES: &[&str] =
    &["STANDARD", "ONEZONE_IA", "STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR"];

/// What is copied where.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct ReplicationRule {
    /// The name of the rule.
    #[attr(optional, length = 0..=255)]
    id: String,
    /// Whether it is in force.
    #[attr(required, enum = ["Enabled", "Disabled"])]
    status: String,
    /// What the keys of its objects begin with; `filter` says more.
    #[attr(optional, length = 0..=1024)]
    prefix: String,
    /// Which rule wins, the greatest, where several apply; only with a `filter`.
    #[attr(optional)]
    priority: i32,
    /// Whether delete markers are copied; only with a `filter`.
    #[attr(optional, enum = ["Enabled"])]
    delete_marker_replication_status: String,
    /// The bucket that gets the copies.
    #[block(list, min = 1, max = 1)]
    destination: Option<Destination>,
    /// Which objects are copied.
    #[block(list, max = 1)]
    filter: Option<Filter>,
    /// Which encrypted objects are copied.
    #[block(list, max = 1)]
    source_selection_criteria: Option<SourceSelectionCriteria>,
}

/// The bucket that gets the copies.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Destination {
    /// The ARN of the bucket.
    #[attr(required, validate = validate::arn)]
    bucket: String,
    /// The account that owns it.
    #[attr(optional)]
    account_id: String,
    /// The storage class of the copies.
    #[attr(optional, enum = CLASSES)]
    storage_class: String,
    /// The KMS key that encrypts the copies.
    #[attr(optional)]
    replica_kms_key_id: String,
    /// Whether the copies belong to the owner of the bucket.
    #[block(list, max = 1)]
    access_control_translation: Option<AccessControlTranslation>,
    /// Whether slow copying is reported.
    #[block(list, max = 1)]
    metrics: Option<Metrics>,
    /// How long copying may take.
    #[block(list, max = 1)]
    replication_time: Option<ReplicationTime>,
}

/// Who owns the copies.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct AccessControlTranslation {
    /// The owner.
    #[attr(required, enum = ["Destination"])]
    owner: String,
}

/// Whether slow copying is reported.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Metrics {
    /// Minutes after which it is slow.
    #[attr(optional, default = 15, range = 10..=15)]
    minutes: i32,
    /// Whether it is reported.
    #[attr(optional, default = "Enabled", enum = ["Enabled", "Disabled"])]
    status: String,
}

/// How long copying may take.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct ReplicationTime {
    /// Minutes that it may take.
    #[attr(optional, default = 15, range = 15..=15)]
    minutes: i32,
    /// Whether the limit is in force.
    #[attr(optional, default = "Enabled", enum = ["Enabled", "Disabled"])]
    status: String,
}

/// Which objects are copied.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Filter {
    /// What their keys begin with.
    #[attr(optional, length = 0..=1024)]
    prefix: String,
    /// Tags that they have.
    #[attr(optional)]
    tags: TagMap,
}

/// Which encrypted objects are copied.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct SourceSelectionCriteria {
    /// Those that KMS encrypted.
    #[block(list, max = 1)]
    sse_kms_encrypted_objects: Option<SseKmsEncryptedObjects>,
}

/// Objects that KMS encrypted.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct SseKmsEncryptedObjects {
    /// Whether they are copied.
    #[attr(required)]
    enabled: bool,
}

impl ReplicationRule {
    pub(super) fn to_api(&self) -> Result<api::ReplicationRule, AwsError> {
        let destination = self.destination.as_ref().map(Destination::to_api).transpose()?;
        let criteria = self.source_selection_criteria.as_ref().map(SourceSelectionCriteria::to_api).transpose()?;
        let rule = api::ReplicationRule::builder()
            .set_id(filled(&self.id))
            .status(ReplicationRuleStatus::from(self.status.as_str()))
            .set_destination(destination)
            .set_source_selection_criteria(criteria);
        let rule = match &self.filter {
            // A rule with a filter is of the second version, which has priorities and must speak of delete markers.
            Some(filter) => {
                let markers = match self.delete_marker_replication_status.as_str() {
                    "" => DeleteMarkerReplicationStatus::Disabled,
                    status => DeleteMarkerReplicationStatus::from(status),
                };
                rule.filter(filter.to_api()?)
                    .priority(self.priority)
                    .delete_marker_replication(DeleteMarkerReplication::builder().status(markers).build())
            }
            None =>
            {
                #[expect(deprecated, reason = "a rule of the first version")]
                rule.prefix(&self.prefix)
            }
        };
        rule.build().map_err(incomplete)
    }
}

impl From<&api::ReplicationRule> for ReplicationRule {
    fn from(api: &api::ReplicationRule) -> Self {
        #[expect(deprecated, reason = "a rule of the first version")]
        let prefix = api.prefix().unwrap_or_default().to_owned();
        let markers = api.delete_marker_replication().and_then(DeleteMarkerReplication::status);
        let markers = markers.filter(|status| **status == DeleteMarkerReplicationStatus::Enabled);
        Self {
            id: api.id().unwrap_or_default().to_owned(),
            status: api.status().as_str().to_owned(),
            prefix,
            priority: api.priority().unwrap_or_default(),
            delete_marker_replication_status: markers.map(|status| status.as_str().to_owned()).unwrap_or_default(),
            destination: api.destination().map(Destination::from),
            filter: api.filter().map(Filter::from),
            source_selection_criteria: api.source_selection_criteria().map(SourceSelectionCriteria::from),
        }
    }
}

fn to_time(minutes: i32) -> Option<ReplicationTimeValue> {
    nonzero(minutes).map(|minutes| ReplicationTimeValue::builder().minutes(minutes).build())
}

fn from_time(time: Option<&ReplicationTimeValue>) -> i32 {
    time.and_then(ReplicationTimeValue::minutes).unwrap_or_default()
}

impl Destination {
    fn to_api(&self) -> Result<api::Destination, AwsError> {
        let translation = self
            .access_control_translation
            .as_ref()
            .map(|it| api::AccessControlTranslation::builder().owner(OwnerOverride::from(it.owner.as_str())).build());
        let encryption = filled(&self.replica_kms_key_id)
            .map(|key| EncryptionConfiguration::builder().replica_kms_key_id(key).build());
        let metrics = self.metrics.as_ref().map(|it| {
            let status = MetricsStatus::from(it.status.as_str());
            api::Metrics::builder().status(status).set_event_threshold(to_time(it.minutes)).build()
        });
        let time = self.replication_time.as_ref().map(|it| {
            let status = ReplicationTimeStatus::from(it.status.as_str());
            api::ReplicationTime::builder().status(status).set_time(to_time(it.minutes)).build()
        });
        api::Destination::builder()
            .bucket(&self.bucket)
            .set_account(filled(&self.account_id))
            .set_storage_class(filled(&self.storage_class).map(|class| StorageClass::from(class.as_str())))
            .set_access_control_translation(translation.transpose().map_err(incomplete)?)
            .set_encryption_configuration(encryption)
            .set_metrics(metrics.transpose().map_err(incomplete)?)
            .set_replication_time(time.transpose().map_err(incomplete)?)
            .build()
            .map_err(incomplete)
    }
}

impl From<&api::Destination> for Destination {
    fn from(api: &api::Destination) -> Self {
        let key = api.encryption_configuration().and_then(EncryptionConfiguration::replica_kms_key_id);
        Self {
            bucket: api.bucket.clone(),
            account_id: api.account().unwrap_or_default().to_owned(),
            storage_class: api.storage_class().map(StorageClass::as_str).unwrap_or_default().to_owned(),
            replica_kms_key_id: key.unwrap_or_default().to_owned(),
            access_control_translation: api
                .access_control_translation()
                .map(|it| AccessControlTranslation { owner: it.owner().as_str().to_owned() }),
            metrics: api.metrics().map(|it| Metrics {
                minutes: from_time(it.event_threshold()),
                status: it.status().as_str().to_owned(),
            }),
            replication_time: api
                .replication_time()
                .map(|it| ReplicationTime { minutes: from_time(it.time()), status: it.status().as_str().to_owned() }),
        }
    }
}

impl Filter {
    fn to_api(&self) -> Result<ReplicationRuleFilter, AwsError> {
        let filter = ReplicationRuleFilter::builder();
        if self.tags.is_empty() {
            return Ok(filter.prefix(&self.prefix).build());
        }
        let all = ReplicationRuleAndOperator::builder().prefix(&self.prefix).set_tags(Some(to_tags(&self.tags)?));
        Ok(filter.and(all.build()).build())
    }
}

impl From<&ReplicationRuleFilter> for Filter {
    fn from(api: &ReplicationRuleFilter) -> Self {
        let all = api.and();
        let prefix = all.and_then(ReplicationRuleAndOperator::prefix).or(api.prefix());
        let tags = match (all, api.tag()) {
            (Some(all), _) => from_tags(all.tags()),
            (None, tag) => from_tags(tag.map_or(&[][..], std::slice::from_ref)),
        };
        Self { prefix: prefix.unwrap_or_default().to_owned(), tags }
    }
}

impl SourceSelectionCriteria {
    fn to_api(&self) -> Result<api::SourceSelectionCriteria, AwsError> {
        let encrypted = self.sse_kms_encrypted_objects.as_ref().map(|it| {
            let status = if it.enabled { SseKmsStatus::Enabled } else { SseKmsStatus::Disabled };
            api::SseKmsEncryptedObjects::builder().status(status).build()
        });
        let encrypted = encrypted.transpose().map_err(incomplete)?;
        Ok(api::SourceSelectionCriteria::builder().set_sse_kms_encrypted_objects(encrypted).build())
    }
}

impl From<&api::SourceSelectionCriteria> for SourceSelectionCriteria {
    fn from(api: &api::SourceSelectionCriteria) -> Self {
        let encrypted = api.sse_kms_encrypted_objects();
        let enabled = encrypted.map(|it| SseKmsEncryptedObjects { enabled: *it.status() == SseKmsStatus::Enabled });
        Self { sse_kms_encrypted_objects: enabled }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: ReplicationRule) {
        let destination = Destination { bucket: "arn:aws:s3:::b".into(), ..Destination::default() };
        let destination = rule.destination.clone().or(Some(destination));
        let rule = ReplicationRule { id: "r".into(), status: "Enabled".into(), destination, ..rule };
        assert_eq!(ReplicationRule::from(&rule.to_api().expect("complete")), rule);
    }

    #[test]
    fn rules_read_back_as_they_were_written() {
        check(ReplicationRule { prefix: "in/".into(), ..ReplicationRule::default() });
        let filter = Filter { prefix: "in/".into(), tags: TagMap::from([("a".into(), "b".into())]) };
        check(ReplicationRule { filter: Some(filter), priority: 3, ..ReplicationRule::default() });
        let destination = Destination {
            bucket: "arn:aws:s3:::b".into(),
            replica_kms_key_id: "arn:aws:kms:us-east-1:000000000000:key/k".into(),
            metrics: Some(Metrics { minutes: 15, status: "Enabled".into() }),
            replication_time: Some(ReplicationTime { minutes: 15, status: "Enabled".into() }),
            access_control_translation: Some(AccessControlTranslation { owner: "Destination".into() }),
            ..Destination::default()
        };
        let encrypted = Some(SseKmsEncryptedObjects { enabled: true });
        check(ReplicationRule {
            destination: Some(destination),
            source_selection_criteria: Some(SourceSelectionCriteria { sse_kms_encrypted_objects: encrypted }),
            filter: Some(Filter::default()),
            delete_marker_replication_status: "Enabled".into(),
            ..ReplicationRule::default()
        });
    }
}
