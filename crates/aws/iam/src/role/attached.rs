//! What a role may do: the policies inside it, and those attached to it.

use crate::encoded::decoded;
use crate::role_policy::put;
use crate::{client, names};
use iac_aws_kit::{AwsError, Ctx};
use iac_core::value::Value;
use iac_provider::Block;
use iac_provider::equivalence::json::normalize_version_first;
use iac_provider::equivalence::policy::equivalent;
use std::collections::BTreeSet;

/// A policy inside a role. An empty block stands for none.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct InlinePolicy {
    /// The name of the policy.
    #[attr(optional, validate = names::policy_name)]
    pub name: String,
    /// What the role may do, as JSON.
    #[attr(optional, policy, version_first)]
    pub policy: String,
}

/// Those that stand for a policy.
fn real(policies: &[InlinePolicy]) -> impl Iterator<Item = &InlinePolicy> {
    policies.iter().filter(|it| !it.name.is_empty() || !it.policy.is_empty())
}

fn has(policies: &[InlinePolicy], wanted: &InlinePolicy) -> bool {
    real(policies).any(|it| it.name == wanted.name && equivalent(&it.policy, &wanted.policy))
}

/// Whether both are the same policies.
pub fn means_the_same(left: &[InlinePolicy], right: &[InlinePolicy]) -> bool {
    real(left).count() == real(right).count() && real(left).all(|it| has(right, it))
}

/// The blocks with their policies in the form in which they are stored; `None` if that changes nothing.
pub fn stored(blocks: &Value) -> Option<Value> {
    let items: Vec<Value> = blocks.as_elements()?.iter().map(stored_block).collect();
    let ty = blocks.ty();
    let new = Value::set(ty.element()?.clone(), items);
    (new != *blocks).then_some(new)
}

fn stored_block(block: &Value) -> Value {
    let policy = block.attribute("policy").and_then(Value::as_str).and_then(normalize_version_first);
    policy.map_or_else(|| block.clone(), |policy| block.clone().with_attribute("policy", Value::string(policy)))
}

/// The policies that are inside a role.
pub async fn inline_policies(ctx: &Ctx, role: &str) -> Result<Vec<InlinePolicy>, AwsError> {
    let mut policies = Vec::new();
    for name in inline_names(ctx, role).await? {
        let found = client(ctx).get_role_policy().role_name(role).policy_name(&name).send().await?;
        let policy = decoded(&found.policy_document);
        policies.push(InlinePolicy { name, policy: normalize_version_first(&policy).unwrap_or(policy) });
    }
    Ok(policies)
}

async fn inline_names(ctx: &Ctx, role: &str) -> Result<Vec<String>, AwsError> {
    let mut pages = client(ctx).list_role_policies().role_name(role).into_paginator().items().send();
    let mut names = Vec::new();
    while let Some(name) = pages.next().await {
        names.push(name?);
    }
    Ok(names)
}

/// The ARNs of the policies that are attached to a role.
pub async fn attached_arns(ctx: &Ctx, role: &str) -> Result<BTreeSet<String>, AwsError> {
    let mut pages = client(ctx).list_attached_role_policies().role_name(role).into_paginator().items().send();
    let mut arns = BTreeSet::new();
    while let Some(policy) = pages.next().await {
        arns.extend(policy?.policy_arn);
    }
    Ok(arns)
}

/// Puts policies into a role and takes others out.
pub async fn change_inline(
    ctx: &Ctx,
    role: &str,
    before: &[InlinePolicy],
    after: &[InlinePolicy],
) -> Result<(), AwsError> {
    for policy in real(before).filter(|it| !real(after).any(|other| other.name == it.name)) {
        remove_inline(ctx, role, &policy.name).await?;
    }
    for policy in real(after).filter(|it| !has(before, it)) {
        put(ctx, role, &policy.name, &policy.policy).await?;
    }
    Ok(())
}

/// Takes every policy out of a role.
pub async fn remove_all_inline(ctx: &Ctx, role: &str) -> Result<(), AwsError> {
    for name in inline_names(ctx, role).await? {
        remove_inline(ctx, role, &name).await?;
    }
    Ok(())
}

async fn remove_inline(ctx: &Ctx, role: &str, name: &str) -> Result<(), AwsError> {
    let removed = client(ctx).delete_role_policy().role_name(role).policy_name(name).send().await;
    unless_missing(removed.map(drop).map_err(AwsError::from))
}

/// Attaches policies to a role and detaches others.
pub async fn change_managed(
    ctx: &Ctx,
    role: &str,
    before: &BTreeSet<String>,
    after: &BTreeSet<String>,
) -> Result<(), AwsError> {
    for arn in before.difference(after) {
        let detached = client(ctx).detach_role_policy().role_name(role).policy_arn(arn).send().await;
        unless_missing(detached.map(drop).map_err(AwsError::from))?;
    }
    for arn in after.difference(before) {
        client(ctx).attach_role_policy().role_name(role).policy_arn(arn).send().await?;
    }
    Ok(())
}

/// What is to be removed may be gone already.
fn unless_missing(removed: Result<(), AwsError>) -> Result<(), AwsError> {
    removed.or_else(|error| if error.is(&["NoSuchEntity"]) { Ok(()) } else { Err(error) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(name: &str, policy: &str) -> InlinePolicy {
        InlinePolicy { name: name.into(), policy: policy.into() }
    }

    #[test]
    fn an_empty_block_is_no_policy() {
        assert!(means_the_same(&[policy("", "")], &[]));
        assert!(!means_the_same(&[policy("", "")], &[policy("p", "{}")]));
    }

    #[test]
    fn equal_documents_are_the_same_policy() {
        let one = policy("p", r#"{"Statement":{"Action":["b:b","a:a"]}}"#);
        let other = policy("p", r#"{ "Statement": [{"Action": ["a:a", "b:b"]}] }"#);
        assert!(means_the_same(&[one.clone()], &[other.clone()]));
        assert!(!means_the_same(&[one], &[policy("q", &other.policy)]));
    }
}
