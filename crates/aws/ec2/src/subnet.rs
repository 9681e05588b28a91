//! `aws_subnet`: a range of addresses inside a VPC.

mod ipv6;
mod switches;

use crate::dependency::until_free;
use crate::text::{given, same_network};
use crate::{client, tags};
use aws_sdk_ec2::types::{ResourceType, Subnet as ApiSubnet, SubnetState};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::planning::Planned;
use iac_provider::{Context, Created, Model, Resource, TagChange, Tags, validate};

/// Provides a VPC subnet. Import with the subnet ID.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_subnet", label = "EC2 Subnet", version = 1, timeouts(create = "10m", delete = "20m"))]
pub struct Subnet {
    /// The ID of the subnet.
    #[attr(id)]
    id: String,
    /// The ARN of the subnet.
    #[attr(computed)]
    arn: String,
    /// The VPC that contains the subnet.
    #[attr(required, force_new)]
    vpc_id: String,
    /// The zone of the subnet, by name. AWS chooses one if neither name nor ID is given.
    #[attr(optional, computed, force_new, conflicts_with = ["availability_zone_id"])]
    availability_zone: String,
    /// The zone of the subnet, by an ID that means the same place in every account.
    #[attr(optional, computed, force_new, conflicts_with = ["availability_zone"])]
    availability_zone_id: String,
    /// The IPv4 network of the subnet.
    #[attr(optional, force_new, validate = validate::ipv4_cidr_block)]
    cidr_block: String,
    /// The IPv6 network of the subnet, with a /64 prefix. It can be added, changed and removed in place.
    #[attr(optional, same = same_network, validate = validate::ipv6_cidr_block)]
    ipv6_cidr_block: String,
    /// The association of the IPv6 network with the subnet.
    #[attr(computed)]
    ipv6_cidr_block_association_id: String,
    /// Whether the subnet has IPv6 addresses only.
    #[attr(optional, default = false, force_new)]
    ipv6_native: bool,
    /// Whether new network interfaces get an IPv6 address.
    #[attr(optional, default = false)]
    assign_ipv6_address_on_creation: bool,
    /// Whether new instances get a public IPv4 address.
    #[attr(optional, default = false)]
    map_public_ip_on_launch: bool,
    /// The pool of the customer's own addresses, for a subnet on an Outpost.
    #[attr(optional)]
    customer_owned_ipv4_pool: String,
    /// Whether new network interfaces get an address from the customer's own pool.
    #[attr(optional)]
    map_customer_owned_ip_on_launch: bool,
    /// Whether DNS answers queries for IPv4-only names with IPv6 addresses of a translator.
    #[attr(optional, default = false)]
    enable_dns64: bool,
    /// The position of local network interfaces among an instance's interfaces, on an Outpost.
    #[attr(optional)]
    enable_lni_at_device_index: i32,
    /// Whether names made from instance IDs have A records.
    #[attr(optional, default = false)]
    enable_resource_name_dns_a_record_on_launch: bool,
    /// Whether names made from instance IDs have AAAA records.
    #[attr(optional, default = false)]
    enable_resource_name_dns_aaaa_record_on_launch: bool,
    /// What the names of new instances are made from: their address (`ip-name`) or their ID (`resource-name`).
    #[attr(optional, computed, enum = ["ip-name", "resource-name"])]
    private_dns_hostname_type_on_launch: String,
    /// The Outpost that the subnet is on.
    #[attr(optional, force_new, validate = validate::arn)]
    outpost_arn: String,
    /// The account that owns the subnet.
    #[attr(computed)]
    owner_id: String,
    #[attr(flatten)]
    tags: Tags,
}

impl Subnet {
    async fn describe(ctx: &Ctx, id: &str) -> Result<Option<ApiSubnet>, AwsError> {
        let answer = client(ctx).describe_subnets().subnet_ids(id).send().await;
        Ok(Self::unless_gone(answer)?.and_then(|found| found.subnets?.pop()))
    }

    /// What was found. Whatever the answer leaves out stays as it was: LocalStack accepts some attributes without ever
    /// showing them.
    fn from_api(prior: &Self, subnet: ApiSubnet) -> Self {
        let (ipv6_cidr_block_association_id, ipv6_cidr_block) = ipv6::network(&subnet);
        let names = subnet.private_dns_name_options_on_launch;
        let a_record = names.as_ref().and_then(|names| names.enable_resource_name_dns_a_record);
        let aaaa_record = names.as_ref().and_then(|names| names.enable_resource_name_dns_aaaa_record);
        let named_after = names.and_then(|names| names.hostname_type).map(|kind| kind.as_str().to_owned());
        Self {
            id: subnet.subnet_id.unwrap_or_default(),
            arn: subnet.subnet_arn.unwrap_or_default(),
            vpc_id: subnet.vpc_id.unwrap_or_default(),
            availability_zone: subnet.availability_zone.unwrap_or_default(),
            availability_zone_id: subnet.availability_zone_id.unwrap_or_default(),
            cidr_block: subnet.cidr_block.unwrap_or_default(),
            ipv6_cidr_block,
            ipv6_cidr_block_association_id,
            ipv6_native: subnet.ipv6_native.unwrap_or_default(),
            assign_ipv6_address_on_creation: subnet.assign_ipv6_address_on_creation.unwrap_or_default(),
            map_public_ip_on_launch: subnet.map_public_ip_on_launch.unwrap_or_default(),
            customer_owned_ipv4_pool: subnet.customer_owned_ipv4_pool.unwrap_or_default(),
            map_customer_owned_ip_on_launch: subnet.map_customer_owned_ip_on_launch.unwrap_or_default(),
            enable_dns64: subnet.enable_dns64.unwrap_or(prior.enable_dns64),
            enable_lni_at_device_index: subnet.enable_lni_at_device_index.unwrap_or_default(),
            enable_resource_name_dns_a_record_on_launch: a_record
                .unwrap_or(prior.enable_resource_name_dns_a_record_on_launch),
            enable_resource_name_dns_aaaa_record_on_launch: aaaa_record
                .unwrap_or(prior.enable_resource_name_dns_aaaa_record_on_launch),
            private_dns_hostname_type_on_launch: named_after.unwrap_or_default(),
            outpost_arn: subnet.outpost_arn.unwrap_or_default(),
            owner_id: subnet.owner_id.unwrap_or_default(),
            tags: tags::found(subnet.tags),
        }
    }
}

impl Resource for Subnet {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["InvalidSubnetID.NotFound"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let request = client(ctx)
            .create_subnet()
            .vpc_id(&plan.vpc_id)
            .set_availability_zone(given(&plan.availability_zone))
            .set_availability_zone_id(given(&plan.availability_zone_id))
            .set_cidr_block(given(&plan.cidr_block))
            .set_ipv6_cidr_block(given(&plan.ipv6_cidr_block))
            .set_ipv6_native(plan.ipv6_native.then_some(true))
            .set_outpost_arn(given(&plan.outpost_arn))
            .set_tag_specifications(tags::specifications(ResourceType::Subnet, plan.tags.all()));
        let made = request.send().await?.subnet.and_then(|subnet| subnet.subnet_id);
        Ok(Created::new(made.unwrap_or_default()))
    }

    async fn configure(ctx: &Ctx, plan: &Self) -> Result<(), AwsError> {
        let read = || Self::describe(ctx, &plan.id);
        let usable = |subnet: &ApiSubnet| {
            subnet.state == Some(SubnetState::Available)
                && (plan.ipv6_cidr_block.is_empty() || ipv6::is_associated(subnet))
        };
        let found = ctx.waiter().until(&format!("EC2 Subnet ({}) to be available", plan.id), read, usable).await?;
        switches::turn_on(ctx, &Self::from_api(&Self::default(), found), plan).await
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let Some(found) = Self::describe(ctx, &prior.id).await? else { return Ok(None) };
        let mut subnet = Self::from_api(prior, found);
        if ctx.is_emulator() && !prior.private_dns_hostname_type_on_launch.is_empty() {
            // LocalStack says `ip-name` whatever it was told.
            subnet.private_dns_hostname_type_on_launch.clone_from(&prior.private_dns_hostname_type_on_launch);
        }
        Ok(Some(subnet))
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        switches::turn_off(ctx, prior, plan).await?;
        if !same_network(&prior.ipv6_cidr_block, &plan.ipv6_cidr_block) {
            ipv6::replace(ctx, prior, plan).await?;
        }
        switches::turn_on(ctx, prior, plan).await
    }

    async fn update_tags(ctx: &Ctx, subnet: &Self, change: &TagChange) -> Result<(), AwsError> {
        tags::update(ctx, &subnet.id, change).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        let request = client(ctx).delete_subnet().subnet_id(&prior.id);
        until_free(ctx, || async { Ok(request.clone().send().await?) }).await?;
        Ok(())
    }

    fn plan(planned: &mut Planned<'_>) {
        if !planned.creating() && planned.changes("ipv6_cidr_block") {
            planned.set_unknown("ipv6_cidr_block_association_id");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vpc::Vpc;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<Subnet>();
    }

    #[tokio::test]
    async fn it_converges_on_an_emulator() {
        let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
        let mut vpc = Trial::of::<Vpc>(ctx.clone());
        vpc.converge(r#"{"cidr_block":"10.1.0.0/16","assign_generated_ipv6_cidr_block":true}"#).await;
        let base = format!(r#""vpc_id":"{}","cidr_block":"10.1.1.0/24""#, vpc.text("id"));
        let ipv6 = vpc.text("ipv6_cidr_block").replace("/56", "/64");
        let mut subnet = Trial::of::<Subnet>(ctx);
        subnet.converge(&format!(r#"{{{base},"availability_zone":"us-east-1b","tags":{{"a":"b"}}}}"#)).await;
        assert_eq!(subnet.text("private_dns_hostname_type_on_launch"), "ip-name");
        let id = subnet.text("id").to_owned();
        let with_ipv6 = format!(
            r#"{{{base},"ipv6_cidr_block":"{ipv6}","assign_ipv6_address_on_creation":true,"map_public_ip_on_launch":true}}"#
        );
        subnet.converge(&with_ipv6).await;
        assert_eq!(subnet.text("ipv6_cidr_block"), ipv6);
        assert_eq!(subnet.import(&id).await, subnet.state);
        subnet.converge(&format!("{{{base}}}")).await;
        assert_eq!((subnet.text("id"), subnet.text("ipv6_cidr_block_association_id")), (id.as_str(), ""));
        subnet.converge(&format!(r#"{{{base},"availability_zone":"us-east-1c"}}"#)).await;
        assert_ne!(subnet.text("id"), id);
        assert!(subnet.destroy().await.is_empty() && vpc.destroy().await.is_empty());
    }
}
