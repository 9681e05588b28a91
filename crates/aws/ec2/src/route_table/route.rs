//! One route of a route table: its destination, its target, and how a set of routes becomes another.

use crate::client;
use crate::text::{canonical_network, given, same_network};
use aws_sdk_ec2::types::{Route as ApiRoute, RouteOrigin};
use iac_aws_kit::{AwsError, Ctx};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Path, Value};
use iac_provider::{Block, Context, Error, validate};

/// The target of routes within the VPC.
const LOCAL: &str = "local";
/// What the identifiers of VPC endpoints begin with.
const ENDPOINT: &str = "vpce-";

const DESTINATIONS: &[&str] = &["cidr_block", "destination_prefix_list_id", "ipv6_cidr_block"];
const TARGETS: &[&str] = &[
    "carrier_gateway_id",
    "core_network_arn",
    "egress_only_gateway_id",
    "gateway_id",
    "local_gateway_id",
    "nat_gateway_id",
    "network_interface_id",
    "transit_gateway_id",
    "vpc_endpoint_id",
    "vpc_peering_connection_id",
];

/// A route: one destination and one target.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Route {
    /// The destination as an IPv4 network.
    #[attr(optional, validate = validate::ipv4_cidr_block)]
    cidr_block: String,
    /// The destination as an IPv6 network.
    #[attr(optional, same = same_network, validate = validate::ipv6_cidr_block)]
    ipv6_cidr_block: String,
    /// The destination as a managed prefix list.
    #[attr(optional)]
    destination_prefix_list_id: String,
    /// The carrier gateway of a Wavelength zone.
    #[attr(optional)]
    carrier_gateway_id: String,
    /// The core network of Cloud WAN.
    #[attr(optional)]
    core_network_arn: String,
    /// The gateway that lets IPv6 traffic out only.
    #[attr(optional)]
    egress_only_gateway_id: String,
    /// The internet gateway or virtual private gateway; `local` is the VPC itself.
    #[attr(optional)]
    gateway_id: String,
    /// The local gateway of an Outpost.
    #[attr(optional)]
    local_gateway_id: String,
    /// The NAT gateway.
    #[attr(optional)]
    nat_gateway_id: String,
    /// The network interface.
    #[attr(optional)]
    network_interface_id: String,
    /// The transit gateway.
    #[attr(optional)]
    transit_gateway_id: String,
    /// The endpoint of a Gateway Load Balancer.
    #[attr(optional)]
    vpc_endpoint_id: String,
    /// The VPC peering connection.
    #[attr(optional)]
    vpc_peering_connection_id: String,
}

impl From<ApiRoute> for Route {
    fn from(route: ApiRoute) -> Self {
        let gateway = route.gateway_id.unwrap_or_default();
        let (gateway_id, vpc_endpoint_id) =
            if gateway.starts_with(ENDPOINT) { (String::new(), gateway) } else { (gateway, String::new()) };
        Self {
            cidr_block: route.destination_cidr_block.unwrap_or_default(),
            ipv6_cidr_block: route.destination_ipv6_cidr_block.unwrap_or_default(),
            destination_prefix_list_id: route.destination_prefix_list_id.unwrap_or_default(),
            carrier_gateway_id: route.carrier_gateway_id.unwrap_or_default(),
            core_network_arn: route.core_network_arn.unwrap_or_default(),
            egress_only_gateway_id: route.egress_only_internet_gateway_id.unwrap_or_default(),
            gateway_id,
            local_gateway_id: route.local_gateway_id.unwrap_or_default(),
            nat_gateway_id: route.nat_gateway_id.unwrap_or_default(),
            network_interface_id: route.network_interface_id.unwrap_or_default(),
            transit_gateway_id: route.transit_gateway_id.unwrap_or_default(),
            vpc_endpoint_id,
            vpc_peering_connection_id: route.vpc_peering_connection_id.unwrap_or_default(),
        }
    }
}

impl Route {
    /// The route, if it is the table's own: not announced by a gateway, not made by a gateway endpoint, and not the VPC's
    /// own network unless the configuration speaks of it.
    pub(super) fn own(route: ApiRoute, wanted: &[Self]) -> Option<Self> {
        let announced = route.origin == Some(RouteOrigin::EnableVgwRoutePropagation);
        let route = Self::from(route);
        let of_endpoint = !route.destination_prefix_list_id.is_empty() && !route.vpc_endpoint_id.is_empty();
        let spoken_of = || wanted.iter().any(|wanted| wanted.destination() == route.destination());
        (!announced && !of_endpoint && (!route.is_local() || spoken_of())).then_some(route)
    }

    fn is_local(&self) -> bool {
        self.gateway_id == LOCAL
    }

    /// What identifies the route in its table.
    pub(super) fn destination(&self) -> String {
        let all = [&self.cidr_block, &self.destination_prefix_list_id];
        let given = all.into_iter().find(|text| !text.is_empty()).cloned();
        given.unwrap_or_else(|| canonical_network(&self.ipv6_cidr_block))
    }

    async fn create(&self, ctx: &Ctx, table: &str) -> Result<(), AwsError> {
        if self.is_local() {
            let found = super::RouteTable::describe(ctx, table).await?;
            let routes = found.and_then(|table| table.routes).unwrap_or_default();
            let here = routes.into_iter().map(Self::from).any(|route| route.destination() == self.destination());
            return if here { Ok(()) } else { Err(missing_local(&self.destination()).into()) };
        }
        let request = client(ctx)
            .create_route()
            .route_table_id(table)
            .set_destination_cidr_block(given(&self.cidr_block))
            .set_destination_ipv6_cidr_block(given(&self.ipv6_cidr_block))
            .set_destination_prefix_list_id(given(&self.destination_prefix_list_id))
            .set_carrier_gateway_id(given(&self.carrier_gateway_id))
            .set_core_network_arn(given(&self.core_network_arn))
            .set_egress_only_internet_gateway_id(given(&self.egress_only_gateway_id))
            .set_gateway_id(given(&self.gateway_id))
            .set_local_gateway_id(given(&self.local_gateway_id))
            .set_nat_gateway_id(given(&self.nat_gateway_id))
            .set_network_interface_id(given(&self.network_interface_id))
            .set_transit_gateway_id(given(&self.transit_gateway_id))
            .set_vpc_endpoint_id(given(&self.vpc_endpoint_id))
            .set_vpc_peering_connection_id(given(&self.vpc_peering_connection_id));
        retry(ctx, || async { Ok(request.clone().send().await?) }).await
    }

    async fn replace(&self, ctx: &Ctx, table: &str) -> Result<(), AwsError> {
        let request = client(ctx)
            .replace_route()
            .route_table_id(table)
            .set_destination_cidr_block(given(&self.cidr_block))
            .set_destination_ipv6_cidr_block(given(&self.ipv6_cidr_block))
            .set_destination_prefix_list_id(given(&self.destination_prefix_list_id))
            .set_carrier_gateway_id(given(&self.carrier_gateway_id))
            .set_core_network_arn(given(&self.core_network_arn))
            .set_egress_only_internet_gateway_id(given(&self.egress_only_gateway_id))
            .set_gateway_id(given(&self.gateway_id).filter(|_| !self.is_local()))
            .set_local_target(self.is_local().then_some(true))
            .set_local_gateway_id(given(&self.local_gateway_id))
            .set_nat_gateway_id(given(&self.nat_gateway_id))
            .set_network_interface_id(given(&self.network_interface_id))
            .set_transit_gateway_id(given(&self.transit_gateway_id))
            .set_vpc_endpoint_id(given(&self.vpc_endpoint_id))
            .set_vpc_peering_connection_id(given(&self.vpc_peering_connection_id));
        retry(ctx, || async { Ok(request.clone().send().await?) }).await
    }

    async fn delete(&self, ctx: &Ctx, table: &str) -> Result<(), AwsError> {
        if self.is_local() {
            // It exists as long as the VPC has that network.
            return Ok(());
        }
        let request = client(ctx)
            .delete_route()
            .route_table_id(table)
            .set_destination_cidr_block(given(&self.cidr_block))
            .set_destination_ipv6_cidr_block(given(&self.ipv6_cidr_block))
            .set_destination_prefix_list_id(given(&self.destination_prefix_list_id));
        match request.send().await.map_err(AwsError::from) {
            Err(error) if !error.is(&["InvalidRoute.NotFound"]) => Err(error),
            _ => Ok(()),
        }
    }
}

/// Tries again while AWS does not know a target that was just made.
async fn retry<T, F>(ctx: &Ctx, attempt: impl FnMut() -> F + Send) -> Result<(), AwsError>
where
    F: Future<Output = Result<T, AwsError>> + Send,
{
    let unknown = |error: &AwsError| error.is(&["InvalidParameterException", "InvalidTransitGatewayID.NotFound"]);
    ctx.waiter().briefly().retry(attempt, unknown).await.map(|_| ())
}

fn missing_local(destination: &str) -> Error {
    Error::other(format!("the local route to {destination} cannot be created, and the table has none to adopt"))
        .with_advice("A VPC has a local route to each of its own networks, and to no other.")
}

/// What to do with one route.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Change<'a> {
    /// It goes.
    Delete(&'a Route),
    /// Its destination gets another target.
    Replace(&'a Route),
    /// It is new.
    Create(&'a Route),
}

impl Change<'_> {
    pub(super) async fn send(self, ctx: &Ctx, table: &str) -> Result<(), AwsError> {
        match self {
            Self::Delete(route) => route.delete(ctx, table).await,
            Self::Replace(route) => route.replace(ctx, table).await,
            Self::Create(route) => route.create(ctx, table).await,
        }
    }
}

/// The changes that lead from one set of routes to another.
pub(super) fn changes<'a>(prior: &'a [Route], plan: &'a [Route]) -> Vec<Change<'a>> {
    let to =
        |routes: &'a [Route], wanted: &Route| routes.iter().find(|route| route.destination() == wanted.destination());
    let gone = prior.iter().filter(|route| to(plan, route).is_none()).map(Change::Delete);
    let here = plan.iter().filter_map(|route| match to(prior, route) {
        None => Some(Change::Create(route)),
        Some(before) if before.has_target_of(route) => None,
        Some(_) => Some(Change::Replace(route)),
    });
    gone.chain(here).collect()
}

impl Route {
    fn has_target_of(&self, other: &Self) -> bool {
        Self { ipv6_cidr_block: other.ipv6_cidr_block.clone(), ..self.clone() } == *other
    }
}

/// Checks that each route has one destination and one target, as far as that is known.
pub(super) fn validate(config_value: &Value, diags: &mut Diagnostics) {
    for route in config_value.attribute("route").and_then(Value::as_elements).unwrap_or_default() {
        for names in [DESTINATIONS, TARGETS] {
            if let Some(problem) = not_one_of(route, names) {
                diags.push(Diagnostic::error(problem, "").attribute(Path::attribute("route")));
            }
        }
    }
}

fn not_one_of(route: &Value, names: &[&str]) -> Option<String> {
    let empty = |value: &Value| value.is_null() || value.as_str() == Some("");
    let given: Vec<&str> =
        names.iter().filter(|name| route.attribute(name).is_some_and(|value| !empty(value))).copied().collect();
    let known = |name: &&str| route.attribute(name).is_some_and(Value::is_known);
    let all = names.join(",");
    match given.iter().filter(|name| known(name)).count() {
        0 if given.is_empty() && route.is_known() => Some(format!("one of `{all}` must be specified")),
        0 | 1 => None,
        _ => Some(format!("only one of `{all}` can be specified, but `{}` were specified", given.join(","))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(block: &str, gateway: &str) -> Route {
        Route { cidr_block: block.into(), gateway_id: gateway.into(), ..Route::default() }
    }

    #[test]
    fn a_route_changes_in_place_and_keeps_what_stays() {
        let prior = [route("10.1.0.0/16", "a"), route("10.2.0.0/16", "a"), route("10.3.0.0/16", "a")];
        let plan = [route("10.2.0.0/16", "b"), route("10.3.0.0/16", "a"), route("10.4.0.0/16", "a")];
        let expected = [Change::Delete(&prior[0]), Change::Replace(&plan[0]), Change::Create(&plan[2])];
        assert_eq!(changes(&prior, &plan), expected);
    }

    #[test]
    fn only_the_tables_own_routes_are_read() {
        let local = || ApiRoute::builder().destination_cidr_block("10.0.0.0/8").gateway_id("local").build();
        assert_eq!(Route::own(local(), &[]), None);
        let adopted = route("10.0.0.0/8", "local");
        assert_eq!(Route::own(local(), std::slice::from_ref(&adopted)), Some(adopted));
        let endpoint = ApiRoute::builder().destination_prefix_list_id("pl-1").gateway_id("vpce-1").build();
        assert_eq!(Route::own(endpoint, &[]), None);
        let origin = RouteOrigin::EnableVgwRoutePropagation;
        let announced = ApiRoute::builder().destination_cidr_block("10.0.0.0/8").gateway_id("vgw-1").origin(origin);
        assert_eq!(Route::own(announced.build(), &[]), None);
    }

    #[test]
    fn a_route_has_one_destination_and_one_target() {
        let config = |members: &[(&str, &str)]| Value::object(members.iter().map(|(k, v)| (*k, Value::string(v))));
        let check = |members: &[(&str, &str)]| {
            let route = config(members);
            (not_one_of(&route, DESTINATIONS).is_some(), not_one_of(&route, TARGETS).is_some())
        };
        assert_eq!(check(&[("cidr_block", "10.0.0.0/8"), ("gateway_id", "x")]), (false, false));
        assert_eq!(check(&[("cidr_block", "10.0.0.0/8"), ("ipv6_cidr_block", "::/0")]), (true, true));
        assert_eq!(check(&[("cidr_block", ""), ("gateway_id", "x"), ("nat_gateway_id", "y")]), (true, true));
    }
}
