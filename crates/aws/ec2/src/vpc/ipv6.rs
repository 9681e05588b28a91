//! The IPv6 network of a VPC: assigned by Amazon or taken from an IPAM pool, replaced in place.

use super::Vpc;
use crate::client;
use crate::text::given;
use aws_sdk_ec2::types::{Vpc as ApiVpc, VpcCidrBlockStateCode as StateCode, VpcIpv6CidrBlockAssociation};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Context;

/// The pool that addresses assigned by Amazon come from.
const AMAZON_POOL: &str = "Amazon";
/// The pool of addresses that IPAM manages; which IPAM pool it was, only the configuration knows.
const IPAM_POOL: &str = "IPAM Managed";

/// The network that is asked for.
#[derive(PartialEq)]
pub(super) struct Wish {
    pub generated: Option<bool>,
    pub pool: Option<String>,
    pub block: Option<String>,
    pub netmask_length: Option<i32>,
}

impl Wish {
    pub fn of(vpc: &Vpc) -> Self {
        let pool = given(&vpc.ipv6_ipam_pool_id);
        Self {
            generated: vpc.assign_generated_ipv6_cidr_block.then_some(true),
            // Without a pool the block is what Amazon assigned, not what was asked for.
            block: given(&vpc.ipv6_cidr_block).filter(|_| pool.is_some()),
            netmask_length: Some(vpc.ipv6_netmask_length).filter(|length| *length > 0 && pool.is_some()),
            pool,
        }
    }

    pub fn is_none(&self) -> bool {
        self.generated.is_none() && self.pool.is_none()
    }
}

/// The association that is there or about to be.
fn association(vpc: &ApiVpc) -> Option<&VpcIpv6CidrBlockAssociation> {
    let here = |state: &StateCode| matches!(state, StateCode::Associated | StateCode::Associating);
    vpc.ipv6_cidr_block_association_set()
        .iter()
        .find(|found| found.ipv6_cidr_block_state().and_then(|state| state.state()).is_some_and(here))
}

/// The attributes of a VPC that tell of its IPv6 network; all others are empty.
pub(super) fn attributes(vpc: &ApiVpc, prior: &Vpc) -> Vpc {
    let Some(found) = association(vpc) else { return Vpc::default() };
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let (pool, block) = (text(found.ipv6_pool()), text(found.ipv6_cidr_block()));
    let generated = pool == AMAZON_POOL;
    let length = block.rsplit('/').next().and_then(|length| length.parse().ok());
    Vpc {
        assign_generated_ipv6_cidr_block: generated,
        ipv6_association_id: text(found.association_id()),
        ipv6_cidr_block_network_border_group: text(found.network_border_group()),
        ipv6_netmask_length: length.filter(|_| !generated).unwrap_or(0),
        ipv6_ipam_pool_id: match pool.as_str() {
            AMAZON_POOL => String::new(),
            IPAM_POOL => prior.ipv6_ipam_pool_id.clone(),
            _ => pool,
        },
        ipv6_cidr_block: block,
        ..Vpc::default()
    }
}

/// Removes the network that is there, and asks for the one that is planned.
pub(super) async fn replace(ctx: &Ctx, prior: &Vpc, plan: &Vpc) -> Result<(), AwsError> {
    if !prior.ipv6_association_id.is_empty() {
        client(ctx).disassociate_vpc_cidr_block().association_id(&prior.ipv6_association_id).send().await?;
        until(ctx, &plan.id, "to be removed", |found| found.is_none()).await?;
    }
    let wish = Wish::of(plan);
    if wish.is_none() {
        return Ok(());
    }
    let request = client(ctx)
        .associate_vpc_cidr_block()
        .vpc_id(&plan.id)
        .set_amazon_provided_ipv6_cidr_block(wish.generated)
        .set_ipv6_cidr_block_network_border_group(given(&plan.ipv6_cidr_block_network_border_group))
        .set_ipv6_ipam_pool_id(wish.pool)
        .set_ipv6_cidr_block(wish.block)
        .set_ipv6_netmask_length(wish.netmask_length);
    request.send().await?;
    until_associated(ctx, &plan.id).await
}

/// Waits until the network can be used.
pub(super) async fn until_associated(ctx: &Ctx, id: &str) -> Result<(), AwsError> {
    let associated = |found: Option<&VpcIpv6CidrBlockAssociation>| {
        let state = found.and_then(|found| found.ipv6_cidr_block_state()).and_then(|state| state.state());
        state == Some(&StateCode::Associated)
    };
    until(ctx, id, "to be associated", associated).await
}

async fn until(
    ctx: &Ctx,
    id: &str,
    what: &str,
    done: fn(Option<&VpcIpv6CidrBlockAssociation>) -> bool,
) -> Result<(), AwsError> {
    let what = format!("IPv6 network of EC2 VPC ({id}) {what}");
    ctx.waiter().until(&what, || Vpc::describe(ctx, id), |vpc| done(association(vpc))).await?;
    Ok(())
}
