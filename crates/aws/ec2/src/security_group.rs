//! `aws_security_group`: which traffic network interfaces accept and send.

mod emulator;
mod permission;
mod rule;

use self::permission::Permission;
use self::rule::Rule;
use crate::dependency::until_free;
use crate::text::given;
use crate::{client, tags};
use aws_sdk_ec2::types::{ResourceType, SecurityGroup as ApiGroup};
use iac_aws_kit::{AwsError, Ctx, arn};
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Context, Created, Model, Resource, TagChange, Tags, naming};
use std::collections::BTreeSet;

/// Provides a security group. AWS lets a new group send anything; that rule is removed unless it is among `egress`. Import
/// with the security group ID.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(
    type = "aws_security_group",
    label = "EC2 Security Group",
    version = 1,
    timeouts(create = "10m", delete = "15m")
)]
pub struct SecurityGroup {
    /// The ID of the security group.
    #[attr(id)]
    id: String,
    /// The ARN of the security group.
    #[attr(computed)]
    arn: String,
    /// The name of the security group. One is made up if it is omitted.
    #[attr(optional, computed, force_new, length = 0..=255, validate = not_an_id, conflicts_with = ["name_prefix"])]
    name: String,
    /// What a made-up name begins with.
    #[attr(optional, computed, force_new, length = 0..=100, validate = not_an_id, conflicts_with = ["name"])]
    name_prefix: String,
    /// What the security group is for.
    #[attr(optional, default = "Managed by Terraform", force_new, length = 0..=255)]
    description: String,
    /// The VPC of the security group. The account's default VPC if it is omitted.
    #[attr(optional, computed, force_new)]
    vpc_id: String,
    /// What is accepted. `[]` removes all rules, leaving the argument out leaves them as they are.
    #[attr(optional, computed, as_blocks(set))]
    ingress: Vec<Rule>,
    /// What may be sent. `[]` removes all rules, leaving the argument out leaves them as they are.
    #[attr(optional, computed, as_blocks(set))]
    egress: Vec<Rule>,
    /// Whether to remove all rules before the group is deleted, so that groups which name each other can go.
    #[attr(optional, default = false, config_only)]
    revoke_rules_on_delete: bool,
    /// The account that owns the security group.
    #[attr(computed)]
    owner_id: String,
    #[attr(flatten)]
    tags: Tags,
}

/// The rules of a group as AWS counts them.
#[derive(Default)]
struct Permissions {
    ingress: BTreeSet<Permission>,
    egress: BTreeSet<Permission>,
}

impl Permissions {
    fn planned(group: &SecurityGroup) -> Self {
        Self { ingress: permission::of_rules(&group.ingress), egress: permission::of_rules(&group.egress) }
    }

    fn found(group: &ApiGroup) -> Self {
        let (id, owner) = (group.group_id().unwrap_or_default(), group.owner_id().unwrap_or_default());
        Self {
            ingress: permission::of_api(group.ip_permissions(), id, owner),
            egress: permission::of_api(group.ip_permissions_egress(), id, owner),
        }
    }

    /// Makes these rules of a group into others: first goes what must go, because a rule that only differs in its
    /// description is the same to AWS.
    async fn change(&self, ctx: &Ctx, id: &str, wanted: &Self) -> Result<(), AwsError> {
        let ingress = async {
            if let Some(gone) = permission::difference(&self.ingress, &wanted.ingress, id) {
                client(ctx).revoke_security_group_ingress().group_id(id).set_ip_permissions(Some(gone)).send().await?;
            }
            if let Some(new) = permission::difference(&wanted.ingress, &self.ingress, id) {
                client(ctx)
                    .authorize_security_group_ingress()
                    .group_id(id)
                    .set_ip_permissions(Some(new))
                    .send()
                    .await?;
            }
            Ok(())
        };
        let egress = async {
            if let Some(gone) = permission::difference(&self.egress, &wanted.egress, id) {
                client(ctx).revoke_security_group_egress().group_id(id).set_ip_permissions(Some(gone)).send().await?;
                emulator::revoke_ipv6_egress(ctx, id, self.egress.difference(&wanted.egress)).await?;
            }
            if let Some(new) = permission::difference(&wanted.egress, &self.egress, id) {
                client(ctx).authorize_security_group_egress().group_id(id).set_ip_permissions(Some(new)).send().await?;
            }
            Ok(())
        };
        tokio::try_join!(ingress, egress).map(|_| ())
    }
}

/// Names that look like identifiers are refused by AWS.
fn not_an_id(name: &str, value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if text.starts_with("sg-") => Err(format!("invalid value for {name} (cannot begin with sg-)")),
        _ => Ok(()),
    }
}

impl SecurityGroup {
    async fn describe(ctx: &Ctx, id: &str) -> Result<Option<ApiGroup>, AwsError> {
        let answer = client(ctx).describe_security_groups().group_ids(id).send().await;
        Ok(Self::unless_gone(answer)?.and_then(|found| found.security_groups?.pop()))
    }

    fn from_api(ctx: &Ctx, prior: &Self, group: ApiGroup) -> Self {
        let found = Permissions::found(&group);
        let (id, owner_id) = (group.group_id.unwrap_or_default(), group.owner_id.unwrap_or_default());
        let name = group.group_name.unwrap_or_default();
        Self {
            arn: arn(ctx.partition(), "ec2", ctx.region(), &owner_id, &format!("security-group/{id}")),
            id,
            name_prefix: naming::prefix_of(&name, "").to_owned(),
            name,
            description: group.description.unwrap_or_default(),
            vpc_id: group.vpc_id.unwrap_or_default(),
            ingress: permission::into_rules(found.ingress, &prior.ingress),
            egress: permission::into_rules(found.egress, &prior.egress),
            revoke_rules_on_delete: prior.revoke_rules_on_delete,
            owner_id,
            tags: tags::found(group.tags),
        }
    }
}

impl Resource for SecurityGroup {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let request = client(ctx)
            .create_security_group()
            .group_name(naming::name_or_unique(&plan.name, &plan.name_prefix, ""))
            .description(&plan.description)
            .set_vpc_id(given(&plan.vpc_id))
            .set_tag_specifications(tags::specifications(ResourceType::SecurityGroup, plan.tags.all()));
        Ok(Created::new(request.send().await?.group_id.unwrap_or_default()))
    }

    async fn configure(ctx: &Ctx, plan: &Self) -> Result<(), AwsError> {
        // Which rules a new group has depends on its VPC, so they are looked up rather than assumed.
        let what = format!("EC2 Security Group ({}) to be found", plan.id);
        let group = ctx.waiter().until(&what, || Self::describe(ctx, &plan.id), |_| true).await?;
        Permissions::found(&group).change(ctx, &plan.id, &Permissions::planned(plan)).await
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        Ok(Self::describe(ctx, &prior.id).await?.map(|group| Self::from_api(ctx, prior, group)))
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        Permissions::planned(prior).change(ctx, &plan.id, &Permissions::planned(plan)).await
    }

    async fn update_tags(ctx: &Ctx, group: &Self, change: &TagChange) -> Result<(), AwsError> {
        tags::update(ctx, &group.id, change).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        if prior.revoke_rules_on_delete
            && let Some(group) = Self::describe(ctx, &prior.id).await?
        {
            Permissions::found(&group).change(ctx, &prior.id, &Permissions::default()).await?;
        }
        let request = client(ctx).delete_security_group().group_id(&prior.id);
        until_free(ctx, || async { Ok(request.clone().send().await?) }).await?;
        Ok(())
    }

    fn plan(planned: &mut Planned<'_>) {
        for name in ["ingress", "egress"] {
            if let Some(rules) = planned.planned(name).and_then(rule::with_protocol_names) {
                planned.set(name, rules);
            }
        }
    }

    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        for name in ["ingress", "egress"] {
            rule::validate(name, config_value, diags);
        }
    }
}

#[cfg(test)]
mod tests;
