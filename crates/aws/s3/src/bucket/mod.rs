//! `aws_s3_bucket`: a bucket, with the settings that older configurations write inside it.
//!
//! `resource` has the type and its operations, `found` what a bucket is found to be; every other file is one setting.

mod acceleration_status;
mod acl;
mod cors_rule;
mod found;
mod lifecycle_rule;
mod logging;
mod name;
mod object_lock_configuration;
mod policy;
mod replication_configuration;
mod replication_rule;
mod request_payer;
mod resource;
mod server_side_encryption_configuration;
mod tags;
mod versioning;
mod website;

pub use resource::Bucket;
