//! The type `aws_s3_bucket` and its operations.

use super::acl::Grant;
use super::cors_rule::CorsRule;
use super::lifecycle_rule::LifecycleRule;
use super::logging::Logging;
use super::object_lock_configuration::{self, ObjectLockConfiguration};
use super::replication_configuration::{self, ReplicationConfiguration};
use super::server_side_encryption_configuration::{self, ServerSideEncryptionConfiguration};
use super::versioning::{self, Versioning};
use super::website::{self, Website};
use super::{acceleration_status, acl, cors_rule, found, lifecycle_rule, logging, name, policy, request_payer, tags};
use crate::client;
use crate::versions::Doomed;
use aws_sdk_s3::types::{BucketCannedAcl, BucketLocationConstraint, BucketNamespace, CreateBucketConfiguration};
use iac_aws_kit::{AwsError, Ctx};
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Context, Created, Error, Model, Resource, TagChange, Tags, naming};

const CANNED_ACLS: &[&str] =
    &["private", "public-read", "public-read-write", "aws-exec-read", "authenticated-read", "log-delivery-write"];

/// Provides an S3 bucket. Import with its name.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(
    type = "aws_s3_bucket",
    label = "S3 Bucket",
    timeouts(create = "20m", read = "20m", update = "20m", delete = "60m")
)]
pub struct Bucket {
    /// The name of the bucket.
    #[attr(id)]
    pub(super) id: String,
    /// The ARN of the bucket.
    #[attr(computed)]
    pub(super) arn: String,
    /// The name of the bucket. Made up if it is omitted.
    #[attr(optional, computed, force_new, length = 0..=63, conflicts_with = ["bucket_prefix"])]
    pub(super) bucket: String,
    /// The beginning of a made-up name.
    #[attr(optional, computed, force_new, length = 0..=37)]
    pub(super) bucket_prefix: String,
    /// Whether the name is this account's alone in its region (`account-regional`) or everybody's (`global`).
    #[attr(optional, force_new, config_only, enum = ["account-regional", "global"])]
    pub(super) bucket_namespace: Option<String>,
    /// The host of the bucket.
    #[attr(computed)]
    pub(super) bucket_domain_name: String,
    /// The host of the bucket in its region.
    #[attr(computed)]
    pub(super) bucket_regional_domain_name: String,
    /// The Route 53 zone of the region's website hosts.
    #[attr(computed)]
    pub(super) hosted_zone_id: String,
    /// The host of the bucket's website.
    #[attr(computed, deprecated = "Use the aws_s3_bucket_website_configuration resource")]
    pub(super) website_endpoint: Option<String>,
    /// The domain of the bucket's website host.
    #[attr(computed, deprecated = "Use the aws_s3_bucket_website_configuration resource")]
    pub(super) website_domain: Option<String>,
    /// Whether the objects in it are deleted with it; without this only an empty bucket can be deleted.
    #[attr(optional, default = false, config_only)]
    pub(super) force_destroy: bool,
    /// Whether its objects can be protected against deletion.
    #[attr(optional, computed, force_new, conflicts_with = ["object_lock_configuration"])]
    pub(super) object_lock_enabled: bool,
    /// Who may use it, as one of S3's ready-made lists.
    #[attr(optional, computed, config_only, enum = CANNED_ACLS, conflicts_with = ["grant"],
        deprecated = "Use the aws_s3_bucket_acl resource instead")]
    pub(super) acl: Option<String>,
    /// Whether uploads and downloads may take the way through the nearest edge.
    #[attr(optional, computed, enum = ["Enabled", "Suspended"],
        deprecated = "Use the aws_s3_bucket_accelerate_configuration resource instead")]
    pub(super) acceleration_status: String,
    /// Who may do what, as JSON.
    #[attr(optional, computed, policy, deprecated = "Use the aws_s3_bucket_policy resource instead")]
    pub(super) policy: String,
    /// Who pays for requests and downloads.
    #[attr(optional, computed, enum = ["BucketOwner", "Requester"],
        deprecated = "Use the aws_s3_bucket_request_payment_configuration resource instead")]
    pub(super) request_payer: String,
    /// Who may use it, one by one.
    #[block(set, computed, deprecated = "Use the aws_s3_bucket_acl resource instead")]
    pub(super) grant: Vec<Grant>,
    /// What pages of other origins may do with it.
    #[block(list, computed, deprecated = "Use the aws_s3_bucket_cors_configuration resource instead")]
    pub(super) cors_rule: Vec<CorsRule>,
    /// What happens to its objects as they age.
    #[block(list, computed, deprecated = "Use the aws_s3_bucket_lifecycle_configuration resource instead")]
    pub(super) lifecycle_rule: Vec<LifecycleRule>,
    /// Where accesses to it are logged.
    #[block(list, max = 1, computed, deprecated = "Use the aws_s3_bucket_logging resource instead")]
    pub(super) logging: Option<Logging>,
    /// How its objects are protected against deletion.
    #[block(
        list,
        max = 1,
        computed,
        deprecated = "Use the top-level parameter object_lock_enabled and the aws_s3_bucket_object_lock_configuration resource instead"
    )]
    pub(super) object_lock_configuration: Option<ObjectLockConfiguration>,
    /// Where its objects are copied.
    #[block(list, max = 1, computed, deprecated = "Use the aws_s3_bucket_replication_configuration resource instead")]
    pub(super) replication_configuration: Option<ReplicationConfiguration>,
    /// How its objects are encrypted.
    #[block(
        list,
        max = 1,
        computed,
        deprecated = "Use the aws_s3_bucket_server_side_encryption_configuration resource instead"
    )]
    pub(super) server_side_encryption_configuration: Option<ServerSideEncryptionConfiguration>,
    /// Whether it keeps old versions of its objects.
    #[block(list, max = 1, computed, deprecated = "Use the aws_s3_bucket_versioning resource instead")]
    pub(super) versioning: Option<Versioning>,
    /// How it serves pages.
    #[block(list, max = 1, computed, deprecated = "Use the aws_s3_bucket_website_configuration resource instead")]
    pub(super) website: Option<Website>,
    #[attr(flatten)]
    pub(super) tags: Tags,
}

impl Bucket {
    /// Whether it is to be made with object lock.
    pub(super) fn has_object_lock(&self) -> bool {
        self.object_lock_enabled
            || self.object_lock_configuration.as_ref().is_some_and(ObjectLockConfiguration::is_enabled)
    }

    /// Sets what the plan asks for and the prior object does not have.
    async fn put_settings(&self, ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        let (name, creating) = (self.id.as_str(), prior.id.is_empty());
        if self.policy != prior.policy {
            policy::put(ctx, name, &self.policy).await?;
        }
        if self.cors_rule != prior.cors_rule {
            cors_rule::put(ctx, name, &self.cors_rule).await?;
        }
        if let Some(website) = changed(self.website.as_ref(), prior.website.as_ref()) {
            website::put(ctx, name, website).await?;
        }
        match changed(self.versioning.as_ref(), prior.versioning.as_ref()) {
            Some(versioning) if creating => versioning::put_first(ctx, name, versioning).await?,
            Some(versioning) => versioning::put(ctx, name, versioning).await?,
            None => {}
        }
        // Creation has sent the canned list already.
        if let Some(acl) = changed(self.acl.as_ref(), prior.acl.as_ref()).filter(|_| !creating) {
            acl::put(ctx, name, acl).await?;
        } else if self.grant != prior.grant && (self.acl.is_none() || self.acl == prior.acl) {
            acl::put_grants(ctx, name, &self.grant).await?;
        }
        if let Some(logging) = changed(self.logging.as_ref(), prior.logging.as_ref()) {
            logging::put(ctx, name, logging).await?;
        }
        self.put_later_settings(ctx, prior).await
    }

    async fn put_later_settings(&self, ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        let name = self.id.as_str();
        if self.lifecycle_rule != prior.lifecycle_rule {
            lifecycle_rule::put(ctx, name, &self.lifecycle_rule).await?;
        }
        if !self.acceleration_status.is_empty() && self.acceleration_status != prior.acceleration_status {
            acceleration_status::put(ctx, name, &self.acceleration_status).await?;
        }
        if !self.request_payer.is_empty() && self.request_payer != prior.request_payer {
            request_payer::put(ctx, name, &self.request_payer).await?;
        }
        // Replication needs versioning, which was set before.
        if let Some(replication) =
            changed(self.replication_configuration.as_ref(), prior.replication_configuration.as_ref())
        {
            replication_configuration::put(ctx, name, replication).await?;
        }
        let encryption = self.server_side_encryption_configuration.as_ref();
        if let Some(encryption) = changed(encryption, prior.server_side_encryption_configuration.as_ref()) {
            server_side_encryption_configuration::put(ctx, name, encryption).await?;
        }
        let rule = |it: &ObjectLockConfiguration| it.rule.is_some() || !prior.id.is_empty();
        if let Some(lock) = changed(self.object_lock_configuration.as_ref(), prior.object_lock_configuration.as_ref())
            .filter(|it| rule(it))
        {
            object_lock_configuration::put(ctx, name, lock).await?;
        }
        Ok(())
    }
}

/// What is planned, where it differs from what was.
fn changed<'a, T: PartialEq>(planned: Option<&'a T>, prior: Option<&T>) -> Option<&'a T> {
    planned.filter(|_| planned != prior)
}

/// Where a request must say that a bucket is to be; the first region is meant by saying nothing.
fn location(ctx: &Ctx) -> Option<CreateBucketConfiguration> {
    let region = Some(ctx.region()).filter(|region| *region != "us-east-1")?;
    let constraint = BucketLocationConstraint::from(region);
    Some(CreateBucketConfiguration::builder().location_constraint(constraint).build())
}

/// Whether the account already has the bucket. In the first region S3 takes its creation for a success then.
async fn exists(ctx: &Ctx, name: &str) -> Result<bool, AwsError> {
    match client(ctx).head_bucket().bucket(name).send().await.map_err(AwsError::from) {
        Ok(_) => Ok(true),
        // Somebody else's bucket: its creation will say so.
        Err(error) if matches!(error.status, Some(400..=499)) => Ok(false),
        Err(error) => Err(error),
    }
}

impl Resource for Bucket {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["NoSuchBucket", "NotFound"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let name = naming::name_or_unique(&plan.bucket, &plan.bucket_prefix, "");
        if let Err(why) = name::check(&name, ctx.region()) {
            return Err(Error::other(format!("validating S3 Bucket ({name}) name: it {why}")).at("bucket").into());
        }
        if ctx.region() == "us-east-1" && exists(ctx, &name).await? {
            let advice = "Import it if it shall be managed here, or choose another name.";
            let error = Error::other(format!("bucket {name} already exists"))
                .with_code("BucketAlreadyExists")
                .with_advice(advice);
            return Err(error.into());
        }
        let request = client(ctx)
            .create_bucket()
            .bucket(&name)
            .set_acl(plan.acl.as_deref().map(BucketCannedAcl::from))
            .set_bucket_namespace(plan.bucket_namespace.as_deref().map(BucketNamespace::from))
            .set_create_bucket_configuration(location(ctx))
            .set_object_lock_enabled_for_bucket(plan.has_object_lock().then_some(true));
        // A bucket of that name may just be on its way out.
        let again = |error: &AwsError| error.is(&["OperationAborted"]);
        ctx.waiter().briefly().retry(|| async { Ok(request.clone().send().await?) }, again).await?;
        Ok(Created::new(name))
    }

    async fn configure(ctx: &Ctx, plan: &Self) -> Result<(), AwsError> {
        if !plan.tags.all().is_empty() {
            tags::put(ctx, &plan.id, plan.tags.all()).await?;
        }
        plan.put_settings(ctx, &Self::default()).await
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        // Thirteen requests at once are a large future.
        Box::pin(found::find(ctx, prior)).await.map(Some)
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        plan.put_settings(ctx, prior).await
    }

    async fn update_tags(ctx: &Ctx, bucket: &Self, change: &TagChange) -> Result<(), AwsError> {
        tags::change(ctx, &bucket.id, change).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        let delete = client(ctx).delete_bucket().bucket(&prior.id);
        match delete.clone().send().await.map_err(AwsError::from) {
            Err(error) if error.is(&["BucketNotEmpty"]) && prior.force_destroy => {}
            Err(error) => return Err(error),
            Ok(_) => return Ok(()),
        }
        let force = prior.object_lock_enabled;
        Doomed { bucket: &prior.id, key: None, force }.delete(ctx).await?;
        let again = |error: &AwsError| error.is(&["BucketNotEmpty", "OperationAborted"]);
        ctx.waiter().briefly().retry(|| async { Ok(delete.clone().send().await?) }, again).await?;
        Ok(())
    }

    fn plan(planned: &mut Planned<'_>) {
        website::plan_routing_rules(planned);
        if planned.creating() {
            return;
        }
        if planned.changes("website") {
            planned.set_unknown("website_endpoint");
            planned.set_unknown("website_domain");
        }
        // The two describe one list.
        if planned.changes("acl")
            && planned.configured("acl").is_some()
            && let Some(grants) = planned.prior("grant")
        {
            let ty = grants.ty();
            planned.set("grant", Value::unknown(ty));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::assert_model;

    #[test]
    fn the_model_is_sound() {
        assert_model::<Bucket>();
    }

    #[test]
    fn object_lock_can_be_asked_for_in_two_ways() {
        assert!(Bucket { object_lock_enabled: true, ..Bucket::default() }.has_object_lock());
        let lock = Some(ObjectLockConfiguration::without_rule());
        assert!(Bucket { object_lock_configuration: lock, ..Bucket::default() }.has_object_lock());
        assert!(!Bucket::default().has_object_lock());
    }
}
