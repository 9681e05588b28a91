//! What a bucket is found to be. S3 has one request per setting, so all of them are sent at once.
//!
//! A bucket that was just made has the settings that its creation asked for and S3's own for the rest, so only the former
//! are asked for: two or three requests instead of thirteen.

use super::cors_rule::{self, CorsRule};
use super::lifecycle_rule::{self, LifecycleRule};
use super::object_lock_configuration::{self, ObjectLockConfiguration};
use super::resource::Bucket;
use super::server_side_encryption_configuration::{self as encryption, ServerSideEncryptionConfiguration};
use super::versioning::{self, Versioning};
use super::{acceleration_status, acl, logging, policy, replication_configuration, request_payer, tags, website};
use crate::region::{hosted_zone, website_domain};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{Operation, naming};
use std::future::Future;

/// Asks, or knows the answer.
async fn ask<T>(known: Option<T>, find: impl Future<Output = Result<T, AwsError>>) -> Result<T, AwsError> {
    match known {
        Some(known) => Ok(known),
        None => find.await,
    }
}

/// The answer where nothing was asked for.
fn known<T>(fresh: bool, asked_for: bool, default: T) -> Option<T> {
    (fresh && !asked_for).then_some(default)
}

/// Reads a bucket.
pub(super) async fn find(ctx: &Ctx, prior: &Bucket) -> Result<Bucket, AwsError> {
    let name = prior.id.as_str();
    let fresh = ctx.operation() == Operation::Create;
    let locks = prior.has_object_lock();
    let lock = locks.then(ObjectLockConfiguration::without_rule);
    let lock_rule = prior.object_lock_configuration.as_ref().is_some_and(|it| it.rule.is_some());
    let versions = Some(Versioning { enabled: locks, mfa_delete: false });
    let encrypts = Some(ServerSideEncryptionConfiguration::of_a_new_bucket());
    let payer = request_payer::OWNER.to_owned();
    let (
        acceleration,
        cors,
        grants,
        lifecycle,
        logs,
        lock,
        policy,
        replication,
        payer,
        encryption,
        tags,
        versioning,
        site,
    ) = tokio::try_join!(
        ask(known(fresh, !prior.acceleration_status.is_empty(), String::new()), acceleration_status::find(ctx, name)),
        ask(known(fresh, !prior.cors_rule.is_empty(), Vec::new()), cors_rule::find(ctx, name)),
        acl::find(ctx, name),
        ask(known(fresh, !prior.lifecycle_rule.is_empty(), Vec::new()), lifecycle_rule::find(ctx, name)),
        ask(known(fresh, prior.logging.is_some(), None), logging::find(ctx, name)),
        ask(known(fresh, lock_rule, lock), object_lock_configuration::find(ctx, name)),
        ask(known(fresh, !prior.policy.is_empty(), String::new()), policy::find(ctx, name)),
        ask(known(fresh, prior.replication_configuration.is_some(), None), replication_configuration::find(ctx, name)),
        ask(known(fresh, !prior.request_payer.is_empty(), payer), request_payer::find(ctx, name)),
        ask(known(fresh, prior.server_side_encryption_configuration.is_some(), encrypts), encryption::find(ctx, name)),
        ask(known(fresh, !prior.tags.all().is_empty(), prior.tags.all().clone()), tags::find(ctx, name)),
        ask(known(fresh, prior.versioning.is_some(), versions), versioning::find(ctx, name)),
        ask(known(fresh, prior.website.is_some(), None), website::find(ctx, name)),
    )?;
    let domain = site.is_some().then(|| website_domain(ctx.region(), ctx.dns_suffix()));
    Ok(Bucket {
        id: prior.id.clone(),
        arn: format!("arn:{}:s3:::{name}", ctx.partition()),
        bucket: prior.id.clone(),
        bucket_prefix: naming::prefix_of(name, "").to_owned(),
        bucket_namespace: None,
        bucket_domain_name: format!("{name}.s3.{}", ctx.dns_suffix()),
        bucket_regional_domain_name: format!("{name}.s3.{}.{}", ctx.region(), ctx.dns_suffix()),
        hosted_zone_id: hosted_zone(ctx.region()).to_owned(),
        website_endpoint: domain.as_ref().map(|domain| format!("{name}.{domain}")),
        website_domain: domain,
        force_destroy: false,
        acl: None,
        object_lock_enabled: lock.as_ref().is_some_and(ObjectLockConfiguration::is_enabled),
        acceleration_status: acceleration,
        policy,
        request_payer: payer,
        grant: grants,
        cors_rule: if fresh { cors.into_iter().map(CorsRule::without_defaults).collect() } else { cors },
        lifecycle_rule: if fresh {
            lifecycle.into_iter().map(LifecycleRule::without_defaults).collect()
        } else {
            lifecycle
        },
        logging: logs,
        object_lock_configuration: lock,
        replication_configuration: replication,
        server_side_encryption_configuration: encryption,
        versioning,
        website: site,
        tags: tags.into_iter().collect(),
    })
}
