//! `required_providers`: which provider a local name stands for.

use super::constant::{constant, text};
use super::content::{json_attribute, json_members, native_attribute, reject_blocks};
use super::context::DecodeCtx;
use super::provider::{check_local_name, is_provider_name};
use super::raw::{Layer, RawAttribute, RawBlock};
use super::static_syntax::{provider_ref, static_list};
use crate::config::RequiredProvider;
use crate::config::version::check_constraint;
use crate::expr::Syntax;
use iac_core::addr::ProviderAddr;
use iac_core::diag::Span;
use iac_hcl::ast::{Expr, ExprKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads a `required_providers` block.
pub(super) fn required_providers(
    block: &RawBlock<'_>,
    ctx: &mut DecodeCtx<'_>,
) -> BTreeMap<Arc<str>, RequiredProvider> {
    let mut found = BTreeMap::new();
    for layer in &block.body.layers {
        let attributes: Vec<RawAttribute<'_>> = match layer {
            Layer::Native(body) => {
                reject_blocks(body, "required_providers", ctx);
                body.attributes.iter().map(native_attribute).collect()
            }
            Layer::Json(node) => {
                let members = json_members(node, ctx);
                members.into_iter().filter(|member| &*member.name != "//").map(json_attribute).collect()
            }
        };
        for attribute in attributes {
            let entry = required_provider(&attribute, ctx);
            found.insert(attribute.name.clone(), entry);
        }
    }
    found
}

fn required_provider(attribute: &RawAttribute<'_>, ctx: &mut DecodeCtx<'_>) -> RequiredProvider {
    check_local_name(&attribute.name, attribute.name_span, ctx);
    let mut entry = RequiredProvider {
        source: default_source(&attribute.name),
        version: Vec::new(),
        configuration_aliases: Vec::new(),
        span: attribute.span,
    };
    let Some(members) = object_members(attribute.expr) else {
        // The form of Terraform 0.12: only a version constraint.
        if let Some(version) = text(Some(attribute), ctx) {
            check_constraint(&version, attribute.expr.span(), &mut ctx.diags);
            entry.version.push(version);
        }
        return entry;
    };
    for (name, span, value) in members {
        match name.as_deref() {
            Some("version") => {
                if let Some(version) = string(value, "Invalid version constraint", "A version", ctx) {
                    check_constraint(&version, value.span(), &mut ctx.diags);
                    entry.version.push(version);
                }
            }
            Some("source") => {
                let text = string(value, "Invalid source", "A source", ctx);
                if let Some(source) = text.and_then(|text| provider_source(&text, value.span(), ctx)) {
                    entry.source = source;
                }
            }
            Some("configuration_aliases") => {
                entry.configuration_aliases = aliases(value, &attribute.name, ctx);
            }
            _ => ctx.error(
                "Invalid required_providers object",
                "The arguments here are source, version and configuration_aliases only. A provider is configured in a \
                 provider block.",
                span,
            ),
        }
    }
    entry
}

/// What a local name without a source stands for.
fn default_source(local_name: &str) -> ProviderAddr {
    if local_name == "terraform" { ProviderAddr::builtin("terraform") } else { ProviderAddr::hashicorp(local_name) }
}

/// A member of an object: its name where it is plain, its place, its value.
type ObjectMember<'a> = (Option<Arc<str>>, Span, Syntax<'a>);

/// The members of an object written out, by name where the name is plain; `None` for anything else.
fn object_members(syntax: Syntax<'_>) -> Option<Vec<ObjectMember<'_>>> {
    let entries = syntax.entries().ok()?;
    let members = entries.into_iter().map(|(key, value)| (key.keyword(), key.span(), value));
    Some(members.filter(|(name, ..)| name.as_deref() != Some("//")).collect())
}

fn string(syntax: Syntax<'_>, summary: &str, what: &str, ctx: &mut DecodeCtx<'_>) -> Option<Arc<str>> {
    let is_reference =
        matches!(syntax, Syntax::Native(Expr { kind: ExprKind::Traversal { .. } | ExprKind::Variable(_), .. }));
    let value = if is_reference { None } else { constant(syntax, ctx) };
    let text = value.as_ref().and_then(|value| value.as_str()).map(Arc::from);
    if text.is_none() {
        ctx.error(summary, format!("{what} is plain text in quotes."), syntax.span());
    }
    text
}

/// Parses `[host/][namespace/]type`.
fn provider_source(text: &str, span: Span, ctx: &mut DecodeCtx<'_>) -> Option<ProviderAddr> {
    let parts: Vec<&str> = text.split('/').collect();
    let (host, namespace, ty) = match parts.as_slice() {
        [ty] => (None, None, *ty),
        [namespace, ty] => (None, Some(*namespace), *ty),
        [host, namespace, ty] => (Some(*host), Some(*namespace), *ty),
        _ => {
            let detail = format!("The source of a provider is [hostname/][namespace/]name, but this is {text:?}.");
            ctx.error("Invalid provider source string", detail, span);
            return None;
        }
    };
    for (what, part) in [("type", Some(ty)), ("namespace", namespace)] {
        if let Some(part) = part
            && !is_provider_name(&part.to_lowercase())
        {
            let detail = format!(
                "{part:?} in {text:?} is no provider {what}: only letters, digits, and dashes inside the name are possible."
            );
            ctx.error(format!("Invalid provider {what}"), detail, span);
            return None;
        }
    }
    let ty = ty.to_lowercase();
    Some(match (host, namespace) {
        (None, None) => ProviderAddr::hashicorp(ty),
        (host, namespace) => {
            let hashicorp = ProviderAddr::hashicorp(ty);
            ProviderAddr {
                host: host.map_or(hashicorp.host, |host| host.to_lowercase().into()),
                namespace: namespace.map_or(hashicorp.namespace, |namespace| namespace.to_lowercase().into()),
                ty: hashicorp.ty,
            }
        }
    })
}

fn aliases(syntax: Syntax<'_>, local_name: &Arc<str>, ctx: &mut DecodeCtx<'_>) -> Vec<Arc<str>> {
    let mut aliases = Vec::new();
    for item in static_list(syntax, ctx) {
        let Some(found) = provider_ref(item, "configuration_aliases", ctx) else { continue };
        match found.alias {
            _ if found.local_name != *local_name => ctx.error(
                "Invalid configuration_aliases value",
                format!("Each alias starts with the provider's own name: {local_name}.…, not {}.…", found.local_name),
                item.span(),
            ),
            Some(alias) => aliases.push(alias),
            // The default configuration needs no alias.
            None => {}
        }
    }
    aliases
}
