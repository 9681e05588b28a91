//! Arithmetic on IPv4 and IPv6 prefixes.

use super::function::{Call, Function, FunctionError, Parameter};
use super::operand::list_of_text;
use iac_core::value::{Number, Type, Value};
use std::net::{Ipv4Addr, Ipv6Addr};

/// A prefix: its address as written, in the low bits, and its length.
#[derive(Clone, Copy, Debug)]
struct Prefix {
    address: u128,
    /// 32 or 128.
    bits: u32,
    length: u32,
}

impl Prefix {
    fn parse(text: &str) -> Result<Self, String> {
        Self::read(text).ok_or_else(|| format!("invalid CIDR expression: invalid CIDR address: {text}"))
    }

    fn read(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        let (address, bits) = if address.contains(':') {
            if address.contains('%') {
                return None;
            }
            // An IPv4 part may have leading zeros too, but nobody writes that.
            (address.parse::<Ipv6Addr>().ok()?.to_bits(), 128)
        } else {
            (u128::from(ipv4(address)?), 32)
        };
        let plain = length.bytes().all(|b| b.is_ascii_digit()) && length.len() <= 4;
        let length = length.parse::<u32>().ok().filter(|length| plain && *length <= bits)?;
        Some(Self { address, bits, length })
    }

    fn host_mask(bits: u32) -> u128 {
        1_u128.checked_shl(bits).map_or(u128::MAX, |size| size - 1)
    }

    /// The same prefix with its host bits cleared.
    fn network(self) -> Self {
        Self { address: self.address & !Self::host_mask(self.bits - self.length), ..self }
    }

    fn written_address(self) -> String {
        if self.bits == 32 {
            return Ipv4Addr::from_bits(u32::try_from(self.address & u128::from(u32::MAX)).unwrap_or(0)).to_string();
        }
        ipv6_text(self.address)
    }

    fn written(self) -> String {
        format!("{}/{}", self.written_address(), self.length)
    }
}

/// Four decimal numbers; leading zeros are allowed, as they always were.
fn ipv4(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split('.').collect();
    if parts.len() != 4 {
        return None;
    }
    parts.iter().try_fold(0_u32, |address, part| {
        let valid = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let part = part.trim_start_matches('0');
        let number = if part.is_empty() { 0 } else { part.parse::<u8>().ok()? };
        valid.then_some(address << 8 | u32::from(number))
    })
}

/// Writes an address as Terraform does: an embedded IPv4 address in its own notation.
fn ipv6_text(address: u128) -> String {
    if address >> 32 == 0xffff {
        return Ipv4Addr::from_bits(u32::try_from(address & 0xffff_ffff).unwrap_or(0)).to_string();
    }
    let groups = Ipv6Addr::from_bits(address).segments();
    let (mut best, mut at) = (0..0, 0);
    while at < 8 {
        let end = groups[at..].iter().position(|group| *group != 0).map_or(8, |length| at + length);
        if end - at > 1 && end - at > best.len() {
            best = at..end;
        }
        at = end.max(at + 1);
    }
    let join = |part: &[u16]| part.iter().map(|group| format!("{group:x}")).collect::<Vec<_>>().join(":");
    if best.is_empty() {
        return join(&groups);
    }
    format!("{}::{}", join(&groups[..best.start]), join(&groups[best.end..]))
}

fn integer(number: &Number) -> Result<&Number, FunctionError> {
    if number.is_integer() { Ok(number) } else { Err(FunctionError::failed("value must be a whole number")) }
}

fn magnitude(number: &Number) -> Option<u128> {
    number.abs().to_radix(16).and_then(|digits| u128::from_str_radix(&digits, 16).ok())
}

/// Whether a number needs no more than this many bits.
fn fits(magnitude: Option<u128>, bits: u32) -> bool {
    magnitude.is_some_and(|magnitude| bits >= 128 || magnitude >> bits == 0)
}

pub(super) fn cidrhost() -> Function {
    Function::new("cidrhost", "The address of a host in a prefix.", Type::String, |call| {
        let host = integer(call.number(1))?;
        let prefix = Prefix::parse(call.text(0)).map_err(FunctionError::failed)?.network();
        let host_bits = prefix.bits - prefix.length;
        let refused = |number: &str| {
            let length = prefix.length;
            FunctionError::failed(format!("prefix of {length} does not accommodate a host numbered {number}"))
        };
        let size = magnitude(host);
        if !host.is_negative() {
            let Some(number) = size.filter(|_| fits(size, host_bits)) else {
                return Err(refused(&host.to_string()));
            };
            return Ok(Value::string(Prefix { address: prefix.address | number, ..prefix }.written_address()));
        }
        // Counted back from the end; the last host is -1.
        let most = Prefix::host_mask(host_bits);
        if let Some(back) = size.map(|size| size - 1).filter(|back| *back <= most) {
            return Ok(Value::string(Prefix { address: prefix.address | (most - back), ..prefix }.written_address()));
        }
        let beyond = host.add(&count(host_bits)).map_or_else(|_| host.to_string(), |number| number.to_string());
        Err(refused(&beyond))
    })
    .param("prefix", Type::String)
    .param("hostnum", Type::Number)
}

fn count(bits: u32) -> Number {
    (0..bits).fold(Number::from(1), |size, _| size.add(&size).unwrap_or(size))
}

pub(super) fn cidrnetmask() -> Function {
    Function::new("cidrnetmask", "The netmask of an IPv4 prefix.", Type::String, |call| {
        let prefix = Prefix::parse(call.text(0)).map_err(FunctionError::failed)?;
        if prefix.bits != 32 {
            return Err(FunctionError::failed(format!("IPv6 addresses cannot have a netmask: {}", call.text(0))));
        }
        let mask = !Prefix::host_mask(32 - prefix.length);
        Ok(Value::string(Prefix { address: mask, ..prefix }.written_address()))
    })
    .param("prefix", Type::String)
}

pub(super) fn cidrsubnet() -> Function {
    Function::new("cidrsubnet", "The prefix of a numbered subnet.", Type::String, |call| {
        let added = call.integer(1)?;
        let number = integer(call.number(2))?;
        let prefix = Prefix::parse(call.text(0)).map_err(FunctionError::failed)?.network();
        let extended = i64::from(prefix.length) + added;
        let Some(length) = u32::try_from(extended).ok().filter(|length| *length <= prefix.bits) else {
            let length = prefix.length;
            return Err(FunctionError::failed(format!(
                "insufficient address space to extend prefix of {length} by {added}"
            )));
        };
        let index = magnitude(number).filter(|_| !number.is_negative());
        let room = u32::try_from(added).unwrap_or(0);
        let Some(index) = index.filter(|index| fits(Some(*index), room)) else {
            return Err(FunctionError::failed(format!(
                "prefix extension of {added} does not accommodate a subnet numbered {number}"
            )));
        };
        let shifted = index.checked_shl(prefix.bits - length).unwrap_or(0);
        Ok(Value::string(Prefix { address: prefix.address | shifted, length, ..prefix }.written()))
    })
    .param("prefix", Type::String)
    .param("newbits", Type::Number)
    .param("netnum", Type::Number)
}

pub(super) fn cidrsubnets() -> Function {
    Function::new("cidrsubnets", "Consecutive subnets of a prefix.", Type::list(Type::String), subnets)
        .param("prefix", Type::String)
        .variadic(Parameter::new("newbits", Type::Number))
}

fn subnets(call: &Call<'_>) -> Result<Value, FunctionError> {
    const MOST_NEW_BITS: i64 = 32;
    let prefix = Prefix::parse(call.text(0)).map_err(|why| FunctionError::argument(0, why))?.network();
    let protocol = if prefix.bits == 32 { "IPv4" } else { "IPv6" };
    let last = prefix.address | Prefix::host_mask(prefix.bits - prefix.length);
    let mut texts: Vec<String> = Vec::new();
    let mut previous: Option<Prefix> = None;
    for at in 1..call.args.len() {
        let added = call.number(at).as_i64().ok_or_else(|| FunctionError::argument(at, super::operand::NOT_WHOLE))?;
        let refused = |why: String| Err(FunctionError::argument(at, why));
        if added < 1 {
            return refused("must extend prefix by at least one bit".into());
        }
        if added > MOST_NEW_BITS {
            return refused("may not extend prefix by more than 32 bits".into());
        }
        let length = prefix.length + u32::try_from(added).unwrap_or(0);
        if length > prefix.bits {
            return refused(format!(
                "would extend prefix to {length} bits, which is too long for an {protocol} address"
            ));
        }
        let size = Prefix::host_mask(prefix.bits - length);
        let start = match previous {
            None => Some(prefix.address),
            // The next one starts at the first multiple of its size behind the one before.
            Some(before) => (before.address | Prefix::host_mask(before.bits - before.length))
                .checked_add(1)
                .and_then(|after| after.checked_add(size))
                .map(|after| after & !size)
                .filter(|start| *start <= last),
        };
        let Some(start) = start else {
            let after = previous.map_or_else(String::new, Prefix::written);
            return refused(format!(
                "not enough remaining address space for a subnet with a prefix of {length} bits after {after}"
            ));
        };
        let subnet = Prefix { address: start, length, ..prefix };
        texts.push(subnet.written());
        previous = Some(subnet);
    }
    Ok(list_of_text(texts))
}
