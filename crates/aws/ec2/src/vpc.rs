//! `aws_vpc`: a virtual network.

mod ipv6;

use self::ipv6::Wish;
use crate::filter::filter;
use crate::text::given;
use crate::{client, tags};
use aws_sdk_ec2::types::{
    AttributeBooleanValue, ResourceType, Tenancy, Vpc as ApiVpc, VpcAttributeName, VpcState, VpcTenancy,
};
use iac_aws_kit::{AwsError, Ctx, arn};
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Context, Created, Model, Resource, TagChange, Tags, validate};

/// Provides a VPC. Import with the VPC ID.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_vpc", label = "EC2 VPC", version = 1)]
#[expect(clippy::struct_excessive_bools, reason = "the schema has them")]
pub struct Vpc {
    /// The ID of the VPC.
    #[attr(id)]
    id: String,
    /// The ARN of the VPC.
    #[attr(computed)]
    arn: String,
    /// The IPv4 network of the VPC.
    #[attr(optional, computed, force_new, validate = ipv4_network, conflicts_with = ["ipv4_netmask_length"])]
    cidr_block: String,
    /// The IPAM pool that the IPv4 network comes from.
    #[attr(optional, force_new, config_only)]
    ipv4_ipam_pool_id: Option<String>,
    /// The prefix length of the network that IPAM chooses.
    #[attr(optional, force_new, config_only, range = 0..=28, required_with = ["ipv4_ipam_pool_id"])]
    ipv4_netmask_length: Option<i32>,
    /// Whether instances run on shared (`default`) or single-tenant (`dedicated`) hardware.
    #[attr(optional, default = "default", enum = ["default", "dedicated"])]
    instance_tenancy: String,
    /// Whether the VPC resolves names through Amazon's DNS.
    #[attr(optional, default = true)]
    enable_dns_support: bool,
    /// Whether instances with public addresses get public names.
    #[attr(optional, computed)]
    enable_dns_hostnames: bool,
    /// Whether metrics of the use of addresses are collected.
    #[attr(optional, computed)]
    enable_network_address_usage_metrics: bool,
    /// Whether Amazon assigns an IPv6 network with a /56 prefix.
    #[attr(optional, conflicts_with = ["ipv6_ipam_pool_id"])]
    assign_generated_ipv6_cidr_block: bool,
    /// The IPv6 network of the VPC.
    #[attr(optional, computed, validate = validate::ipv6_cidr_block, conflicts_with = ["ipv6_netmask_length", "assign_generated_ipv6_cidr_block"], required_with = ["ipv6_ipam_pool_id"])]
    ipv6_cidr_block: String,
    /// The group of zones from which the IPv6 network is announced.
    #[attr(optional, computed, required_with = ["assign_generated_ipv6_cidr_block"])]
    ipv6_cidr_block_network_border_group: String,
    /// The IPAM pool that the IPv6 network comes from.
    #[attr(optional)]
    ipv6_ipam_pool_id: String,
    /// The prefix length of the IPv6 network that IPAM chooses.
    #[attr(optional, enum_numbers = [44, 48, 52, 56, 60], required_with = ["ipv6_ipam_pool_id"])]
    ipv6_netmask_length: i32,
    /// The association of the IPv6 network with the VPC.
    #[attr(computed)]
    ipv6_association_id: String,
    /// The network ACL that subnets get by default.
    #[attr(computed)]
    default_network_acl_id: String,
    /// The route table that the VPC was created with.
    #[attr(computed)]
    default_route_table_id: String,
    /// The security group that the VPC was created with.
    #[attr(computed)]
    default_security_group_id: String,
    /// The set of DHCP options.
    #[attr(computed)]
    dhcp_options_id: String,
    /// The route table that subnets use by default.
    #[attr(computed)]
    main_route_table_id: String,
    /// The account that owns the VPC.
    #[attr(computed)]
    owner_id: String,
    #[attr(flatten)]
    tags: Tags,
}

impl Vpc {
    async fn describe(ctx: &Ctx, id: &str) -> Result<Option<ApiVpc>, AwsError> {
        let answer = client(ctx).describe_vpcs().vpc_ids(id).send().await;
        Ok(Self::unless_gone(answer)?.and_then(|found| found.vpcs?.pop()))
    }

    async fn attribute(ctx: &Ctx, id: &str, name: VpcAttributeName) -> Result<bool, AwsError> {
        let found = client(ctx).describe_vpc_attribute().vpc_id(id).attribute(name).send().await?;
        let all = [found.enable_dns_hostnames, found.enable_dns_support, found.enable_network_address_usage_metrics];
        Ok(all.into_iter().flatten().find_map(|attribute| attribute.value).unwrap_or_default())
    }

    /// Sets the attributes in which two states differ. Each needs a request of its own.
    async fn modify_attributes(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        let request = || client(ctx).modify_vpc_attribute().vpc_id(&plan.id);
        let value = |value| AttributeBooleanValue::builder().value(value).build();
        // Names need the resolver, so it goes on first and off last.
        let support = prior.enable_dns_support != plan.enable_dns_support;
        if support && plan.enable_dns_support {
            request().enable_dns_support(value(true)).send().await?;
        }
        if prior.enable_dns_hostnames != plan.enable_dns_hostnames {
            request().enable_dns_hostnames(value(plan.enable_dns_hostnames)).send().await?;
        }
        if support && !plan.enable_dns_support {
            request().enable_dns_support(value(false)).send().await?;
        }
        let metrics = plan.enable_network_address_usage_metrics;
        if prior.enable_network_address_usage_metrics != metrics {
            request().enable_network_address_usage_metrics(value(metrics)).send().await?;
        }
        Ok(())
    }

    fn from_api(ctx: &Ctx, prior: &Self, vpc: ApiVpc) -> Self {
        let ipv6 = ipv6::attributes(&vpc, prior);
        let (id, owner_id) = (vpc.vpc_id.unwrap_or_default(), vpc.owner_id.unwrap_or_default());
        Self {
            arn: arn(ctx.partition(), "ec2", ctx.region(), &owner_id, &format!("vpc/{id}")),
            cidr_block: vpc.cidr_block.unwrap_or_default(),
            dhcp_options_id: vpc.dhcp_options_id.unwrap_or_default(),
            id,
            instance_tenancy: vpc.instance_tenancy.map(|tenancy| tenancy.as_str().to_owned()).unwrap_or_default(),
            owner_id,
            tags: tags::found(vpc.tags),
            ..ipv6
        }
    }
}

/// An IPv4 network of a size that a VPC may have.
fn ipv4_network(name: &str, value: &Value) -> Result<(), String> {
    validate::ipv4_cidr_block(name, value)?;
    let length = value.as_str().and_then(|text| text.rsplit('/').next()?.parse::<u8>().ok());
    match length.filter(|length| !(16..=28).contains(length)) {
        Some(length) => Err(format!(
            "expected \"{name}\" to contain a network Value with between 16 and 28 significant bits, got: {length}"
        )),
        None => Ok(()),
    }
}

impl Resource for Vpc {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["InvalidVpcID.NotFound"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let ipv6 = Wish::of(plan);
        let request = client(ctx)
            .create_vpc()
            .set_cidr_block(given(&plan.cidr_block))
            .set_ipv4_ipam_pool_id(plan.ipv4_ipam_pool_id.clone())
            .set_ipv4_netmask_length(plan.ipv4_netmask_length)
            .instance_tenancy(Tenancy::from(plan.instance_tenancy.as_str()))
            .set_amazon_provided_ipv6_cidr_block(ipv6.generated)
            .set_ipv6_cidr_block_network_border_group(given(&plan.ipv6_cidr_block_network_border_group))
            .set_ipv6_ipam_pool_id(ipv6.pool)
            .set_ipv6_cidr_block(ipv6.block)
            .set_ipv6_netmask_length(ipv6.netmask_length)
            .set_tag_specifications(tags::specifications(ResourceType::Vpc, plan.tags.all()));
        let made = request.send().await?.vpc.and_then(|vpc| vpc.vpc_id);
        Ok(Created::new(made.unwrap_or_default()))
    }

    async fn configure(ctx: &Ctx, plan: &Self) -> Result<(), AwsError> {
        let read = || Self::describe(ctx, &plan.id);
        let available = |vpc: &ApiVpc| vpc.state == Some(VpcState::Available);
        ctx.waiter().until(&format!("EC2 VPC ({}) to be available", plan.id), read, available).await?;
        if !Wish::of(plan).is_none() {
            ipv6::until_associated(ctx, &plan.id).await?;
        }
        // A new VPC has the resolver and nothing else.
        let fresh = Self { enable_dns_support: true, ..Self::default() };
        Self::modify_attributes(ctx, &fresh, plan).await
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let id = &prior.id;
        let Some(vpc) = Self::describe(ctx, id).await? else { return Ok(None) };
        let in_vpc = filter("vpc-id", id);
        let acls = client(ctx).describe_network_acls().filters(filter("default", "true")).filters(in_vpc.clone());
        let routes =
            client(ctx).describe_route_tables().filters(filter("association.main", "true")).filters(in_vpc.clone());
        let groups = client(ctx).describe_security_groups().filters(filter("group-name", "default")).filters(in_vpc);
        let (hostnames, support, metrics, acls, routes, groups) = tokio::try_join!(
            Self::attribute(ctx, id, VpcAttributeName::EnableDnsHostnames),
            Self::attribute(ctx, id, VpcAttributeName::EnableDnsSupport),
            Self::attribute(ctx, id, VpcAttributeName::EnableNetworkAddressUsageMetrics),
            async { Ok(acls.send().await?) },
            async { Ok(routes.send().await?) },
            async { Ok(groups.send().await?) },
        )?;
        let acl = acls.network_acls().first().and_then(|acl| acl.network_acl_id());
        let route_table = routes.route_tables().first().and_then(|table| table.route_table_id());
        let group = groups.security_groups().first().and_then(|group| group.group_id());
        let owned = |id: Option<&str>| id.unwrap_or_default().to_owned();
        Ok(Some(Self {
            enable_dns_hostnames: hostnames,
            enable_dns_support: support,
            enable_network_address_usage_metrics: metrics,
            default_network_acl_id: owned(acl),
            default_route_table_id: owned(route_table),
            main_route_table_id: owned(route_table),
            default_security_group_id: owned(group),
            ..Self::from_api(ctx, prior, vpc)
        }))
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        Self::modify_attributes(ctx, prior, plan).await?;
        if prior.instance_tenancy != plan.instance_tenancy {
            let tenancy = VpcTenancy::from(plan.instance_tenancy.as_str());
            client(ctx).modify_vpc_tenancy().vpc_id(&plan.id).instance_tenancy(tenancy).send().await?;
        }
        if Wish::of(prior) != Wish::of(plan) {
            ipv6::replace(ctx, prior, plan).await?;
        }
        Ok(())
    }

    async fn update_tags(ctx: &Ctx, vpc: &Self, change: &TagChange) -> Result<(), AwsError> {
        tags::update(ctx, &vpc.id, change).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        let request = client(ctx).delete_vpc().vpc_id(&prior.id);
        let in_use = |error: &AwsError| error.is(&["DependencyViolation"]);
        ctx.waiter().briefly().retry(|| async { Ok(request.clone().send().await?) }, in_use).await?;
        let what = format!("EC2 VPC ({}) to be deleted", prior.id);
        ctx.waiter().gone(&what, || Self::find(ctx, prior)).await
    }

    fn plan(planned: &mut Planned<'_>) {
        if planned.creating() {
            return;
        }
        let tenancy = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let (before, after) =
            (tenancy(planned.prior("instance_tenancy")), tenancy(planned.planned("instance_tenancy")));
        // Only from dedicated to default can a VPC change in place.
        if planned.changes("instance_tenancy") && !(before == "dedicated" && after == "default") {
            planned.replace_because_of("instance_tenancy");
        }
        if planned.changes("assign_generated_ipv6_cidr_block") || planned.changes("ipv6_ipam_pool_id") {
            planned.set_unknown("ipv6_association_id");
            if planned.configured("ipv6_cidr_block").is_none() {
                planned.set_unknown("ipv6_cidr_block");
            }
            if planned.configured("ipv6_cidr_block_network_border_group").is_none() {
                planned.set_unknown("ipv6_cidr_block_network_border_group");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<Vpc>();
    }

    #[tokio::test]
    async fn it_converges_on_an_emulator() {
        let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
        let mut vpc = Trial::of::<Vpc>(ctx);
        vpc.converge(r#"{"cidr_block":"10.1.0.0/16","instance_tenancy":"dedicated","tags":{"Name":"a"}}"#).await;
        let id = vpc.text("id").to_owned();
        assert!(
            vpc.text("main_route_table_id").starts_with("rtb-")
                && vpc.text("default_network_acl_id").starts_with("acl-")
        );
        vpc.converge(
            r#"{"cidr_block":"10.1.0.0/16","enable_dns_hostnames":true,"assign_generated_ipv6_cidr_block":true}"#,
        )
        .await;
        assert_eq!((vpc.text("id"), vpc.text("instance_tenancy")), (id.as_str(), "default"));
        assert!(vpc.text("ipv6_cidr_block").ends_with("/56"), "{}", vpc.text("ipv6_cidr_block"));
        assert_eq!(vpc.import(&id).await, vpc.state);
        vpc.converge(r#"{"cidr_block":"10.1.0.0/16","assign_generated_ipv6_cidr_block":false}"#).await;
        assert_eq!(vpc.text("ipv6_association_id"), "");
        vpc.converge(r#"{"cidr_block":"10.2.0.0/16"}"#).await;
        assert_ne!(vpc.text("id"), id);
        assert!(vpc.destroy().await.is_empty());
    }
}
