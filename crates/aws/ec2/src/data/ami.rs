//! `data.aws_ami`: one machine image.

use super::filter::{Filter, conditions};
use crate::client;
use aws_sdk_ec2::types::Image;
use iac_aws_kit::{AwsError, Ctx, arn};
use iac_core::value::Value;
use iac_provider::{Block, Context, DataSource, Error, Model, TagMap};
use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Finds a machine image. The conditions must fit exactly one, unless the newest is asked for.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_ami", label = "EC2 AMI", timeouts(read = "20m"))]
pub struct Ami {
    /// The ID of the image.
    #[attr(id)]
    id: String,
    /// The processor architecture.
    #[attr(computed)]
    architecture: String,
    /// The ARN of the image.
    #[attr(computed)]
    arn: String,
    /// The volumes that an instance gets.
    #[attr(computed)]
    block_device_mappings: BTreeSet<Device>,
    /// The boot mode.
    #[attr(computed)]
    boot_mode: String,
    /// When the image was made.
    #[attr(computed)]
    creation_date: String,
    /// When the image stops being offered.
    #[attr(computed)]
    deprecation_time: String,
    /// The description.
    #[attr(computed)]
    description: String,
    /// Whether enhanced networking with ENA is supported.
    #[attr(computed)]
    ena_support: bool,
    /// Who must be allowed to launch it: accounts, `self` or `all`.
    #[attr(optional)]
    executable_users: Vec<String>,
    /// Conditions that EC2 checks.
    #[block(set)]
    filter: Vec<Filter>,
    /// The hypervisor.
    #[attr(computed)]
    hypervisor: String,
    /// The ID of the image, the same as `id`.
    #[attr(computed)]
    image_id: String,
    /// The location of the image.
    #[attr(computed)]
    image_location: String,
    /// The alias of the owner, such as `amazon`.
    #[attr(computed)]
    image_owner_alias: String,
    /// The kind of image.
    #[attr(computed)]
    image_type: String,
    /// Which version of the metadata service instances must use.
    #[attr(computed)]
    imds_support: String,
    /// Whether deprecated images are found as well.
    #[attr(optional, default = false)]
    include_deprecated: bool,
    /// The kernel of the image.
    #[attr(computed)]
    kernel_id: String,
    /// Whether to take the newest image if several fit.
    #[attr(optional, default = false)]
    most_recent: bool,
    /// The name.
    #[attr(computed)]
    name: String,
    /// A regular expression that the name must match; checked after everything else.
    #[attr(optional, validate = regular_expression)]
    name_regex: String,
    /// The account that owns the image.
    #[attr(computed)]
    owner_id: String,
    /// Whose images are searched: accounts, `self`, or aliases such as `amazon`.
    #[attr(optional)]
    owners: Vec<String>,
    /// `windows`, or empty.
    #[attr(computed)]
    platform: String,
    /// The platform, as it is billed.
    #[attr(computed)]
    platform_details: String,
    /// The product codes.
    #[attr(computed)]
    product_codes: BTreeSet<ProductCode>,
    /// Whether everybody may launch it.
    #[attr(computed)]
    public: bool,
    /// The RAM disk of the image.
    #[attr(computed)]
    ramdisk_id: String,
    /// The name of the root device.
    #[attr(computed)]
    root_device_name: String,
    /// `ebs` or `instance-store`.
    #[attr(computed)]
    root_device_type: String,
    /// The snapshot that the root volume is made from.
    #[attr(computed)]
    root_snapshot_id: String,
    /// Whether enhanced networking with SR-IOV is supported.
    #[attr(computed)]
    sriov_net_support: String,
    /// The state.
    #[attr(computed)]
    state: String,
    /// Why it is in that state.
    #[attr(computed)]
    state_reason: BTreeMap<String, String>,
    /// The tags.
    #[attr(optional, computed)]
    tags: TagMap,
    /// The version of the trusted platform module.
    #[attr(computed)]
    tpm_support: String,
    /// What of it is billed.
    #[attr(computed)]
    usage_operation: String,
    /// `hvm` or `paravirtual`.
    #[attr(computed)]
    virtualization_type: String,
}

/// A volume that an instance gets.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Block)]
pub struct Device {
    /// The name under which the instance sees it.
    #[attr(computed)]
    device_name: String,
    /// The properties of an EBS volume.
    #[attr(computed)]
    ebs: BTreeMap<String, String>,
    /// Whether the device is left out.
    #[attr(computed)]
    no_device: String,
    /// The instance store volume.
    #[attr(computed)]
    virtual_name: String,
}

/// A product code.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Block)]
pub struct ProductCode {
    /// The code.
    #[attr(computed)]
    product_code_id: String,
    /// Its type.
    #[attr(computed)]
    product_code_type: String,
}

fn regular_expression(name: &str, value: &Value) -> Result<(), String> {
    match value.as_str().map(Regex::new) {
        Some(Err(error)) => Err(format!("\"{name}\": {error}")),
        _ => Ok(()),
    }
}

impl Ami {
    /// The image that fits.
    async fn find(ctx: &Ctx, config: &Self) -> Result<Image, AwsError> {
        let given = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
        let request = client(ctx)
            .describe_images()
            .set_executable_users(given(&config.executable_users))
            .set_filters(conditions(&[], &config.tags, &config.filter))
            .include_deprecated(config.include_deprecated)
            .set_owners(given(&config.owners));
        let mut found = request.send().await?.images.unwrap_or_default();
        if !config.name_regex.is_empty() {
            let pattern = Regex::new(&config.name_regex).map_err(|error| Error::other(error.to_string()))?;
            // Names can be missing while an image is being made.
            found.retain(|image| image.name().is_some_and(|name| pattern.is_match(name)));
        }
        if found.len() > 1 && !config.most_recent {
            return Err(Error::other(
                "Your query returned more than one result. Please try a more specific search criteria, or set \
                 `most_recent` attribute to true.",
            )
            .into());
        }
        // Of several made in the same second, the one that comes first.
        let second = |image: &Image| image.creation_date().map(|date| date.get(..19).unwrap_or(date).to_owned());
        let newest =
            found.into_iter().reduce(|newest, image| if second(&image) > second(&newest) { image } else { newest });
        let nothing = "Your query returned no results. Please change your search criteria and try again.";
        newest.ok_or_else(|| Error::not_found(nothing).into())
    }

    fn from_api(ctx: &Ctx, config: &Self, image: &Image) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let id = text(image.image_id());
        let devices = image.block_device_mappings();
        let root = devices.iter().find(|device| device.device_name() == image.root_device_name());
        let tags = image.tags().iter();
        let tags = tags.map(|tag| (text(tag.key()), text(tag.value()))).collect();
        let reason = image.state_reason();
        // The AWS provider writes this where there is no reason.
        let unset = |text: Option<&str>| text.unwrap_or("UNSET").to_owned();
        Self {
            architecture: text(image.architecture().map(|it| it.as_str())),
            arn: arn(ctx.partition(), "ec2", ctx.region(), "", &format!("image/{id}")),
            block_device_mappings: devices.iter().map(Device::from).collect(),
            boot_mode: text(image.boot_mode().map(|it| it.as_str())),
            creation_date: text(image.creation_date()),
            deprecation_time: text(image.deprecation_time()),
            description: text(image.description()),
            ena_support: image.ena_support().unwrap_or_default(),
            hypervisor: text(image.hypervisor().map(|it| it.as_str())),
            image_id: id.clone(),
            id,
            image_location: text(image.image_location()),
            image_owner_alias: text(image.image_owner_alias()),
            image_type: text(image.image_type().map(|it| it.as_str())),
            imds_support: text(image.imds_support().map(|it| it.as_str())),
            kernel_id: text(image.kernel_id()),
            name: text(image.name()),
            owner_id: text(image.owner_id()),
            platform: text(image.platform().map(|it| it.as_str())),
            platform_details: text(image.platform_details()),
            product_codes: image.product_codes().iter().map(ProductCode::from).collect(),
            public: image.public().unwrap_or_default(),
            ramdisk_id: text(image.ramdisk_id()),
            root_device_name: text(image.root_device_name()),
            root_device_type: text(image.root_device_type().map(|it| it.as_str())),
            root_snapshot_id: text(root.and_then(|root| root.ebs()).and_then(|ebs| ebs.snapshot_id())),
            sriov_net_support: text(image.sriov_net_support()),
            state: text(image.state().map(|it| it.as_str())),
            state_reason: BTreeMap::from([
                ("code".to_owned(), unset(reason.and_then(|reason| reason.code()))),
                ("message".to_owned(), unset(reason.and_then(|reason| reason.message()))),
            ]),
            tags: ctx.tag_policy().shown(&tags),
            tpm_support: text(image.tpm_support().map(|it| it.as_str())),
            usage_operation: text(image.usage_operation()),
            virtualization_type: text(image.virtualization_type().map(|it| it.as_str())),
            ..config.clone()
        }
    }
}

impl From<&aws_sdk_ec2::types::BlockDeviceMapping> for Device {
    fn from(device: &aws_sdk_ec2::types::BlockDeviceMapping) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let ebs = device.ebs().map(|ebs| {
            let number = |number: Option<i32>| number.unwrap_or_default().to_string();
            BTreeMap::from([
                ("delete_on_termination".to_owned(), ebs.delete_on_termination().unwrap_or_default().to_string()),
                ("encrypted".to_owned(), ebs.encrypted().unwrap_or_default().to_string()),
                ("iops".to_owned(), number(ebs.iops())),
                ("snapshot_id".to_owned(), text(ebs.snapshot_id())),
                ("throughput".to_owned(), number(ebs.throughput())),
                ("volume_size".to_owned(), number(ebs.volume_size())),
                ("volume_type".to_owned(), text(ebs.volume_type().map(|ty| ty.as_str()))),
            ])
        });
        Self {
            device_name: text(device.device_name()),
            ebs: ebs.unwrap_or_default(),
            no_device: text(device.no_device()),
            virtual_name: text(device.virtual_name()),
        }
    }
}

impl From<&aws_sdk_ec2::types::ProductCode> for ProductCode {
    fn from(code: &aws_sdk_ec2::types::ProductCode) -> Self {
        Self {
            product_code_id: code.product_code_id().unwrap_or_default().to_owned(),
            product_code_type: code.product_code_type().map(|it| it.as_str().to_owned()).unwrap_or_default(),
        }
    }
}

impl DataSource for Ami {
    type Context = Ctx;

    async fn read(ctx: &Ctx, config: &Self) -> Result<Self, AwsError> {
        let image = Self::find(ctx, config).await?;
        Ok(Self::from_api(ctx, config, &image))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_sound() {
        iac_provider::contract::assert_data_source::<Ami>();
    }
}
