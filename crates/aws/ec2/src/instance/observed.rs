//! Reading: one description, and in parallel what it leaves out.

use super::cpu_options::CpuOptions;
use super::credit_specification::{self, CreditSpecification};
use super::ebs_block_device::EbsBlockDevice;
use super::echo::Echo;
use super::enclave_options::EnclaveOptions;
use super::launch_template::{ID_TAG, LaunchTemplate, VERSION_TAG};
use super::maintenance_options::MaintenanceOptions;
use super::market_options::MarketOptions;
use super::metadata_options::MetadataOptions;
use super::network_interface::NetworkInterface;
use super::private_dns_name_options::PrivateDnsNameOptions;
use super::root_block_device::RootBlockDevice;
use super::{CapacityReservationSpecification, Instance, lifecycle, user_data};
use crate::{client, tags};
use aws_sdk_ec2::operation::describe_instance_attribute::DescribeInstanceAttributeOutput as Attribute;
use aws_sdk_ec2::types::{
    Instance as ApiInstance, InstanceAttributeName as Name, InstanceNetworkInterface, InstanceStateName,
    MonitoringState, Volume,
};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{Context, TagMap};
use std::collections::BTreeSet;

/// What the description of an instance leaves out.
struct Details {
    stop: Option<Attribute>,
    termination: Option<Attribute>,
    shutdown: Option<Attribute>,
    user_data: Option<Attribute>,
    volumes: Vec<Volume>,
    credits: Option<String>,
    group_names: BTreeSet<String>,
    password: String,
    market: Option<MarketOptions>,
    template: Option<LaunchTemplate>,
}

/// Reads the instance; a terminated one is gone.
pub(super) async fn read(ctx: &Ctx, prior: &Instance) -> Result<Option<Instance>, AwsError> {
    let Some(api) = lifecycle::describe(ctx, &prior.id).await? else { return Ok(None) };
    if lifecycle::state(&api) == Some(&InstanceStateName::Terminated) {
        return Ok(None);
    }
    let details = details(ctx, prior, &api).await?;
    let mut instance = Instance { id: prior.id.clone(), ..Instance::default() };
    facts(ctx, prior, &api, &mut instance);
    placement(ctx, prior, &api, &mut instance);
    options(ctx, prior, &api, &details, &mut instance);
    network(ctx, prior, &api, &mut instance);
    devices(ctx, prior, &api, &details.volumes, &mut instance);
    instance.security_groups = details.group_names;
    let encoded = details.user_data.as_ref().and_then(|found| found.user_data()).and_then(|data| data.value());
    if let Some(encoded) = encoded.filter(|encoded| !encoded.is_empty()) {
        // An instance has one user data; state shows it as it was configured.
        match &prior.user_data_base64 {
            Some(before) if !before.is_empty() => instance.user_data_base64 = Some(encoded.to_owned()),
            _ => instance.user_data = Some(user_data::digest(encoded)),
        }
    }
    instance.tags = tags::found(api.tags);
    Ok(Some(instance))
}

async fn details(ctx: &Ctx, prior: &Instance, api: &ApiInstance) -> Result<Details, AwsError> {
    let id = prior.id.as_str();
    let tag = |key: &str| api.tags().iter().find(|tag| tag.key() == Some(key)).and_then(|tag| tag.value());
    let (stop, termination, shutdown, user_data, volumes, credits, group_names, password, market, template) = tokio::try_join!(
        attribute(ctx, id, Name::DisableApiStop),
        attribute(ctx, id, Name::DisableApiTermination),
        attribute(ctx, id, Name::InstanceInitiatedShutdownBehavior),
        attribute(ctx, id, Name::UserData),
        volumes(ctx, api),
        credits(ctx, id, api),
        group_names(ctx, api),
        password(ctx, prior),
        market(ctx, api),
        LaunchTemplate::found(ctx, prior.launch_template.as_ref(), tag(ID_TAG), tag(VERSION_TAG)),
    )?;
    Ok(Details { stop, termination, shutdown, user_data, volumes, credits, group_names, password, market, template })
}

/// An answer that may be missing because an emulator or a partition lacks the feature.
fn optional<T, E: Into<AwsError>>(answer: Result<T, E>) -> Result<Option<T>, AwsError> {
    match answer.map_err(Into::into) {
        Err(error) if error.is_not_emulated() || error.is(&["UnsupportedOperation"]) => Ok(None),
        answer => answer.map(Some),
    }
}

async fn attribute(ctx: &Ctx, id: &str, name: Name) -> Result<Option<Attribute>, AwsError> {
    optional(client(ctx).describe_instance_attribute().instance_id(id).attribute(name).send().await)
}

async fn volumes(ctx: &Ctx, api: &ApiInstance) -> Result<Vec<Volume>, AwsError> {
    let ids = api.block_device_mappings().iter().filter_map(|device| device.ebs()?.volume_id());
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = client(ctx).describe_volumes().set_volume_ids(Some(ids)).send().await?;
    Ok(found.volumes.unwrap_or_default())
}

async fn credits(ctx: &Ctx, id: &str, api: &ApiInstance) -> Result<Option<String>, AwsError> {
    if !credit_specification::is_burstable(api.instance_type().map(|ty| ty.as_str()).unwrap_or_default()) {
        return Ok(None);
    }
    let answer = client(ctx).describe_instance_credit_specifications().instance_ids(id).send().await;
    let found = optional(answer)?.and_then(|found| found.instance_credit_specifications?.pop());
    Ok(found.and_then(|found| found.cpu_credits))
}

/// Names of security groups are only used in the default VPC.
async fn group_names(ctx: &Ctx, api: &ApiInstance) -> Result<BTreeSet<String>, AwsError> {
    let names: BTreeSet<String> = api.security_groups().iter().filter_map(|group| group.group_name.clone()).collect();
    let Some(vpc) = api.vpc_id().filter(|_| !names.is_empty()) else { return Ok(names) };
    let found = client(ctx).describe_vpcs().vpc_ids(vpc).send().await?;
    let default = found.vpcs().first().and_then(|vpc| vpc.is_default()).unwrap_or_default();
    Ok(if default { names } else { BTreeSet::new() })
}

async fn password(ctx: &Ctx, prior: &Instance) -> Result<String, AwsError> {
    if !prior.get_password_data {
        return Ok(String::new());
    }
    let found = optional(client(ctx).get_password_data().instance_id(&prior.id).send().await)?;
    Ok(found.and_then(|found| found.password_data).unwrap_or_default().trim().to_owned())
}

async fn market(ctx: &Ctx, api: &ApiInstance) -> Result<Option<MarketOptions>, AwsError> {
    let Some(request) = api.spot_instance_request_id().filter(|id| !id.is_empty()) else { return Ok(None) };
    let answer = client(ctx).describe_spot_instance_requests().spot_instance_request_ids(request).send().await;
    let found = optional(answer)?.and_then(|found| found.spot_instance_requests?.pop());
    Ok(found.as_ref().map(MarketOptions::found))
}

fn owned(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn facts(ctx: &Ctx, prior: &Instance, api: &ApiInstance, instance: &mut Instance) {
    let echo = Echo::new(ctx);
    let profile = api.iam_instance_profile().and_then(|profile| profile.arn());
    let monitored = api.monitoring().and_then(|monitoring| monitoring.state());
    instance.arn = ctx.arn("ec2", &format!("instance/{}", prior.id));
    instance.ami = owned(api.image_id());
    instance.ebs_optimized = echo.flag(prior.ebs_optimized, api.ebs_optimized());
    instance.hibernation = api
        .hibernation_options()
        .and_then(|options| options.configured())
        .unwrap_or(prior.hibernation && ctx.is_emulator());
    instance.iam_instance_profile = owned(profile.and_then(|arn| arn.rsplit('/').next()));
    instance.instance_lifecycle = owned(api.instance_lifecycle().map(|it| it.as_str()));
    instance.instance_state = owned(lifecycle::state(api).map(|state| state.as_str()));
    instance.instance_type = owned(api.instance_type().map(|ty| ty.as_str()));
    instance.key_name = owned(api.key_name());
    instance.monitoring = Some(matches!(monitored, Some(MonitoringState::Enabled | MonitoringState::Pending)));
    instance.outpost_arn = owned(api.outpost_arn());
    instance.private_dns = owned(api.private_dns_name());
    instance.private_ip = owned(api.private_ip_address());
    instance.public_dns = owned(api.public_dns_name());
    instance.public_ip = owned(api.public_ip_address());
    instance.spot_instance_request_id = owned(api.spot_instance_request_id());
}

fn placement(ctx: &Ctx, prior: &Instance, api: &ApiInstance, instance: &mut Instance) {
    let echo = Echo::new(ctx);
    let found = api.placement();
    let text = |wanted: &str, text: Option<&str>| echo.text(wanted, text);
    instance.availability_zone = owned(found.and_then(|it| it.availability_zone()));
    instance.host_id = text(&prior.host_id, found.and_then(|it| it.host_id()));
    instance.host_resource_group_arn =
        text(&prior.host_resource_group_arn, found.and_then(|it| it.host_resource_group_arn()));
    instance.placement_group = text(&prior.placement_group, found.and_then(|it| it.group_name()));
    instance.placement_group_id = text(&prior.placement_group_id, found.and_then(|it| it.group_id()));
    instance.placement_partition_number =
        echo.number(prior.placement_partition_number, found.and_then(|it| it.partition_number()));
    instance.tenancy = text(&prior.tenancy, found.and_then(|it| it.tenancy()).map(|tenancy| tenancy.as_str()));
}

fn options(ctx: &Ctx, prior: &Instance, api: &ApiInstance, details: &Details, instance: &mut Instance) {
    let echo = Echo::new(ctx);
    let flag = |found: Option<&aws_sdk_ec2::types::AttributeBooleanValue>| found.and_then(|flag| flag.value());
    let stop = details.stop.as_ref().and_then(|found| flag(found.disable_api_stop()));
    let termination = details.termination.as_ref().and_then(|found| flag(found.disable_api_termination()));
    let shutdown = details.shutdown.as_ref().and_then(|found| found.instance_initiated_shutdown_behavior());
    instance.disable_api_stop = Some(stop.unwrap_or_default());
    instance.disable_api_termination = Some(termination.unwrap_or_default());
    instance.instance_initiated_shutdown_behavior = owned(shutdown.and_then(|shutdown| shutdown.value()));
    let reservation = api.capacity_reservation_specification().map(CapacityReservationSpecification::found);
    instance.capacity_reservation_specification =
        echo.missing(prior.capacity_reservation_specification.as_ref(), reservation);
    let cpu = api.cpu_options();
    instance.cpu_core_count = echo.missing(prior.cpu_core_count.as_ref(), cpu.and_then(|cpu| cpu.core_count()));
    instance.cpu_threads_per_core =
        echo.missing(prior.cpu_threads_per_core.as_ref(), cpu.and_then(|cpu| cpu.threads_per_core()));
    instance.cpu_options = echo.missing(prior.cpu_options.as_ref(), cpu.map(CpuOptions::found));
    let credits = details.credits.as_ref().map(|credits| {
        let wanted = prior.credit_specification.as_ref().and_then(|block| block.cpu_credits.as_deref());
        CreditSpecification { cpu_credits: Some(echo.text(wanted.unwrap_or_default(), Some(credits))) }
    });
    // Nothing tells of the block of an instance that cannot burst.
    instance.credit_specification = credits.or_else(|| prior.credit_specification.clone());
    let enclave = api.enclave_options().map(|found| EnclaveOptions { enabled: found.enabled() });
    instance.enclave_options = echo.missing(prior.enclave_options.as_ref(), enclave);
    instance.instance_market_options = echo.missing(prior.instance_market_options.as_ref(), details.market.clone());
    instance.launch_template = echo.missing(prior.launch_template.as_ref(), details.template.clone());
    let maintenance = api.maintenance_options().map(MaintenanceOptions::found);
    instance.maintenance_options = echo.missing(prior.maintenance_options.as_ref(), maintenance);
    instance.metadata_options = api.metadata_options().map(MetadataOptions::found);
    let names = api.private_dns_name_options().map(PrivateDnsNameOptions::found);
    instance.private_dns_name_options = echo.missing(prior.private_dns_name_options.as_ref(), names);
    instance.force_destroy = prior.force_destroy;
    instance.get_password_data = prior.get_password_data;
    instance.password_data.clone_from(&details.password);
}

fn network(ctx: &Ctx, prior: &Instance, api: &ApiInstance, instance: &mut Instance) {
    let interfaces = api.network_interfaces();
    let index = |it: &InstanceNetworkInterface| it.attachment().and_then(|attached| attached.device_index());
    let primary = interfaces.iter().find(|it| index(it) == Some(0)).or(interfaces.first());
    let ids = |groups: &[aws_sdk_ec2::types::GroupIdentifier]| -> BTreeSet<String> {
        groups.iter().filter_map(|group| group.group_id.clone()).collect()
    };
    instance.network_interface = NetworkInterface::found(&prior.network_interface, interfaces);
    instance.vpc_security_group_ids = ids(api.security_groups());
    instance.source_dest_check = api.source_dest_check().unwrap_or(true);
    let public = match primary {
        Some(primary) => primary.association().is_some(),
        None => api.public_ip_address().is_some(),
    };
    instance.associate_public_ip_address = Echo::new(ctx).flag(prior.associate_public_ip_address, Some(public));
    instance.subnet_id = owned(primary.map_or(api.subnet_id(), |primary| primary.subnet_id().or(api.subnet_id())));
    instance.ipv6_address_count = Some(0);
    instance.enable_primary_ipv6 = prior.enable_primary_ipv6;
    let Some(primary) = primary else { return };
    instance.primary_network_interface_id = owned(primary.network_interface_id());
    let stays = primary.ipv6_addresses().iter().any(|address| address.is_primary_ipv6() == Some(true));
    instance.enable_primary_ipv6 = Echo::new(ctx).missing(prior.enable_primary_ipv6.as_ref(), stays.then_some(true));
    let addresses = primary.ipv6_addresses().iter().filter_map(|address| address.ipv6_address.clone());
    instance.ipv6_addresses = addresses.collect();
    instance.ipv6_address_count = i32::try_from(instance.ipv6_addresses.len()).ok();
    let secondary = primary.private_ip_addresses().iter().filter(|address| address.primary() != Some(true));
    instance.secondary_private_ips = secondary.filter_map(|address| address.private_ip_address.clone()).collect();
    instance.source_dest_check = primary.source_dest_check().unwrap_or(instance.source_dest_check);
    if instance.vpc_security_group_ids.is_empty() {
        // An emulator shows the groups of an interface that was part of the launch only there; and there it also shows the
        // default group, which it otherwise does not.
        instance.vpc_security_group_ids = ids(primary.groups());
        let asked_for = |id: &str| prior.vpc_security_group_ids.contains(id);
        let default = primary.groups().iter().filter(|group| group.group_name() == Some("default"));
        for id in default.filter_map(|group| group.group_id()).filter(|id| !asked_for(id)) {
            instance.vpc_security_group_ids.remove(id);
        }
    }
    if !prior.network_interface.is_empty() {
        // It belongs to the interfaces then, which are objects of their own.
        instance.source_dest_check = prior.source_dest_check;
    }
}

fn devices(ctx: &Ctx, prior: &Instance, api: &ApiInstance, volumes: &[Volume], instance: &mut Instance) {
    let volume_of = |id: Option<&str>| volumes.iter().find(|volume| id.is_some() && volume.volume_id() == id);
    // Tags are shown either per volume or for all together.
    let together = prior.volume_tags.as_ref().filter(|tags| !tags.is_empty());
    let tagged = together.is_none();
    for device in api.block_device_mappings() {
        let name = device.device_name();
        let volume = volume_of(device.ebs().and_then(|ebs| ebs.volume_id()));
        if name.is_some() && name == api.root_device_name() {
            let before = prior.root_block_device.as_ref();
            instance.root_block_device = Some(RootBlockDevice::found(ctx, before, device, volume, tagged));
        } else {
            let before = prior.ebs_block_device.iter().find(|block| Some(block.device_name.as_str()) == name);
            instance.ebs_block_device.push(EbsBlockDevice::found(ctx, before, device, volume, tagged));
        }
    }
    if instance.root_block_device.is_none() {
        instance.root_block_device = prior.root_block_device.clone().filter(|_| ctx.is_emulator());
    }
    // The API does not tell of instance stores.
    instance.ephemeral_block_device.clone_from(&prior.ephemeral_block_device);
    instance.volume_tags = prior.volume_tags.clone();
    if together.is_some() {
        let mut all = TagMap::new();
        for volume in volumes {
            let tags = volume.tags().iter();
            all.extend(tags.filter_map(|tag| Some((tag.key()?.to_owned(), tag.value()?.to_owned()))));
        }
        let policy = ctx.tag_policy();
        instance.volume_tags = Some(policy.own(&policy.shown(&all), prior.volume_tags.as_ref().unwrap_or(&all)));
    }
}
