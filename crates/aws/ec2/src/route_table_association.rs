//! `aws_route_table_association`: which route table a subnet or a gateway uses.

use crate::client;
use crate::route_table::table_with;
use crate::text::given;
use aws_sdk_ec2::types::{
    RouteTable, RouteTableAssociation as ApiAssociation, RouteTableAssociationStateCode as State,
};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::planning::Planned;
use iac_provider::{Context, Created, Error, Model, Resource};

/// Makes a subnet or a gateway use a route table. Import with SUBNET-ID/ROUTE-TABLE-ID or GATEWAY-ID/ROUTE-TABLE-ID.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(
    type = "aws_route_table_association",
    label = "EC2 Route Table Association",
    timeouts(create = "5m", update = "2m", delete = "5m")
)]
pub struct RouteTableAssociation {
    /// The ID of the association. It changes with the route table.
    #[attr(id)]
    id: String,
    /// The route table to use.
    #[attr(required)]
    route_table_id: String,
    /// The subnet that uses it.
    #[attr(optional, force_new, exactly_one_of = ["gateway_id", "subnet_id"])]
    subnet_id: String,
    /// The internet gateway or virtual private gateway that uses it.
    #[attr(optional, force_new)]
    gateway_id: String,
}

impl RouteTableAssociation {
    /// What the association says, unless it is ending.
    fn from_api(association: &ApiAssociation) -> Option<Self> {
        let state = association.association_state().and_then(|state| state.state());
        let ending = matches!(state, Some(State::Disassociated | State::Disassociating));
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        (!ending).then(|| Self {
            id: text(association.route_table_association_id()),
            route_table_id: text(association.route_table_id()),
            subnet_id: text(association.subnet_id()),
            gateway_id: text(association.gateway_id()),
        })
    }

    /// The association in that table that the predicate finds.
    fn among(table: Option<&RouteTable>, wanted: impl Fn(&Self) -> bool) -> Option<Self> {
        table.into_iter().flat_map(RouteTable::associations).filter_map(Self::from_api).find(wanted)
    }

    async fn by_id(ctx: &Ctx, id: &str) -> Result<Option<Self>, AwsError> {
        let table = table_with(ctx, "association.route-table-association-id", id).await?;
        Ok(Self::among(table.as_ref(), |found| found.id == id))
    }

    /// The association of a subnet or gateway with a route table.
    async fn by_ends(ctx: &Ctx, user: &str, table: &str) -> Result<Option<Self>, AwsError> {
        let table = table_with(ctx, "route-table-id", table).await?;
        Ok(Self::among(table.as_ref(), |found| found.subnet_id == user || found.gateway_id == user))
    }

    fn user(&self) -> &str {
        if self.subnet_id.is_empty() { &self.gateway_id } else { &self.subnet_id }
    }
}

impl Resource for RouteTableAssociation {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["InvalidAssociationID.NotFound"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let request = client(ctx)
            .associate_route_table()
            .route_table_id(&plan.route_table_id)
            .set_subnet_id(given(&plan.subnet_id))
            .set_gateway_id(given(&plan.gateway_id));
        let not_yet = |error: &AwsError| error.is(&["InvalidRouteTableID.NotFound"]);
        let made = ctx.waiter().briefly().retry(|| async { Ok(request.clone().send().await?) }, not_yet).await?;
        Ok(Created::new(made.association_id.unwrap_or_default()))
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let found = if prior.id.is_empty() { None } else { Self::by_id(ctx, &prior.id).await? };
        if found.is_some() || prior.user().is_empty() {
            return Ok(found);
        }
        // Another route table gives the association another identifier, so after a change only its two ends are known.
        Self::by_ends(ctx, prior.user(), &prior.route_table_id).await
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        let request = client(ctx).replace_route_table_association();
        let request = request.association_id(&prior.id).route_table_id(&plan.route_table_id);
        match request.send().await.map_err(AwsError::from) {
            // Somebody took it away in the meantime.
            Err(error) if error.is(Self::GONE) => Self::create(ctx, plan).await.map(|_| ()),
            answer => answer.map(|_| ()),
        }
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        client(ctx).disassociate_route_table().association_id(&prior.id).send().await?;
        Ok(())
    }

    async fn import(ctx: &Ctx, id: &str) -> Result<Self, AwsError> {
        let Some((user, table)) = id.split_once('/').filter(|(user, table)| !user.is_empty() && !table.is_empty())
        else {
            let wanted = "'subnet ID/route table ID' or 'gateway ID/route table ID'";
            return Err(Error::other(format!("Unexpected format for import: {id}. Use {wanted}")).into());
        };
        let found = Self::by_ends(ctx, user, table).await?;
        found.ok_or_else(|| {
            Error::not_found(format!("No association found between route table {table} and {user}")).into()
        })
    }

    fn plan(planned: &mut Planned<'_>) {
        if !planned.creating() && planned.changes("route_table_id") {
            planned.set_unknown("id");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route_table::RouteTable;
    use crate::subnet::Subnet;
    use crate::vpc::Vpc;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<RouteTableAssociation>();
    }

    #[tokio::test]
    async fn it_converges_on_an_emulator() {
        let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
        let (mut vpc, mut subnet) = (Trial::of::<Vpc>(ctx.clone()), Trial::of::<Subnet>(ctx.clone()));
        vpc.converge(r#"{"cidr_block":"10.1.0.0/16"}"#).await;
        subnet.converge(&format!(r#"{{"vpc_id":"{}","cidr_block":"10.1.1.0/24"}}"#, vpc.text("id"))).await;
        let (mut one, mut two) = (Trial::of::<RouteTable>(ctx.clone()), Trial::of::<RouteTable>(ctx.clone()));
        let in_vpc = format!(r#"{{"vpc_id":"{}"}}"#, vpc.text("id"));
        one.converge(&in_vpc).await;
        two.converge(&in_vpc).await;
        let ends = |table: &str| format!(r#"{{"subnet_id":"{}","route_table_id":"{table}"}}"#, subnet.text("id"));
        let mut association = Trial::of::<RouteTableAssociation>(ctx);
        association.converge(&ends(one.text("id"))).await;
        association.converge(&ends(two.text("id"))).await;
        let id = format!("{}/{}", subnet.text("id"), two.text("id"));
        assert_eq!(association.import(&id).await, association.state);
        // A route table lets go of what uses it.
        assert!(two.destroy().await.is_empty());
        association.refresh().await;
        assert!(association.state.is_null());
        for rest in [subnet.destroy().await, one.destroy().await, vpc.destroy().await] {
            assert!(rest.is_empty());
        }
    }
}
