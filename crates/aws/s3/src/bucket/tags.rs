//! The tags of a bucket.

use crate::border::unless;
use crate::client;
use crate::tag_set::{from_tags, to_tagging};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{TagChange, TagMap};

/// The tags.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<TagMap, AwsError> {
    let answer = client(ctx).get_bucket_tagging().bucket(bucket).send().await;
    let found = unless(answer, &["NoSuchTagSet", "NoSuchTagSetError", "MethodNotAllowed"])?;
    Ok(found.map(|found| from_tags(found.tag_set())).unwrap_or_default())
}

/// Sets all tags.
pub(super) async fn put(ctx: &Ctx, bucket: &str, tags: &TagMap) -> Result<(), AwsError> {
    if tags.is_empty() {
        client(ctx).delete_bucket_tagging().bucket(bucket).send().await?;
    } else {
        client(ctx).put_bucket_tagging().bucket(bucket).tagging(to_tagging(tags)?).send().await?;
    }
    Ok(())
}

/// Changes some tags and leaves those alone that others look after.
pub(super) async fn change(ctx: &Ctx, bucket: &str, change: &TagChange) -> Result<(), AwsError> {
    let mut tags = find(ctx, bucket).await?;
    tags.retain(|key, _| !change.remove.contains(key));
    tags.extend(change.set.clone());
    put(ctx, bucket, &tags).await
}
