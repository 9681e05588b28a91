//! Checks that authors name in `#[attr(validate = …)]`. Each takes the argument's name and a known value.

use iac_core::value::Value;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A JSON document, or empty text.
pub fn json(name: &str, value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if !text.is_empty() => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(_) => Ok(()),
            Err(error) => Err(format!("\"{name}\" contains an invalid JSON: {error}")),
        },
        _ => Ok(()),
    }
}

/// An ARN, or empty text.
pub fn arn(name: &str, value: &Value) -> Result<(), String> {
    let Some(text) = value.as_str().filter(|text| !text.is_empty()) else { return Ok(()) };
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let fail = |why: &str| Err(format!("\"{name}\" ({text}) is an invalid ARN: {why}"));
    let [prefix, partition, service, region, account, resource] = parts[..] else {
        return fail(if text.starts_with("arn:") { "arn: not enough sections" } else { "arn: invalid prefix" });
    };
    let account_fits = account.is_empty()
        || account == "aws"
        || account == "aws-managed"
        || (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()));
    let region_fits = region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    match () {
        () if prefix != "arn" => fail("arn: invalid prefix"),
        () if !partition.starts_with("aws") => {
            fail("invalid partition value (expecting to match regular expression: ^aws(-[a-z]+)*$)")
        }
        () if service.is_empty() => fail("missing service value"),
        () if !region_fits => fail("invalid region value"),
        () if !account_fits => fail("invalid account ID value"),
        () if resource.is_empty() => fail("missing resource value"),
        () => Ok(()),
    }
}

/// An IPv4 or IPv6 network with no host bits set.
pub fn cidr_block(name: &str, value: &Value) -> Result<(), String> {
    network(name, value, |_| true, "CIDR block")
}

/// An IPv4 network with no host bits set.
pub fn ipv4_cidr_block(name: &str, value: &Value) -> Result<(), String> {
    network(name, value, IpAddr::is_ipv4, "IPv4 CIDR block")
}

/// An IPv6 network with no host bits set.
pub fn ipv6_cidr_block(name: &str, value: &Value) -> Result<(), String> {
    network(name, value, IpAddr::is_ipv6, "IPv6 CIDR block")
}

fn network(name: &str, value: &Value, fits: impl Fn(&IpAddr) -> bool, what: &str) -> Result<(), String> {
    let Some(text) = value.as_str().filter(|text| !text.is_empty()) else { return Ok(()) };
    let parsed = text.split_once('/').and_then(|(address, length)| Some((address.parse().ok()?, length.parse().ok()?)));
    let Some((address, length)) = parsed.filter(|(address, _): &(IpAddr, u32)| fits(address)) else {
        return Err(format!("\"{text}\" is not a valid {what}: invalid CIDR address: {text}"));
    };
    match masked(address, length) {
        None => Err(format!("\"{text}\" is not a valid {what}: invalid CIDR address: {text}")),
        Some(masked) if masked != address => Err(format!(
            "invalid value for {name}: \"{text}\" is not a valid {what}; did you mean \"{masked}/{length}\"?"
        )),
        Some(_) => Ok(()),
    }
}

/// The address with its host bits cleared; `None` if the prefix is too long.
fn masked(address: IpAddr, length: u32) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(address) => {
            let host = 32_u32.checked_sub(length)?;
            let mask = u32::MAX.checked_shl(host).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from(u32::from(address) & mask))
        }
        IpAddr::V6(address) => {
            let host = 128_u32.checked_sub(length)?;
            let mask = u128::MAX.checked_shl(host).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from(u128::from(address) & mask))
        }
    })
}

/// A name of letters, digits and the extra characters, within a length.
pub fn name_of(name: &str, text: &str, extra: &str, longest: usize) -> Result<(), String> {
    if text.len() > longest {
        return Err(format!("expected length of {name} to be in the range (1 - {longest}), got {text}"));
    }
    match text.chars().find(|c| !c.is_ascii_alphanumeric() && !extra.contains(*c)) {
        Some(_) => Err(format!(
            "invalid value for {name} (only letters, digits and the characters {extra} are allowed): {text}"
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(function: fn(&str, &Value) -> Result<(), String>, rows: &[(&str, Option<&str>)]) {
        for (text, expected) in rows {
            assert_eq!(function("x", &Value::string(text)).err().as_deref(), *expected, "{text}");
        }
    }

    #[test]
    fn networks_have_no_host_bits() {
        check(
            ipv4_cidr_block,
            &[
                ("10.0.0.0/16", None),
                ("0.0.0.0/0", None),
                ("10.0.0.1/32", None),
                (
                    "10.0.1.0/16",
                    Some(
                        "invalid value for x: \"10.0.1.0/16\" is not a valid IPv4 CIDR block; did you mean \"10.0.0.0/16\"?",
                    ),
                ),
                (
                    "10.0.0.0/33",
                    Some("\"10.0.0.0/33\" is not a valid IPv4 CIDR block: invalid CIDR address: 10.0.0.0/33"),
                ),
                ("::/0", Some("\"::/0\" is not a valid IPv4 CIDR block: invalid CIDR address: ::/0")),
            ],
        );
        check(ipv6_cidr_block, &[("2001:db8::/32", None), ("::/0", None)]);
        check(cidr_block, &[("10.0.0.0/8", None), ("2001:db8::/32", None)]);
    }

    #[test]
    fn arns_have_six_parts() {
        check(
            arn,
            &[
                ("arn:aws:iam::123456789012:role/x", None),
                ("arn:aws:s3:::bucket", None),
                ("arn:aws-cn:sns:cn-north-1:123456789012:a:b", None),
                ("", None),
                ("role", Some("\"x\" (role) is an invalid ARN: arn: invalid prefix")),
                ("arn:aws:iam", Some("\"x\" (arn:aws:iam) is an invalid ARN: arn: not enough sections")),
                ("arn:aws:iam::12:x", Some("\"x\" (arn:aws:iam::12:x) is an invalid ARN: invalid account ID value")),
            ],
        );
    }
}
