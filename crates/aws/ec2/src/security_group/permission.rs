//! Rules as AWS counts them: one source or destination each.
//!
//! AWS merges what has the same protocol and ports, so an answer says nothing of how the rules were written. Taken apart,
//! written and answered rules compare as sets; put together again, rules that are fully there keep the way they were
//! written, and what is left is grouped by protocol, ports and description.

use super::rule::{ANY, Rule, protocol_name};
use crate::text::{canonical_network, given};
use aws_sdk_ec2::types::{IpPermission, IpRange, Ipv6Range, PrefixListId, SecurityGroupRule, UserIdGroupPair};
use std::collections::{BTreeMap, BTreeSet};

/// The protocol and ports of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Traffic {
    protocol: String,
    from_port: i32,
    to_port: i32,
}

/// A source or destination.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Peer {
    Ipv4(String),
    Ipv6(String),
    PrefixList(String),
    /// Another group, with its account before a slash if that is another.
    Group(String),
    /// The group that has the rule.
    Itself,
    /// The rule says nothing; AWS is left to refuse that.
    Nobody,
}

/// One source or destination of one rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Permission {
    traffic: Traffic,
    description: String,
    peer: Peer,
}

impl Permission {
    /// Whether it names an IPv6 network.
    pub(super) fn is_ipv6(&self) -> bool {
        matches!(self.peer, Peer::Ipv6(_))
    }
}

/// Whether a rule that was found lets what a permission permits be sent to its IPv6 network.
pub(super) fn is_ipv6_rule(rule: &SecurityGroupRule, permission: &Permission) -> bool {
    let traffic = &permission.traffic;
    // Any protocol has no ports: they are left out, or -1.
    let ports = (rule.from_port().unwrap_or(0), rule.to_port().unwrap_or(0));
    rule.is_egress() == Some(true)
        && protocol_name(rule.ip_protocol().unwrap_or_default()) == traffic.protocol
        && (traffic.protocol == ANY || ports == (traffic.from_port, traffic.to_port))
        && rule.cidr_ipv6().map(canonical_network).map(Peer::Ipv6).as_ref() == Some(&permission.peer)
}

/// What written rules permit.
pub(super) fn of_rules(rules: &[Rule]) -> BTreeSet<Permission> {
    rules.iter().flat_map(of_rule).collect()
}

fn of_rule(rule: &Rule) -> BTreeSet<Permission> {
    let protocol = protocol_name(&rule.protocol);
    let traffic = Traffic { protocol, from_port: rule.from_port, to_port: rule.to_port };
    let ipv4 = rule.cidr_blocks.iter().cloned().map(Peer::Ipv4);
    let ipv6 = rule.ipv6_cidr_blocks.iter().map(|block| Peer::Ipv6(canonical_network(block)));
    let lists = rule.prefix_list_ids.iter().cloned().map(Peer::PrefixList);
    let groups = rule.security_groups.iter().cloned().map(Peer::Group);
    let mut peers: BTreeSet<Peer> = ipv4.chain(ipv6).chain(lists).chain(groups).collect();
    if rule.itself {
        peers.insert(Peer::Itself);
    }
    if peers.is_empty() {
        peers.insert(Peer::Nobody);
    }
    let permission = |peer| Permission { traffic: traffic.clone(), description: rule.description.clone(), peer };
    peers.into_iter().map(permission).collect()
}

/// What a group with that identifier and owner was found to permit.
pub(super) fn of_api(found: &[IpPermission], id: &str, owner: &str) -> BTreeSet<Permission> {
    let mut all = BTreeSet::new();
    for permission in found {
        let traffic = Traffic {
            protocol: protocol_name(permission.ip_protocol().unwrap_or_default()),
            from_port: permission.from_port().unwrap_or(0),
            to_port: permission.to_port().unwrap_or(0),
        };
        let mut add = |description: Option<&str>, peer| {
            let description = description.unwrap_or_default().to_owned();
            all.insert(Permission { traffic: traffic.clone(), description, peer });
        };
        for range in permission.ip_ranges() {
            add(range.description(), Peer::Ipv4(range.cidr_ip().unwrap_or_default().to_owned()));
        }
        for range in permission.ipv6_ranges() {
            add(range.description(), Peer::Ipv6(canonical_network(range.cidr_ipv6().unwrap_or_default())));
        }
        for list in permission.prefix_list_ids() {
            add(list.description(), Peer::PrefixList(list.prefix_list_id().unwrap_or_default().to_owned()));
        }
        for pair in permission.user_id_group_pairs() {
            add(pair.description(), group_of(pair, id, owner));
        }
    }
    all
}

fn group_of(pair: &UserIdGroupPair, id: &str, owner: &str) -> Peer {
    let group = pair.group_id().or(pair.group_name()).unwrap_or_default();
    match pair.user_id().filter(|user| !user.is_empty() && *user != owner) {
        _ if group == id => Peer::Itself,
        Some(user) => Peer::Group(format!("{user}/{group}")),
        None => Peer::Group(group.to_owned()),
    }
}

/// Requests for what the first set has and the second has not; `None` if that is nothing.
pub(super) fn difference(
    of: &BTreeSet<Permission>,
    without: &BTreeSet<Permission>,
    id: &str,
) -> Option<Vec<IpPermission>> {
    let mut grouped: BTreeMap<&Traffic, Vec<&Permission>> = BTreeMap::new();
    for permission in of.difference(without) {
        grouped.entry(&permission.traffic).or_default().push(permission);
    }
    (!grouped.is_empty()).then(|| grouped.into_iter().map(|(traffic, all)| request(traffic, &all, id)).collect())
}

fn request(traffic: &Traffic, all: &[&Permission], id: &str) -> IpPermission {
    let mut request = IpPermission::builder().ip_protocol(&traffic.protocol);
    if traffic.protocol != ANY {
        request = request.from_port(traffic.from_port).to_port(traffic.to_port);
    }
    for permission in all {
        let description = given(&permission.description);
        request = match &permission.peer {
            Peer::Ipv4(block) => {
                request.ip_ranges(IpRange::builder().cidr_ip(block).set_description(description).build())
            }
            Peer::Ipv6(block) => {
                request.ipv6_ranges(Ipv6Range::builder().cidr_ipv6(block).set_description(description).build())
            }
            Peer::PrefixList(list) => request
                .prefix_list_ids(PrefixListId::builder().prefix_list_id(list).set_description(description).build()),
            Peer::Group(group) => request.user_id_group_pairs(pair(group, description)),
            Peer::Itself => request.user_id_group_pairs(pair(id, description)),
            Peer::Nobody => request,
        };
    }
    request.build()
}

fn pair(group: &str, description: Option<String>) -> UserIdGroupPair {
    let (user, group) = group.split_once('/').map_or((None, group), |(user, group)| (Some(user.to_owned()), group));
    UserIdGroupPair::builder().set_user_id(user).group_id(group).set_description(description).build()
}

/// The rules that were found: as they were written where that is known, else as few as possible.
pub(super) fn into_rules(mut found: BTreeSet<Permission>, written: &[Rule]) -> Vec<Rule> {
    let parts: Vec<_> = written.iter().map(|rule| (rule, of_rule(rule))).collect();
    let whole: Vec<_> = parts.into_iter().filter(|(_, parts)| parts.is_subset(&found)).collect();
    for (_, parts) in &whole {
        // Two rules may share a part, so parts are taken away only after all rules were looked for.
        found.retain(|permission| !parts.contains(permission));
    }
    let mut rest: BTreeMap<(Traffic, String), Rule> = BTreeMap::new();
    for Permission { traffic, description, peer } in found {
        let rule = rest.entry((traffic.clone(), description.clone())).or_insert_with(|| Rule {
            protocol: traffic.protocol,
            from_port: traffic.from_port,
            to_port: traffic.to_port,
            description,
            ..Rule::default()
        });
        match peer {
            Peer::Ipv4(block) => rule.cidr_blocks.push(block),
            Peer::Ipv6(block) => rule.ipv6_cidr_blocks.push(block),
            Peer::PrefixList(list) => rule.prefix_list_ids.push(list),
            Peer::Group(group) => {
                rule.security_groups.insert(group);
            }
            Peer::Itself => rule.itself = true,
            Peer::Nobody => {}
        }
    }
    let whole = whole.into_iter().map(|(rule, _)| Rule { protocol: protocol_name(&rule.protocol), ..rule.clone() });
    whole.chain(rest.into_values()).collect()
}
