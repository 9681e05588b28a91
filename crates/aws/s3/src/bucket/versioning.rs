//! The `versioning` of a bucket.

use crate::border::unless;
use crate::client;
use aws_sdk_s3::types::{BucketVersioningStatus as Status, MfaDelete, MfaDeleteStatus, VersioningConfiguration};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Block;

/// Whether a bucket keeps old versions.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Versioning {
    /// Whether it keeps old versions.
    #[attr(optional, default = false)]
    pub(super) enabled: bool,
    /// Whether deleting a version takes an MFA code. It can only be switched by other means, as it takes such a code.
    #[attr(optional, default = false)]
    pub(super) mfa_delete: bool,
}

/// The setting of a bucket.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<Option<Versioning>, AwsError> {
    let found = unless(client(ctx).get_bucket_versioning().bucket(bucket).send().await, &["MethodNotAllowed"])?;
    Ok(found.map(|found| Versioning {
        enabled: found.status() == Some(&Status::Enabled),
        mfa_delete: found.mfa_delete() == Some(&MfaDeleteStatus::Enabled),
    }))
}

/// Sets it on a bucket that was never versioned. To say "not enabled" there would suspend it, which is something else.
pub(super) async fn put_first(ctx: &Ctx, bucket: &str, versioning: &Versioning) -> Result<(), AwsError> {
    if versioning.enabled || versioning.mfa_delete { put(ctx, bucket, versioning).await } else { Ok(()) }
}

/// Sets it.
pub(super) async fn put(ctx: &Ctx, bucket: &str, versioning: &Versioning) -> Result<(), AwsError> {
    let status = if versioning.enabled { Status::Enabled } else { Status::Suspended };
    let mfa_delete = versioning.mfa_delete.then_some(MfaDelete::Enabled);
    let setting = VersioningConfiguration::builder().status(status).set_mfa_delete(mfa_delete).build();
    client(ctx).put_bucket_versioning().bucket(bucket).versioning_configuration(setting).send().await?;
    Ok(())
}
