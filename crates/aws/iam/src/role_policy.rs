//! `aws_iam_role_policy`: a policy inside a role.

use crate::encoded::decoded;
use crate::{client, names};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{Created, Error, Model, Resource, naming};

/// Provides a policy inside an IAM role. Import with `ROLE:NAME`.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "aws_iam_role_policy", label = "IAM Role Policy", global)]
pub struct RolePolicy {
    /// `ROLE:NAME`.
    #[attr(id)]
    id: String,
    /// The name of the policy. Made up if it is omitted.
    #[attr(optional, computed, force_new, validate = names::policy_name, conflicts_with = ["name_prefix"])]
    name: String,
    /// The beginning of a made-up name.
    #[attr(optional, computed, force_new, validate = names::policy_name_prefix, conflicts_with = ["name"])]
    name_prefix: String,
    /// What the role may do, as JSON.
    #[attr(required, policy, version_first)]
    policy: String,
    /// The name of the role.
    #[attr(required, force_new, validate = names::role_name)]
    role: String,
}

/// Role and name, out of an identifier.
fn parts(id: &str) -> Result<(&str, &str), AwsError> {
    id.split_once(':').filter(|(role, name)| !role.is_empty() && !name.is_empty()).ok_or_else(|| {
        Error::other(format!("role policy id must be of the form <role name>:<role policy name>, got {id:?}")).into()
    })
}

/// Puts a policy into a role.
pub(crate) async fn put(ctx: &Ctx, role: &str, name: &str, policy: &str) -> Result<(), AwsError> {
    client(ctx).put_role_policy().role_name(role).policy_name(name).policy_document(policy).send().await?;
    Ok(())
}

impl Resource for RolePolicy {
    type Context = Ctx;
    const GONE: &'static [&'static str] = &["NoSuchEntity"];

    async fn create(ctx: &Ctx, plan: &Self) -> Result<Created, AwsError> {
        let name = naming::name_or_unique(&plan.name, &plan.name_prefix, "");
        put(ctx, &plan.role, &name, &plan.policy).await?;
        Ok(Created::new(format!("{}:{name}", plan.role)))
    }

    async fn read(ctx: &Ctx, prior: &Self) -> Result<Option<Self>, AwsError> {
        let (role, name) = parts(&prior.id)?;
        let found = client(ctx).get_role_policy().role_name(role).policy_name(name).send().await?;
        Ok(Some(Self {
            id: prior.id.clone(),
            name: name.to_owned(),
            name_prefix: naming::prefix_of(name, "").to_owned(),
            policy: decoded(&found.policy_document),
            role: role.to_owned(),
        }))
    }

    async fn update(ctx: &Ctx, _prior: &Self, plan: &Self) -> Result<(), AwsError> {
        let (role, name) = parts(&plan.id)?;
        put(ctx, role, name, &plan.policy).await
    }

    async fn delete(ctx: &Ctx, prior: &Self) -> Result<(), AwsError> {
        let (role, name) = parts(&prior.id)?;
        client(ctx).delete_role_policy().role_name(role).policy_name(name).send().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::Role;
    use iac_provider::contract::{Trial, assert_model};

    #[test]
    fn the_model_is_sound() {
        assert_model::<RolePolicy>();
    }

    #[test]
    fn an_identifier_has_two_parts() {
        assert_eq!(parts("r:n").ok(), Some(("r", "n")));
        assert!(parts("r").is_err() && parts(":n").is_err());
    }

    #[tokio::test]
    async fn it_converges_on_an_emulator() {
        let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
        let document = |rest: &str| {
            let text = format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{rest}}}]}}"#);
            serde_json::Value::from(text)
        };
        let trust = document(r#""Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole""#);
        let mut role = Trial::of::<Role>(ctx.clone());
        role.converge(&format!(r#"{{"name":"r","assume_role_policy":{trust}}}"#)).await;
        let config = |action: &str| {
            let policy = document(&format!(r#""Resource":"*","Action":"{action}""#));
            format!(r#"{{"role":"r","name_prefix":"p-","policy":{policy}}}"#)
        };
        let mut it = Trial::of::<RolePolicy>(ctx);
        it.converge(&config("s3:Get*")).await;
        it.converge(&config("s3:*")).await;
        assert_eq!(it.import(it.text("id")).await, it.state);
        assert!(it.destroy().await.is_empty() && role.destroy().await.is_empty());
    }
}
