//! Changes in place. What needs a stopped instance comes together, so that it stops once.

use super::{Instance, lifecycle, user_data};
use crate::text::given;
use crate::{client, tags};
use aws_sdk_ec2::primitives::Blob;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, AttributeValue, EbsInstanceBlockDeviceSpecification, IamInstanceProfileSpecification,
    InstanceAttributeName, InstanceBlockDeviceMappingSpecification, InstanceCreditSpecificationRequest,
    SecureBlobAttributeValue, VolumeModificationState, VolumeType,
};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{Context, Progress, TagChange, TagMap};
use std::collections::BTreeSet;

/// Brings an instance from one state to another.
pub(super) async fn apply(ctx: &Ctx, prior: &Instance, plan: &Instance) -> Result<(), AwsError> {
    protection(ctx, prior, plan).await?;
    settings(ctx, prior, plan).await?;
    addresses(ctx, prior, plan).await?;
    options(ctx, prior, plan).await?;
    volumes(ctx, prior, plan).await?;
    stopped(ctx, prior, plan).await?;
    // Only now, because it would forbid the stop.
    if prior.disable_api_stop != plan.disable_api_stop && plan.disable_api_stop == Some(true) {
        stop_protection(ctx, &plan.id, true).await?;
    }
    Ok(())
}

fn on(value: bool) -> AttributeBooleanValue {
    AttributeBooleanValue::builder().value(value).build()
}

async fn stop_protection(ctx: &Ctx, id: &str, value: bool) -> Result<(), AwsError> {
    client(ctx).modify_instance_attribute().instance_id(id).disable_api_stop(on(value)).send().await?;
    Ok(())
}

/// Whether the instance is protected from being terminated.
pub(super) async fn termination_protection(ctx: &Ctx, id: &str, value: bool) -> Result<(), AwsError> {
    client(ctx).modify_instance_attribute().instance_id(id).disable_api_termination(on(value)).send().await?;
    Ok(())
}

/// Whether traffic must come from or go to the instance itself.
pub(super) async fn source_dest_check(ctx: &Ctx, id: &str, value: bool) -> Result<(), AwsError> {
    client(ctx).modify_instance_attribute().instance_id(id).source_dest_check(on(value)).send().await?;
    Ok(())
}

async fn protection(ctx: &Ctx, prior: &Instance, plan: &Instance) -> Result<(), AwsError> {
    if prior.disable_api_stop != plan.disable_api_stop && plan.disable_api_stop == Some(false) {
        stop_protection(ctx, &plan.id, false).await?;
    }
    if prior.disable_api_termination != plan.disable_api_termination {
        termination_protection(ctx, &plan.id, plan.disable_api_termination.unwrap_or_default()).await?;
    }
    Ok(())
}

async fn settings(ctx: &Ctx, prior: &Instance, plan: &Instance) -> Result<(), AwsError> {
    let id = plan.id.as_str();
    if prior.iam_instance_profile != plan.iam_instance_profile {
        profile(ctx, plan).await?;
    }
    if prior.source_dest_check != plan.source_dest_check && plan.network_interface.is_empty() {
        source_dest_check(ctx, id, plan.source_dest_check).await?;
    }
    if prior.vpc_security_group_ids != plan.vpc_security_group_ids && !plan.vpc_security_group_ids.is_empty() {
        let groups = plan.vpc_security_group_ids.iter().cloned().collect();
        client(ctx).modify_instance_attribute().instance_id(id).set_groups(Some(groups)).send().await?;
    }
    if prior.instance_initiated_shutdown_behavior != plan.instance_initiated_shutdown_behavior {
        let request = client(ctx)
            .modify_instance_attribute()
            .instance_id(id)
            // By name: emulators know this attribute in no other form.
            .attribute(InstanceAttributeName::InstanceInitiatedShutdownBehavior)
            .value(&plan.instance_initiated_shutdown_behavior);
        request.send().await?;
    }
    if prior.monitoring != plan.monitoring {
        if plan.monitoring == Some(true) {
            client(ctx).monitor_instances().instance_ids(id).send().await?;
        } else {
            client(ctx).unmonitor_instances().instance_ids(id).send().await?;
        }
    }
    Ok(())
}

async fn profile(ctx: &Ctx, plan: &Instance) -> Result<(), AwsError> {
    let found = client(ctx)
        .describe_iam_instance_profile_associations()
        .filters(crate::filter::filter("instance-id", &plan.id))
        .send()
        .await?;
    let association = found.iam_instance_profile_associations().first().and_then(|it| it.association_id.clone());
    let wanted = given(&plan.iam_instance_profile);
    let wanted = wanted.map(|name| IamInstanceProfileSpecification::builder().name(name).build());
    match (association, wanted) {
        (Some(association), Some(wanted)) => {
            let request = client(ctx).replace_iam_instance_profile_association().association_id(association);
            request.iam_instance_profile(wanted).send().await?;
        }
        (Some(association), None) => {
            client(ctx).disassociate_iam_instance_profile().association_id(association).send().await?;
        }
        (None, Some(wanted)) => {
            let request = client(ctx).associate_iam_instance_profile().instance_id(&plan.id);
            request.iam_instance_profile(wanted).send().await?;
        }
        (None, None) => {}
    }
    Ok(())
}

async fn addresses(ctx: &Ctx, prior: &Instance, plan: &Instance) -> Result<(), AwsError> {
    let interface = prior.primary_network_interface_id.as_str();
    if interface.is_empty() {
        return Ok(());
    }
    let without = |from: &BTreeSet<String>, others: &BTreeSet<String>| -> Vec<String> {
        from.difference(others).cloned().collect()
    };
    let removed = without(&prior.secondary_private_ips, &plan.secondary_private_ips);
    if !removed.is_empty() {
        let request = client(ctx).unassign_private_ip_addresses().network_interface_id(interface);
        request.set_private_ip_addresses(Some(removed)).send().await?;
    }
    let added = without(&plan.secondary_private_ips, &prior.secondary_private_ips);
    if !added.is_empty() {
        let request = client(ctx).assign_private_ip_addresses().network_interface_id(interface);
        request.set_private_ip_addresses(Some(added)).send().await?;
    }
    let (before, after) = (prior.ipv6_address_count.unwrap_or(0), plan.ipv6_address_count.unwrap_or(0));
    if after > before {
        let request = client(ctx).assign_ipv6_addresses().network_interface_id(interface);
        request.ipv6_address_count(after - before).send().await?;
    } else if after < before {
        let surplus = usize::try_from(before - after).unwrap_or(0);
        let surplus = prior.ipv6_addresses.iter().take(surplus).cloned().collect();
        let request = client(ctx).unassign_ipv6_addresses().network_interface_id(interface);
        request.set_ipv6_addresses(Some(surplus)).send().await?;
    }
    Ok(())
}

async fn options(ctx: &Ctx, prior: &Instance, plan: &Instance) -> Result<(), AwsError> {
    let id = plan.id.as_str();
    let credits =
        plan.credit_specification.as_ref().filter(|_| prior.credit_specification != plan.credit_specification);
    let burstable = super::credit_specification::is_burstable(&plan.instance_type);
    if let Some(credits) = credits.and_then(|block| block.cpu_credits.clone()).filter(|_| burstable) {
        let wanted = InstanceCreditSpecificationRequest::builder().instance_id(id).cpu_credits(credits).build();
        client(ctx).modify_instance_credit_specification().instance_credit_specifications(wanted).send().await?;
    }
    let metadata = plan.metadata_options.as_ref().filter(|_| prior.metadata_options != plan.metadata_options);
    if let Some(wanted) = metadata.map(|block| block.request()) {
        let request = client(ctx)
            .modify_instance_metadata_options()
            .instance_id(id)
            .set_http_endpoint(wanted.http_endpoint)
            .set_http_protocol_ipv6(wanted.http_protocol_ipv6)
            .set_http_put_response_hop_limit(wanted.http_put_response_hop_limit)
            .set_http_tokens(wanted.http_tokens)
            .set_instance_metadata_tags(wanted.instance_metadata_tags);
        request.send().await?;
    }
    let recovery = plan.maintenance_options.as_ref().filter(|_| prior.maintenance_options != plan.maintenance_options);
    if let Some(recovery) = recovery.and_then(|block| block.auto_recovery_state()) {
        client(ctx).modify_instance_maintenance_options().instance_id(id).auto_recovery(recovery).send().await?;
    }
    let reservation = plan
        .capacity_reservation_specification
        .as_ref()
        .filter(|_| prior.capacity_reservation_specification != plan.capacity_reservation_specification);
    if let Some(reservation) = reservation {
        let request = client(ctx).modify_instance_capacity_reservation_attributes().instance_id(id);
        request.capacity_reservation_specification(reservation.request()).send().await?;
    }
    let names = plan
        .private_dns_name_options
        .as_ref()
        .filter(|_| prior.private_dns_name_options != plan.private_dns_name_options);
    if let Some(names) = names {
        let request = client(ctx)
            .modify_private_dns_name_options()
            .instance_id(id)
            .set_private_dns_hostname_type(names.kind())
            .set_enable_resource_name_dns_a_record(names.enable_resource_name_dns_a_record)
            .set_enable_resource_name_dns_aaaa_record(names.enable_resource_name_dns_aaaa_record);
        request.send().await?;
    }
    Ok(())
}

/// Type and user data, for which the instance must not run. It runs again afterwards if it did before.
async fn stopped(ctx: &Ctx, prior: &Instance, plan: &Instance) -> Result<(), AwsError> {
    let id = plan.id.as_str();
    let new_type = (prior.instance_type != plan.instance_type).then_some(&plan.instance_type);
    let bytes = match (&plan.user_data, &plan.user_data_base64) {
        (Some(text), _) if prior.user_data != plan.user_data => {
            Some(user_data::decode(text).unwrap_or_else(|| text.as_bytes().to_vec()))
        }
        (_, Some(encoded)) if prior.user_data_base64 != plan.user_data_base64 => {
            Some(user_data::decode(encoded).unwrap_or_else(|| encoded.as_bytes().to_vec()))
        }
        _ => None,
    };
    if new_type.is_none() && bytes.is_none() {
        return Ok(());
    }
    let ran = lifecycle::stop(ctx, id).await?;
    if let Some(ty) = new_type {
        let ty = AttributeValue::builder().value(ty).build();
        client(ctx).modify_instance_attribute().instance_id(id).instance_type(ty).send().await?;
    }
    if let Some(bytes) = bytes {
        set_user_data(ctx, id, bytes).await?;
    }
    if ran { lifecycle::start(ctx, id).await } else { Ok(()) }
}

async fn set_user_data(ctx: &Ctx, id: &str, bytes: Vec<u8>) -> Result<(), AwsError> {
    let data = |bytes| SecureBlobAttributeValue::builder().value(Blob::new(bytes)).build();
    let encoded = user_data::encode(&bytes);
    let request = client(ctx).modify_instance_attribute().instance_id(id);
    match request.clone().user_data(data(bytes)).send().await.map_err(AwsError::from) {
        // LocalStack decodes twice.
        Err(error) if ctx.is_emulator() && error.is(&["InvalidUserData.Malformed"]) => {
            request.user_data(data(encoded.into_bytes())).send().await?;
        }
        answer => drop(answer?),
    }
    Ok(())
}

async fn volumes(ctx: &Ctx, prior: &Instance, plan: &Instance) -> Result<(), AwsError> {
    if let (Some(before), Some(after)) = (&prior.root_block_device, &plan.root_block_device)
        && before != after
        && !before.volume_id.is_empty()
    {
        root(ctx, prior, plan).await?;
        let (old, new) = (before.tags.clone().unwrap_or_default(), after.tags.clone().unwrap_or_default());
        retag(ctx, &before.volume_id, &old, &new).await?;
    }
    for block in &plan.ebs_block_device {
        let before = prior.ebs_block_device.iter().find(|before| before.device_name == block.device_name);
        if let Some(before) = before.filter(|before| before.tags != block.tags) {
            let (old, new) = (before.tags.clone().unwrap_or_default(), block.tags.clone().unwrap_or_default());
            retag(ctx, &before.volume_id, &old, &new).await?;
        }
    }
    if prior.volume_tags != plan.volume_tags {
        let (old, new) = (prior.volume_tags.clone().unwrap_or_default(), plan.volume_tags.clone().unwrap_or_default());
        let change = TagChange::between(&old, &new);
        let root = prior.root_block_device.iter().map(|block| &block.volume_id);
        for id in root.chain(prior.ebs_block_device.iter().map(|block| &block.volume_id)) {
            tags::update(ctx, id, &change).await?;
        }
    }
    Ok(())
}

async fn retag(ctx: &Ctx, volume: &str, old: &TagMap, new: &TagMap) -> Result<(), AwsError> {
    let policy = ctx.tag_policy();
    let change = TagChange::between(&policy.merged(old), &policy.merged(new));
    if old == new || change.is_empty() { Ok(()) } else { tags::update(ctx, volume, &change).await }
}

async fn root(ctx: &Ctx, prior: &Instance, plan: &Instance) -> Result<(), AwsError> {
    let (Some(before), Some(after)) = (&prior.root_block_device, &plan.root_block_device) else { return Ok(()) };
    // Unknown until now means whatever comes of the rest.
    let changed = |before: Option<i32>, after: Option<i32>| after.filter(|after| *after > 0 && Some(*after) != before);
    let ty = given(&after.volume_type).filter(|ty| *ty != before.volume_type);
    let size = changed(before.volume_size, after.volume_size);
    let iops = changed(before.iops, after.iops);
    let throughput = changed(before.throughput, after.throughput);
    if ty.is_some() || size.is_some() || iops.is_some() || throughput.is_some() {
        let request = client(ctx)
            .modify_volume()
            .volume_id(&before.volume_id)
            .set_volume_type(ty.as_deref().map(VolumeType::from))
            .set_size(size)
            .set_iops(iops)
            .set_throughput(throughput);
        request.send().await?;
        until_modified(ctx, &before.volume_id).await?;
    }
    if before.delete_on_termination != after.delete_on_termination {
        let ebs = EbsInstanceBlockDeviceSpecification::builder().delete_on_termination(after.delete_on_termination);
        let device = InstanceBlockDeviceMappingSpecification::builder().device_name(&before.device_name);
        let device = device.ebs(ebs.build()).build();
        client(ctx).modify_instance_attribute().instance_id(&plan.id).block_device_mappings(device).send().await?;
    }
    Ok(())
}

/// Waits until the volume has its new size; it may be optimised for hours afterwards.
async fn until_modified(ctx: &Ctx, volume: &str) -> Result<(), AwsError> {
    let read = || async move {
        let answer = client(ctx).describe_volumes_modifications().volume_ids(volume).send().await;
        match answer.map_err(AwsError::from) {
            Err(error) if error.is_not_emulated() => Ok(Some(None)),
            answer => Ok(Some(answer?.volumes_modifications.unwrap_or_default().pop())),
        }
    };
    let check = |found: &Option<aws_sdk_ec2::types::VolumeModification>| {
        let Some(found) = found else { return Progress::Done };
        match found.modification_state() {
            Some(VolumeModificationState::Completed | VolumeModificationState::Optimizing) => Progress::Done,
            Some(VolumeModificationState::Failed) => {
                Progress::Failed(found.status_message().unwrap_or("it failed").to_owned())
            }
            state => Progress::Pending(state.map(|state| state.as_str().to_owned()).unwrap_or_default()),
        }
    };
    ctx.waiter().until::<_, AwsError, _, _>(&format!("EBS Volume ({volume}) to be modified"), read, check).await?;
    Ok(())
}
