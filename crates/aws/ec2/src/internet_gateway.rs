//! `aws_internet_gateway`: a VPC's way to the internet.

use crate::dependency::until_free;
use crate::{client, tags};
use aws_sdk_ec2::types::{InternetGateway as ApiGateway, ResourceType};
use iac_aws_kit::{AwsError, Ctx, arn};
use iac_provider::{Context, Created, Model, Progress, Resource, TagChange, Tags};

/// Provides an internet gateway. Import with the gateway ID.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(
    type = "aws_internet_gateway",
    label = "EC2 Internet Gateway",
    timeouts(create = "20m", update = "20m", delete = "20m")
)]
pub struct InternetGateway {
    /// The ID of the gateway.
    #[attr(id)]
    id: String,
    /// The ARN of the gateway.
    #[attr(computed)]
    arn: String,
    /// The VPC that the gateway is attached to.
    #[attr(optional, computed)]
    vpc_id: String,
    /// The account that owns the gateway.
    #[attr(computed)]
    owner_id: String,
    #[attr(flatten)]
    tags: Tags,
}

impl InternetGateway {
    fn from_api(ctx: &Ctx, gateway: ApiGateway) -> Self {
        let attached = gateway.attachments().first().and_then(|attachment| attachment.vpc_id());
        let vpc_id = attached.unwrap_or_default().to_owned();
        let (id, owner_id) = (gateway.internet_gateway_id.unwrap_or_default(), gateway.owner_id.unwrap_or_default());
        Self {
            arn: arn(ctx.partition(), "ec2", ctx.region(), &owner_id, &format!("internet-gateway/{id}")),
            id,
            vpc_id,
            owner_id,
            tags: tags::found(gateway.tags),
        }
    }

    async fn attach(ctx: &Ctx, id: &str, vpc_id: &str) -> Result<(), AwsError> {
        if vpc_id.is_empty() {
            return Ok(());
        }
        let request = client(ctx).attach_internet_gateway().internet_gateway_id(id).vpc_id(vpc_id);
        let not_yet = |error: &AwsError| error.is(Self::GONE);
        ctx.waiter().briefly().retry(|| async { Ok(request.clone().send().await?) }, not_yet).await?;
        Ok(())
    }

    async fn detach(ctx: &Ctx, id: &str, vpc_id: &str) -> Result<(), AwsError> {
        if vpc_id.is_empty() {
            return Ok(());
        }
        let request = client(ctx).detach_internet_gateway().internet_gateway_id(id).vpc_id(vpc_id);
        match until_free(ctx, || async { Ok(request.clone().send().await?) }).await {
            Err(error) if !error.is(&["Gateway.NotAttached", "InvalidVpcID.NotFound"]) => Err(error),
            _ => Ok(()),
        }
    }
}

impl Resource for InternetGateway {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["InvalidInternetGatewayID.NotFound"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let tags = tags::specifications(ResourceType::InternetGateway, plan.tags.all());
        let made = client(ctx).create_internet_gateway().set_tag_specifications(tags).send().await?;
        let id = made.internet_gateway.and_then(|gateway| gateway.internet_gateway_id);
        Ok(Created::new(id.unwrap_or_default()))
    }

    async fn configure(ctx: &Ctx, plan: &Self) -> Result<(), AwsError> {
        Self::attach(ctx, &plan.id, &plan.vpc_id).await
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let found = client(ctx).describe_internet_gateways().internet_gateway_ids(&prior.id).send().await?;
        let gateway = found.internet_gateways.and_then(|mut gateways| gateways.pop());
        Ok(gateway.map(|gateway| Self::from_api(ctx, gateway)))
    }

    fn settled(plan: &Self, found: &Self) -> Progress {
        (plan.vpc_id == found.vpc_id).into()
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        if prior.vpc_id == plan.vpc_id {
            return Ok(());
        }
        Self::detach(ctx, &plan.id, &prior.vpc_id).await?;
        Self::attach(ctx, &plan.id, &plan.vpc_id).await
    }

    async fn update_tags(ctx: &Ctx, gateway: &Self, change: &TagChange) -> Result<(), AwsError> {
        tags::update(ctx, &gateway.id, change).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        Self::detach(ctx, &prior.id, &prior.vpc_id).await?;
        let request = client(ctx).delete_internet_gateway().internet_gateway_id(&prior.id);
        until_free(ctx, || async { Ok(request.clone().send().await?) }).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vpc::Vpc;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<InternetGateway>();
    }

    #[tokio::test]
    async fn it_converges_on_an_emulator() {
        let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
        let (mut one, mut two) = (Trial::of::<Vpc>(ctx.clone()), Trial::of::<Vpc>(ctx.clone()));
        one.converge(r#"{"cidr_block":"10.1.0.0/16"}"#).await;
        two.converge(r#"{"cidr_block":"10.2.0.0/16"}"#).await;
        let mut gateway = Trial::of::<InternetGateway>(ctx);
        gateway.converge(r#"{"tags":{"a":"b"}}"#).await;
        assert_eq!(gateway.text("vpc_id"), "");
        let id = gateway.text("id").to_owned();
        gateway.converge(&format!(r#"{{"vpc_id":"{}"}}"#, one.text("id"))).await;
        gateway.converge(&format!(r#"{{"vpc_id":"{}"}}"#, two.text("id"))).await;
        assert_eq!((gateway.text("id"), gateway.text("vpc_id")), (id.as_str(), two.text("id")));
        gateway.converge("{}").await;
        assert_eq!(gateway.text("vpc_id"), two.text("id"), "leaving the VPC out detaches nothing");
        assert_eq!(gateway.import(&id).await, gateway.state);
        assert!(gateway.destroy().await.is_empty() && one.destroy().await.is_empty() && two.destroy().await.is_empty());
    }
}
