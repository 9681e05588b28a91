//! EC2: its resource types and data sources, and its client.

mod data;
mod dependency;
mod filter;
mod instance;
mod internet_gateway;
mod route_table;
mod route_table_association;
mod security_group;
mod subnet;
mod tags;
mod text;
mod vpc;

use aws_sdk_ec2::Client;
use iac_aws_kit::Ctx;
use iac_provider::{DataSourceEntry, ResourceEntry};

/// The resource types, sorted.
pub fn resources() -> Vec<ResourceEntry<Ctx>> {
    vec![
        ResourceEntry::of::<instance::Instance>(),
        ResourceEntry::of::<internet_gateway::InternetGateway>(),
        ResourceEntry::of::<route_table::RouteTable>(),
        ResourceEntry::of::<route_table_association::RouteTableAssociation>(),
        ResourceEntry::of::<security_group::SecurityGroup>(),
        ResourceEntry::of::<subnet::Subnet>(),
        ResourceEntry::of::<vpc::Vpc>(),
    ]
}

/// The data sources, sorted.
pub fn data_sources() -> Vec<DataSourceEntry<Ctx>> {
    vec![
        DataSourceEntry::of::<data::ami::Ami>(),
        DataSourceEntry::of::<data::availability_zones::AvailabilityZones>(),
        DataSourceEntry::of::<data::vpc::Vpc>(),
    ]
}

/// The client for an operation.
pub(crate) fn client(ctx: &Ctx) -> Client {
    ctx.client("ec2", |config, recorder| {
        Client::from_conf(aws_sdk_ec2::config::Builder::from(config).interceptor(recorder).build())
    })
}
