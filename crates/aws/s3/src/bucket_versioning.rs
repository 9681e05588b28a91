//! `aws_s3_bucket_versioning`: whether a bucket keeps old versions of its objects.

use crate::border::filled;
use crate::client;
use aws_sdk_s3::types::{self as api, MfaDelete};
use iac_aws_kit::{AwsError, Ctx};
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Block, Created, Model, Progress, Resource};

/// Provides the versioning of an S3 bucket. Import with the bucket's name, or `NAME,OWNER` where the owner is checked.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_s3_bucket_versioning", label = "S3 Bucket Versioning")]
pub struct BucketVersioning {
    /// The bucket's name, and the expected owner if there is one.
    #[attr(id)]
    id: String,
    /// The name of the bucket.
    #[attr(required, force_new, length = 1..=63)]
    bucket: String,
    /// The account that must own the bucket for requests to succeed.
    #[attr(optional, force_new)]
    expected_bucket_owner: String,
    /// The serial number and current code of the MFA device, with a space between; needed if MFA delete is on.
    #[attr(optional, config_only)]
    mfa: String,
    /// The setting.
    #[block(list, min = 1, max = 1)]
    versioning_configuration: Option<VersioningConfiguration>,
}

/// How a bucket keeps versions.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct VersioningConfiguration {
    /// Whether versions are kept. `Disabled` fits only buckets that never kept any.
    #[attr(required, enum = ["Enabled", "Suspended", "Disabled"])]
    status: String,
    /// Whether deleting a version takes an MFA code.
    #[attr(optional, computed, enum = ["Enabled", "Disabled"])]
    mfa_delete: String,
}

const DISABLED: &str = "Disabled";

impl BucketVersioning {
    fn status(&self) -> &str {
        self.versioning_configuration.as_ref().map_or(DISABLED, |it| it.status.as_str())
    }

    fn mfa_delete(&self) -> &str {
        self.versioning_configuration.as_ref().map_or("", |it| it.mfa_delete.as_str())
    }

    async fn put(&self, ctx: &Ctx, status: &str) -> Result<(), AwsError> {
        let setting = api::VersioningConfiguration::builder()
            .status(status.into())
            .set_mfa_delete(filled(self.mfa_delete()).map(|state| MfaDelete::from(state.as_str())));
        client(ctx)
            .put_bucket_versioning()
            .bucket(&self.bucket)
            .set_expected_bucket_owner(filled(&self.expected_bucket_owner))
            .set_mfa(filled(&self.mfa))
            .versioning_configuration(setting.build())
            .send()
            .await?;
        Ok(())
    }
}

impl Resource for BucketVersioning {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["NoSuchBucket"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        // A new bucket is not versioned, and S3 takes no request to leave it so.
        if plan.status() != DISABLED {
            plan.put(ctx, plan.status()).await?;
        }
        let owner = filled(&plan.expected_bucket_owner).map(|owner| format!(",{owner}"));
        Ok(Created::new(plan.bucket.clone() + owner.as_deref().unwrap_or_default()))
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let owner = filled(&prior.expected_bucket_owner);
        let request = client(ctx).get_bucket_versioning().bucket(&prior.bucket).set_expected_bucket_owner(owner);
        let found = request.send().await?;
        let status = found.status().map_or(DISABLED, api::BucketVersioningStatus::as_str).to_owned();
        // Where MFA delete was never on, S3 does not mention it.
        let never_on = if prior.mfa_delete() == DISABLED { DISABLED } else { "" };
        let mfa_delete = found.mfa_delete().map_or(never_on, api::MfaDeleteStatus::as_str).to_owned();
        let versioning_configuration = Some(VersioningConfiguration { status, mfa_delete });
        Ok(Some(Self { versioning_configuration, ..prior.clone() }))
    }

    fn settled(plan: &Self, found: &Self) -> Progress {
        (plan.status() == found.status() || plan.status() == DISABLED).into()
    }

    async fn update(ctx: &Ctx, _prior: &Self, plan: &Self) -> Result<(), AwsError> {
        if plan.status() == DISABLED { Ok(()) } else { plan.put(ctx, plan.status()).await }
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        if prior.status() == DISABLED {
            return Ok(());
        }
        match prior.put(ctx, "Suspended").await {
            // A bucket with object lock keeps its versions for good: there is nothing to take back.
            Err(error) if error.is(&["InvalidBucketState"]) => Ok(()),
            result => result,
        }
    }

    async fn import(_ctx: &Ctx, id: &str) -> Result<Self, AwsError> {
        let (bucket, owner) = id.split_once(',').unwrap_or((id, ""));
        Ok(Self { id: id.into(), bucket: bucket.into(), expected_bucket_owner: owner.into(), ..Self::default() })
    }

    fn plan(planned: &mut Planned<'_>) {
        let status = |value: Option<&Value>| {
            let block = value?.as_elements()?.first()?;
            Some(block.attribute("status")?.as_str()?.to_owned())
        };
        let name = "versioning_configuration";
        let (before, after) = (status(planned.prior(name)), status(planned.planned(name)));
        if let Some(before) = before.filter(|before| before != DISABLED)
            && after.as_deref() == Some(DISABLED)
        {
            planned.error(
                name,
                format!("versioning_configuration.status cannot be updated from '{before}' to '{DISABLED}'"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::assert_model;

    #[test]
    fn the_model_is_sound() {
        assert_model::<BucketVersioning>();
    }
}
