//! What the blocks for volumes have in common: the request, the performance that a volume type allows, tags.

use crate::text::given;
use aws_sdk_ec2::types::{EbsBlockDevice, Volume, VolumeType};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{Context, Error, TagMap};

/// What a block says about its volume.
#[derive(Default)]
pub(super) struct Disk<'a> {
    pub block: &'static str,
    pub delete_on_termination: bool,
    pub encrypted: Option<bool>,
    pub iops: Option<i32>,
    pub kms_key_id: &'a str,
    pub snapshot_id: &'a str,
    pub throughput: Option<i32>,
    pub volume_size: Option<i32>,
    pub volume_type: &'a str,
}

impl Disk<'_> {
    pub fn request(&self) -> Result<EbsBlockDevice, AwsError> {
        let positive = |number: Option<i32>| number.filter(|number| *number > 0);
        let (iops, throughput) = (positive(self.iops), positive(self.throughput));
        let ty = given(self.volume_type);
        if let Some(ty) = &ty {
            let unsupported = |attribute: &str| {
                let block = self.block;
                Error::other(format!(
                    "collecting instance settings: creating resource: {attribute} attribute not supported for {block} \
                     with volume_type {ty}"
                ))
            };
            if iops.is_some() && !matches!(ty.as_str(), "gp3" | "io1" | "io2") {
                return Err(unsupported("iops").into());
            }
            if throughput.is_some() && ty != "gp3" {
                return Err(unsupported("throughput").into());
            }
        }
        Ok(EbsBlockDevice::builder()
            .delete_on_termination(self.delete_on_termination)
            .set_encrypted(self.encrypted.filter(|encrypted| *encrypted))
            .set_kms_key_id(given(self.kms_key_id))
            .set_snapshot_id(given(self.snapshot_id))
            .set_volume_size(positive(self.volume_size))
            .set_volume_type(ty.as_deref().map(VolumeType::from))
            // Without a type the account's default type decides what they mean.
            .set_iops(iops)
            .set_throughput(throughput)
            .build())
    }
}

/// The tags of a volume: its own, and all that are shown.
pub(super) fn tags(ctx: &Ctx, volume: Option<&Volume>, configured: Option<&TagMap>) -> (TagMap, TagMap) {
    let policy = ctx.tag_policy();
    let remote = volume.map(|volume| volume.tags()).unwrap_or_default().iter();
    let remote: TagMap = remote.filter_map(|tag| Some((tag.key()?.to_owned(), tag.value()?.to_owned()))).collect();
    let shown = policy.shown(&remote);
    let none = TagMap::new();
    let own = policy.own(&shown, configured.unwrap_or(&none));
    (own, shown)
}
