//! The IPv6 network of a subnet, which is associated and replaced in place.

use super::Subnet;
use crate::client;
use crate::text::given;
use aws_sdk_ec2::types::{Subnet as ApiSubnet, SubnetIpv6CidrBlockAssociation};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Context;

/// The name of an association's state. LocalStack wraps it, as in `{'State': 'associated'}`.
fn state(association: &SubnetIpv6CidrBlockAssociation) -> &str {
    let state = association.ipv6_cidr_block_state().and_then(|state| state.state()).map_or("", |state| state.as_str());
    state.trim_end_matches("'}").rsplit('\'').next().unwrap_or(state)
}

/// The association that is there or about to be.
fn association(subnet: &ApiSubnet) -> Option<&SubnetIpv6CidrBlockAssociation> {
    let mut all = subnet.ipv6_cidr_block_association_set().iter();
    all.find(|found| matches!(state(found), "associated" | "associating"))
}

/// The identifier of the association and the network itself; empty if there is none.
pub(super) fn network(subnet: &ApiSubnet) -> (String, String) {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    association(subnet)
        .map_or_else(Default::default, |found| (text(found.association_id()), text(found.ipv6_cidr_block())))
}

/// Whether a network is there to be used.
pub(super) fn is_associated(subnet: &ApiSubnet) -> bool {
    association(subnet).is_some_and(|found| state(found) == "associated")
}

/// Removes the network that is there, and associates the one that is planned.
pub(super) async fn replace(ctx: &Ctx, prior: &Subnet, plan: &Subnet) -> Result<(), AwsError> {
    if let Some(old) = given(&prior.ipv6_cidr_block_association_id) {
        client(ctx).disassociate_subnet_cidr_block().association_id(old).send().await?;
        until(ctx, &plan.id, "to be removed", |subnet| association(subnet).is_none()).await?;
    }
    let Some(block) = given(&plan.ipv6_cidr_block) else { return Ok(()) };
    client(ctx).associate_subnet_cidr_block().subnet_id(&plan.id).ipv6_cidr_block(block).send().await?;
    until(ctx, &plan.id, "to be associated", is_associated).await
}

async fn until(ctx: &Ctx, id: &str, what: &str, done: fn(&ApiSubnet) -> bool) -> Result<(), AwsError> {
    let what = format!("IPv6 network of EC2 Subnet ({id}) {what}");
    ctx.waiter().until(&what, || Subnet::describe(ctx, id), done).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_ec2::types::{SubnetCidrBlockState, SubnetCidrBlockStateCode};

    #[test]
    fn a_wrapped_state_counts_as_the_state_inside() {
        for (said, associated) in [
            ("associated", true),
            ("{'State': 'associated'}", true),
            ("{'State': 'disassociated'}", false),
            ("", false),
        ] {
            let state = SubnetCidrBlockState::builder().state(SubnetCidrBlockStateCode::from(said)).build();
            let found = SubnetIpv6CidrBlockAssociation::builder().ipv6_cidr_block_state(state).build();
            let subnet = ApiSubnet::builder().ipv6_cidr_block_association_set(found).build();
            assert_eq!(is_associated(&subnet), associated, "{said}");
        }
    }
}
