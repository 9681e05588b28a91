//! `ephemeral_block_device`: instance store volumes. The API never tells of them again.

use crate::text::given;
use aws_sdk_ec2::types::BlockDeviceMapping;
use iac_provider::Block;

/// An instance store volume.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct EphemeralBlockDevice {
    /// The name under which the instance sees it.
    #[attr(required)]
    device_name: String,
    /// Whether a device of the image is left out instead.
    #[attr(optional)]
    no_device: bool,
    /// The instance store volume, such as `ephemeral0`.
    #[attr(optional)]
    virtual_name: String,
}

impl EphemeralBlockDevice {
    pub(super) fn request(&self) -> BlockDeviceMapping {
        BlockDeviceMapping::builder()
            .device_name(&self.device_name)
            .set_virtual_name(given(&self.virtual_name))
            .set_no_device(self.no_device.then(String::new))
            .build()
    }

    /// Whether it only names a volume of the hardware, which no emulator has.
    pub(super) fn is_store(&self) -> bool {
        !self.no_device
    }
}
