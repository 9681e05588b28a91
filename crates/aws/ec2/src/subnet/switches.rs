//! The attributes of a subnet that `ModifySubnetAttribute` sets, one per request.

use super::Subnet;
use crate::client;
use crate::text::given;
use aws_sdk_ec2::operation::modify_subnet_attribute::builders::ModifySubnetAttributeFluentBuilder as Request;
use aws_sdk_ec2::types::{AttributeBooleanValue, HostnameType};
use iac_aws_kit::{AwsError, Ctx};

/// A switch: its position, and how to ask for one.
type Switch = (fn(&Subnet) -> bool, fn(Request, AttributeBooleanValue) -> Request);

/// Switches that need an IPv6 network: they go off before it does, and on after it came.
const OF_IPV6: &[Switch] = &[
    (|subnet| subnet.assign_ipv6_address_on_creation, Request::assign_ipv6_address_on_creation),
    (|subnet| subnet.enable_dns64, Request::enable_dns64),
    (
        |subnet| subnet.enable_resource_name_dns_aaaa_record_on_launch,
        Request::enable_resource_name_dns_aaaa_record_on_launch,
    ),
];

const OTHERS: &[Switch] = &[
    (|subnet| subnet.map_public_ip_on_launch, Request::map_public_ip_on_launch),
    (|subnet| subnet.enable_resource_name_dns_a_record_on_launch, Request::enable_resource_name_dns_a_record_on_launch),
];

fn value(value: bool) -> AttributeBooleanValue {
    AttributeBooleanValue::builder().value(value).build()
}

fn request(ctx: &Ctx, subnet: &Subnet) -> Request {
    client(ctx).modify_subnet_attribute().subnet_id(&subnet.id)
}

/// Turns off what needs an IPv6 network and is no longer wanted.
pub(super) async fn turn_off(ctx: &Ctx, prior: &Subnet, plan: &Subnet) -> Result<(), AwsError> {
    for (position, set) in OF_IPV6 {
        if position(prior) && !position(plan) {
            set(request(ctx, plan), value(false)).send().await?;
        }
    }
    Ok(())
}

/// Sets everything else in which two states differ.
pub(super) async fn turn_on(ctx: &Ctx, prior: &Subnet, plan: &Subnet) -> Result<(), AwsError> {
    // Choosing what names are made from resets the records of an emulated subnet, so it comes first.
    let names = &plan.private_dns_hostname_type_on_launch;
    if let Some(names) = given(names).filter(|names| *names != prior.private_dns_hostname_type_on_launch) {
        request(ctx, plan).private_dns_hostname_type_on_launch(HostnameType::from(names.as_str())).send().await?;
    }
    for (position, set) in OTHERS {
        if position(prior) != position(plan) {
            set(request(ctx, plan), value(position(plan))).send().await?;
        }
    }
    for (position, set) in OF_IPV6 {
        if !position(prior) && position(plan) {
            set(request(ctx, plan), value(true)).send().await?;
        }
    }
    let index = plan.enable_lni_at_device_index;
    if prior.enable_lni_at_device_index != index {
        let request = request(ctx, plan);
        let request = match index {
            0 => request.disable_lni_at_device_index(value(true)),
            index => request.enable_lni_at_device_index(index),
        };
        request.send().await?;
    }
    let pool = |subnet: &Subnet| (subnet.customer_owned_ipv4_pool.clone(), subnet.map_customer_owned_ip_on_launch);
    if pool(prior) != pool(plan) {
        // These two, alone of all, belong into one request.
        let (pool, map) = pool(plan);
        let request = request(ctx, plan).set_customer_owned_ipv4_pool(given(&pool));
        request.map_customer_owned_ip_on_launch(value(map)).send().await?;
    }
    Ok(())
}
