//! The `website` of a bucket.

use crate::border::{filled, incomplete, some_of, unless};
use crate::client;
use aws_sdk_s3::types::{
    Condition, ErrorDocument, IndexDocument, Protocol, Redirect, RedirectAllRequestsTo, RoutingRule,
    WebsiteConfiguration,
};
use iac_aws_kit::{AwsError, Ctx};
use iac_provider::equivalence::json;
use iac_provider::planning::Planned;
use iac_provider::{Block, Error};
use serde_json::{Map, Value};

/// How a bucket serves pages.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Website {
    /// The page for keys that end with a slash.
    #[attr(optional, exactly_one_of = ["redirect_all_requests_to"])]
    index_document: String,
    /// The page shown for errors.
    #[attr(optional)]
    error_document: String,
    /// The host that every request is sent to, with `http://` or `https://` if it shall be that.
    #[attr(optional, conflicts_with = ["index_document", "error_document", "routing_rules"])]
    redirect_all_requests_to: String,
    /// Which requests are sent elsewhere, as JSON.
    #[attr(optional, json)]
    routing_rules: String,
}

impl Website {
    fn to_api(&self) -> Result<WebsiteConfiguration, AwsError> {
        let index = filled(&self.index_document).map(|suffix| IndexDocument::builder().suffix(suffix).build());
        let error = filled(&self.error_document).map(|key| ErrorDocument::builder().key(key).build());
        let redirect = filled(&self.redirect_all_requests_to).map(|target| to_redirect_all(&target));
        Ok(WebsiteConfiguration::builder()
            .set_index_document(index.transpose().map_err(incomplete)?)
            .set_error_document(error.transpose().map_err(incomplete)?)
            .set_redirect_all_requests_to(redirect.transpose()?)
            .set_routing_rules(some_of(&parse_rules(&self.routing_rules)?))
            .build())
    }
}

fn to_redirect_all(target: &str) -> Result<RedirectAllRequestsTo, AwsError> {
    let (protocol, host) = target.split_once("://").map_or((None, target), |(protocol, host)| (Some(protocol), host));
    RedirectAllRequestsTo::builder()
        .host_name(host)
        .set_protocol(protocol.map(Protocol::from))
        .build()
        .map_err(incomplete)
}

fn from_redirect_all(redirect: &RedirectAllRequestsTo) -> String {
    match redirect.protocol() {
        Some(protocol) => format!("{}://{}", protocol.as_str(), redirect.host_name()),
        None => redirect.host_name().to_owned(),
    }
}

/// Reads routing rules in the form that S3's own documents have.
fn parse_rules(text: &str) -> Result<Vec<RoutingRule>, AwsError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let rules: Vec<Value> = serde_json::from_str(text)
        .map_err(|error| Error::other(format!("parsing routing_rules: {error}")).at("website"))?;
    Ok(rules.iter().map(to_rule).collect())
}

fn to_rule(rule: &Value) -> RoutingRule {
    let text = |part: &str, name: &str| match &rule[part][name] {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let condition = rule.get("Condition").map(|_| {
        Condition::builder()
            .set_http_error_code_returned_equals(text("Condition", "HttpErrorCodeReturnedEquals"))
            .set_key_prefix_equals(text("Condition", "KeyPrefixEquals"))
            .build()
    });
    let redirect = Redirect::builder()
        .set_host_name(text("Redirect", "HostName"))
        .set_http_redirect_code(text("Redirect", "HttpRedirectCode"))
        .set_protocol(text("Redirect", "Protocol").map(|protocol| Protocol::from(protocol.as_str())))
        .set_replace_key_prefix_with(text("Redirect", "ReplaceKeyPrefixWith"))
        .set_replace_key_with(text("Redirect", "ReplaceKeyWith"))
        .build();
    RoutingRule::builder().set_condition(condition).redirect(redirect).build()
}

/// Routing rules as text: compact, with sorted keys.
fn rules_text(rules: &[RoutingRule]) -> String {
    if rules.is_empty() {
        return String::new();
    }
    Value::Array(rules.iter().map(from_rule).collect()).to_string()
}

fn from_rule(rule: &RoutingRule) -> Value {
    let object = |members: &[(&str, Option<&str>)]| {
        let present = members.iter().filter_map(|(name, value)| Some(((*name).to_owned(), Value::from((*value)?))));
        Value::Object(present.collect::<Map<_, _>>())
    };
    let mut members = Map::new();
    if let Some(it) = rule.condition() {
        let condition = [
            ("HttpErrorCodeReturnedEquals", it.http_error_code_returned_equals()),
            ("KeyPrefixEquals", it.key_prefix_equals()),
        ];
        members.insert("Condition".into(), object(&condition));
    }
    if let Some(it) = rule.redirect() {
        let redirect = [
            ("HostName", it.host_name()),
            ("HttpRedirectCode", it.http_redirect_code()),
            ("Protocol", it.protocol().map(Protocol::as_str)),
            ("ReplaceKeyPrefixWith", it.replace_key_prefix_with()),
            ("ReplaceKeyWith", it.replace_key_with()),
        ];
        members.insert("Redirect".into(), object(&redirect));
    }
    Value::Object(members)
}

/// Plans routing rules in the form that they are read back in.
pub(super) fn plan_routing_rules(planned: &mut Planned<'_>) {
    let site = planned.planned("website").and_then(|it| it.as_elements()?.first()).cloned();
    let text = site.as_ref().and_then(|site| site.attribute("routing_rules")?.as_str()).and_then(json::normalize);
    if let (Some(site), Some(text)) = (site, text) {
        let site = site.with_attribute("routing_rules", iac_core::value::Value::string(text));
        planned.set("website", iac_core::value::Value::list(site.ty(), vec![site]));
    }
}

/// The website of a bucket.
pub(super) async fn find(ctx: &Ctx, bucket: &str) -> Result<Option<Website>, AwsError> {
    let answer = client(ctx).get_bucket_website().bucket(bucket).send().await;
    let codes = ["NoSuchWebsiteConfiguration", "MethodNotAllowed", "NotImplemented", "XNotImplemented"];
    Ok(unless(answer, &codes)?.map(|found| Website {
        index_document: found.index_document().map(|it| it.suffix.clone()).unwrap_or_default(),
        error_document: found.error_document().map(|it| it.key.clone()).unwrap_or_default(),
        redirect_all_requests_to: found.redirect_all_requests_to().map(from_redirect_all).unwrap_or_default(),
        routing_rules: rules_text(found.routing_rules()),
    }))
}

/// Sets it.
pub(super) async fn put(ctx: &Ctx, bucket: &str, website: &Website) -> Result<(), AwsError> {
    client(ctx).put_bucket_website().bucket(bucket).website_configuration(website.to_api()?).send().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routing_rules_read_back_as_they_were_written() {
        let text = r#"[{"Condition":{"KeyPrefixEquals":"docs/"},"Redirect":{"ReplaceKeyPrefixWith":"documents/"}},{"Redirect":{"HostName":"a.example","HttpRedirectCode":"302","Protocol":"https"}}]"#;
        assert_eq!(rules_text(&parse_rules(text).expect("rules")), text);
        assert_eq!(rules_text(&parse_rules("").expect("none")), "");
        assert!(parse_rules("{").is_err());
    }

    #[test]
    fn redirects_keep_their_protocol_and_query() {
        for target in ["hashicorp.com?my=query", "https://hashicorp.com/a?my=query"] {
            assert_eq!(from_redirect_all(&to_redirect_all(target).expect("complete")), target);
        }
    }
}
