//! `aws_sqs_queue_policy`: who may do what with a queue.

use crate::client;
use aws_sdk_sqs::types::QueueAttributeName;
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::equivalence::policy::equivalent;
use iac_provider::{Created, Model, Progress, Resource};

/// Provides the policy of an SQS queue. Import with the queue's URL.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_sqs_queue_policy", label = "SQS Queue Policy", version = 1)]
pub struct QueuePolicy {
    /// The URL of the queue.
    #[attr(id)]
    id: String,
    /// Who may do what, as JSON.
    #[attr(required, policy)]
    policy: String,
    /// The URL of the queue.
    #[attr(required, force_new)]
    queue_url: String,
}

/// Sets a queue's policy; empty text removes it.
async fn put(ctx: &Ctx, url: &str, policy: &str) -> Result<(), AwsError> {
    let request = client(ctx).set_queue_attributes().queue_url(url);
    request.attributes(QueueAttributeName::Policy, policy).send().await?;
    Ok(())
}

impl Resource for QueuePolicy {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        put(ctx, &plan.queue_url, &plan.policy).await?;
        Ok(Created::new(&plan.queue_url))
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let request = client(ctx).get_queue_attributes().queue_url(&prior.id);
        let found = request.attribute_names(QueueAttributeName::Policy).send().await?;
        let policy = found.attributes.and_then(|mut settings| settings.remove(&QueueAttributeName::Policy));
        let policy = policy.filter(|policy| !policy.is_empty());
        Ok(policy.map(|policy| Self { id: prior.id.clone(), policy, queue_url: prior.id.clone() }))
    }

    fn settled(plan: &Self, found: &Self) -> Progress {
        equivalent(&plan.policy, &found.policy).into()
    }

    async fn update(ctx: &Ctx, _prior: &Self, plan: &Self) -> Result<(), AwsError> {
        put(ctx, &plan.id, &plan.policy).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        put(ctx, &prior.id, "").await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::Queue;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<QueuePolicy>();
    }

    #[tokio::test]
    async fn it_converges_on_an_emulator() {
        let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
        let mut queue = Trial::of::<Queue>(ctx.clone());
        queue.converge(r#"{"name":"q"}"#).await;
        let config = |action: &str| {
            let policy = format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"{action}","Resource":"*"}}]}}"#
            );
            format!(r#"{{"queue_url":"{}","policy":{}}}"#, queue.text("id"), serde_json::Value::from(policy))
        };
        let mut it = Trial::of::<QueuePolicy>(ctx);
        it.converge(&config("sqs:SendMessage")).await;
        it.converge(&config("sqs:*")).await;
        assert_eq!(it.import(it.text("id")).await, it.state);
        assert!(it.destroy().await.is_empty() && queue.destroy().await.is_empty());
    }
}
