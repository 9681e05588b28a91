//! `data.aws_availability_zones`: the zones of a region.

use super::filter::{Filter, conditions};
use crate::client;
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{DataSource, Model, TagMap};
use std::collections::BTreeSet;

/// Finds the availability zones that the account can use.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_availability_zones", label = "EC2 Availability Zones", timeouts(read = "20m"))]
pub struct AvailabilityZones {
    /// The region.
    #[attr(id)]
    id: String,
    /// Whether zones and local zones that the account has not opted into are found as well.
    #[attr(optional)]
    all_availability_zones: Option<bool>,
    /// Names of zones to leave out.
    #[attr(optional)]
    exclude_names: BTreeSet<String>,
    /// IDs of zones to leave out.
    #[attr(optional)]
    exclude_zone_ids: BTreeSet<String>,
    /// Conditions that EC2 checks.
    #[block(set)]
    filter: Vec<Filter>,
    /// The groups that the zones belong to.
    #[attr(computed)]
    group_names: BTreeSet<String>,
    /// The names of the zones, sorted.
    #[attr(computed)]
    names: Vec<String>,
    /// The state that zones must be in.
    #[attr(optional, enum = ["available", "information", "impaired", "unavailable", "constrained"])]
    state: String,
    /// The IDs of the zones, in the order of `names`.
    #[attr(computed)]
    zone_ids: Vec<String>,
}

impl DataSource for AvailabilityZones {
    type Context = Ctx;

    async fn read(ctx: &Ctx, config: &Self) -> Result<Self, AwsError> {
        let request = client(ctx)
            .describe_availability_zones()
            .set_all_availability_zones(config.all_availability_zones)
            .set_filters(conditions(&[("state", &config.state)], &TagMap::new(), &config.filter));
        let mut zones = request.send().await?.availability_zones.unwrap_or_default();
        zones.sort_by(|left, right| left.zone_name.cmp(&right.zone_name));
        let mut found =
            Self { id: ctx.region().to_owned(), group_names: BTreeSet::new(), names: Vec::new(), ..config.clone() };
        found.zone_ids.clear();
        for zone in zones {
            let (name, id) = (zone.zone_name.unwrap_or_default(), zone.zone_id.unwrap_or_default());
            if config.exclude_names.contains(&name) || config.exclude_zone_ids.contains(&id) {
                continue;
            }
            found.group_names.insert(zone.group_name.unwrap_or_default());
            found.names.push(name);
            found.zone_ids.push(id);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_sound() {
        iac_provider::contract::assert_data_source::<AvailabilityZones>();
    }
}
