//! `uuid` and `uuidv5`.

use super::function::{Function, FunctionError};
use iac_core::value::{Type, Value};
use sha1::{Digest, Sha1};
use std::fmt::Write as _;

pub(super) fn uuid() -> Function {
    Function::new("uuid", "A random identifier; another one each time.", Type::String, |call| {
        if call.scope.impure_unknown() {
            return Ok(call.unknown());
        }
        // All bits are random: Terraform sets no version.
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| FunctionError::failed(error.to_string()))?;
        Ok(Value::string(written(bytes)))
    })
}

pub(super) fn uuidv5() -> Function {
    Function::new("uuidv5", "The identifier of a name in a namespace.", Type::String, |call| {
        let namespace = match call.text(0) {
            "dns" => well_known(0x10),
            "url" => well_known(0x11),
            "oid" => well_known(0x12),
            "x500" => well_known(0x14),
            other => parsed(other)
                .map_err(|why| FunctionError::failed(format!("uuidv5() doesn't support namespace {other} ({why})")))?,
        };
        let hash = Sha1::new().chain_update(namespace).chain_update(call.text(1)).finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        bytes[6] = (bytes[6] & 0x0f) | 0x50;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Ok(Value::string(written(bytes)))
    })
    .param("namespace", Type::String)
    .param("name", Type::String)
}

/// The namespaces of RFC 9562, which differ in one byte.
fn well_known(last_of_first_group: u8) -> [u8; 16] {
    let mut bytes = [0x6b, 0xa7, 0xb8, 0, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];
    bytes[3] = last_of_first_group;
    bytes
}

fn written(bytes: [u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Reads the usual spellings: with hyphens, in braces, as a URN, or digits only.
fn parsed(text: &str) -> Result<[u8; 16], String> {
    const INVALID: &str = "invalid UUID format";
    let (body, hyphens) = match text.len() {
        36 => (text, true),
        45 => match text.get(..9) {
            Some(prefix) if prefix.eq_ignore_ascii_case("urn:uuid:") => (&text[9..], true),
            _ => return Err(format!("invalid urn prefix: {}", super::verb::go_quote(text.get(..9).unwrap_or(text)))),
        },
        38 => (text.get(1..37).unwrap_or_default(), true),
        32 => (text, false),
        length => return Err(format!("invalid UUID length: {length}")),
    };
    if hyphens && [8, 13, 18, 23].iter().any(|&at| body.as_bytes().get(at) != Some(&b'-')) {
        return Err(INVALID.into());
    }
    let digits: String = if hyphens { body.replace('-', "") } else { body.into() };
    if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(INVALID.into());
    }
    let number = u128::from_str_radix(&digits, 16).map_err(|_| INVALID.to_owned())?;
    Ok(number.to_be_bytes())
}
