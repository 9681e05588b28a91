//! `secondary_network_interface`: interfaces in secondary subnets, for accelerated networking. An argument of newer
//! providers; the API's answer is not read back.

use crate::text::given;
use aws_sdk_ec2::types::{
    InstanceSecondaryInterfacePrivateIpAddressRequest, InstanceSecondaryInterfaceSpecificationRequest,
    SecondaryInterfaceType,
};
use iac_provider::Block;
use std::collections::BTreeSet;

/// An interface in a secondary subnet.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct SecondaryNetworkInterface {
    /// Whether the interface is deleted with the instance.
    #[attr(optional, force_new)]
    delete_on_termination: Option<bool>,
    /// Its place among the interfaces of the network card.
    #[attr(optional, force_new)]
    device_index: Option<i32>,
    /// The kind of interface: `secondary`.
    #[attr(optional, force_new)]
    interface_type: String,
    /// The network card that it belongs to.
    #[attr(required, force_new)]
    network_card_index: i32,
    /// How many addresses it gets.
    #[attr(optional, force_new)]
    private_ip_address_count: Option<i32>,
    /// The addresses that it gets.
    #[attr(optional, force_new)]
    private_ip_addresses: BTreeSet<String>,
    /// The secondary subnet.
    #[attr(required, force_new)]
    secondary_subnet_id: String,
}

impl SecondaryNetworkInterface {
    pub(super) fn request(&self) -> InstanceSecondaryInterfaceSpecificationRequest {
        let address =
            |ip: &String| InstanceSecondaryInterfacePrivateIpAddressRequest::builder().private_ip_address(ip).build();
        let addresses: Vec<_> = self.private_ip_addresses.iter().map(address).collect();
        InstanceSecondaryInterfaceSpecificationRequest::builder()
            .set_delete_on_termination(self.delete_on_termination)
            .set_device_index(self.device_index)
            .set_interface_type(given(&self.interface_type).as_deref().map(SecondaryInterfaceType::from))
            .network_card_index(self.network_card_index)
            .set_private_ip_address_count(self.private_ip_address_count)
            .set_private_ip_addresses(Some(addresses).filter(|addresses| !addresses.is_empty()))
            .secondary_subnet_id(&self.secondary_subnet_id)
            .build()
    }
}
