//! `aws_s3_bucket_notification`: which events of a bucket go where. A bucket has one such document, put as a whole.

use crate::border::{filled, incomplete, some_of};
use crate::client;
use aws_sdk_s3::types as api;
use aws_sdk_s3::types::{
    EventBridgeConfiguration, FilterRule, FilterRuleName, LambdaFunctionConfiguration, NotificationConfiguration,
    NotificationConfigurationFilter, QueueConfiguration, S3KeyFilter, TopicConfiguration,
};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{Block, Context, Created, Model, Resource, naming};
use std::collections::BTreeSet;

/// Provides the notifications of an S3 bucket; a bucket has one such resource. Import with the bucket's name.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_s3_bucket_notification", label = "S3 Bucket Notification")]
pub struct BucketNotification {
    /// The name of the bucket.
    #[attr(id)]
    id: String,
    /// The name of the bucket.
    #[attr(required, force_new)]
    bucket: String,
    /// Whether every event goes to `EventBridge`.
    #[attr(optional, default = false)]
    eventbridge: bool,
    /// Functions to call.
    #[block(list)]
    lambda_function: Vec<LambdaFunction>,
    /// Queues to send messages to.
    #[block(list)]
    queue: Vec<Queue>,
    /// Topics to publish to.
    #[block(list)]
    topic: Vec<Topic>,
}

/// A function to call.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct LambdaFunction {
    /// The name of this notification. Made up if it is omitted.
    #[attr(optional, computed)]
    id: String,
    /// The ARN of the function.
    #[attr(optional)]
    lambda_function_arn: String,
    /// The events, such as `s3:ObjectCreated:*`.
    #[attr(required)]
    events: BTreeSet<String>,
    /// What keys must begin with.
    #[attr(optional)]
    filter_prefix: String,
    /// What keys must end with.
    #[attr(optional)]
    filter_suffix: String,
}

/// A queue to send messages to.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Queue {
    /// The name of this notification. Made up if it is omitted.
    #[attr(optional, computed)]
    id: String,
    /// The ARN of the queue.
    #[attr(required)]
    queue_arn: String,
    /// The events, such as `s3:ObjectCreated:*`.
    #[attr(required)]
    events: BTreeSet<String>,
    /// What keys must begin with.
    #[attr(optional)]
    filter_prefix: String,
    /// What keys must end with.
    #[attr(optional)]
    filter_suffix: String,
}

/// A topic to publish to.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Topic {
    /// The name of this notification. Made up if it is omitted.
    #[attr(optional, computed)]
    id: String,
    /// The ARN of the topic.
    #[attr(required)]
    topic_arn: String,
    /// The events, such as `s3:ObjectCreated:*`.
    #[attr(required)]
    events: BTreeSet<String>,
    /// What keys must begin with.
    #[attr(optional)]
    filter_prefix: String,
    /// What keys must end with.
    #[attr(optional)]
    filter_suffix: String,
}

fn id_or_unique(id: &str, prefix: &str) -> String {
    naming::name_or_unique(id, prefix, "")
}

fn to_events(events: &BTreeSet<String>) -> Vec<api::Event> {
    events.iter().map(|event| api::Event::from(event.as_str())).collect()
}

fn from_events(events: &[api::Event]) -> BTreeSet<String> {
    events.iter().map(|event| event.as_str().to_owned()).collect()
}

fn to_filter(prefix: &str, suffix: &str) -> Option<NotificationConfigurationFilter> {
    let rule = |name, value: &str| filled(value).map(|value| FilterRule::builder().name(name).value(value).build());
    let rules: Vec<_> =
        [rule(FilterRuleName::Prefix, prefix), rule(FilterRuleName::Suffix, suffix)].into_iter().flatten().collect();
    let key = S3KeyFilter::builder().set_filter_rules(Some(some_of(&rules)?)).build();
    Some(NotificationConfigurationFilter::builder().key(key).build())
}

/// The prefix and suffix of a filter. S3 returns their names with a capital.
fn from_filter(filter: Option<&NotificationConfigurationFilter>) -> (String, String) {
    let rules = filter.and_then(NotificationConfigurationFilter::key).map_or(&[][..], S3KeyFilter::filter_rules);
    let value = |name: &str| {
        let named = |rule: &&FilterRule| rule.name().is_some_and(|it| it.as_str().eq_ignore_ascii_case(name));
        rules.iter().find(named).and_then(FilterRule::value).unwrap_or_default().to_owned()
    };
    (value("prefix"), value("suffix"))
}

/// Conversion of one kind of destination: the SDK has a type of the same shape for each.
macro_rules! destination {
    ($block:ident, $api:ident, $arn:ident, $prefix:literal) => {
        impl $block {
            fn to_api(&self) -> Result<$api, AwsError> {
                $api::builder()
                    .id(id_or_unique(&self.id, $prefix))
                    .$arn(&self.$arn)
                    .set_events(Some(to_events(&self.events)))
                    .set_filter(to_filter(&self.filter_prefix, &self.filter_suffix))
                    .build()
                    .map_err(incomplete)
            }
        }

        impl From<&$api> for $block {
            fn from(api: &$api) -> Self {
                let (filter_prefix, filter_suffix) = from_filter(api.filter());
                Self {
                    id: api.id().unwrap_or_default().to_owned(),
                    $arn: api.$arn.clone(),
                    events: from_events(api.events()),
                    filter_prefix,
                    filter_suffix,
                }
            }
        }
    };
}

destination!(LambdaFunction, LambdaFunctionConfiguration, lambda_function_arn, "tf-s3-lambda-");
destination!(Queue, QueueConfiguration, queue_arn, "tf-s3-queue-");
destination!(Topic, TopicConfiguration, topic_arn, "tf-s3-topic-");

impl BucketNotification {
    fn to_api(&self) -> Result<NotificationConfiguration, AwsError> {
        let functions = self.lambda_function.iter().map(LambdaFunction::to_api).collect::<Result<Vec<_>, _>>()?;
        let queues = self.queue.iter().map(Queue::to_api).collect::<Result<Vec<_>, _>>()?;
        let topics = self.topic.iter().map(Topic::to_api).collect::<Result<Vec<_>, _>>()?;
        Ok(NotificationConfiguration::builder()
            .set_lambda_function_configurations(some_of(&functions))
            .set_queue_configurations(some_of(&queues))
            .set_topic_configurations(some_of(&topics))
            .set_event_bridge_configuration(self.eventbridge.then(|| EventBridgeConfiguration::builder().build()))
            .build())
    }

    async fn put(&self, ctx: &Ctx, document: NotificationConfiguration) -> Result<(), AwsError> {
        let request = client(ctx).put_bucket_notification_configuration().bucket(&self.bucket);
        let request = request.notification_configuration(document);
        // S3 sends a test message first: a policy that was just attached to the queue may not work yet.
        let again = |error: &AwsError| error.is(&["InvalidArgument", "OperationAborted"]) && !ctx.is_emulator();
        ctx.waiter().briefly().retry(|| async { Ok(request.clone().send().await?) }, again).await?;
        Ok(())
    }
}

impl Resource for BucketNotification {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["NoSuchBucket"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        plan.put(ctx, plan.to_api()?).await?;
        Ok(Created::new(&plan.bucket))
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let found = client(ctx).get_bucket_notification_configuration().bucket(&prior.id).send().await?;
        Ok(Some(Self {
            id: prior.id.clone(),
            bucket: prior.id.clone(),
            eventbridge: found.event_bridge_configuration().is_some(),
            lambda_function: found.lambda_function_configurations().iter().map(LambdaFunction::from).collect(),
            queue: found.queue_configurations().iter().map(Queue::from).collect(),
            topic: found.topic_configurations().iter().map(Topic::from).collect(),
        }))
    }

    async fn update(ctx: &Ctx, _prior: &Self, plan: &Self) -> Result<(), AwsError> {
        plan.put(ctx, plan.to_api()?).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        prior.put(ctx, NotificationConfiguration::builder().build()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::assert_model;

    #[test]
    fn the_model_is_sound() {
        assert_model::<BucketNotification>();
    }

    #[test]
    fn a_notification_reads_back_as_it_was_written() {
        let queue = Queue {
            id: "q".into(),
            queue_arn: "arn:aws:sqs:us-east-1:000000000000:q".into(),
            events: ["s3:ObjectCreated:*".to_owned()].into(),
            filter_prefix: "in/".into(),
            filter_suffix: String::new(),
        };
        assert_eq!(Queue::from(&queue.to_api().expect("complete")), queue);
    }

    #[test]
    fn a_name_is_made_up_where_none_is_given() {
        let topic = Topic { topic_arn: "arn:aws:sns:us-east-1:000000000000:t".into(), ..Topic::default() };
        assert!(topic.to_api().expect("complete").id().is_some_and(|id| id.starts_with("tf-s3-topic-")));
        assert!(to_filter("", "").is_none());
    }
}
