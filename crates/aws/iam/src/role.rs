//! `aws_iam_role`: a role. What it may do is in [`attached`].

mod attached;

use crate::encoded::decoded;
use crate::{client, names};
use attached::{InlinePolicy, attached_arns, inline_policies, means_the_same, stored};
use aws_sdk_iam::primitives::{DateTime, DateTimeFormat};
use aws_sdk_iam::types::{Role as ApiRole, Tag};
use iac_aws_kit::{AwsError, Ctx};
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Context, Created, Model, Resource, TagChange, TagMap, Tags, naming, validate};
use std::collections::BTreeSet;

/// Provides an IAM role. Import with its name.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_iam_role", label = "IAM Role", global)]
pub struct Role {
    /// The name of the role.
    #[attr(id)]
    id: String,
    /// The ARN of the role.
    #[attr(computed)]
    arn: String,
    /// Who may take on the role, as JSON.
    #[attr(required, policy)]
    assume_role_policy: String,
    /// When the role was made.
    #[attr(computed)]
    create_date: String,
    /// What the role is for.
    #[attr(optional, validate = description)]
    description: String,
    /// Whether policies that others put into or attached to the role are removed before it is deleted.
    #[attr(optional, default = false, config_only)]
    force_detach_policies: bool,
    /// The policies inside the role. If any is given, no others may be there: an empty block allows none at all.
    #[block(set, computed)]
    inline_policy: Vec<InlinePolicy>,
    /// The ARNs of the attached policies. If it is given, no others may be attached.
    #[attr(optional, computed, validate = validate::arn)]
    managed_policy_arns: BTreeSet<String>,
    /// The longest session, in seconds.
    #[attr(optional, default = 3600, range = 3600..=43_200)]
    max_session_duration: i32,
    /// The name of the role. Made up if it is omitted.
    #[attr(optional, computed, force_new, validate = names::role_name, conflicts_with = ["name_prefix"])]
    name: String,
    /// The beginning of a made-up name.
    #[attr(optional, computed, force_new, validate = names::role_name_prefix, conflicts_with = ["name"])]
    name_prefix: String,
    /// The path that the role's ARN shows before its name.
    #[attr(optional, force_new, default = "/", length = 0..=512)]
    path: String,
    /// The ARN of the policy that limits what the role may do.
    #[attr(optional, validate = validate::arn)]
    permissions_boundary: String,
    /// The identifier that no other role ever has.
    #[attr(computed)]
    unique_id: String,
    #[attr(flatten)]
    tags: Tags,
}

fn description(name: &str, value: &Value) -> Result<(), String> {
    let longest = 1000;
    let Some(text) = value.as_str().filter(|text| text.chars().count() > longest) else { return Ok(()) };
    Err(format!("expected length of {name} to be in the range (0 - {longest}), got {text}"))
}

impl Role {
    fn from_api(role: ApiRole) -> Self {
        let boundary = role.permissions_boundary.and_then(|boundary| boundary.permissions_boundary_arn);
        // Fractions of a second are not shown.
        let date = DateTime::from_secs(role.create_date.secs());
        Self {
            id: role.role_name.clone(),
            arn: role.arn,
            assume_role_policy: decoded(&role.assume_role_policy_document.unwrap_or_default()),
            create_date: date.fmt(DateTimeFormat::DateTime).unwrap_or_default(),
            description: role.description.unwrap_or_default(),
            max_session_duration: role.max_session_duration.unwrap_or(3600),
            name_prefix: naming::prefix_of(&role.role_name, "").to_owned(),
            name: role.role_name,
            path: role.path,
            permissions_boundary: boundary.unwrap_or_default(),
            unique_id: role.role_id,
            tags: role.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect(),
            ..Self::default()
        }
    }
}

fn tag_list(tags: &TagMap) -> Vec<Tag> {
    let tag = |(key, value)| Tag::builder().key(key).value(value).build().expect("invariant: key and value are set");
    tags.iter().map(tag).collect()
}

fn given(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// IAM does not know a principal for a while after it was made.
fn unknown_principal(error: &AwsError) -> bool {
    error.is(&["MalformedPolicyDocument"]) && error.message.contains("Invalid principal")
}

async fn update_trust(ctx: &Ctx, name: &str, policy: &str) -> Result<(), AwsError> {
    let request = client(ctx).update_assume_role_policy().role_name(name).policy_document(policy);
    ctx.waiter().briefly().retry(|| async { Ok(request.clone().send().await?) }, unknown_principal).await?;
    Ok(())
}

async fn update_boundary(ctx: &Ctx, name: &str, arn: &str) -> Result<(), AwsError> {
    if arn.is_empty() {
        client(ctx).delete_role_permissions_boundary().role_name(name).send().await?;
    } else {
        client(ctx).put_role_permissions_boundary().role_name(name).permissions_boundary(arn).send().await?;
    }
    Ok(())
}

/// Takes the role out of every instance profile.
async fn leave_instance_profiles(ctx: &Ctx, name: &str) -> Result<(), AwsError> {
    let mut pages = client(ctx).list_instance_profiles_for_role().role_name(name).into_paginator().items().send();
    while let Some(profile) = pages.next().await {
        let request = client(ctx).remove_role_from_instance_profile().role_name(name);
        let left = request.instance_profile_name(profile?.instance_profile_name).send().await;
        Role::unless_gone(left)?;
    }
    Ok(())
}

impl Resource for Role {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["NoSuchEntity"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let name = naming::name_or_unique(&plan.name, &plan.name_prefix, "");
        let request = client(ctx)
            .create_role()
            .role_name(&name)
            .assume_role_policy_document(&plan.assume_role_policy)
            .path(&plan.path)
            .max_session_duration(plan.max_session_duration)
            .set_description(given(&plan.description))
            .set_permissions_boundary(given(&plan.permissions_boundary))
            .set_tags(Some(tag_list(plan.tags.all())).filter(|tags| !tags.is_empty()));
        ctx.waiter().briefly().retry(|| async { Ok(request.clone().send().await?) }, unknown_principal).await?;
        Ok(Created::new(name))
    }

    async fn configure(ctx: &Ctx, plan: &Self) -> Result<(), AwsError> {
        attached::change_inline(ctx, &plan.id, &[], &plan.inline_policy).await?;
        attached::change_managed(ctx, &plan.id, &BTreeSet::new(), &plan.managed_policy_arns).await
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let name = &prior.id;
        let role = async { Ok::<_, AwsError>(client(ctx).get_role().role_name(name).send().await?) };
        let (found, inline, managed) = tokio::try_join!(role, inline_policies(ctx, name), attached_arns(ctx, name))?;
        let Some(role) = found.role else { return Ok(None) };
        // An empty block stands for no policies.
        let kept = means_the_same(&prior.inline_policy, &inline);
        let inline_policy = if kept { prior.inline_policy.clone() } else { inline };
        Ok(Some(Self { inline_policy, managed_policy_arns: managed, ..Self::from_api(role) }))
    }

    async fn update(ctx: &Ctx, prior: &Self, plan: &Self) -> Result<(), AwsError> {
        let name = &plan.id;
        if prior.assume_role_policy != plan.assume_role_policy {
            update_trust(ctx, name, &plan.assume_role_policy).await?;
        }
        if (&prior.description, prior.max_session_duration) != (&plan.description, plan.max_session_duration) {
            let request = client(ctx).update_role().role_name(name).description(&plan.description);
            request.max_session_duration(plan.max_session_duration).send().await?;
        }
        if prior.permissions_boundary != plan.permissions_boundary {
            update_boundary(ctx, name, &plan.permissions_boundary).await?;
        }
        attached::change_inline(ctx, name, &prior.inline_policy, &plan.inline_policy).await?;
        attached::change_managed(ctx, name, &prior.managed_policy_arns, &plan.managed_policy_arns).await
    }

    async fn update_tags(ctx: &Ctx, role: &Self, change: &TagChange) -> Result<(), AwsError> {
        if !change.remove.is_empty() {
            let request = client(ctx).untag_role().role_name(&role.id);
            request.set_tag_keys(Some(change.remove.clone())).send().await?;
        }
        if !change.set.is_empty() {
            client(ctx).tag_role().role_name(&role.id).set_tags(Some(tag_list(&change.set))).send().await?;
        }
        Ok(())
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        let name = &prior.id;
        if prior.force_detach_policies || !prior.managed_policy_arns.is_empty() {
            let managed = attached_arns(ctx, name).await?;
            attached::change_managed(ctx, name, &managed, &BTreeSet::new()).await?;
        }
        if prior.force_detach_policies || !prior.inline_policy.is_empty() {
            attached::remove_all_inline(ctx, name).await?;
        }
        let conflict = |error: &AwsError| error.is(&["DeleteConflict"]);
        let request = client(ctx).delete_role().role_name(name);
        match request.clone().send().await.map_err(AwsError::from) {
            // Seldom is a role in an instance profile, so this is only asked when it matters.
            Err(error) if conflict(&error) => leave_instance_profiles(ctx, name).await?,
            answer => return answer.map(drop),
        }
        ctx.waiter().briefly().retry(|| async { Ok(request.clone().send().await?) }, conflict).await?;
        Ok(())
    }

    fn plan(planned: &mut Planned<'_>) {
        if let Some(blocks) = planned.planned("inline_policy").and_then(stored) {
            planned.set("inline_policy", blocks);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<Role>();
    }

    fn config(rest: &str) -> String {
        let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
        let trust = serde_json::Value::from(trust);
        format!(r#"{{"name":"r","assume_role_policy":{trust}{rest}}}"#)
    }

    #[tokio::test]
    async fn it_converges_on_an_emulator() {
        let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
        let mut role = Trial::of::<Role>(ctx);
        role.converge(&config("")).await;
        role.converge(&config(r#","description":"d","max_session_duration":7200,"tags":{"k":"v"}"#)).await;
        let policy = serde_json::Value::from(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*"],"Resource":"*"}]}"#,
        );
        let inline = format!(r#","inline_policy":[{{"name":"p","policy":{policy}}}]"#);
        role.converge(&config(&inline)).await;
        role.converge(&config(r#","inline_policy":[{}]"#)).await;
        assert!(role.destroy().await.is_empty());
    }
}
