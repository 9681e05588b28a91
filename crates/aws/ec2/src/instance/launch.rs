//! Creation: `RunInstances`, and what it does not do.

use super::cpu_options::CpuOptions;
use super::ephemeral_block_device::EphemeralBlockDevice;
use super::network_interface::NetworkInterface;
use super::secondary_network_interface::SecondaryNetworkInterface;
use super::{Instance, changes, credit_specification, lifecycle, user_data};
use crate::text::given;
use crate::{client, tags};
use aws_sdk_ec2::operation::run_instances::builders::RunInstancesFluentBuilder;
use aws_sdk_ec2::types::{
    BlockDeviceMapping, HibernationOptionsRequest, IamInstanceProfileSpecification, InstanceIpv6Address,
    InstanceNetworkInterface, InstanceNetworkInterfaceSpecification, InstanceSecondaryInterfaceSpecificationRequest,
    InstanceStateName, InstanceType, Placement, PrivateIpAddressSpecification, ResourceType,
    RunInstancesMonitoringEnabled, ShutdownBehavior, Tenancy,
};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{Context, Created, Error, TagChange, TagMap};

/// Launches the instance.
pub(super) async fn launch(ctx: &Ctx, plan: &Instance) -> Result<Created, AwsError> {
    let devices = devices(ctx, plan).await?;
    let request = options(client(ctx).run_instances(), plan)
        .min_count(1)
        .max_count(1)
        .set_image_id(given(&plan.ami))
        .set_instance_type(given(&plan.instance_type).as_deref().map(InstanceType::from))
        .set_block_device_mappings(Some(devices).filter(|devices| !devices.is_empty()));
    let request = network(request, plan);
    // A profile that was just created takes some seconds to be known everywhere.
    let unknown_profile = |error: &AwsError| {
        !ctx.is_emulator() && error.is(&["InvalidParameterValue"]) && error.message.contains("IAM Instance Profile")
    };
    let made = ctx.waiter().briefly().retry(|| async { Ok(request.clone().send().await?) }, unknown_profile).await?;
    let id = made.instances.unwrap_or_default().pop().and_then(|instance| instance.instance_id);
    Ok(Created::new(id.unwrap_or_default()))
}

/// Waits until the instance runs, and sets what a launch does not accept.
pub(super) async fn complete(ctx: &Ctx, plan: &Instance) -> Result<(), AwsError> {
    let id = plan.id.as_str();
    let found = lifecycle::until(ctx, id, InstanceStateName::Running).await?;
    if !plan.source_dest_check && plan.network_interface.is_empty() {
        changes::source_dest_check(ctx, id, false).await?;
    }
    if ctx.is_emulator() && plan.disable_api_termination == Some(true) {
        // An emulator ignores it in the launch itself.
        changes::termination_protection(ctx, id, true).await?;
    }
    if let Some(primary) = found.network_interfaces().first() {
        addresses(ctx, plan, primary).await?;
    }
    tag_volumes(ctx, plan, &found).await
}

/// Assigns the addresses that the launch did not: an emulator ignores those that an interface asks for.
async fn addresses(ctx: &Ctx, plan: &Instance, primary: &InstanceNetworkInterface) -> Result<(), AwsError> {
    let Some(interface) = primary.network_interface_id() else { return Ok(()) };
    let there = |ip: &String| {
        primary.private_ip_addresses().iter().any(|address| address.private_ip_address() == Some(ip.as_str()))
    };
    let missing: Vec<String> = plan.secondary_private_ips.iter().filter(|ip| !there(ip)).cloned().collect();
    if !missing.is_empty() {
        let request = client(ctx).assign_private_ip_addresses().network_interface_id(interface);
        request.set_private_ip_addresses(Some(missing)).send().await?;
    }
    let there = i32::try_from(primary.ipv6_addresses().len()).unwrap_or(i32::MAX);
    let there_already =
        |ip: &String| primary.ipv6_addresses().iter().any(|address| address.ipv6_address() == Some(ip.as_str()));
    let missing: Vec<String> = plan.ipv6_addresses.iter().filter(|ip| !there_already(ip)).cloned().collect();
    let count = plan.ipv6_address_count.map(|count| count - there).filter(|count| *count > 0 && missing.is_empty());
    if !missing.is_empty() || count.is_some() {
        let addresses = Some(missing).filter(|missing| !missing.is_empty());
        let request = client(ctx).assign_ipv6_addresses().network_interface_id(interface);
        request.set_ipv6_addresses(addresses).set_ipv6_address_count(count).send().await?;
    }
    Ok(())
}

/// Tags the volumes that have blocks, each with its own tags; a launch can only tag all volumes alike.
async fn tag_volumes(ctx: &Ctx, plan: &Instance, found: &aws_sdk_ec2::types::Instance) -> Result<(), AwsError> {
    if plan.volume_tags.as_ref().is_some_and(|tags| !tags.is_empty()) {
        return Ok(());
    }
    for device in found.block_device_mappings() {
        let name = device.device_name();
        let further = plan.ebs_block_device.iter().find(|block| Some(block.device_name.as_str()) == name);
        let own = match (further, &plan.root_block_device) {
            (Some(block), _) => &block.tags,
            (None, Some(block)) if name == found.root_device_name() => &block.tags,
            _ => continue,
        };
        let Some(volume) = device.ebs().and_then(|ebs| ebs.volume_id()) else { continue };
        let all = ctx.tag_policy().merged(own.as_ref().unwrap_or(&TagMap::new()));
        if !all.is_empty() {
            tags::update(ctx, volume, &TagChange { set: all, remove: Vec::new() }).await?;
        }
    }
    Ok(())
}

/// Everything that is neither a volume nor an interface.
fn options(request: RunInstancesFluentBuilder, plan: &Instance) -> RunInstancesFluentBuilder {
    let legacy_cpu = CpuOptions::legacy(plan.cpu_core_count, plan.cpu_threads_per_core);
    let burstable = credit_specification::is_burstable(&plan.instance_type);
    let user_data = match (&plan.user_data, &plan.user_data_base64) {
        (Some(text), _) if !text.is_empty() => Some(user_data::encode_once(text)),
        (_, encoded) => encoded.clone().filter(|encoded| !encoded.is_empty()),
    };
    let profile = given(&plan.iam_instance_profile);
    let profile = profile.map(|name| IamInstanceProfileSpecification::builder().name(name).build());
    let shutdown = given(&plan.instance_initiated_shutdown_behavior);
    let mut specifications = tags::specifications(ResourceType::Instance, plan.tags.all()).unwrap_or_default();
    if let Some(volume_tags) = &plan.volume_tags {
        specifications.extend(tags::specifications(ResourceType::Volume, volume_tags).unwrap_or_default());
    }
    let monitoring = plan.monitoring.map(|enabled| RunInstancesMonitoringEnabled::builder().enabled(enabled).build());
    request
        .set_capacity_reservation_specification(
            plan.capacity_reservation_specification.as_ref().map(|block| block.request()),
        )
        .set_cpu_options(plan.cpu_options.as_ref().or(legacy_cpu.as_ref()).map(|block| block.request()))
        .set_credit_specification(
            plan.credit_specification.as_ref().filter(|_| burstable).and_then(|block| block.request()),
        )
        .set_disable_api_stop(plan.disable_api_stop)
        .set_disable_api_termination(plan.disable_api_termination)
        .set_ebs_optimized(plan.ebs_optimized)
        .set_enable_primary_ipv6(plan.enable_primary_ipv6)
        .set_enclave_options(plan.enclave_options.as_ref().map(|block| block.request()))
        .set_hibernation_options(
            plan.hibernation.then(|| HibernationOptionsRequest::builder().configured(true).build()),
        )
        .set_iam_instance_profile(profile)
        .set_instance_initiated_shutdown_behavior(shutdown.as_deref().map(ShutdownBehavior::from))
        .set_instance_market_options(plan.instance_market_options.as_ref().map(|block| block.request()))
        .set_key_name(given(&plan.key_name))
        .set_launch_template(plan.launch_template.as_ref().map(|block| block.request()))
        .set_maintenance_options(plan.maintenance_options.as_ref().map(|block| block.request()))
        .set_metadata_options(plan.metadata_options.as_ref().map(|block| block.request()))
        .set_monitoring(monitoring)
        .set_placement(placement(plan))
        .set_private_dns_name_options(plan.private_dns_name_options.as_ref().map(|block| block.request()))
        .set_secondary_interfaces(secondary_interfaces(plan))
        .set_tag_specifications(Some(specifications).filter(|all| !all.is_empty()))
        .set_user_data(user_data)
}

fn secondary_interfaces(plan: &Instance) -> Option<Vec<InstanceSecondaryInterfaceSpecificationRequest>> {
    let interfaces: Vec<_> = plan.secondary_network_interface.iter().map(SecondaryNetworkInterface::request).collect();
    (!interfaces.is_empty()).then_some(interfaces)
}

fn placement(plan: &Instance) -> Option<Placement> {
    let partition = plan.placement_partition_number.filter(|partition| *partition > 0);
    let texts = [
        &plan.availability_zone,
        &plan.placement_group,
        &plan.placement_group_id,
        &plan.tenancy,
        &plan.host_id,
        &plan.host_resource_group_arn,
    ];
    if partition.is_none() && texts.iter().all(|text| text.is_empty()) {
        return None;
    }
    let placement = Placement::builder()
        .set_availability_zone(given(&plan.availability_zone))
        .set_group_id(given(&plan.placement_group_id))
        .set_group_name(given(&plan.placement_group))
        .set_host_id(given(&plan.host_id))
        .set_host_resource_group_arn(given(&plan.host_resource_group_arn))
        .set_partition_number(partition)
        .set_tenancy(given(&plan.tenancy).as_deref().map(Tenancy::from));
    Some(placement.build())
}

/// Interfaces, or what the only interface is to be like. The two exclude each other, and a public address or several
/// private ones can only be asked for as part of an interface.
fn network(request: RunInstancesFluentBuilder, plan: &Instance) -> RunInstancesFluentBuilder {
    if !plan.network_interface.is_empty() {
        let interfaces = plan.network_interface.iter().map(NetworkInterface::request).collect();
        return request.set_network_interfaces(Some(interfaces));
    }
    let groups = Some(&plan.vpc_security_group_ids).filter(|groups| !groups.is_empty());
    let groups: Option<Vec<String>> = groups.map(|groups| groups.iter().cloned().collect());
    let count = plan.ipv6_address_count.filter(|count| *count > 0);
    let addresses = Some(&plan.ipv6_addresses).filter(|addresses| !addresses.is_empty());
    let address = |address: &String| InstanceIpv6Address::builder().ipv6_address(address).build();
    let addresses = addresses.map(|addresses| addresses.iter().map(address).collect());
    let detailed = plan.associate_public_ip_address.is_some() || !plan.secondary_private_ips.is_empty();
    if plan.subnet_id.is_empty() || !detailed {
        let names = Some(&plan.security_groups).filter(|names| !names.is_empty());
        return request
            .set_ipv6_address_count(count)
            .set_ipv6_addresses(addresses)
            .set_private_ip_address(given(&plan.private_ip))
            .set_security_groups(names.map(|names| names.iter().cloned().collect()))
            .set_security_group_ids(groups)
            .set_subnet_id(given(&plan.subnet_id));
    }
    let secondary =
        |ip: &String| PrivateIpAddressSpecification::builder().primary(false).private_ip_address(ip).build();
    let secondaries = Some(&plan.secondary_private_ips).filter(|ips| !ips.is_empty());
    let interface = InstanceNetworkInterfaceSpecification::builder()
        .set_associate_public_ip_address(plan.associate_public_ip_address)
        .device_index(0)
        .set_groups(groups)
        .set_ipv6_address_count(count)
        .set_ipv6_addresses(addresses)
        .set_private_ip_address(given(&plan.private_ip))
        .set_private_ip_addresses(secondaries.map(|ips| ips.iter().map(secondary).collect()))
        .subnet_id(&plan.subnet_id);
    request.network_interfaces(interface.build())
}

/// The volumes to create.
async fn devices(ctx: &Ctx, plan: &Instance) -> Result<Vec<BlockDeviceMapping>, AwsError> {
    let mut devices = Vec::new();
    for block in &plan.ebs_block_device {
        let ebs = block.disk().request()?;
        devices.push(BlockDeviceMapping::builder().device_name(&block.device_name).ebs(ebs).build());
    }
    let skipped = |block: &&EphemeralBlockDevice| !(ctx.is_emulator() && block.is_store());
    devices.extend(plan.ephemeral_block_device.iter().filter(skipped).map(EphemeralBlockDevice::request));
    if let Some(block) = &plan.root_block_device {
        let mut disk = block.disk();
        // Refuse what cannot be before asking anything.
        disk.request()?;
        let root = root_device(ctx, plan).await?;
        if ctx.is_emulator() && disk.volume_size.is_none() {
            // AWS takes the image's; an emulator wants to be told.
            disk.volume_size = root.size;
        }
        devices.push(BlockDeviceMapping::builder().device_name(root.name).ebs(disk.request()?).build());
    }
    Ok(devices)
}

/// The volume that an image boots from.
struct Root {
    name: String,
    size: Option<i32>,
}

async fn root_device(ctx: &Ctx, plan: &Instance) -> Result<Root, AwsError> {
    let ami = match (given(&plan.ami), &plan.launch_template) {
        (None, Some(template)) => template.image(ctx).await?,
        (ami, _) => ami,
    };
    let mut image = None;
    if let Some(ami) = &ami {
        let answer = client(ctx).describe_images().image_ids(ami).send().await;
        image = match answer.map_err(AwsError::from) {
            Err(error) if error.is(&["InvalidAMIID.NotFound"]) => None,
            answer => answer?.images.unwrap_or_default().pop(),
        };
    }
    let Some(image) = image else {
        if ctx.is_emulator() {
            // Emulators launch images that do not exist, with this device.
            return Ok(Root { name: "/dev/sda1".to_owned(), size: Some(8) });
        }
        let message =
            format!("collecting instance settings: expected 1 AMI for ID: {}, got none", ami.unwrap_or_default());
        return Err(Error::other(message).into());
    };
    let name = image.root_device_name().unwrap_or("/dev/sda1").to_owned();
    let device = image.block_device_mappings().iter().find(|device| device.device_name() == Some(&name));
    let size = device.and_then(|device| device.ebs()).and_then(|ebs| ebs.volume_size());
    Ok(Root { name, size: size.or(Some(8)) })
}
