//! `aws_route_table`: where the packets of subnets go.

mod route;

use self::route::{Route, changes};
use crate::dependency::until_free;
use crate::filter::filter;
use crate::{client, tags};
use aws_sdk_ec2::types::{ResourceType, RouteTable as ApiRouteTable};
use iac_aws_kit::{AwsError, Ctx, arn};
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use iac_provider::{Context, Created, Model, Progress, Resource, TagChange, Tags};
use std::collections::BTreeSet;

/// Provides a route table of a VPC. Import with the route table ID.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_route_table", label = "EC2 Route Table", timeouts(create = "5m", update = "2m", delete = "5m"))]
pub struct RouteTable {
    /// The ID of the route table.
    #[attr(id)]
    id: String,
    /// The ARN of the route table.
    #[attr(computed)]
    arn: String,
    /// The VPC that the route table belongs to.
    #[attr(required, force_new)]
    vpc_id: String,
    /// The routes. `[]` removes all of them, leaving the argument out leaves them as they are.
    #[attr(optional, computed, as_blocks(set))]
    route: Vec<Route>,
    /// The virtual private gateways that announce routes into the table.
    #[attr(optional, computed)]
    propagating_vgws: BTreeSet<String>,
    /// The account that owns the route table.
    #[attr(computed)]
    owner_id: String,
    #[attr(flatten)]
    tags: Tags,
}

impl RouteTable {
    async fn describe(ctx: &Ctx, id: &str) -> Result<Option<ApiRouteTable>, AwsError> {
        let answer = client(ctx).describe_route_tables().route_table_ids(id).send().await;
        Ok(Self::unless_gone(answer)?.and_then(|found| found.route_tables?.pop()))
    }

    fn from_api(ctx: &Ctx, prior: &Self, table: ApiRouteTable) -> Self {
        let routes = table.routes.unwrap_or_default();
        let gateways = table.propagating_vgws.unwrap_or_default();
        let (id, owner_id) = (table.route_table_id.unwrap_or_default(), table.owner_id.unwrap_or_default());
        Self {
            arn: arn(ctx.partition(), "ec2", ctx.region(), &owner_id, &format!("route-table/{id}")),
            id,
            vpc_id: table.vpc_id.unwrap_or_default(),
            route: routes.into_iter().filter_map(|route| Route::own(route, &prior.route)).collect(),
            propagating_vgws: gateways.into_iter().filter_map(|gateway| gateway.gateway_id).collect(),
            owner_id,
            tags: tags::found(table.tags),
        }
    }

    /// Makes the gateways that announce routes and the routes themselves as planned.
    async fn sync(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        for gateway in prior.propagating_vgws.difference(&plan.propagating_vgws) {
            client(ctx).disable_vgw_route_propagation().route_table_id(&plan.id).gateway_id(gateway).send().await?;
        }
        for gateway in plan.propagating_vgws.difference(&prior.propagating_vgws) {
            let request = client(ctx).enable_vgw_route_propagation().route_table_id(&plan.id).gateway_id(gateway);
            // A gateway that was just attached is not known to the table at once.
            let detached = |error: &AwsError| error.is(&["Gateway.NotAttached"]);
            ctx.waiter().briefly().retry(|| async { Ok(request.clone().send().await?) }, detached).await?;
        }
        for change in changes(&prior.route, &plan.route) {
            change.send(ctx, &plan.id).await?;
        }
        Ok(())
    }

    /// Takes the table away from what uses it.
    async fn disassociate(ctx: &Ctx, id: &str) -> Result<(), AwsError> {
        let table = Self::describe(ctx, id).await?;
        for association in table.iter().flat_map(ApiRouteTable::associations) {
            let request = client(ctx).disassociate_route_table();
            let answer = request.set_association_id(association.route_table_association_id.clone()).send().await;
            match answer.map_err(AwsError::from) {
                Err(error) if !error.is(&["InvalidAssociationID.NotFound"]) => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

impl Resource for RouteTable {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["InvalidRouteTableID.NotFound"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let tags = tags::specifications(ResourceType::RouteTable, plan.tags.all());
        let made = client(ctx).create_route_table().vpc_id(&plan.vpc_id).set_tag_specifications(tags).send().await?;
        let id = made.route_table.and_then(|table| table.route_table_id);
        Ok(Created::new(id.unwrap_or_default()))
    }

    async fn configure(ctx: &Ctx, plan: &Self) -> Result<(), AwsError> {
        Self::sync(ctx, &Self::default(), plan).await
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        Ok(Self::describe(ctx, &prior.id).await?.map(|table| Self::from_api(ctx, prior, table)))
    }

    fn settled(plan: &Self, found: &Self) -> Progress {
        let destinations = |table: &Self| table.route.iter().map(Route::destination).collect::<BTreeSet<_>>();
        destinations(plan).is_subset(&destinations(found)).into()
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        Self::sync(ctx, prior, plan).await
    }

    async fn update_tags(ctx: &Ctx, table: &Self, change: &TagChange) -> Result<(), AwsError> {
        tags::update(ctx, &table.id, change).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        let request = client(ctx).delete_route_table().route_table_id(&prior.id);
        let answer = request.clone().send().await.map_err(AwsError::from);
        match answer {
            Err(error) if error.is(&["DependencyViolation"]) => {
                Self::disassociate(ctx, &prior.id).await?;
                until_free(ctx, || async { Ok(request.clone().send().await?) }).await?;
                Ok(())
            }
            answer => answer.map(|_| ()),
        }
    }

    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        route::validate(config_value, diags);
    }
}

/// The table that satisfies a filter; there is at most one.
pub(crate) async fn table_with(ctx: &Ctx, name: &str, value: &str) -> Result<Option<ApiRouteTable>, AwsError> {
    let found = client(ctx).describe_route_tables().filters(filter(name, value)).send().await?;
    Ok(found.route_tables.and_then(|mut tables| tables.pop()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::internet_gateway::InternetGateway;
    use crate::vpc::Vpc;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<RouteTable>();
    }

    #[tokio::test]
    async fn it_converges_on_an_emulator() {
        let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
        let (mut vpc, mut gateway) = (Trial::of::<Vpc>(ctx.clone()), Trial::of::<InternetGateway>(ctx.clone()));
        vpc.converge(r#"{"cidr_block":"10.1.0.0/16"}"#).await;
        gateway.converge(&format!(r#"{{"vpc_id":"{}"}}"#, vpc.text("id"))).await;
        let mut table = Trial::of::<RouteTable>(ctx);
        let (vpc_id, gateway_id) = (vpc.text("id").to_owned(), gateway.text("id").to_owned());
        let with = |routes: &str| format!(r#"{{"vpc_id":"{vpc_id}",{routes}"tags":{{"a":"b"}}}}"#);
        let to = |block: &str| format!(r#"{{"cidr_block":"{block}","gateway_id":"{gateway_id}"}}"#);
        table.converge(&with(&format!(r#""route":[{}],"#, to("0.0.0.0/0")))).await;
        let id = table.text("id").to_owned();
        assert_eq!(table.import(&id).await, table.state);
        table.converge(&with(&format!(r#""route":[{},{}],"#, to("10.9.0.0/16"), to("10.8.0.0/16")))).await;
        assert!(table.shown("route").contains("10.8.0.0/16") && !table.shown("route").contains("0.0.0.0/0"));
        table.converge(&with("")).await;
        assert!(table.shown("route").contains("10.8.0.0/16"), "leaving routes out removes none");
        table.converge(&with(r#""route":[],"#)).await;
        assert_eq!((table.text("id"), table.shown("route").contains("10.8.0.0/16")), (id.as_str(), false));
        assert!(table.destroy().await.is_empty());
        assert!(gateway.destroy().await.is_empty() && vpc.destroy().await.is_empty());
    }
}
