//! A rule as it is written: one protocol and range of ports, any number of sources or destinations.

use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Kind, Number, Path, Value};
use iac_provider::{Block, validate};
use std::collections::BTreeSet;

/// A rule of a security group.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Rule {
    /// The protocol, by name or number; `-1` or `all` is any.
    #[attr(required, same = same_protocol)]
    pub protocol: String,
    /// The first port, or the ICMP type.
    #[attr(required)]
    pub from_port: i32,
    /// The last port, or the ICMP code.
    #[attr(required)]
    pub to_port: i32,
    /// What the rule is for.
    #[attr(optional, validate = description)]
    pub description: String,
    /// IPv4 networks.
    #[attr(optional, validate = validate::cidr_block)]
    pub cidr_blocks: Vec<String>,
    /// IPv6 networks.
    #[attr(optional, validate = validate::cidr_block)]
    pub ipv6_cidr_blocks: Vec<String>,
    /// Managed prefix lists.
    #[attr(optional)]
    pub prefix_list_ids: Vec<String>,
    /// Other security groups, as ID or ACCOUNT/ID.
    #[attr(optional)]
    pub security_groups: BTreeSet<String>,
    /// Whether the group itself is meant, too.
    #[attr(optional, default = false, rename = "self")]
    pub itself: bool,
}

/// Any protocol.
pub(super) const ANY: &str = "-1";
/// Protocols that AWS answers with by name.
const NAMES: &[(&str, &str)] =
    &[("1", "icmp"), ("6", "tcp"), ("17", "udp"), ("50", "esp"), ("51", "ah"), ("58", "icmpv6"), ("all", ANY)];

/// The name that AWS uses for a protocol.
pub(super) fn protocol_name(protocol: &str) -> String {
    let lower = protocol.to_ascii_lowercase();
    let name = NAMES.iter().find(|(other, _)| *other == lower).map(|(_, name)| (*name).to_owned());
    name.unwrap_or(lower)
}

fn same_protocol(left: &str, right: &str) -> bool {
    protocol_name(left) == protocol_name(right)
}

fn description(name: &str, value: &Value) -> Result<(), String> {
    let Some(text) = value.as_str() else { return Ok(()) };
    if text.chars().count() > 255 {
        return Err(format!("\"{name}\" cannot be longer than 255 characters: \"{text}\""));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c);
    if text.chars().all(allowed) {
        return Ok(());
    }
    Err(format!(
        "\"{name}\" may only have letters, digits, spaces and the characters ._-:/()#,@[]+=&;{{}}!$*, got \"{text}\""
    ))
}

/// Planned rules with protocols by name; `None` if they are that already, or not known.
pub(super) fn with_protocol_names(rules: &Value) -> Option<Value> {
    let Kind::Set(set) = rules.kind() else { return None };
    let mut changed = false;
    let renamed = set.items.iter().map(|rule| {
        let protocol = rule.attribute("protocol").and_then(Value::as_str);
        match protocol.map(|protocol| (protocol, protocol_name(protocol))) {
            Some((protocol, name)) if protocol != name => {
                changed = true;
                rule.clone().with_attribute("protocol", Value::string(&name))
            }
            _ => rule.clone(),
        }
    });
    let renamed = renamed.collect();
    changed.then(|| Value::set(set.element.clone(), renamed))
}

/// Checks that a rule for any protocol says so of its ports: AWS would ignore them.
pub(super) fn validate(argument: &str, config_value: &Value, diags: &mut Diagnostics) {
    for rule in config_value.attribute(argument).and_then(Value::as_elements).unwrap_or_default() {
        let any = rule.attribute("protocol").and_then(Value::as_str).is_some_and(|name| protocol_name(name) == ANY);
        let port = |name| rule.attribute(name).and_then(Value::as_number).and_then(Number::as_i64).unwrap_or(0);
        let (from, to) = (port("from_port"), port("to_port"));
        if any && (from, to) != (0, 0) {
            let problem =
                format!("from_port ({from}) and to_port ({to}) must both be 0 to use the 'ALL' \"-1\" protocol!");
            diags.push(Diagnostic::error(problem, "").attribute(Path::attribute(argument)));
        }
    }
}
