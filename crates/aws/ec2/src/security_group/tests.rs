//! Tests of `aws_security_group`.

use super::permission::{difference, into_rules, of_api, of_rules};
use super::*;
use crate::vpc::Vpc;
use iac_provider::contract::{Trial, assert_model};

#[test]
fn the_model_is_sound() {
    assert_model::<SecurityGroup>();
}

fn rule(protocol: &str, port: i32, blocks: &[&str]) -> Rule {
    let cidr_blocks = blocks.iter().map(|block| (*block).to_owned()).collect();
    Rule { protocol: protocol.into(), from_port: port, to_port: port, cidr_blocks, ..Rule::default() }
}

/// What AWS would answer for a group with these rules.
fn answered(rules: &[Rule]) -> BTreeSet<Permission> {
    let sent = difference(&of_rules(rules), &BTreeSet::new(), "sg-1").unwrap_or_default();
    of_api(&sent, "sg-1", "1")
}

#[test]
fn rules_read_back_as_they_were_written() {
    let written = [
        rule("tcp", 80, &["10.2.0.0/16", "10.1.0.0/16"]),
        rule("tcp", 80, &["10.3.0.0/16"]),
        Rule { description: "a".into(), ..rule("tcp", 80, &["10.4.0.0/16"]) },
        Rule { itself: true, security_groups: ["sg-2".into(), "9/sg-3".into()].into(), ..rule("udp", 53, &[]) },
        Rule { ipv6_cidr_blocks: vec!["2001:DB8::/32".into()], ..rule("-1", 0, &[]) },
    ];
    assert_eq!(into_rules(answered(&written), &written), written);
}

#[test]
fn rules_that_share_a_part_are_both_there() {
    let written = [rule("tcp", 80, &["10.1.0.0/16", "10.2.0.0/16"]), rule("tcp", 80, &["10.2.0.0/16"])];
    assert_eq!(into_rules(answered(&written), &written), written);
}

#[test]
fn what_nobody_wrote_is_grouped_by_ports_and_description() {
    let found = [
        rule("6", 80, &["10.1.0.0/16"]),
        rule("tcp", 80, &["10.2.0.0/16"]),
        Rule { description: "a".into(), ..rule("tcp", 80, &["10.3.0.0/16"]) },
    ];
    let grouped = into_rules(answered(&found), &[]);
    let expected = [rule("tcp", 80, &["10.1.0.0/16", "10.2.0.0/16"]), found[2].clone()];
    assert_eq!(grouped, expected);
    // Half of a written rule is not that rule.
    let written = [rule("tcp", 80, &["10.1.0.0/16", "10.9.0.0/16"])];
    assert_eq!(into_rules(answered(&found), &written), expected);
}

#[test]
fn only_what_differs_is_sent() {
    let before = of_rules(&[rule("tcp", 80, &["10.1.0.0/16", "10.2.0.0/16"])]);
    let after = of_rules(&[rule("tcp", 80, &["10.2.0.0/16"]), rule("tcp", 81, &["10.2.0.0/16"])]);
    let sent = |permissions: Option<Vec<_>>| permissions.map(|all| of_api(&all, "sg-1", "1"));
    assert_eq!(sent(difference(&before, &after, "sg-1")), Some(of_rules(&[rule("tcp", 80, &["10.1.0.0/16"])])));
    assert_eq!(sent(difference(&after, &before, "sg-1")), Some(of_rules(&[rule("tcp", 81, &["10.2.0.0/16"])])));
    assert_eq!(sent(difference(&after, &after, "sg-1")), None);
}

#[tokio::test]
async fn it_converges_on_an_emulator() {
    let Some(ctx) = iac_aws_kit::test_ctx().await else { return };
    // With an IPv6 network a new group has one more rule; without, an emulator is slow to let IPv6 rules go.
    converges(ctx.clone(), r#"{"cidr_block":"10.1.0.0/16","assign_generated_ipv6_cidr_block":true}"#).await;
    converges(ctx, r#"{"cidr_block":"10.1.0.0/16"}"#).await;
}

async fn converges(ctx: Ctx, vpc_config: &str) {
    let mut vpc = Trial::of::<Vpc>(ctx.clone());
    vpc.converge(vpc_config).await;
    let mut group = Trial::of::<SecurityGroup>(ctx);
    let vpc_id = vpc.text("id").to_owned();
    let with = |rules: &str| format!(r#"{{"name":"a","vpc_id":"{vpc_id}"{rules}}}"#);
    group.converge(&with("")).await;
    assert!(!group.shown("egress").contains("protocol"), "the rule of a new group is removed");
    let id = group.text("id").to_owned();
    let web = r#"{"protocol":"6","from_port":80,"to_port":80,"cidr_blocks":["10.2.0.0/16","10.1.0.0/16"]}"#;
    let own = r#"{"protocol":"tcp","from_port":80,"to_port":80,"self":true,"description":"own"}"#;
    let any = r#"{"protocol":"all","from_port":0,"to_port":0,"cidr_blocks":["0.0.0.0/0"]}"#;
    group.converge(&with(&format!(r#","ingress":[{web},{own}],"egress":[{any}]"#))).await;
    group.converge(&with("")).await;
    assert!(group.shown("ingress").contains("own"), "leaving rules out removes none");
    group.converge(&with(r#","ingress":[],"tags":{"a":"b"}"#)).await;
    assert!(!group.shown("ingress").contains("own") && group.shown("egress").contains("0.0.0.0/0"));
    assert_eq!(group.text("id"), id);
    let ipv6 = r#"{"protocol":"tcp","from_port":80,"to_port":80,"ipv6_cidr_blocks":["2001:db8::/32"]}"#;
    group.converge(&with(&format!(r#","egress":[{ipv6},{any}]"#))).await;
    group.converge(&with(&format!(r#","egress":[{any}]"#))).await;
    group
        .converge(&format!(
            r#"{{"name_prefix":"b-","vpc_id":"{vpc_id}","egress":[{any}],"revoke_rules_on_delete":true}}"#
        ))
        .await;
    assert!(group.text("name").starts_with("b-") && group.text("id") != id);
    assert!(group.destroy().await.is_empty() && vpc.destroy().await.is_empty());
}
