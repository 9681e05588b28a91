//! Tags of EC2 objects: sent with the creation, changed through `CreateTags` and `DeleteTags`.

use crate::client;
use aws_sdk_ec2::types::{ResourceType, Tag, TagSpecification};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{TagChange, TagMap, Tags};

/// The tags to send with a creation; `None` if there are none, because an empty specification is an error.
pub(crate) fn specifications(ty: ResourceType, tags: &TagMap) -> Option<Vec<TagSpecification>> {
    let list = tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect();
    (!tags.is_empty()).then(|| vec![TagSpecification::builder().resource_type(ty).set_tags(Some(list)).build()])
}

/// The tags that an object was found to have.
pub(crate) fn found(tags: Option<Vec<Tag>>) -> Tags {
    let tags = tags.unwrap_or_default().into_iter();
    tags.map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default())).collect()
}

/// Changes the tags of an object.
pub(crate) async fn update(ctx: &Ctx, id: &str, change: &TagChange) -> Result<(), AwsError> {
    if !change.remove.is_empty() {
        let keys = change.remove.iter().map(|key| Tag::builder().key(key).build()).collect();
        client(ctx).delete_tags().resources(id).set_tags(Some(keys)).send().await?;
    }
    if !change.set.is_empty() {
        let tags = change.set.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect();
        client(ctx).create_tags().resources(id).set_tags(Some(tags)).send().await?;
    }
    Ok(())
}
