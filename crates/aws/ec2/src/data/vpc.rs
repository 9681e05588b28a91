//! `data.aws_vpc`: one VPC.

use super::filter::{Filter, conditions};
use crate::client;
use crate::filter::filter;
use crate::text::given;
use aws_sdk_ec2::types::{Vpc as ApiVpc, VpcAttributeName as Name};
use iac_aws_kit::{AwsError, Ctx, arn};
use iac_provider::{Block, Context, DataSource, Error, Model, TagMap};

/// Finds a VPC. The conditions must fit exactly one.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_vpc", label = "EC2 VPC", timeouts(read = "20m"))]
pub struct Vpc {
    /// The ID of the VPC.
    #[attr(id)]
    id: String,
    /// The ARN of the VPC.
    #[attr(computed)]
    arn: String,
    /// Its first IPv4 network.
    #[attr(optional, computed)]
    cidr_block: String,
    /// All its IPv4 networks.
    #[attr(computed)]
    cidr_block_associations: Vec<Association>,
    /// Whether it is the region's default VPC.
    #[attr(optional, computed)]
    default: bool,
    /// Its set of DHCP options.
    #[attr(optional, computed)]
    dhcp_options_id: String,
    /// Whether instances with public addresses get public names.
    #[attr(computed)]
    enable_dns_hostnames: bool,
    /// Whether it resolves names through Amazon's DNS.
    #[attr(computed)]
    enable_dns_support: bool,
    /// Whether metrics of the use of addresses are collected.
    #[attr(computed)]
    enable_network_address_usage_metrics: bool,
    /// Conditions that EC2 checks.
    #[block(set)]
    filter: Vec<Filter>,
    /// Whether instances run on shared (`default`) or single-tenant (`dedicated`) hardware.
    #[attr(computed)]
    instance_tenancy: String,
    /// The association of its IPv6 network.
    #[attr(computed)]
    ipv6_association_id: String,
    /// Its IPv6 network.
    #[attr(computed)]
    ipv6_cidr_block: String,
    /// The route table that subnets use by default.
    #[attr(computed)]
    main_route_table_id: String,
    /// The account that owns it.
    #[attr(computed)]
    owner_id: String,
    /// Its state: `pending` or `available`.
    #[attr(optional, computed)]
    state: String,
    /// Its tags.
    #[attr(optional, computed)]
    tags: TagMap,
}

/// An IPv4 network of a VPC.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Association {
    /// The ID of the association.
    #[attr(computed)]
    association_id: String,
    /// The network.
    #[attr(computed)]
    cidr_block: String,
    /// Its state.
    #[attr(computed)]
    state: String,
}

async fn attribute(ctx: &Ctx, id: &str, name: Name) -> Result<bool, AwsError> {
    let found = client(ctx).describe_vpc_attribute().vpc_id(id).attribute(name).send().await?;
    let all = [found.enable_dns_hostnames, found.enable_dns_support, found.enable_network_address_usage_metrics];
    Ok(all.into_iter().flatten().find_map(|attribute| attribute.value).unwrap_or_default())
}

impl Vpc {
    async fn find(ctx: &Ctx, config: &Self) -> Result<ApiVpc, AwsError> {
        let own = [
            ("cidr", config.cidr_block.as_str()),
            ("dhcp-options-id", &config.dhcp_options_id),
            ("isDefault", if config.default { "true" } else { "" }),
            ("state", &config.state),
        ];
        let request = client(ctx)
            .describe_vpcs()
            .set_vpc_ids(given(&config.id).map(|id| vec![id]))
            .set_filters(conditions(&own, &config.tags, &config.filter));
        let answer = request.send().await.map_err(AwsError::from);
        let mut found = match answer {
            Err(error) if error.is(&["InvalidVpcID.NotFound"]) => Vec::new(),
            answer => answer?.vpcs.unwrap_or_default(),
        };
        match (found.pop(), found.is_empty()) {
            (Some(vpc), true) => Ok(vpc),
            (None, _) => Err(Error::not_found("no matching EC2 VPC found").into()),
            (Some(_), false) => Err(Error::other(
                "multiple EC2 VPCs matched; use additional constraints to reduce matches to a single EC2 VPC",
            )
            .into()),
        }
    }
}

impl DataSource for Vpc {
    type Context = Ctx;

    async fn read(ctx: &Ctx, config: &Self) -> Result<Self, AwsError> {
        let vpc = Self::find(ctx, config).await?;
        let (id, owner_id) = (vpc.vpc_id.unwrap_or_default(), vpc.owner_id.unwrap_or_default());
        let routes = client(ctx)
            .describe_route_tables()
            .filters(filter("association.main", "true"))
            .filters(filter("vpc-id", &id));
        let (hostnames, support, metrics, routes) = tokio::try_join!(
            attribute(ctx, &id, Name::EnableDnsHostnames),
            attribute(ctx, &id, Name::EnableDnsSupport),
            attribute(ctx, &id, Name::EnableNetworkAddressUsageMetrics),
            async { Ok(routes.send().await?) },
        )?;
        let associations = vpc.cidr_block_association_set.unwrap_or_default().into_iter().map(|found| Association {
            association_id: found.association_id.unwrap_or_default(),
            cidr_block: found.cidr_block.unwrap_or_default(),
            state: found.cidr_block_state.and_then(|it| it.state).map(|it| it.as_str().to_owned()).unwrap_or_default(),
        });
        let ipv6 = vpc.ipv6_cidr_block_association_set.unwrap_or_default().into_iter().next();
        let ipv6 = ipv6.map(|ipv6| (ipv6.association_id.unwrap_or_default(), ipv6.ipv6_cidr_block.unwrap_or_default()));
        let (ipv6_association_id, ipv6_cidr_block) = ipv6.unwrap_or_default();
        let main = routes.route_tables().first().and_then(|table| table.route_table_id());
        let tags = vpc.tags.unwrap_or_default().into_iter();
        let tags = tags.map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default())).collect();
        Ok(Self {
            arn: arn(ctx.partition(), "ec2", ctx.region(), &owner_id, &format!("vpc/{id}")),
            cidr_block: vpc.cidr_block.unwrap_or_default(),
            cidr_block_associations: associations.collect(),
            default: vpc.is_default.unwrap_or_default(),
            dhcp_options_id: vpc.dhcp_options_id.unwrap_or_default(),
            enable_dns_hostnames: hostnames,
            enable_dns_support: support,
            enable_network_address_usage_metrics: metrics,
            filter: config.filter.clone(),
            id,
            instance_tenancy: vpc.instance_tenancy.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            ipv6_association_id,
            ipv6_cidr_block,
            main_route_table_id: main.unwrap_or_default().to_owned(),
            owner_id,
            state: vpc.state.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            tags: ctx.tag_policy().shown(&tags),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_sound() {
        iac_provider::contract::assert_data_source::<Vpc>();
    }
}
