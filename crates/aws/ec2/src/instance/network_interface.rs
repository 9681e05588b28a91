//! `network_interface`: existing interfaces that the instance gets.

use aws_sdk_ec2::types::{InstanceNetworkInterface, InstanceNetworkInterfaceSpecification};
use iac_provider::Block;

/// An interface to attach.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct NetworkInterface {
    /// Whether the interface is deleted with the instance.
    #[attr(optional, default = false, force_new)]
    delete_on_termination: bool,
    /// Its place among the interfaces of the instance; 0 is the primary one.
    #[attr(required, force_new)]
    pub(super) device_index: i32,
    /// The network card that it belongs to.
    #[attr(optional, default = 0, force_new)]
    network_card_index: i32,
    /// The ID of the interface.
    #[attr(required, force_new)]
    network_interface_id: String,
}

impl NetworkInterface {
    pub(super) fn request(&self) -> InstanceNetworkInterfaceSpecification {
        InstanceNetworkInterfaceSpecification::builder()
            .delete_on_termination(self.delete_on_termination)
            .device_index(self.device_index)
            .set_network_card_index(Some(self.network_card_index).filter(|index| *index > 0))
            .network_interface_id(&self.network_interface_id)
            .build()
    }

    /// The interfaces that were configured, as they are now; others were attached by something else.
    pub(super) fn found(prior: &[Self], interfaces: &[InstanceNetworkInterface]) -> Vec<Self> {
        let mut found = Vec::new();
        for interface in interfaces {
            let Some(attachment) = interface.attachment() else { continue };
            let device_index = attachment.device_index().unwrap_or_default();
            let Some(before) = prior.iter().find(|before| before.device_index == device_index) else { continue };
            found.push(Self {
                delete_on_termination: attachment.delete_on_termination().unwrap_or(before.delete_on_termination),
                device_index,
                network_card_index: attachment.network_card_index().unwrap_or_default(),
                network_interface_id: interface.network_interface_id().unwrap_or_default().to_owned(),
            });
        }
        found
    }
}
