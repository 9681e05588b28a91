//! Deleting objects with all their versions: to empty a bucket, or to remove one key for good.

use crate::border::{incomplete, unless};
use crate::client;
use aws_sdk_s3::types::{Delete, ObjectIdentifier, ObjectLockLegalHold, ObjectLockLegalHoldStatus as LegalHold};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Error;

/// Which versions to delete.
pub(crate) struct Doomed<'a> {
    /// The bucket.
    pub bucket: &'a str,
    /// The only key to delete; every one if there is none.
    pub key: Option<&'a str>,
    /// Whether governance retention and legal holds are overridden.
    pub force: bool,
}

impl Doomed<'_> {
    /// Deletes the versions and delete markers.
    pub(crate) async fn delete(&self, ctx: &Ctx) -> Result<(), AwsError> {
        let mut failures = Vec::new();
        let (mut key_marker, mut version_marker) = (None, None);
        loop {
            let page = client(ctx)
                .list_object_versions()
                .bucket(self.bucket)
                .set_prefix(self.key.map(str::to_owned))
                .set_key_marker(key_marker)
                .set_version_id_marker(version_marker)
                .send()
                .await?;
            let versions = page.versions().iter().map(|version| (version.key(), version.version_id()));
            let markers = page.delete_markers().iter().map(|marker| (marker.key(), marker.version_id()));
            let wanted = |(key, version): (Option<&str>, Option<&str>)| {
                let key = key.filter(|key| self.key.is_none_or(|only| only == *key))?;
                Some((key.to_owned(), version.map(str::to_owned)))
            };
            let found: Vec<_> = versions.chain(markers).filter_map(wanted).collect();
            for some in found.chunks(1000) {
                self.delete_some(ctx, some, &mut failures).await?;
            }
            if page.is_truncated() != Some(true) {
                break;
            }
            (key_marker, version_marker) = (page.next_key_marker, page.next_version_id_marker);
        }
        match failures.first() {
            None => Ok(()),
            Some(first) => {
                Err(Error::other(format!("{} objects could not be deleted, first {first}", failures.len())).into())
            }
        }
    }

    async fn delete_some(
        &self,
        ctx: &Ctx,
        objects: &[(String, Option<String>)],
        failures: &mut Vec<String>,
    ) -> Result<(), AwsError> {
        if objects.is_empty() {
            return Ok(());
        }
        let mut delete = Delete::builder().quiet(true);
        for (key, version) in objects {
            let object = ObjectIdentifier::builder().key(key).set_version_id(version.clone()).build();
            delete = delete.objects(object.map_err(incomplete)?);
        }
        let request = client(ctx).delete_objects().bucket(self.bucket).delete(delete.build().map_err(incomplete)?);
        let answer = request.set_bypass_governance_retention(self.force.then_some(true)).send().await?;
        for error in answer.errors() {
            let (key, version) = (error.key().unwrap_or_default(), error.version_id());
            let held = self.force && error.code() == Some("AccessDenied");
            let result = if held { self.release_and_delete(ctx, key, version).await } else { Ok(false) };
            if !result? {
                let (code, message) = (error.code().unwrap_or_default(), error.message().unwrap_or_default());
                failures.push(format!("{key} ({}): {code}: {message}", version.unwrap_or("null")));
            }
        }
        Ok(())
    }

    /// Takes the legal hold off an object and deletes it; whether that worked.
    async fn release_and_delete(&self, ctx: &Ctx, key: &str, version: Option<&str>) -> Result<bool, AwsError> {
        let off = ObjectLockLegalHold::builder().status(LegalHold::Off).build();
        let release = client(ctx).put_object_legal_hold().bucket(self.bucket).key(key);
        let release = release.set_version_id(version.map(str::to_owned)).legal_hold(off).send().await;
        if unless(release, &["AccessDenied", "InvalidRequest"])?.is_none() {
            return Ok(false);
        }
        let delete = client(ctx).delete_object().bucket(self.bucket).key(key).bypass_governance_retention(true);
        let delete = delete.set_version_id(version.map(str::to_owned)).send().await;
        Ok(unless(delete, &["AccessDenied"])?.is_some())
    }
}
