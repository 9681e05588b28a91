//! `data.aws_region`: a region, by default the provider configuration's.

use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{DataSource, Error, Model};

/// Regions with their descriptions.
const REGIONS: &[(&str, &str)] = &[
    ("af-south-1", "Africa (Cape Town)"),
    ("ap-east-1", "Asia Pacific (Hong Kong)"),
    ("ap-northeast-1", "Asia Pacific (Tokyo)"),
    ("ap-northeast-2", "Asia Pacific (Seoul)"),
    ("ap-northeast-3", "Asia Pacific (Osaka)"),
    ("ap-south-1", "Asia Pacific (Mumbai)"),
    ("ap-south-2", "Asia Pacific (Hyderabad)"),
    ("ap-southeast-1", "Asia Pacific (Singapore)"),
    ("ap-southeast-2", "Asia Pacific (Sydney)"),
    ("ap-southeast-3", "Asia Pacific (Jakarta)"),
    ("ap-southeast-4", "Asia Pacific (Melbourne)"),
    ("ca-central-1", "Canada (Central)"),
    ("ca-west-1", "Canada West (Calgary)"),
    ("cn-north-1", "China (Beijing)"),
    ("cn-northwest-1", "China (Ningxia)"),
    ("eu-central-1", "Europe (Frankfurt)"),
    ("eu-central-2", "Europe (Zurich)"),
    ("eu-north-1", "Europe (Stockholm)"),
    ("eu-south-1", "Europe (Milan)"),
    ("eu-south-2", "Europe (Spain)"),
    ("eu-west-1", "Europe (Ireland)"),
    ("eu-west-2", "Europe (London)"),
    ("eu-west-3", "Europe (Paris)"),
    ("il-central-1", "Israel (Tel Aviv)"),
    ("me-central-1", "Middle East (UAE)"),
    ("me-south-1", "Middle East (Bahrain)"),
    ("sa-east-1", "South America (Sao Paulo)"),
    ("us-east-1", "US East (N. Virginia)"),
    ("us-east-2", "US East (Ohio)"),
    ("us-gov-east-1", "AWS GovCloud (US-East)"),
    ("us-gov-west-1", "AWS GovCloud (US-West)"),
    ("us-west-1", "US West (N. California)"),
    ("us-west-2", "US West (Oregon)"),
];

/// A region's name, endpoint and description.
#[derive(Clone, Debug, Default, Model)]
#[model(type = "aws_region", label = "Region", global)]
pub(crate) struct Region {
    /// The region.
    #[attr(optional, computed)]
    id: Option<String>,
    /// What AWS calls the region.
    #[attr(computed)]
    description: String,
    /// The host name of the region's EC2 endpoint, which can select the region.
    #[attr(optional, computed)]
    endpoint: Option<String>,
    /// The region's name.
    #[attr(optional, computed)]
    name: Option<String>,
    /// The region's name, as provider version 6 calls it.
    #[attr(optional, computed)]
    region: Option<String>,
}

impl DataSource for Region {
    type Context = Ctx;

    async fn read(ctx: &Ctx, config: &Self) -> Result<Self, AwsError> {
        let by_endpoint = config.endpoint.as_deref().map(|endpoint| {
            let found = REGIONS.iter().map(|(name, _)| *name).find(|name| endpoint_of(ctx, name) == endpoint);
            found.ok_or_else(|| Error::other(format!("no region found with the endpoint {endpoint:?}")).at("endpoint"))
        });
        let by_name = config.region.as_deref().or(config.name.as_deref());
        let name = match (by_endpoint.transpose()?, by_name) {
            (Some(found), Some(named)) if found != named => {
                return Err(Error::other(
                    "multiple regions matched; use additional constraints to reduce matches to a single region",
                )
                .into());
            }
            (found, named) => found.or(named).unwrap_or(ctx.region()).to_owned(),
        };
        let Some((_, description)) = REGIONS.iter().find(|(known, _)| *known == name) else {
            return Err(Error::other(format!("no region found with the name {name:?}")).at("name").into());
        };
        Ok(Self {
            id: Some(name.clone()),
            description: (*description).into(),
            endpoint: Some(endpoint_of(ctx, &name)),
            name: Some(name.clone()),
            region: Some(name),
        })
    }
}

fn endpoint_of(ctx: &Ctx, region: &str) -> String {
    format!("ec2.{region}.{}", ctx.dns_suffix())
}
