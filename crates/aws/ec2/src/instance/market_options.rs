//! `instance_market_options`: spot instances.

use crate::text::given;
use aws_sdk_ec2::primitives::{DateTime, DateTimeFormat};
use aws_sdk_ec2::types::{
    InstanceInterruptionBehavior, InstanceMarketOptionsRequest, MarketType, SpotInstanceRequest, SpotInstanceType,
    SpotMarketOptions,
};
use iac_provider::Block;

/// How the instance is bought.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct MarketOptions {
    /// The market: `spot`.
    #[attr(optional, computed, force_new, enum = ["spot", "capacity-block"])]
    market_type: String,
    /// What a spot instance may cost and how it ends.
    #[block(list, max = 1, computed, force_new)]
    spot_options: Option<SpotOptions>,
}

/// What a spot instance may cost and how it ends.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct SpotOptions {
    /// What an interruption does: `hibernate`, `stop` or `terminate`.
    #[attr(optional, computed, force_new, enum = ["hibernate", "stop", "terminate"])]
    instance_interruption_behavior: String,
    /// The highest price per hour; the on-demand price if it is omitted.
    #[attr(optional, computed, force_new)]
    max_price: String,
    /// `one-time` or `persistent`.
    #[attr(optional, computed, force_new, enum = ["one-time", "persistent"])]
    spot_instance_type: String,
    /// When a persistent request ends, such as `2030-01-01T00:00:00Z`.
    #[attr(optional, computed, force_new)]
    valid_until: String,
}

impl MarketOptions {
    pub(super) fn request(&self) -> InstanceMarketOptionsRequest {
        let spot = self.spot_options.as_ref().map(|spot| {
            let end = given(&spot.valid_until);
            let behavior = given(&spot.instance_interruption_behavior);
            SpotMarketOptions::builder()
                .set_instance_interruption_behavior(behavior.as_deref().map(InstanceInterruptionBehavior::from))
                .set_max_price(given(&spot.max_price))
                .set_spot_instance_type(given(&spot.spot_instance_type).as_deref().map(SpotInstanceType::from))
                .set_valid_until(end.and_then(|end| DateTime::from_str(&end, DateTimeFormat::DateTime).ok()))
                .build()
        });
        InstanceMarketOptionsRequest::builder()
            .set_market_type(given(&self.market_type).as_deref().map(MarketType::from))
            .set_spot_options(spot)
            .build()
    }

    pub(super) fn found(request: &SpotInstanceRequest) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let behavior = request.instance_interruption_behavior();
        let end = request.valid_until().and_then(|end| end.fmt(DateTimeFormat::DateTime).ok());
        Self {
            market_type: "spot".to_owned(),
            spot_options: Some(SpotOptions {
                instance_interruption_behavior: text(behavior.map(|it| it.as_str())),
                max_price: text(request.spot_price()),
                spot_instance_type: text(request.r#type().map(|it| it.as_str())),
                valid_until: end.unwrap_or_default(),
            }),
        }
    }
}
