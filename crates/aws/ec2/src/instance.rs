//! `aws_instance`: a virtual machine.

mod capacity_reservation;
mod changes;
mod cpu_options;
mod credit_specification;
mod disk;
mod ebs_block_device;
mod echo;
mod enclave_options;
mod ephemeral_block_device;
mod launch;
mod launch_template;
mod lifecycle;
mod maintenance_options;
mod market_options;
mod metadata_options;
mod network_interface;
mod observed;
mod planning;
mod private_dns_name_options;
mod root_block_device;
mod secondary_network_interface;
mod user_data;

use self::capacity_reservation::CapacityReservationSpecification;
use self::cpu_options::CpuOptions;
use self::credit_specification::CreditSpecification;
use self::ebs_block_device::EbsBlockDevice;
use self::enclave_options::EnclaveOptions;
use self::ephemeral_block_device::EphemeralBlockDevice;
use self::launch_template::LaunchTemplate;
use self::maintenance_options::MaintenanceOptions;
use self::market_options::MarketOptions;
use self::metadata_options::MetadataOptions;
use self::network_interface::NetworkInterface;
use self::private_dns_name_options::PrivateDnsNameOptions;
use self::root_block_device::RootBlockDevice;
use self::secondary_network_interface::SecondaryNetworkInterface;
use crate::tags;
use iac_aws_kit::{AwsError, Ctx};
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Created, Model, Resource, TagChange, TagMap, Tags};
use std::collections::BTreeSet;

/// Provides an EC2 instance. Import with the instance ID.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(
    type = "aws_instance",
    label = "EC2 Instance",
    version = 1,
    timeouts(create = "10m", read = "15m", update = "10m", delete = "20m")
)]
pub struct Instance {
    /// The ID of the instance.
    #[attr(id)]
    id: String,
    /// The image to start from. A launch template may name it instead.
    #[attr(optional, computed, force_new, at_least_one_of = ["ami", "launch_template"])]
    ami: String,
    /// The ARN of the instance.
    #[attr(computed)]
    arn: String,
    /// Whether the instance gets a public address; the subnet decides if it is omitted.
    #[attr(optional, computed, force_new)]
    associate_public_ip_address: Option<bool>,
    /// The zone to run in.
    #[attr(optional, computed, force_new)]
    availability_zone: String,
    /// Which capacity reservations the instance uses.
    #[block(list, max = 1, computed)]
    capacity_reservation_specification: Option<CapacityReservationSpecification>,
    /// The number of cores.
    #[attr(optional, computed, force_new, deprecated = "use 'cpu_options' argument instead")]
    cpu_core_count: Option<i32>,
    /// Cores, threads and memory encryption.
    #[block(list, max = 1, computed, conflicts_with = ["cpu_core_count", "cpu_threads_per_core"])]
    cpu_options: Option<CpuOptions>,
    /// The number of threads on each core.
    #[attr(optional, computed, force_new, deprecated = "use 'cpu_options' argument instead")]
    cpu_threads_per_core: Option<i32>,
    /// What a burstable instance may spend.
    #[block(list, max = 1, computed)]
    credit_specification: Option<CreditSpecification>,
    /// Whether the instance is protected from being stopped.
    #[attr(optional, computed)]
    disable_api_stop: Option<bool>,
    /// Whether the instance is protected from being terminated.
    #[attr(optional, computed)]
    disable_api_termination: Option<bool>,
    /// Further volumes that are created with the instance.
    #[block(set, computed)]
    ebs_block_device: Vec<EbsBlockDevice>,
    /// Whether the instance has bandwidth of its own for its volumes.
    #[attr(optional, computed, force_new)]
    ebs_optimized: Option<bool>,
    /// Whether the first IPv6 address becomes the primary one, which stays with the interface.
    #[attr(optional, computed, force_new)]
    enable_primary_ipv6: Option<bool>,
    /// Nitro Enclaves.
    #[block(list, max = 1, computed)]
    enclave_options: Option<EnclaveOptions>,
    /// Instance store volumes.
    #[block(set, computed, force_new)]
    ephemeral_block_device: Vec<EphemeralBlockDevice>,
    /// Whether the instance is destroyed even if it is protected from being stopped or terminated.
    #[attr(optional, default = false)]
    force_destroy: bool,
    /// Whether to wait for the password of a Windows instance and keep it in `password_data`.
    #[attr(optional, default = false)]
    get_password_data: bool,
    /// Whether the instance can hibernate.
    #[attr(optional, force_new)]
    hibernation: bool,
    /// The dedicated host to run on.
    #[attr(optional, computed, force_new)]
    host_id: String,
    /// The group of dedicated hosts to run on.
    #[attr(optional, computed, conflicts_with = ["placement_group"])]
    host_resource_group_arn: String,
    /// The name of the instance profile, which gives the instance a role.
    #[attr(optional, computed)]
    iam_instance_profile: String,
    /// What a shutdown from inside does: `stop` or `terminate`.
    #[attr(optional, computed)]
    instance_initiated_shutdown_behavior: String,
    /// `spot` or `scheduled`; empty for an on-demand instance.
    #[attr(computed)]
    instance_lifecycle: String,
    /// How the instance is bought.
    #[block(list, max = 1, computed, force_new)]
    instance_market_options: Option<MarketOptions>,
    /// The state: `pending`, `running`, `stopping`, `stopped` or `shutting-down`.
    #[attr(computed)]
    instance_state: String,
    /// The type. Changing it stops and starts the instance. A launch template may name it instead.
    #[attr(optional, computed, at_least_one_of = ["instance_type", "launch_template"])]
    instance_type: String,
    /// How many IPv6 addresses the primary interface gets.
    #[attr(optional, computed, conflicts_with = ["ipv6_addresses"])]
    ipv6_address_count: Option<i32>,
    /// The IPv6 addresses of the primary interface.
    #[attr(optional, computed, force_new, conflicts_with = ["ipv6_address_count"])]
    ipv6_addresses: Vec<String>,
    /// The name of the key pair to log in with.
    #[attr(optional, computed, force_new)]
    key_name: String,
    /// The template that settings come from.
    #[block(list, max = 1, force_new)]
    launch_template: Option<LaunchTemplate>,
    /// What happens when the hardware fails.
    #[block(list, max = 1, computed)]
    maintenance_options: Option<MaintenanceOptions>,
    /// The instance metadata service.
    #[block(list, max = 1, computed)]
    metadata_options: Option<MetadataOptions>,
    /// Whether metrics are collected every minute.
    #[attr(optional, computed)]
    monitoring: Option<bool>,
    /// Existing interfaces that the instance gets.
    #[block(set, computed, conflicts_with = ["associate_public_ip_address", "subnet_id", "private_ip", "secondary_private_ips", "vpc_security_group_ids", "security_groups", "ipv6_addresses", "ipv6_address_count", "source_dest_check"])]
    network_interface: Vec<NetworkInterface>,
    /// The ARN of the Outpost that the instance runs on.
    #[attr(computed)]
    outpost_arn: String,
    /// The encrypted password of a Windows instance.
    #[attr(computed)]
    password_data: String,
    /// The placement group to run in.
    #[attr(optional, computed, force_new)]
    placement_group: String,
    /// The ID of the placement group to run in.
    #[attr(optional, computed, force_new, conflicts_with = ["placement_group"])]
    placement_group_id: String,
    /// The partition of the placement group.
    #[attr(optional, computed, force_new)]
    placement_partition_number: Option<i32>,
    /// The ID of the primary interface.
    #[attr(computed)]
    primary_network_interface_id: String,
    /// The name inside the VPC.
    #[attr(computed)]
    private_dns: String,
    /// The instance's names inside the VPC.
    #[block(list, max = 1, computed, force_new)]
    private_dns_name_options: Option<PrivateDnsNameOptions>,
    /// The address inside the VPC.
    #[attr(optional, computed, force_new)]
    private_ip: String,
    /// The public name, if there is one.
    #[attr(computed)]
    public_dns: String,
    /// The public address, if there is one.
    #[attr(computed)]
    public_ip: String,
    /// The volume that the instance boots from.
    #[block(list, max = 1, computed)]
    root_block_device: Option<RootBlockDevice>,
    /// Interfaces in secondary subnets.
    #[block(set, force_new, config_only)]
    secondary_network_interface: Vec<SecondaryNetworkInterface>,
    /// Further addresses of the primary interface inside the VPC.
    #[attr(optional, computed)]
    secondary_private_ips: BTreeSet<String>,
    /// Names of security groups; only for the default VPC.
    #[attr(optional, computed, force_new)]
    security_groups: BTreeSet<String>,
    /// Whether traffic must come from or go to the instance itself; off for NAT instances.
    #[attr(optional, default = true)]
    source_dest_check: bool,
    /// The ID of the spot request, for a spot instance.
    #[attr(computed)]
    spot_instance_request_id: String,
    /// The subnet to run in.
    #[attr(optional, computed, force_new)]
    subnet_id: String,
    /// Whether the hardware is shared (`default`) or not (`dedicated`, `host`).
    #[attr(optional, computed, force_new, enum = ["default", "dedicated", "host"])]
    tenancy: String,
    /// What the instance is told when it starts. State holds its SHA-1. Changing it stops and starts the instance.
    #[attr(optional, computed, same = user_data::same, stored_as = user_data::digest, conflicts_with = ["user_data_base64"], length = 1..=16384)]
    user_data: Option<String>,
    /// The same in Base64, for what is no text.
    #[attr(optional, computed, conflicts_with = ["user_data"])]
    user_data_base64: Option<String>,
    /// Whether changed user data replaces the instance.
    #[attr(optional, default = false, config_only)]
    user_data_replace_on_change: bool,
    /// Tags of all volumes that are created with the instance.
    #[attr(optional)]
    volume_tags: Option<TagMap>,
    /// IDs of security groups.
    #[attr(optional, computed)]
    vpc_security_group_ids: BTreeSet<String>,
    #[attr(flatten)]
    tags: Tags,
}

impl Resource for Instance {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["InvalidInstanceID.NotFound"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        launch::launch(ctx, plan).await
    }

    async fn configure(ctx: &Ctx, plan: &Self) -> Result<(), AwsError> {
        launch::complete(ctx, plan).await
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        observed::read(ctx, prior).await
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        changes::apply(ctx, prior, plan).await
    }

    async fn update_tags(ctx: &Ctx, instance: &Self, change: &TagChange) -> Result<(), AwsError> {
        tags::update(ctx, &instance.id, change).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        lifecycle::terminate(ctx, prior).await
    }

    fn plan(planned: &mut Planned<'_>) {
        planning::adjust(planned);
    }

    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        planning::validate(config_value, diags);
    }
}

#[cfg(test)]
mod tests;
