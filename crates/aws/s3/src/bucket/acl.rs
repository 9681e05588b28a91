//! The `acl` and `grant`s of a bucket: two ways to write the same list.

use crate::border::filled;
use crate::border::incomplete;
use crate::client;
use aws_sdk_s3::types::{self as api, AccessControlPolicy, Grantee, Owner, Permission, Type};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Block;
use std::collections::BTreeSet;

/// What somebody may do with a bucket.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Grant {
    /// The canonical user, for the type `CanonicalUser`.
    #[attr(optional)]
    id: String,
    /// What the grantee may do.
    #[attr(required, enum = ["FULL_CONTROL", "READ", "READ_ACP", "WRITE", "WRITE_ACP"])]
    permissions: BTreeSet<String>,
    /// The type of grantee.
    #[attr(required, rename = "type", enum = ["CanonicalUser", "Group"])]
    kind: String,
    /// The group, for the type `Group`.
    #[attr(optional)]
    uri: String,
}

impl Grant {
    fn to_api(&self) -> Result<Vec<api::Grant>, AwsError> {
        let grantee = Grantee::builder()
            .r#type(Type::from(self.kind.as_str()))
            .set_id(filled(&self.id))
            .set_uri(filled(&self.uri))
            .build()
            .map_err(incomplete)?;
        let grant = |permission: &String| {
            let permission = Permission::from(permission.as_str());
            api::Grant::builder().grantee(grantee.clone()).permission(permission).build()
        };
        Ok(self.permissions.iter().map(grant).collect())
    }
}

/// Grants by grantee. Those to an e-mail address come back as canonical users, so there is no other kind.
fn from_grants(grants: &[api::Grant]) -> Vec<Grant> {
    let mut found: Vec<Grant> = Vec::new();
    for grant in grants {
        let Some(grantee) = grant.grantee() else { continue };
        let permission = grant.permission().map(|permission| permission.as_str().to_owned());
        let kind = grantee.r#type.as_str().to_owned();
        let id = grantee.id().filter(|_| kind == "CanonicalUser").unwrap_or_default().to_owned();
        let uri = grantee.uri().filter(|_| kind == "Group").unwrap_or_default().to_owned();
        match found.iter_mut().find(|known| (&known.kind, &known.id, &known.uri) == (&kind, &id, &uri)) {
            Some(known) => known.permissions.extend(permission),
            None => found.push(Grant { id, permissions: permission.into_iter().collect(), kind, uri }),
        }
    }
    found
}

/// The grants of a bucket.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<Vec<Grant>, AwsError> {
    let found = client(ctx).get_bucket_acl().bucket(bucket).send().await?;
    Ok(from_grants(found.grants()))
}

/// Sets a canned list.
pub(super) async fn put(ctx: &Ctx, bucket: &str, acl: &str) -> Result<(), AwsError> {
    client(ctx).put_bucket_acl().bucket(bucket).acl(acl.into()).send().await?;
    Ok(())
}

/// Sets grants; without any the bucket is its owner's alone.
pub(super) async fn put_grants(ctx: &Ctx, bucket: &str, grants: &[Grant]) -> Result<(), AwsError> {
    if grants.is_empty() {
        return put(ctx, bucket, "private").await;
    }
    let found = client(ctx).get_bucket_acl().bucket(bucket).send().await?;
    let mut policy = AccessControlPolicy::builder().set_owner(found.owner().map(only_id));
    for grant in grants {
        for grant in grant.to_api()? {
            policy = policy.grants(grant);
        }
    }
    client(ctx).put_bucket_acl().bucket(bucket).access_control_policy(policy.build()).send().await?;
    Ok(())
}

fn only_id(owner: &Owner) -> Owner {
    Owner::builder().set_id(owner.id.clone()).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_of_one_grantee_become_one_grant() {
        let grant = Grant {
            id: "abc".into(),
            permissions: ["READ".to_owned(), "WRITE".to_owned()].into(),
            kind: "CanonicalUser".into(),
            uri: String::new(),
        };
        let sent = grant.to_api().expect("complete");
        assert_eq!(sent.len(), 2);
        assert_eq!(from_grants(&sent), [grant]);
    }
}
