//! The `provider "aws"` block: every argument of versions 3 to 6, so that any configuration is accepted.
//!
//! What an emulator has no use for (proxies, retries of real endpoints, region validation) is accepted and ignored.

use iac_aws_kit::SessionOptions;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::{Attribute, BlockSchema, NestedBlock, Nesting, Schema};
use iac_core::value::{Path, Type, Value};
use iac_provider::TagPolicy;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Keys of `endpoints {}`, of every provider version; those of services that are gone are tolerated.
const ENDPOINT_KEYS: &str = include_str!("endpoint_keys.txt");

const STRINGS: &[&str] = &[
    "access_key",
    "custom_ca_bundle",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "profile",
    "region",
    "retry_mode",
    "s3_us_east_1_regional_endpoint",
    "shared_credentials_file",
    "skip_metadata_api_check",
    "sts_region",
    "tag_policy_compliance",
    "token",
];

const BOOLS: &[&str] = &[
    "insecure",
    "s3_force_path_style",
    "s3_use_path_style",
    "skip_credentials_validation",
    "skip_get_ec2_platforms",
    "skip_region_validation",
    "skip_requesting_account_id",
    "use_dualstack_endpoint",
    "use_fips_endpoint",
];

/// The block's schema.
pub(crate) fn schema() -> Schema {
    let strings = STRINGS.iter().map(|name| (*name, Type::String));
    let bools = BOOLS.iter().map(|name| (*name, Type::Bool));
    let rest = [
        ("allowed_account_ids", Type::set(Type::String)),
        ("forbidden_account_ids", Type::set(Type::String)),
        ("max_retries", Type::Number),
        ("shared_config_files", Type::list(Type::String)),
        ("shared_credentials_files", Type::list(Type::String)),
        ("token_bucket_rate_limiter_capacity", Type::Number),
        ("user_agent", Type::list(Type::String)),
    ];
    let mut block = optional_block(strings.chain(bools).chain(rest));
    block.attributes.insert("secret_key".into(), Attribute { sensitive: true, ..optional(Type::String) });
    block.blocks = [
        ("assume_role", nested(Nesting::List, assume_role())),
        ("assume_role_with_web_identity", nested(Nesting::List, web_identity())),
        ("default_tags", nested(Nesting::List, optional_block([("tags", Type::map(Type::String))]))),
        ("endpoints", nested(Nesting::Set, optional_block(ENDPOINT_KEYS.lines().map(|key| (key, Type::String))))),
        ("ignore_tags", nested(Nesting::List, ignore_tags())),
    ]
    .into_iter()
    .map(|(name, nested)| (name.into(), nested))
    .collect();
    Schema { version: 0, block }
}

fn assume_role() -> BlockSchema {
    optional_block([
        ("duration", Type::String),
        ("duration_seconds", Type::Number),
        ("external_id", Type::String),
        ("policy", Type::String),
        ("policy_arns", Type::set(Type::String)),
        ("role_arn", Type::String),
        ("session_name", Type::String),
        ("source_identity", Type::String),
        ("tags", Type::map(Type::String)),
        ("transitive_tag_keys", Type::set(Type::String)),
    ])
}

fn web_identity() -> BlockSchema {
    optional_block([
        ("duration", Type::String),
        ("policy", Type::String),
        ("policy_arns", Type::set(Type::String)),
        ("role_arn", Type::String),
        ("session_name", Type::String),
        ("web_identity_token", Type::String),
        ("web_identity_token_file", Type::String),
    ])
}

fn ignore_tags() -> BlockSchema {
    optional_block([("key_prefixes", Type::set(Type::String)), ("keys", Type::set(Type::String))])
}

fn optional(ty: Type) -> Attribute {
    Attribute { optional: true, ..Attribute::new(ty) }
}

fn optional_block<'a>(attributes: impl IntoIterator<Item = (&'a str, Type)>) -> BlockSchema {
    let attributes = attributes.into_iter().map(|(name, ty)| (Arc::from(name), optional(ty))).collect();
    BlockSchema { attributes, ..BlockSchema::default() }
}

fn nested(nesting: Nesting, block: BlockSchema) -> NestedBlock {
    NestedBlock { nesting, block, min_items: 0, max_items: None, computed: false, force_new: false, config_only: false }
}

/// What a block says, added to what the process says. Values that are not known yet (while planning) count as not set.
pub(crate) fn decode(config_value: &Value, options: &mut SessionOptions) -> Diagnostics {
    let mut diags = Diagnostics::new();
    options.region = text(config_value, "region").or(options.region.take());
    options.access_key = text(config_value, "access_key");
    options.secret_key = text(config_value, "secret_key");
    options.token = text(config_value, "token");
    options.profile = text(config_value, "profile");
    options.shared_config_files = texts(config_value, "shared_config_files");
    options.shared_credentials_files = texts(config_value, "shared_credentials_files");
    options.shared_credentials_files.extend(text(config_value, "shared_credentials_file"));
    options.s3_use_path_style = flag(config_value, "s3_use_path_style").or(flag(config_value, "s3_force_path_style"));
    options.max_attempts = number(config_value, "max_retries").map(|retries| retries + 1);
    for block in blocks(config_value, "endpoints") {
        options.endpoints.extend(entries(block));
    }
    for block in blocks(config_value, "assume_role") {
        options.assume_role_arn = text(block, "role_arn");
    }
    options.tags = tag_policy(config_value, &mut diags);
    diags
}

fn tag_policy(config_value: &Value, diags: &mut Diagnostics) -> TagPolicy {
    let mut policy = TagPolicy::default();
    if config_value.attribute("default_tags").is_some_and(|blocks| !blocks.is_known()) {
        policy.defaults_unknown = true;
    }
    for block in blocks(config_value, "default_tags") {
        let Some(tags) = block.attribute("tags").filter(|tags| !tags.is_null()) else { continue };
        policy.defaults_unknown |= !tags.is_wholly_known();
        for (key, value) in tags.as_entries().into_iter().flatten() {
            if value.is_null() {
                let path = Path::attribute("default_tags");
                let detail =
                    format!("The value of tag {key:?} in default_tags is null. Give it a value, or leave the key out.");
                diags.push(Diagnostic::error("Invalid default tag", detail).attribute(path));
            } else if let Some(value) = value.as_str() {
                policy.defaults.insert(key.to_string(), value.to_owned());
            }
        }
    }
    for block in blocks(config_value, "ignore_tags") {
        policy.ignored_keys.extend(texts(block, "keys"));
        policy.ignored_prefixes.extend(texts(block, "key_prefixes"));
    }
    policy
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.attribute(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn flag(value: &Value, name: &str) -> Option<bool> {
    value.attribute(name)?.as_bool()
}

fn number(value: &Value, name: &str) -> Option<u32> {
    value.attribute(name)?.as_number()?.as_i64().and_then(|number| u32::try_from(number).ok())
}

fn texts(value: &Value, name: &str) -> Vec<String> {
    let items = value.attribute(name).and_then(Value::as_elements).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn blocks<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.attribute(name).and_then(Value::as_elements).unwrap_or_default()
}

fn entries(block: &Value) -> BTreeMap<String, String> {
    let attributes = block.as_entries().into_iter().flatten();
    attributes.filter_map(|(key, url)| Some((key.to_string(), url.as_str()?.to_owned()))).collect()
}
