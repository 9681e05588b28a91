//! `aws_sns_topic`: a topic.

use crate::{changed, client};
use aws_sdk_sns::types::Tag;
use iac_aws_kit::{AwsError, Ctx};
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Created, Model, Resource, TagChange, TagMap, Tags, naming, validate};
use std::collections::{BTreeMap, HashMap};

/// Provides an SNS topic. Import with its ARN.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_sns_topic", label = "SNS Topic")]
pub struct Topic {
    /// The ARN of the topic.
    #[attr(id)]
    id: String,
    /// The ARN of the topic, the same as `id`.
    #[attr(computed)]
    arn: String,
    /// The account that owns the topic.
    #[attr(computed)]
    owner: String,
    /// The name of the topic; a FIFO topic's ends with `.fifo`. Made up if it is omitted.
    #[attr(optional, computed, force_new, conflicts_with = ["name_prefix"])]
    name: String,
    /// The beginning of a made-up name.
    #[attr(optional, computed, force_new, conflicts_with = ["name"])]
    name_prefix: String,
    /// The name that recipients of text messages see.
    #[attr(optional)]
    display_name: String,
    /// Whether it is a FIFO topic.
    #[attr(optional, force_new, default = false)]
    fifo_topic: bool,
    /// Whether a FIFO topic takes messages with equal content for duplicates.
    #[attr(optional, default = false)]
    content_based_deduplication: bool,
    /// Whether the throughput quota of a FIFO topic applies to the whole topic or per message group.
    #[attr(optional, computed, enum = ["Topic", "MessageGroup"])]
    fifo_throughput_scope: String,
    /// For how long a FIFO topic keeps messages to be replayed, as JSON.
    #[attr(optional, json)]
    archive_policy: String,
    /// The time from which on messages can be replayed.
    #[attr(computed)]
    beginning_archive_time: String,
    /// How deliveries to HTTP endpoints are tried again, as JSON.
    #[attr(optional, json)]
    delivery_policy: String,
    /// Who may do what with the topic, as JSON. AWS lets the owner do everything if it is omitted.
    #[attr(optional, computed, policy)]
    policy: String,
    /// The KMS key that encrypts messages.
    #[attr(optional)]
    kms_master_key_id: String,
    /// Which hash messages are signed with: 1 is SHA-1, 2 is SHA-256.
    #[attr(optional, computed, range = 1..=2)]
    signature_version: i64,
    /// Whether X-Ray traces are passed on or sampled as well.
    #[attr(optional, computed, enum = ["Active", "PassThrough"])]
    tracing_config: String,
    /// The role that logs failed deliveries to mobile applications.
    #[attr(optional, validate = validate::arn)]
    application_failure_feedback_role_arn: String,
    /// The role that logs deliveries to mobile applications.
    #[attr(optional, validate = validate::arn)]
    application_success_feedback_role_arn: String,
    /// How many percent of the deliveries to mobile applications are logged.
    #[attr(optional, range = 0..=100)]
    application_success_feedback_sample_rate: i64,
    /// The role that logs failed deliveries to Firehose streams.
    #[attr(optional, validate = validate::arn)]
    firehose_failure_feedback_role_arn: String,
    /// The role that logs deliveries to Firehose streams.
    #[attr(optional, validate = validate::arn)]
    firehose_success_feedback_role_arn: String,
    /// How many percent of the deliveries to Firehose streams are logged.
    #[attr(optional, range = 0..=100)]
    firehose_success_feedback_sample_rate: i64,
    /// The role that logs failed deliveries to HTTP endpoints.
    #[attr(optional, validate = validate::arn)]
    http_failure_feedback_role_arn: String,
    /// The role that logs deliveries to HTTP endpoints.
    #[attr(optional, validate = validate::arn)]
    http_success_feedback_role_arn: String,
    /// How many percent of the deliveries to HTTP endpoints are logged.
    #[attr(optional, range = 0..=100)]
    http_success_feedback_sample_rate: i64,
    /// The role that logs failed deliveries to Lambda functions.
    #[attr(optional, validate = validate::arn)]
    lambda_failure_feedback_role_arn: String,
    /// The role that logs deliveries to Lambda functions.
    #[attr(optional, validate = validate::arn)]
    lambda_success_feedback_role_arn: String,
    /// How many percent of the deliveries to Lambda functions are logged.
    #[attr(optional, range = 0..=100)]
    lambda_success_feedback_sample_rate: i64,
    /// The role that logs failed deliveries to SQS queues.
    #[attr(optional, validate = validate::arn)]
    sqs_failure_feedback_role_arn: String,
    /// The role that logs deliveries to SQS queues.
    #[attr(optional, validate = validate::arn)]
    sqs_success_feedback_role_arn: String,
    /// How many percent of the deliveries to SQS queues are logged.
    #[attr(optional, range = 0..=100)]
    sqs_success_feedback_sample_rate: i64,
    #[attr(flatten)]
    tags: Tags,
}

impl Topic {
    fn suffix(&self) -> &'static str {
        if self.fifo_topic { ".fifo" } else { "" }
    }

    /// Every setting in the API's form; empty text is how a setting is removed.
    fn settings(&self) -> BTreeMap<&'static str, String> {
        let text = String::clone;
        let mut settings = BTreeMap::from([
            ("DeliveryPolicy", text(&self.delivery_policy)),
            ("DisplayName", text(&self.display_name)),
            ("KmsMasterKeyId", text(&self.kms_master_key_id)),
            ("Policy", text(&self.policy)),
            ("SignatureVersion", self.signature_version.to_string()),
            ("TracingConfig", text(&self.tracing_config)),
            ("ApplicationFailureFeedbackRoleArn", text(&self.application_failure_feedback_role_arn)),
            ("ApplicationSuccessFeedbackRoleArn", text(&self.application_success_feedback_role_arn)),
            ("ApplicationSuccessFeedbackSampleRate", self.application_success_feedback_sample_rate.to_string()),
            ("FirehoseFailureFeedbackRoleArn", text(&self.firehose_failure_feedback_role_arn)),
            ("FirehoseSuccessFeedbackRoleArn", text(&self.firehose_success_feedback_role_arn)),
            ("FirehoseSuccessFeedbackSampleRate", self.firehose_success_feedback_sample_rate.to_string()),
            ("HTTPFailureFeedbackRoleArn", text(&self.http_failure_feedback_role_arn)),
            ("HTTPSuccessFeedbackRoleArn", text(&self.http_success_feedback_role_arn)),
            ("HTTPSuccessFeedbackSampleRate", self.http_success_feedback_sample_rate.to_string()),
            ("LambdaFailureFeedbackRoleArn", text(&self.lambda_failure_feedback_role_arn)),
            ("LambdaSuccessFeedbackRoleArn", text(&self.lambda_success_feedback_role_arn)),
            ("LambdaSuccessFeedbackSampleRate", self.lambda_success_feedback_sample_rate.to_string()),
            ("SQSFailureFeedbackRoleArn", text(&self.sqs_failure_feedback_role_arn)),
            ("SQSSuccessFeedbackRoleArn", text(&self.sqs_success_feedback_role_arn)),
            ("SQSSuccessFeedbackSampleRate", self.sqs_success_feedback_sample_rate.to_string()),
        ]);
        if self.fifo_topic {
            // Standard topics do not accept these at all.
            settings.extend([
                ("ArchivePolicy", text(&self.archive_policy)),
                ("ContentBasedDeduplication", self.content_based_deduplication.to_string()),
                ("FifoThroughputScope", text(&self.fifo_throughput_scope)),
                ("FifoTopic", "true".to_owned()),
            ]);
        }
        settings
    }

    fn from_settings(arn: &str, settings: &HashMap<String, String>, tags: Tags) -> Self {
        let text = |name: &str| settings.get(name).cloned().unwrap_or_default();
        let number = |name: &str| settings.get(name).and_then(|text| text.parse().ok()).unwrap_or(0);
        let flag = |name: &str| settings.get(name).is_some_and(|text| text == "true");
        let name = arn.rsplit(':').next().unwrap_or_default();
        let fifo_topic = flag("FifoTopic");
        Self {
            id: arn.to_owned(),
            arn: arn.to_owned(),
            owner: text("Owner"),
            name: name.to_owned(),
            name_prefix: naming::prefix_of(name, if fifo_topic { ".fifo" } else { "" }).to_owned(),
            display_name: text("DisplayName"),
            fifo_topic,
            content_based_deduplication: flag("ContentBasedDeduplication"),
            fifo_throughput_scope: text("FifoThroughputScope"),
            archive_policy: text("ArchivePolicy"),
            beginning_archive_time: text("BeginningArchiveTime"),
            delivery_policy: text("DeliveryPolicy"),
            policy: text("Policy"),
            kms_master_key_id: text("KmsMasterKeyId"),
            signature_version: number("SignatureVersion"),
            tracing_config: text("TracingConfig"),
            application_failure_feedback_role_arn: text("ApplicationFailureFeedbackRoleArn"),
            application_success_feedback_role_arn: text("ApplicationSuccessFeedbackRoleArn"),
            application_success_feedback_sample_rate: number("ApplicationSuccessFeedbackSampleRate"),
            firehose_failure_feedback_role_arn: text("FirehoseFailureFeedbackRoleArn"),
            firehose_success_feedback_role_arn: text("FirehoseSuccessFeedbackRoleArn"),
            firehose_success_feedback_sample_rate: number("FirehoseSuccessFeedbackSampleRate"),
            http_failure_feedback_role_arn: text("HTTPFailureFeedbackRoleArn"),
            http_success_feedback_role_arn: text("HTTPSuccessFeedbackRoleArn"),
            http_success_feedback_sample_rate: number("HTTPSuccessFeedbackSampleRate"),
            lambda_failure_feedback_role_arn: text("LambdaFailureFeedbackRoleArn"),
            lambda_success_feedback_role_arn: text("LambdaSuccessFeedbackRoleArn"),
            lambda_success_feedback_sample_rate: number("LambdaSuccessFeedbackSampleRate"),
            sqs_failure_feedback_role_arn: text("SQSFailureFeedbackRoleArn"),
            sqs_success_feedback_role_arn: text("SQSSuccessFeedbackRoleArn"),
            sqs_success_feedback_sample_rate: number("SQSSuccessFeedbackSampleRate"),
            tags,
        }
    }
}

fn tag_list(tags: &TagMap) -> Vec<Tag> {
    let tag = |(key, value)| Tag::builder().key(key).value(value).build().expect("invariant: key and value are set");
    tags.iter().map(tag).collect()
}

impl Resource for Topic {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["NotFound", "NotFoundException"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let unset = |value: &str| matches!(value, "" | "0" | "false");
        let settings = plan.settings().into_iter().filter(|(_, value)| !unset(value));
        let made = client(ctx)
            .create_topic()
            .name(naming::name_or_unique(&plan.name, &plan.name_prefix, plan.suffix()))
            .set_attributes(Some(settings.map(|(name, value)| (name.to_owned(), value)).collect()))
            .set_tags(Some(tag_list(plan.tags.all())))
            .send()
            .await?;
        Ok(Created::new(made.topic_arn.unwrap_or_default()))
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let client = client(ctx);
        let settings = async { Ok::<_, AwsError>(client.get_topic_attributes().topic_arn(&prior.id).send().await?) };
        let tags = async { Ok::<_, AwsError>(client.list_tags_for_resource().resource_arn(&prior.id).send().await?) };
        let (settings, tags) = tokio::try_join!(settings, tags)?;
        let tags = tags.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect();
        Ok(settings.attributes.map(|settings| Self::from_settings(&prior.id, &settings, tags)))
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        for (name, value) in changed(&prior.settings(), plan.settings()) {
            let request = client(ctx).set_topic_attributes().topic_arn(&plan.id);
            request.attribute_name(name).attribute_value(value).send().await?;
        }
        Ok(())
    }

    async fn update_tags(ctx: &Ctx, topic: &Self, change: &TagChange) -> Result<(), AwsError> {
        if !change.remove.is_empty() {
            let request = client(ctx).untag_resource().resource_arn(&topic.id);
            request.set_tag_keys(Some(change.remove.clone())).send().await?;
        }
        if !change.set.is_empty() {
            let request = client(ctx).tag_resource().resource_arn(&topic.id);
            request.set_tags(Some(tag_list(&change.set))).send().await?;
        }
        Ok(())
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        client(ctx).delete_topic().topic_arn(&prior.id).send().await?;
        Ok(())
    }

    fn plan(planned: &mut Planned<'_>) {
        let fifo = planned.planned("fifo_topic").and_then(Value::as_bool) == Some(true);
        if let Some(name) = planned.configured("name").and_then(Value::as_str).filter(|_| planned.creating()) {
            let stem = if fifo { name.strip_suffix(".fifo").unwrap_or("") } else { name };
            if stem.is_empty() || validate::name_of("name", stem, "-_", if fifo { 251 } else { 256 }).is_err() {
                let message = format!("invalid topic name: {name}");
                planned.error("name", message);
            }
        }
        if fifo {
            return;
        }
        if planned.planned("archive_policy").and_then(Value::as_str).is_some_and(|policy| !policy.is_empty()) {
            planned.error("archive_policy", "message archive policy can only be set for FIFO topics");
        }
        if planned.planned("content_based_deduplication").and_then(Value::as_bool) == Some(true) {
            planned.error("content_based_deduplication", "content-based deduplication can only be set for FIFO topics");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<Topic>();
    }

    #[test]
    fn what_the_api_returns_reads_back_as_it_was_sent() {
        let topic = Topic {
            fifo_topic: true,
            archive_policy: "{}".into(),
            signature_version: 2,
            sqs_success_feedback_sample_rate: 70,
            http_failure_feedback_role_arn: "r".into(),
            ..Topic::default()
        };
        let settings = topic.settings().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let found = Topic::from_settings("arn:aws:sns:us-east-1:1:t.fifo", &settings, Tags::default());
        assert_eq!((found.name.as_str(), found.settings()), ("t.fifo", topic.settings()));
    }

    #[tokio::test]
    async fn it_converges_on_an_emulator() {
        let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
        let mut topic = Trial::of::<Topic>(ctx.clone());
        topic.converge(r#"{"name":"a"}"#).await;
        topic
            .converge(r#"{"name":"a","display_name":"d","sqs_success_feedback_sample_rate":9,"tags":{"k":"v"}}"#)
            .await;
        assert_eq!(topic.import(topic.text("id")).await, topic.state);
        topic.converge(r#"{"name":"a","tags":{"k":"w","l":"x"}}"#).await;
        topic.converge(r#"{"name_prefix":"b-","fifo_topic":true,"content_based_deduplication":true}"#).await;
        assert!(topic.text("name").starts_with("b-") && topic.text("name").ends_with(".fifo"));
        assert!(topic.destroy().await.is_empty());
    }
}
