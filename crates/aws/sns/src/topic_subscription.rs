//! `aws_sns_topic_subscription`: an endpoint that gets a topic's messages.

use crate::{changed, client};
use iac_aws_kit::{AwsError, Ctx};
use iac_core::value::{Type, Value};
use iac_provider::planning::Planned;
use iac_provider::{Context, Created, Error, Model, Progress, Resource, validate};
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

const PROTOCOLS: &[&str] = &["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"];

const ATTRIBUTES: &str = "MessageAttributes";
const BODY: &str = "MessageBody";

/// Provides a subscription to an SNS topic. Import with its ARN.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_sns_topic_subscription", label = "SNS Topic Subscription")]
pub struct TopicSubscription {
    /// The ARN of the subscription.
    #[attr(id)]
    id: String,
    /// The ARN of the subscription, the same as `id`.
    #[attr(computed)]
    arn: String,
    /// The topic.
    #[attr(required, force_new, validate = validate::arn)]
    topic_arn: String,
    /// What kind of endpoint it is.
    #[attr(required, force_new, enum = PROTOCOLS)]
    protocol: String,
    /// Where messages go: an ARN, a URL, an address or a number, as the protocol says.
    #[attr(required, force_new)]
    endpoint: String,
    /// Minutes to wait for an HTTP endpoint to confirm.
    #[attr(optional, default = 1, config_only)]
    confirmation_timeout_in_minutes: i64,
    /// Whether an HTTP endpoint confirms by itself.
    #[attr(optional, default = false, config_only)]
    endpoint_auto_confirms: bool,
    /// Whether the confirmation was made with credentials.
    #[attr(computed)]
    confirmation_was_authenticated: bool,
    /// The account that owns the subscription.
    #[attr(computed)]
    owner_id: String,
    /// Whether the endpoint has yet to confirm.
    #[attr(computed)]
    pending_confirmation: bool,
    /// How deliveries to an HTTP endpoint are tried again, as JSON.
    #[attr(optional, json)]
    delivery_policy: String,
    /// Which messages are delivered, as JSON.
    #[attr(optional, json)]
    filter_policy: String,
    /// What the filter looks at.
    #[attr(optional, computed, enum = [ATTRIBUTES, BODY])]
    filter_policy_scope: String,
    /// Whether messages are delivered without an envelope.
    #[attr(optional, default = false)]
    raw_message_delivery: bool,
    /// Where messages go that cannot be delivered, as JSON.
    #[attr(optional, json)]
    redrive_policy: String,
    /// Which archived messages are delivered again, as JSON.
    #[attr(optional, json)]
    replay_policy: String,
    /// The role that writes to a Firehose stream.
    #[attr(optional, validate = validate::arn)]
    subscription_role_arn: String,
}

impl TopicSubscription {
    /// Every setting in the API's form, but for the filter's scope.
    fn settings(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("DeliveryPolicy", self.delivery_policy.clone()),
            ("FilterPolicy", self.filter_policy.clone()),
            ("RawMessageDelivery", self.raw_message_delivery.to_string()),
            ("RedrivePolicy", self.redrive_policy.clone()),
            ("ReplayPolicy", self.replay_policy.clone()),
            ("SubscriptionRoleArn", self.subscription_role_arn.clone()),
        ])
    }

    fn from_settings(settings: &HashMap<String, String>) -> Self {
        let text = |name: &str| settings.get(name).cloned().unwrap_or_default();
        let flag = |name: &str| settings.get(name).is_some_and(|text| text == "true");
        // An emulator keeps an empty filter, and the scope of the last one.
        let filter_policy = Some(text("FilterPolicy")).filter(|policy| policy != "{}").unwrap_or_default();
        let filter_policy_scope = if filter_policy.is_empty() { String::new() } else { text("FilterPolicyScope") };
        Self {
            id: text("SubscriptionArn"),
            arn: text("SubscriptionArn"),
            topic_arn: text("TopicArn"),
            protocol: text("Protocol"),
            endpoint: text("Endpoint"),
            confirmation_was_authenticated: flag("ConfirmationWasAuthenticated"),
            owner_id: text("Owner"),
            pending_confirmation: flag("PendingConfirmation"),
            delivery_policy: meaningful(&text("DeliveryPolicy")),
            filter_policy,
            filter_policy_scope,
            raw_message_delivery: flag("RawMessageDelivery"),
            redrive_policy: text("RedrivePolicy"),
            replay_policy: text("ReplayPolicy"),
            subscription_role_arn: text("SubscriptionRoleArn"),
            ..Self::default()
        }
    }

    /// Whether somebody else has to confirm, for whom nobody waits.
    fn confirmed_by_others(&self) -> bool {
        self.protocol.starts_with("email") || (self.protocol.starts_with("http") && !self.endpoint_auto_confirms)
    }

    /// The scope to send after the other settings have changed, or before them.
    fn scope_to_send(&self, prior: &Self) -> Option<&'static str> {
        let filtering = |it: &Self| !it.filter_policy.is_empty();
        match self.filter_policy_scope.as_str() {
            BODY if prior.filter_policy_scope != BODY => Some(BODY),
            ATTRIBUTES if prior.filter_policy_scope != ATTRIBUTES => Some(ATTRIBUTES),
            // A new filter gets the default scope, not the one of an earlier filter.
            "" if filtering(self) && !filtering(prior) => Some(ATTRIBUTES),
            _ => None,
        }
    }
}

/// A delivery policy without the parts that AWS adds and that say nothing.
fn meaningful(policy: &str) -> String {
    let Ok(serde_json::Value::Object(mut members)) = serde_json::from_str(policy) else { return policy.to_owned() };
    members.retain(|name, value| !value.is_null() && !(name == "guaranteed" && value == false));
    if members.is_empty() { String::new() } else { serde_json::Value::Object(members).to_string() }
}

async fn set(ctx: &Ctx, id: &str, name: &str, value: String) -> Result<(), AwsError> {
    // An empty filter removes it. Of the other settings, absence does.
    let value = if name == "FilterPolicy" && value.is_empty() { "{}".to_owned() } else { value };
    let value = Some(value).filter(|value| name != "RedrivePolicy" || !value.is_empty());
    let removing = value.is_none();
    let request = client(ctx).set_subscription_attributes().subscription_arn(id);
    let answer = request.attribute_name(name).set_attribute_value(value).send().await.map_err(AwsError::from);
    match answer {
        Err(error) if removing && ctx.is_emulator() && error.status == Some(500) => {
            let advice = "The emulator cannot remove the redrive policy of a subscription. Replace the subscription: use the \
                          -replace option with its address.";
            Err(Error::from(error).with_advice(advice).into())
        }
        answer => answer.map(drop),
    }
}

impl Resource for TopicSubscription {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["NotFound", "NotFoundException"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let mut settings = plan.settings();
        settings.insert("FilterPolicyScope", plan.filter_policy_scope.clone());
        settings.retain(|_, value| !matches!(value.as_str(), "" | "false"));
        let made = client(ctx)
            .subscribe()
            .topic_arn(&plan.topic_arn)
            .protocol(&plan.protocol)
            .endpoint(&plan.endpoint)
            .set_attributes(Some(settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()))
            // Otherwise there is no ARN before the endpoint has confirmed.
            .return_subscription_arn(true)
            .send()
            .await?;
        Ok(Created::new(made.subscription_arn.unwrap_or_default()))
    }

    async fn configure(ctx: &Ctx, plan: &Self) -> Result<(), AwsError> {
        // Other endpoints confirm at once, or the owner of another account does: reading back waits for them.
        if !plan.protocol.starts_with("http") || plan.confirmed_by_others() {
            return Ok(());
        }
        let minutes = u64::try_from(plan.confirmation_timeout_in_minutes).unwrap_or(1);
        let waiter = ctx.waiter().within(Duration::from_secs(minutes.saturating_mul(60)));
        let what = "SNS Topic Subscription to be confirmed";
        waiter.until(what, || Self::find(ctx, plan), |it| !it.pending_confirmation).await?;
        Ok(())
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let found = client(ctx).get_subscription_attributes().subscription_arn(&prior.id).send().await?;
        Ok(found.attributes.map(|settings| Self::from_settings(&settings)))
    }

    fn settled(plan: &Self, found: &Self) -> Progress {
        (plan.confirmed_by_others() || !found.pending_confirmation).into()
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        let scope = plan.scope_to_send(prior);
        // Every filter of attributes is one of bodies too, but not the other way round.
        if scope == Some(BODY) {
            set(ctx, &plan.id, "FilterPolicyScope", BODY.to_owned()).await?;
        }
        for (name, value) in changed(&prior.settings(), plan.settings()) {
            set(ctx, &plan.id, name, value).await?;
        }
        if scope == Some(ATTRIBUTES) {
            set(ctx, &plan.id, "FilterPolicyScope", ATTRIBUTES.to_owned()).await?;
        }
        Ok(())
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        let pending =
            |error: &AwsError| error.is(&["InvalidParameter"]) && error.message.contains("pending confirmation");
        match client(ctx).unsubscribe().subscription_arn(&prior.id).send().await.map_err(AwsError::from) {
            // AWS drops it after three days, and offers no other way.
            Err(error) if pending(&error) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => ctx.waiter().gone("SNS Topic Subscription to be deleted", || Self::find(ctx, prior)).await,
        }
    }

    fn plan(planned: &mut Planned<'_>) {
        let scoped = planned.configured("filter_policy_scope").is_some();
        let Some(policy) = planned.planned("filter_policy").filter(|policy| policy.is_known()) else {
            if !scoped {
                planned.set_unknown("filter_policy_scope");
            }
            return;
        };
        let filtering = policy.as_str().is_some_and(|policy| !policy.is_empty());
        match (filtering, scoped) {
            (false, true) => {
                planned.error("filter_policy_scope", "filter_policy is required when filter_policy_scope is set")
            }
            (false, false) => planned.set("filter_policy_scope", Value::string("")),
            (true, true) => {}
            (true, false) => {
                let before = planned.prior("filter_policy_scope").and_then(Value::as_str).unwrap_or_default();
                // Without a scope of its own a filter gets the default one, where there are scopes at all.
                let scope = if before.is_empty() { Value::unknown(Type::String) } else { Value::string(ATTRIBUTES) };
                let settled = before.is_empty() && !planned.creating() && !planned.changes("filter_policy");
                if !settled {
                    planned.set("filter_policy_scope", scope);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topic::Topic;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<TopicSubscription>();
    }

    #[test]
    fn the_scope_of_no_filter_is_empty() {
        let settings = |filter: &str| {
            let pairs = [("FilterPolicy", filter), ("FilterPolicyScope", BODY)];
            pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
        };
        let without = TopicSubscription::from_settings(&settings("{}"));
        assert_eq!((without.filter_policy.as_str(), without.filter_policy_scope.as_str()), ("", ""));
        assert_eq!(TopicSubscription::from_settings(&settings("{\"a\":[1]}")).filter_policy_scope, BODY);
    }

    #[test]
    fn only_a_scope_that_changes_is_sent() {
        let it = |policy: &str, scope: &str| TopicSubscription {
            filter_policy: policy.into(),
            filter_policy_scope: scope.into(),
            ..TopicSubscription::default()
        };
        assert_eq!(it("p", BODY).scope_to_send(&it("p", BODY)), None);
        assert_eq!(it("p", BODY).scope_to_send(&it("", "")), Some(BODY));
        assert_eq!(it("p", ATTRIBUTES).scope_to_send(&it("p", BODY)), Some(ATTRIBUTES));
        assert_eq!(it("p", "").scope_to_send(&it("", "")), Some(ATTRIBUTES));
        assert_eq!(it("", "").scope_to_send(&it("p", BODY)), None);
    }

    #[test]
    fn what_aws_adds_to_a_delivery_policy_is_dropped() {
        assert_eq!(meaningful(r#"{"guaranteed":false,"throttlePolicy":null,"sicklyRetryPolicy":null}"#), "");
        assert_eq!(
            meaningful(r#"{"throttlePolicy":{"maxReceivesPerSecond":1},"guaranteed":false}"#),
            r#"{"throttlePolicy":{"maxReceivesPerSecond":1}}"#
        );
    }

    #[tokio::test]
    async fn it_converges_on_an_emulator() {
        let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
        let mut topic = Trial::of::<Topic>(ctx.clone());
        topic.converge(r#"{"name":"t"}"#).await;
        let arn = topic.text("id");
        let config = |rest: &str| {
            let queue = arn.replace(":sns:", ":sqs:");
            format!(r#"{{"topic_arn":"{arn}","protocol":"sqs","endpoint":"{queue}"{rest}}}"#)
        };
        let mut it = Trial::of::<TopicSubscription>(ctx);
        it.converge(&config("")).await;
        let filter = serde_json::Value::from(r#"{"a":["b"]}"#);
        it.converge(&config(&format!(r#","raw_message_delivery":true,"filter_policy":{filter}"#))).await;
        assert_eq!(it.text("filter_policy_scope"), ATTRIBUTES);
        it.converge(&config(&format!(r#","filter_policy":{filter},"filter_policy_scope":"MessageBody""#))).await;
        it.converge(&config("")).await;
        assert_eq!(it.text("filter_policy_scope"), "");
        assert!(it.destroy().await.is_empty() && topic.destroy().await.is_empty());
    }
}
