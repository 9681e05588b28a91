//! `root_block_device`: the volume that the instance boots from.

use super::disk::{self, Disk};
use super::echo::Echo;
use aws_sdk_ec2::types::{InstanceBlockDeviceMapping, Volume};
use iac_aws_kit::Ctx;
use iac_provider::Block;
use iac_provider::TagMap;

/// The root volume.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct RootBlockDevice {
    /// Whether the volume is deleted with the instance.
    #[attr(optional, default = true)]
    pub(super) delete_on_termination: bool,
    /// The name under which the instance sees it.
    #[attr(computed)]
    pub(super) device_name: String,
    /// Whether it is encrypted.
    #[attr(optional, computed, force_new)]
    pub(super) encrypted: Option<bool>,
    /// Input and output operations per second; for `gp3`, `io1` and `io2`.
    #[attr(optional, computed)]
    pub(super) iops: Option<i32>,
    /// The ARN of the KMS key that encrypts it.
    #[attr(optional, computed, force_new)]
    pub(super) kms_key_id: String,
    /// Tags of the volume.
    #[attr(optional)]
    pub(super) tags: Option<TagMap>,
    /// All tags of the volume, those from the provider's `default_tags` included.
    #[attr(optional, computed)]
    pub(super) tags_all: TagMap,
    /// MiB per second; for `gp3`.
    #[attr(optional, computed)]
    pub(super) throughput: Option<i32>,
    /// The ID of the volume.
    #[attr(computed)]
    pub(super) volume_id: String,
    /// The size in GiB.
    #[attr(optional, computed)]
    pub(super) volume_size: Option<i32>,
    /// The type, such as `gp3` or `io2`.
    #[attr(optional, computed, enum = ["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"])]
    pub(super) volume_type: String,
}

impl RootBlockDevice {
    pub(super) fn disk(&self) -> Disk<'_> {
        Disk {
            block: "root_block_device",
            delete_on_termination: self.delete_on_termination,
            encrypted: self.encrypted,
            iops: self.iops,
            kms_key_id: &self.kms_key_id,
            snapshot_id: "",
            throughput: self.throughput,
            volume_size: self.volume_size,
            volume_type: &self.volume_type,
        }
    }

    pub(super) fn found(
        ctx: &Ctx,
        prior: Option<&Self>,
        device: &InstanceBlockDeviceMapping,
        volume: Option<&Volume>,
        tagged: bool,
    ) -> Self {
        let echo = Echo::new(ctx);
        let (tags, tags_all) = if tagged {
            let (own, all) = disk::tags(ctx, volume, prior.and_then(|prior| prior.tags.as_ref()));
            // Right after creation tags that were left out stay left out.
            let planned = prior.is_some_and(|prior| prior.volume_id.is_empty() && prior.tags.is_none());
            (Some(own).filter(|own| !planned || !own.is_empty()), all)
        } else {
            prior.map(|prior| (prior.tags.clone(), prior.tags_all.clone())).unwrap_or_default()
        };
        let ebs = device.ebs();
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            delete_on_termination: ebs.and_then(|ebs| ebs.delete_on_termination()).unwrap_or_default(),
            device_name: text(device.device_name()),
            encrypted: echo.flag(prior.and_then(|prior| prior.encrypted), volume.and_then(|it| it.encrypted())),
            iops: echo.number(prior.and_then(|prior| prior.iops), volume.and_then(|it| it.iops())),
            kms_key_id: text(volume.and_then(|it| it.kms_key_id())),
            tags,
            tags_all,
            throughput: echo.number(prior.and_then(|prior| prior.throughput), volume.and_then(|it| it.throughput())),
            volume_id: text(ebs.and_then(|ebs| ebs.volume_id())),
            volume_size: volume.and_then(|it| it.size()),
            volume_type: text(volume.and_then(|it| it.volume_type()).map(|ty| ty.as_str())),
        }
    }
}
