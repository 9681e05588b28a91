//! `aws_sqs_queue`: a message queue.

use crate::client;
use aws_sdk_sqs::types::QueueAttributeName as Name;
use iac_aws_kit::{AwsError, Ctx};
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Context, Created, Model, Progress, Resource, TagChange, Tags, naming, validate};
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// Provides an SQS queue. Import with the queue's URL.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_sqs_queue", label = "SQS Queue", timeouts(create = "3m", update = "3m", delete = "3m"))]
#[expect(clippy::struct_field_names, reason = "the schema has them")]
pub struct Queue {
    /// The URL of the queue.
    #[attr(id)]
    id: String,
    /// The ARN of the queue.
    #[attr(computed)]
    arn: String,
    /// The URL of the queue, the same as `id`.
    #[attr(computed)]
    url: String,
    /// The name of the queue; a FIFO queue's ends with `.fifo`. Made up if it is omitted.
    #[attr(optional, computed, force_new, conflicts_with = ["name_prefix"])]
    name: String,
    /// The beginning of a made-up name.
    #[attr(optional, computed, force_new, conflicts_with = ["name"])]
    name_prefix: String,
    /// Whether it is a FIFO queue.
    #[attr(optional, force_new, default = false)]
    fifo_queue: bool,
    /// Whether a FIFO queue takes messages with equal content for duplicates.
    #[attr(optional, default = false)]
    content_based_deduplication: bool,
    /// Whether duplicates are found per message group or in the whole FIFO queue.
    #[attr(optional, computed, enum = ["messageGroup", "queue"])]
    deduplication_scope: String,
    /// Whether the throughput quota of a FIFO queue applies per message group or to the whole queue.
    #[attr(optional, computed, enum = ["perQueue", "perMessageGroupId"])]
    fifo_throughput_limit: String,
    /// Seconds by which deliveries are delayed.
    #[attr(optional, default = 0, range = 0..=900)]
    delay_seconds: i64,
    /// The largest message, in bytes.
    #[attr(optional, default = 262_144, range = 1024..=1_048_576)]
    max_message_size: i64,
    /// Seconds for which messages are kept.
    #[attr(optional, default = 345_600, range = 60..=1_209_600)]
    message_retention_seconds: i64,
    /// Seconds for which a receive call waits for a message.
    #[attr(optional, default = 0, range = 0..=20)]
    receive_wait_time_seconds: i64,
    /// Seconds for which a received message is hidden from other receivers.
    #[attr(optional, default = 30, range = 0..=43_200)]
    visibility_timeout_seconds: i64,
    /// The access policy, as JSON.
    #[attr(optional, computed, policy)]
    policy: String,
    /// Where messages go that cannot be processed, as JSON.
    #[attr(optional, computed, json)]
    redrive_policy: String,
    /// Which queues may use this one as their dead-letter queue, as JSON.
    #[attr(optional, computed, json)]
    redrive_allow_policy: String,
    /// The KMS key that encrypts messages.
    #[attr(optional, conflicts_with = ["sqs_managed_sse_enabled"])]
    kms_master_key_id: String,
    /// Seconds for which a data key is used before KMS is asked again.
    #[attr(optional, computed, range = 60..=86_400)]
    kms_data_key_reuse_period_seconds: Option<i64>,
    /// Whether messages are encrypted with keys that SQS owns.
    #[attr(optional, computed, conflicts_with = ["kms_master_key_id"])]
    sqs_managed_sse_enabled: Option<bool>,
    #[attr(flatten)]
    tags: Tags,
}

impl Queue {
    fn suffix(&self) -> &'static str {
        if self.fifo_queue { ".fifo" } else { "" }
    }

    /// Every setting in the API's form; empty text is how a setting is removed.
    fn settings(&self) -> BTreeMap<Name, String> {
        let mut settings = BTreeMap::from([
            (Name::DelaySeconds, self.delay_seconds.to_string()),
            (Name::KmsMasterKeyId, self.kms_master_key_id.clone()),
            (Name::MaximumMessageSize, self.max_message_size.to_string()),
            (Name::MessageRetentionPeriod, self.message_retention_seconds.to_string()),
            (Name::Policy, self.policy.clone()),
            (Name::ReceiveMessageWaitTimeSeconds, self.receive_wait_time_seconds.to_string()),
            (Name::RedriveAllowPolicy, self.redrive_allow_policy.clone()),
            (Name::RedrivePolicy, self.redrive_policy.clone()),
            (Name::VisibilityTimeout, self.visibility_timeout_seconds.to_string()),
        ]);
        let seconds = self.kms_data_key_reuse_period_seconds.filter(|seconds| *seconds > 0);
        settings.extend(seconds.map(|seconds| (Name::KmsDataKeyReusePeriodSeconds, seconds.to_string())));
        settings.extend(self.sqs_managed_sse_enabled.map(|enabled| (Name::SqsManagedSseEnabled, enabled.to_string())));
        if self.fifo_queue {
            // Only FIFO queues know these names at all; `FifoQueue=false` is an error.
            settings.extend([
                (Name::FifoQueue, "true".to_owned()),
                (Name::ContentBasedDeduplication, self.content_based_deduplication.to_string()),
                (Name::DeduplicationScope, self.deduplication_scope.clone()),
                (Name::FifoThroughputLimit, self.fifo_throughput_limit.clone()),
            ]);
        }
        settings
    }

    fn from_settings(url: &str, settings: &HashMap<Name, String>, tags: Tags) -> Self {
        let text = |name: Name| settings.get(&name).cloned().unwrap_or_default();
        let number = |name: Name| settings.get(&name).and_then(|text| text.parse().ok());
        let flag = |name: Name| settings.get(&name).map(|text| text == "true");
        let (arn, fifo_queue) = (text(Name::QueueArn), flag(Name::FifoQueue).unwrap_or_default());
        let name = arn.rsplit(':').next().unwrap_or_default().to_owned();
        Self {
            id: url.to_owned(),
            url: url.to_owned(),
            name_prefix: naming::prefix_of(&name, if fifo_queue { ".fifo" } else { "" }).to_owned(),
            name,
            arn,
            fifo_queue,
            content_based_deduplication: flag(Name::ContentBasedDeduplication).unwrap_or_default(),
            deduplication_scope: text(Name::DeduplicationScope),
            fifo_throughput_limit: text(Name::FifoThroughputLimit),
            delay_seconds: number(Name::DelaySeconds).unwrap_or(0),
            max_message_size: number(Name::MaximumMessageSize).unwrap_or(262_144),
            message_retention_seconds: number(Name::MessageRetentionPeriod).unwrap_or(345_600),
            receive_wait_time_seconds: number(Name::ReceiveMessageWaitTimeSeconds).unwrap_or(0),
            visibility_timeout_seconds: number(Name::VisibilityTimeout).unwrap_or(30),
            policy: text(Name::Policy),
            redrive_policy: text(Name::RedrivePolicy),
            redrive_allow_policy: text(Name::RedriveAllowPolicy),
            kms_master_key_id: text(Name::KmsMasterKeyId),
            // What SQS uses when nothing was said; it is not returned then.
            kms_data_key_reuse_period_seconds: number(Name::KmsDataKeyReusePeriodSeconds).or(Some(300)),
            sqs_managed_sse_enabled: flag(Name::SqsManagedSseEnabled),
            tags,
        }
    }
}

impl Resource for Queue {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let name = naming::name_or_unique(&plan.name, &plan.name_prefix, plan.suffix());
        let settings: HashMap<_, _> = plan.settings().into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let request = client(ctx)
            .create_queue()
            .queue_name(name)
            .set_attributes(Some(settings))
            .set_tags(Some(plan.tags.all().clone().into_iter().collect()));
        // The name of a deleted queue is free again after a minute.
        let patient = ctx.waiter().within(Duration::from_secs(70));
        let again =
            |error: &AwsError| error.is(&["AWS.SimpleQueueService.QueueDeletedRecently", "QueueDeletedRecently"]);
        let made = patient.retry(|| async { Ok(request.clone().send().await?) }, again).await?;
        Ok(Created::new(made.queue_url.unwrap_or_default()))
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let found = client(ctx).get_queue_attributes().queue_url(&prior.id).attribute_names(Name::All).send().await?;
        let tags = client(ctx).list_queue_tags().queue_url(&prior.id).send().await?;
        let tags = tags.tags.unwrap_or_default().into_iter().collect();
        Ok(found.attributes.map(|settings| Self::from_settings(&prior.id, &settings, tags)))
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        let before = prior.settings();
        let changed: HashMap<_, _> =
            plan.settings().into_iter().filter(|(name, value)| before.get(name) != Some(value)).collect();
        if !changed.is_empty() {
            client(ctx).set_queue_attributes().queue_url(&plan.id).set_attributes(Some(changed)).send().await?;
        }
        Ok(())
    }

    fn settled(plan: &Self, found: &Self) -> Progress {
        // Texts come back in another form, and what was not asked for may be anything.
        let sent = |queue: &Self| {
            (
                queue.delay_seconds,
                queue.max_message_size,
                queue.visibility_timeout_seconds,
                queue.receive_wait_time_seconds,
            )
        };
        (sent(plan) == sent(found)).into()
    }

    async fn update_tags(ctx: &Ctx, queue: &Self, change: &TagChange) -> Result<(), AwsError> {
        if !change.remove.is_empty() {
            client(ctx).untag_queue().queue_url(&queue.id).set_tag_keys(Some(change.remove.clone())).send().await?;
        }
        if !change.set.is_empty() {
            client(ctx)
                .tag_queue()
                .queue_url(&queue.id)
                .set_tags(Some(change.set.clone().into_iter().collect()))
                .send()
                .await?;
        }
        Ok(())
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        client(ctx).delete_queue().queue_url(&prior.id).send().await?;
        ctx.waiter().gone("SQS Queue to be deleted", || Self::find(ctx, prior)).await
    }

    fn plan(planned: &mut Planned<'_>) {
        let fifo = planned.planned("fifo_queue").and_then(Value::as_bool) == Some(true);
        if let Some(name) = planned.configured("name").and_then(Value::as_str).filter(|_| planned.creating()) {
            let stem = if fifo { name.strip_suffix(".fifo").unwrap_or("") } else { name };
            if stem.is_empty() || validate::name_of("name", stem, "-_", if fifo { 75 } else { 80 }).is_err() {
                let message = format!("invalid queue name: {name}");
                planned.error("name", message);
            }
        }
        if !fifo && planned.planned("content_based_deduplication").and_then(Value::as_bool) == Some(true) {
            planned.error("content_based_deduplication", "content-based deduplication can only be set for FIFO queue");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<Queue>();
    }

    #[test]
    fn a_standard_queue_sends_no_fifo_settings() {
        let queue = Queue { delay_seconds: 5, ..Queue::default() };
        assert!(!queue.settings().contains_key(&Name::FifoQueue));
        let fifo = Queue { fifo_queue: true, ..Queue::default() };
        assert_eq!(fifo.settings().get(&Name::FifoQueue).map(String::as_str), Some("true"));
    }

    #[test]
    fn what_the_api_returns_reads_back_as_it_was_sent() {
        let queue = Queue {
            delay_seconds: 90,
            policy: "{}".into(),
            sqs_managed_sse_enabled: Some(true),
            kms_data_key_reuse_period_seconds: Some(300),
            ..Queue::default()
        };
        let settings = queue.settings().into_iter().collect();
        let found = Queue::from_settings("http://sqs/0/q", &settings, Tags::default());
        assert_eq!((found.delay_seconds, found.policy.as_str()), (90, "{}"));
        assert_eq!(found.settings(), queue.settings());
    }

    #[tokio::test]
    async fn it_converges_on_an_emulator() {
        let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
        let mut queue = Trial::of::<Queue>(ctx.clone());
        queue.converge(r#"{"name":"a"}"#).await;
        assert!(queue.text("arn").ends_with(":a"), "{}", queue.text("arn"));
        assert_eq!(
            (queue.text("url"), queue.shown("max_message_size")),
            (queue.text("id"), "cty.NumberIntVal(262144)".to_owned())
        );
        let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}]}"#;
        let policy = serde_json::Value::from(policy);
        let config = format!(r#"{{"name":"a","delay_seconds":9,"tags":{{"k":"v"}},"policy":{policy}}}"#);
        queue.converge(&config).await;
        let imported = queue.import(queue.text("id")).await;
        assert_eq!(imported.attribute("policy"), queue.state.attribute("policy"));
        queue.converge(r#"{"name":"a","tags":{"k":"w","l":"x"}}"#).await;
        queue.converge(r#"{"name_prefix":"b-","fifo_queue":true,"deduplication_scope":"messageGroup"}"#).await;
        assert!(queue.text("name").starts_with("b-") && queue.text("name").strip_suffix(".fifo").is_some());
        assert!(queue.destroy().await.is_empty());
        assert!(queue.state.is_null());
    }
}
