//! The type `aws_s3_object` and its operations.

use super::override_provider::{OverrideProvider, plan_tags};
use super::upload::upload;
use crate::border::{filled, moment, moment_text, unless};
use crate::client;
use crate::tag_set::{from_tags, to_tagging};
use crate::versions::Doomed;
use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use aws_sdk_s3::types::{
    ChecksumMode, ObjectCannedAcl, ObjectLockLegalHold, ObjectLockLegalHoldStatus, ObjectLockMode, ObjectLockRetention,
    ObjectLockRetentionMode, ServerSideEncryption, StorageClass,
};
use iac_aws_kit::{AwsError, Ctx};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Path, Value};
use iac_provider::planning::Planned;
use iac_provider::{Created, Error, Model, Operation, Resource, TagChange, TagMap, Tags, validate};
use std::collections::BTreeMap;

const CANNED_ACLS: &[&str] = &[
    "private",
    "public-read",
    "public-read-write",
    "authenticated-read",
    "aws-exec-read",
    "bucket-owner-read",
    "bucket-owner-full-control",
];
const CLASSES: &[&str] = &[
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "GLACIER",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "DEEP_ARCHIVE",
    "OUTPOSTS",
    "GLACIER_IR",
    "SNOW",
    "EXPRESS_ONEZONE",
];

/// Provides an object in an S3 bucket. Import with `BUCKET/KEY` or `s3://BUCKET/KEY`.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_s3_object", label = "S3 Object")]
pub struct Object {
    /// The key of the object.
    #[attr(id)]
    id: String,
    /// The ARN of the object.
    #[attr(computed)]
    arn: String,
    /// The bucket that the object is in.
    #[attr(required, force_new, length = 1..=255)]
    pub(super) bucket: String,
    /// The key of the object.
    #[attr(required, force_new, length = 1..=1024)]
    pub(super) key: String,
    /// The content as text.
    #[attr(optional, config_only, conflicts_with = ["source", "content_base64"])]
    pub(super) content: String,
    /// The content in base64, for bytes that are no text.
    #[attr(optional, config_only, conflicts_with = ["source"])]
    pub(super) content_base64: String,
    /// The file that has the content.
    #[attr(optional, config_only)]
    pub(super) source: String,
    /// A hash of the content, or anything that changes with it: a change uploads the content again.
    #[attr(optional, config_only)]
    source_hash: String,
    /// The MD5 of the content: a change uploads the content again. It differs for what KMS encrypted.
    #[attr(optional, computed, conflicts_with = ["kms_key_id"])]
    etag: String,
    /// Who may use it, as one of S3's ready-made lists.
    #[attr(optional, computed, config_only, enum = CANNED_ACLS)]
    pub(super) acl: Option<String>,
    /// Whether a key of the bucket encrypts it instead of one of its own.
    #[attr(optional, computed)]
    pub(super) bucket_key_enabled: bool,
    /// How it may be cached, as in HTTP.
    #[attr(optional)]
    pub(super) cache_control: String,
    /// The checksum to store with it.
    #[attr(optional, config_only, enum = ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"])]
    pub(super) checksum_algorithm: String,
    /// Its CRC32 checksum in base64.
    #[attr(computed)]
    checksum_crc32: String,
    /// Its CRC32C checksum in base64.
    #[attr(computed)]
    checksum_crc32c: String,
    /// Its CRC64NVME checksum in base64.
    #[attr(computed)]
    checksum_crc64nvme: String,
    /// Its SHA-1 checksum in base64.
    #[attr(computed)]
    checksum_sha1: String,
    /// Its SHA-256 checksum in base64.
    #[attr(computed)]
    checksum_sha256: String,
    /// How browsers show it, as in HTTP.
    #[attr(optional)]
    pub(super) content_disposition: String,
    /// How its content is encoded, as in HTTP.
    #[attr(optional)]
    pub(super) content_encoding: String,
    /// The language of its content.
    #[attr(optional)]
    pub(super) content_language: String,
    /// The media type of its content.
    #[attr(optional, computed)]
    pub(super) content_type: String,
    /// Whether it is deleted although a legal hold or governance retention protects it.
    #[attr(optional, default = false, config_only)]
    force_destroy: bool,
    /// The ARN of the KMS key that encrypts it.
    #[attr(optional, computed, validate = validate::arn)]
    pub(super) kms_key_id: Option<String>,
    /// Facts about it that S3 keeps for its users; keys are in lower case.
    #[attr(optional)]
    pub(super) metadata: BTreeMap<String, String>,
    /// Whether a legal hold protects it.
    #[attr(optional, enum = ["ON", "OFF"])]
    pub(super) object_lock_legal_hold_status: String,
    /// How strong its protection is.
    #[attr(optional, enum = ["GOVERNANCE", "COMPLIANCE"])]
    pub(super) object_lock_mode: String,
    /// When its protection ends, as in RFC 3339.
    #[attr(optional, validate = check_moment)]
    pub(super) object_lock_retain_until_date: String,
    /// The algorithm that encrypts it.
    #[attr(optional, computed, enum = ["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"])]
    pub(super) server_side_encryption: String,
    /// Its storage class.
    #[attr(optional, computed, enum = CLASSES)]
    pub(super) storage_class: String,
    /// Its version, if the bucket keeps versions.
    #[attr(computed)]
    version_id: String,
    /// Where the bucket's website sends requests for it.
    #[attr(optional)]
    pub(super) website_redirect: String,
    /// What of the provider's configuration this object does otherwise.
    #[block(list, max = 1, config_only)]
    override_provider: Option<OverrideProvider>,
    #[attr(flatten)]
    tags: Tags,
}

/// Arguments that only an upload can change.
const UPLOADED: &[&str] = &[
    "bucket_key_enabled",
    "cache_control",
    "checksum_algorithm",
    "content",
    "content_base64",
    "content_disposition",
    "content_encoding",
    "content_language",
    "content_type",
    "etag",
    "kms_key_id",
    "metadata",
    "server_side_encryption",
    "source",
    "source_hash",
    "storage_class",
    "website_redirect",
];

/// What a new content changes besides.
const DERIVED: &[&str] = &[
    "checksum_crc32",
    "checksum_crc32c",
    "checksum_crc64nvme",
    "checksum_sha1",
    "checksum_sha256",
    "etag",
    "version_id",
];

fn check_moment(name: &str, value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !text.is_empty() && moment(text).is_err() => {
            Err(format!("expected {name:?} to be a valid RFC3339 date, got {text:?}"))
        }
        _ => Ok(()),
    }
}

/// The key as it stands in the ARN: without leading slashes and dots, slashes one at a time.
fn clean(key: &str) -> String {
    let mut rest = key;
    while let Some(shorter) = rest.strip_prefix('/').or_else(|| rest.strip_prefix("./")) {
        rest = shorter;
    }
    let mut clean = String::with_capacity(rest.len());
    for character in rest.chars() {
        if character != '/' || !clean.ends_with('/') {
            clean.push(character);
        }
    }
    clean
}

impl Object {
    /// Every tag that it should have.
    pub(super) fn all_tags(&self) -> TagMap {
        let own = self.tags.tags.clone().unwrap_or_default();
        let overridden = self.override_provider.as_ref().and_then(|it| it.all_tags(&own));
        overridden.unwrap_or_else(|| self.tags.all().clone())
    }

    /// What only an upload can change.
    fn uploaded(&self) -> impl PartialEq + use<> {
        let texts = [
            &self.cache_control,
            &self.checksum_algorithm,
            &self.content,
            &self.content_base64,
            &self.content_disposition,
            &self.content_encoding,
            &self.content_language,
            &self.content_type,
            &self.etag,
            &self.server_side_encryption,
            &self.source,
            &self.source_hash,
            &self.storage_class,
            &self.website_redirect,
        ];
        let kms = self.kms_key_id.clone().unwrap_or_default();
        (texts.map(String::clone), kms, self.bucket_key_enabled, self.metadata.clone())
    }

    /// Whether it asks for protection. A bucket's default protects objects that ask for none, which is no drift.
    fn has_retention(&self) -> bool {
        !self.object_lock_mode.is_empty() || !self.object_lock_retain_until_date.is_empty()
    }

    fn from_answer(ctx: &Ctx, prior: &Self, mut found: HeadObjectOutput, tags: TagMap) -> Self {
        // Of an object being imported nothing is known but its place.
        let importing = ctx.operation() == Operation::Read && prior.arn.is_empty();
        if !importing && !prior.has_retention() {
            (found.object_lock_mode, found.object_lock_retain_until_date) = (None, None);
        }
        let text = Option::<String>::unwrap_or_default;
        // A configured hash may be of something else than the content: that shows in the next plan, and is no failure.
        let as_planned = ctx.operation() != Operation::Read && !prior.etag.is_empty();
        Self {
            id: prior.key.clone(),
            arn: format!("arn:{}:s3:::{}/{}", ctx.partition(), prior.bucket, clean(&prior.key)),
            bucket_key_enabled: found.bucket_key_enabled.unwrap_or_default(),
            cache_control: text(found.cache_control),
            checksum_crc32: text(found.checksum_crc32),
            checksum_crc32c: text(found.checksum_crc32_c),
            checksum_crc64nvme: text(found.checksum_crc64_nvme),
            checksum_sha1: text(found.checksum_sha1),
            checksum_sha256: text(found.checksum_sha256),
            content_disposition: text(found.content_disposition),
            content_encoding: text(found.content_encoding),
            content_language: text(found.content_language),
            content_type: text(found.content_type),
            etag: if as_planned { prior.etag.clone() } else { text(found.e_tag).trim_matches('"').to_owned() },
            kms_key_id: found.ssekms_key_id,
            metadata: found.metadata.unwrap_or_default().into_iter().collect(),
            object_lock_legal_hold_status: found
                .object_lock_legal_hold_status
                .as_ref()
                .map(ObjectLockLegalHoldStatus::as_str)
                .unwrap_or_default()
                .to_owned(),
            object_lock_mode: found.object_lock_mode.as_ref().map(ObjectLockMode::as_str).unwrap_or_default().into(),
            object_lock_retain_until_date: found
                .object_lock_retain_until_date
                .as_ref()
                .map(moment_text)
                .unwrap_or_default(),
            server_side_encryption: found
                .server_side_encryption
                .as_ref()
                .map(ServerSideEncryption::as_str)
                .unwrap_or_default()
                .to_owned(),
            // S3 does not mention the usual class.
            storage_class: found.storage_class.as_ref().map_or("STANDARD", StorageClass::as_str).to_owned(),
            version_id: found.version_id.filter(|version| version != "null").unwrap_or_default(),
            website_redirect: text(found.website_redirect_location),
            tags: tags.into_iter().collect(),
            ..prior.clone()
        }
    }

    async fn find_tags(&self, ctx: &Ctx) -> Result<TagMap, AwsError> {
        // An upload sets all tags, so those of a new object are known.
        if ctx.operation() == Operation::Create {
            return Ok(self.all_tags());
        }
        let answer = client(ctx).get_object_tagging().bucket(&self.bucket).key(&self.key).send().await;
        Ok(unless(answer, &["NoSuchKey", "NoSuchTagSet"])?.map(|it| from_tags(it.tag_set())).unwrap_or_default())
    }

    async fn put_tags(&self, ctx: &Ctx, tags: &TagMap) -> Result<(), AwsError> {
        if tags.is_empty() {
            client(ctx).delete_object_tagging().bucket(&self.bucket).key(&self.key).send().await?;
        } else {
            let request = client(ctx).put_object_tagging().bucket(&self.bucket).key(&self.key);
            request.tagging(to_tagging(tags)?).send().await?;
        }
        Ok(())
    }

    async fn put_retention(&self, ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        let until = |it: &Self| filled(&it.object_lock_retain_until_date).map(|text| moment(&text)).transpose();
        let (before, after) = (until(prior)?, until(self)?);
        // To shorten or end a protection takes a word more.
        let weaker = after.is_none_or(|after| before.is_some_and(|before| after < before));
        let retention = ObjectLockRetention::builder()
            .set_mode(filled(&self.object_lock_mode).map(|mode| ObjectLockRetentionMode::from(mode.as_str())))
            .set_retain_until_date(after)
            .build();
        client(ctx)
            .put_object_retention()
            .bucket(&self.bucket)
            .key(&self.key)
            .retention(retention)
            .set_bypass_governance_retention(weaker.then_some(true))
            .send()
            .await?;
        Ok(())
    }

    /// Changes in place what needs no upload.
    async fn put_settings(&self, ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        if self.acl != prior.acl
            && let Some(acl) = &self.acl
        {
            let acl = ObjectCannedAcl::from(acl.as_str());
            client(ctx).put_object_acl().bucket(&self.bucket).key(&self.key).acl(acl).send().await?;
        }
        if self.object_lock_legal_hold_status != prior.object_lock_legal_hold_status {
            let status = filled(&self.object_lock_legal_hold_status);
            let status = status.map_or(ObjectLockLegalHoldStatus::Off, |it| it.as_str().into());
            let hold = ObjectLockLegalHold::builder().status(status).build();
            client(ctx).put_object_legal_hold().bucket(&self.bucket).key(&self.key).legal_hold(hold).send().await?;
        }
        let retention = |it: &Self| (it.object_lock_mode.clone(), it.object_lock_retain_until_date.clone());
        if retention(self) != retention(prior) {
            self.put_retention(ctx, prior).await?;
        }
        if self.override_provider != prior.override_provider {
            self.put_tags(ctx, &self.all_tags()).await?;
        }
        Ok(())
    }
}

impl Resource for Object {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["NotFound", "NoSuchKey", "NoSuchBucket"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        upload(ctx, plan).await?;
        Ok(Created::new(&plan.key))
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let mode = (!prior.checksum_algorithm.is_empty()).then_some(ChecksumMode::Enabled);
        let head = async {
            let request = client(ctx).head_object().bucket(&prior.bucket).key(&prior.key).set_checksum_mode(mode);
            Ok::<_, AwsError>(request.send().await?)
        };
        match tokio::join!(head, prior.find_tags(ctx)) {
            // The answer to a HEAD request has no body, and with it no code.
            (Err(error), _) if error.status == Some(404) => Ok(None),
            (Err(error), _) | (_, Err(error)) => Err(error),
            (Ok(found), Ok(tags)) => Ok(Some(Self::from_answer(ctx, prior, found, tags))),
        }
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        // An etag that is to be computed anew is empty in the plan: something else changed then.
        if plan.uploaded() == prior.uploaded() { plan.put_settings(ctx, prior).await } else { upload(ctx, plan).await }
    }

    async fn update_tags(ctx: &Ctx, object: &Self, change: &TagChange) -> Result<(), AwsError> {
        if object.override_provider.is_some() {
            return object.put_tags(ctx, &object.all_tags()).await;
        }
        let mut tags = object.find_tags(ctx).await?;
        tags.retain(|key, _| !change.remove.contains(key));
        tags.extend(change.set.clone());
        object.put_tags(ctx, &tags).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        if prior.version_id.is_empty() {
            client(ctx).delete_object().bucket(&prior.bucket).key(&prior.key).send().await?;
            return Ok(());
        }
        Doomed { bucket: &prior.bucket, key: Some(&prior.key), force: prior.force_destroy }.delete(ctx).await
    }

    async fn import(_ctx: &Ctx, id: &str) -> Result<Self, AwsError> {
        let path = id.strip_prefix("s3://").unwrap_or(id);
        let (bucket, key) =
            path.split_once('/').filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty()).ok_or_else(|| {
                Error::other(format!("id {id} should be in format <bucket>/<key> or s3://<bucket>/<key>"))
            })?;
        Ok(Self { id: key.into(), bucket: bucket.into(), key: key.into(), ..Self::default() })
    }

    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        let metadata = config_value.attribute("metadata").and_then(Value::as_entries);
        for key in metadata.into_iter().flat_map(|entries| entries.keys()).filter(|key| key.to_lowercase() != ***key) {
            let summary = format!("Metadata must be lowercase only. Offending key: {key:?}");
            diags.push(Diagnostic::error(summary, "").attribute(Path::attribute("metadata")));
        }
    }

    fn plan(planned: &mut Planned<'_>) {
        plan_tags(planned);
        if planned.creating() || !UPLOADED.iter().any(|name| planned.changes(name)) {
            return;
        }
        for name in DERIVED {
            if planned.configured(name).is_none() {
                planned.set_unknown(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::assert_model;

    #[test]
    fn the_model_is_sound() {
        assert_model::<Object>();
    }

    #[test]
    fn keys_are_clean_in_arns() {
        for (key, clean_key) in [("a/b", "a/b"), ("//a", "a"), ("./a//b", "a/b"), ("/./a/", "a/")] {
            assert_eq!(clean(key), clean_key);
        }
    }

    #[test]
    fn only_what_an_upload_sends_makes_another_upload() {
        let object = Object { content: "a".into(), ..Object::default() };
        assert!(object.uploaded() == Object { acl: Some("private".into()), ..object.clone() }.uploaded());
        assert!(object.uploaded() != Object { content: "b".into(), ..object.clone() }.uploaded());
    }
}
