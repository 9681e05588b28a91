//! What an emulated security group needs beyond what AWS needs.

use super::permission::{Permission, is_ipv6_rule};
use crate::client;
use crate::filter::filter;
use iac_aws_kit::{AwsError, Ctx};

/// Removes IPv6 rules for what may be sent by their identifiers. LocalStack overlooks such rules among those to revoke if the
/// VPC has no IPv6 network, and answers that all is well.
pub(super) async fn revoke_ipv6_egress(
    ctx: &Ctx,
    id: &str,
    gone: impl Iterator<Item = &Permission>,
) -> Result<(), AwsError> {
    let gone: Vec<&Permission> = gone.filter(|permission| permission.is_ipv6()).collect();
    if gone.is_empty() || !ctx.is_emulator() {
        return Ok(());
    }
    let found = client(ctx).describe_security_group_rules().filters(filter("group-id", id)).send().await?;
    let left = found.security_group_rules().iter().filter(|rule| gone.iter().any(|gone| is_ipv6_rule(rule, gone)));
    let ids: Vec<String> = left.filter_map(|rule| rule.security_group_rule_id.clone()).collect();
    if !ids.is_empty() {
        let request = client(ctx).revoke_security_group_egress().group_id(id);
        request.set_security_group_rule_ids(Some(ids)).send().await?;
    }
    Ok(())
}
