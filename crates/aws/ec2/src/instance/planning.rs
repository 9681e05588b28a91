//! What the schema alone does not decide about a plan.

use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Path, Value};
use iac_provider::planning::Planned;

/// Arguments whose empty text means that they are left out.
const EMPTY_IS_ABSENT: &[&str] = &[
    "ami",
    "availability_zone",
    "host_id",
    "host_resource_group_arn",
    "iam_instance_profile",
    "instance_initiated_shutdown_behavior",
    "key_name",
    "placement_group",
    "placement_group_id",
    "private_ip",
    "subnet_id",
    "tenancy",
];

/// Refuses tags of all volumes together with tags of single ones.
pub(super) fn validate(config_value: &Value, diags: &mut Diagnostics) {
    let tagged = |value: Option<&Value>| value.is_some_and(|tags| !tags.is_null());
    if !tagged(config_value.attribute("volume_tags")) {
        return;
    }
    for name in ["root_block_device", "ebs_block_device"] {
        let blocks = config_value.attribute(name).and_then(Value::as_elements).unwrap_or_default();
        for (at, _) in blocks.iter().enumerate().filter(|(_, block)| tagged(block.attribute("tags"))) {
            let detail = format!("\"{name}.{at}.tags\": conflicts with volume_tags");
            let path = Path::attribute(name);
            diags.push(Diagnostic::error("Conflicting configuration arguments", detail).attribute(path));
        }
    }
}

/// Adjusts the plan of an instance.
pub(super) fn adjust(planned: &mut Planned<'_>) {
    for name in EMPTY_IS_ABSENT {
        if planned.configured(name).and_then(Value::as_str) == Some("") {
            if planned.creating() { planned.set_unknown(name) } else { planned.keep(name) }
        }
    }
    let interfaces = planned.configured("network_interface").is_some_and(|blocks| !is_empty(blocks));
    if planned.creating() {
        if interfaces {
            // It belongs to the interface.
            planned.set_unknown("source_dest_check");
        }
        return;
    }
    if interfaces {
        planned.keep("source_dest_check");
    }
    user_data(planned);
    restart(planned);
    volumes(planned);
    if planned.changes("vpc_security_group_ids") && planned.configured("security_groups").is_none() {
        planned.set_unknown("security_groups");
    }
    if planned.changes("ipv6_address_count") && planned.configured("ipv6_addresses").is_none() {
        planned.set_unknown("ipv6_addresses");
    }
    if planned.changes("ipv6_addresses") && planned.configured("ipv6_address_count").is_none() {
        planned.set_unknown("ipv6_address_count");
    }
    if planned.changes("get_password_data") {
        planned.set_unknown("password_data");
    }
}

fn is_empty(blocks: &Value) -> bool {
    blocks.as_elements().is_some_and(<[Value]>::is_empty)
}

fn user_data(planned: &mut Planned<'_>) {
    let replaces = planned.planned("user_data_replace_on_change").and_then(Value::as_bool) == Some(true);
    for (name, other) in [("user_data", "user_data_base64"), ("user_data_base64", "user_data")] {
        if planned.configured(name).is_none() || !planned.changes(name) {
            continue;
        }
        if replaces {
            planned.replace_because_of(name);
        }
        if let Some(ty) = planned.planned(other).map(Value::ty) {
            planned.set(other, Value::null(ty));
        }
    }
}

/// A restart brings new public addresses, another type other processors.
fn restart(planned: &mut Planned<'_>) {
    let new_type = planned.changes("instance_type");
    if new_type || planned.changes("user_data") || planned.changes("user_data_base64") {
        planned.set_unknown("public_ip");
        planned.set_unknown("public_dns");
    }
    if new_type {
        for name in ["cpu_core_count", "cpu_threads_per_core"] {
            if planned.configured(name).is_none() {
                planned.set_unknown(name);
            }
        }
        for name in ["cpu_options", "credit_specification"] {
            let ty = planned.planned(name).map(Value::ty);
            if let Some(ty) = ty.filter(|_| planned.configured(name).is_none_or(is_empty)) {
                planned.set(name, Value::unknown(ty));
            }
        }
    }
}

fn volumes(planned: &mut Planned<'_>) {
    if let Some(block) = root(planned) {
        let ty = block.ty();
        planned.set("root_block_device", Value::list(ty, vec![block]));
    }
    // Tags of a volume change in place, although everything else about it replaces the instance.
    if planned.changes("ebs_block_device")
        && let Some(blocks) = retagged(planned)
        && let Some(ty) = blocks.first().map(Value::ty)
    {
        planned.set("ebs_block_device", Value::set(ty, blocks));
        planned.keep_object_despite("ebs_block_device");
    }
}

/// The further volumes as they were, with the tags that are planned; `None` if more than tags is to change.
fn retagged(planned: &Planned<'_>) -> Option<Vec<Value>> {
    let before = planned.prior("ebs_block_device")?.as_elements()?;
    let after = planned.planned("ebs_block_device")?.as_elements()?;
    if before.len() != after.len() {
        return None;
    }
    let retagged = |after: &Value| {
        let before = before.iter().find(|before| before.attribute("device_name") == after.attribute("device_name"))?;
        let kept = |(name, value): (&std::sync::Arc<str>, &Value)| {
            name.starts_with("tags") || !value.is_known() || before.attribute(name) == Some(value)
        };
        let tags = after.attribute("tags")?;
        if !after.as_entries()?.iter().all(kept) {
            return None;
        }
        if before.attribute("tags") == Some(tags) {
            return Some(before.clone());
        }
        let all = Value::unknown(before.attribute("tags_all")?.ty());
        Some(before.clone().with_attribute("tags", tags.clone()).with_attribute("tags_all", all))
    };
    after.iter().map(retagged).collect()
}

/// The root volume with what a change of its type, size or tags makes unknown.
fn root(planned: &Planned<'_>) -> Option<Value> {
    let only = |value: Option<&Value>| value.and_then(Value::as_elements).and_then(<[Value]>::first).cloned();
    let before = only(planned.prior("root_block_device"))?;
    let configured = only(planned.configured("root_block_device"))?;
    let mut after = only(planned.planned("root_block_device"))?;
    let changes = |after: &Value, name: &str| before.attribute(name) != after.attribute(name);
    let mut unknown = Vec::new();
    if changes(&after, "volume_type") || changes(&after, "volume_size") {
        unknown.extend(["iops", "throughput"]);
    }
    if changes(&after, "tags") {
        unknown.push("tags_all");
    }
    for name in &unknown {
        let ty = after.attribute(name).map(Value::ty)?;
        if configured.attribute(name).is_none_or(Value::is_null) {
            after = after.with_attribute(*name, Value::unknown(ty));
        }
    }
    (!unknown.is_empty()).then_some(after)
}
