//! `textencodebase64` and `textdecodebase64`.
//!
//! Knows the encodings of the WHATWG standard, which web browsers read, and UTF-16; the code pages of older systems
//! that Terraform knows besides are reported as not supported.

use super::base64::{from_base64, to_base64};
use super::function::{Function, FunctionError};
use super::verb::go_quote;
use encoding_rs::Encoding;
use iac_core::value::{Type, Value};

/// How text becomes bytes.
enum Charset {
    Utf16 { big_endian: bool, byte_order_mark: bool },
    Latin1,
    Other(&'static Encoding),
}

fn charset(name: &str, position: usize) -> Result<(Charset, String), FunctionError> {
    let lower = name.to_ascii_lowercase();
    let charset = match lower.as_str() {
        "utf-16" => Charset::Utf16 { big_endian: true, byte_order_mark: true },
        "utf-16be" => Charset::Utf16 { big_endian: true, byte_order_mark: false },
        "utf-16le" => Charset::Utf16 { big_endian: false, byte_order_mark: false },
        "iso-8859-1" | "iso_8859-1" | "iso_8859-1:1987" | "latin1" | "l1" | "iso-ir-100" | "ibm819" | "cp819" => {
            return Ok((Charset::Latin1, "ISO_8859-1:1987".into()));
        }
        _ => match Encoding::for_label(lower.as_bytes()) {
            Some(encoding) => Charset::Other(encoding),
            None => {
                return Err(FunctionError::argument(
                    position,
                    format!(
                        "{} is not a supported IANA encoding name or alias in this Terraform version",
                        go_quote(name)
                    ),
                ));
            }
        },
    };
    let shown = match &charset {
        Charset::Other(encoding) => encoding.name().into(),
        _ => name.to_ascii_uppercase(),
    };
    Ok((charset, shown))
}

fn encoded(charset: &Charset, text: &str) -> Option<Vec<u8>> {
    match charset {
        Charset::Utf16 { big_endian, byte_order_mark } => {
            let mark = byte_order_mark.then_some(0xfeff);
            let units = mark.into_iter().chain(text.encode_utf16());
            Some(units.flat_map(|unit| if *big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect())
        }
        Charset::Latin1 => text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect(),
        Charset::Other(encoding) => {
            let (bytes, _, unmappable) = encoding.encode(text);
            (!unmappable).then(|| bytes.into_owned())
        }
    }
}

fn decoded(charset: &Charset, bytes: &[u8]) -> Option<String> {
    match charset {
        Charset::Utf16 { big_endian, byte_order_mark } => {
            let (mut big_endian, mut bytes) = (*big_endian, bytes);
            if *byte_order_mark && bytes.len() >= 2 && matches!(&bytes[..2], [0xff, 0xfe] | [0xfe, 0xff]) {
                big_endian = bytes[0] == 0xfe;
                bytes = &bytes[2..];
            }
            let unit = |pair: &[u8]| {
                let pair = [pair[0], pair[1]];
                if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
            };
            let units: Vec<u16> = bytes.chunks_exact(2).map(unit).collect();
            if bytes.len() % 2 == 1 { None } else { String::from_utf16(&units).ok() }
        }
        Charset::Latin1 => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Charset::Other(encoding) => {
            encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
        }
    }
}

pub(super) fn textencodebase64() -> Function {
    Function::new("textencodebase64", "Writes text in an encoding, in Base64.", Type::String, |call| {
        let (charset, shown) = charset(call.text(1), 1)?;
        let bytes = encoded(&charset, call.text(0)).ok_or_else(|| {
            let message = format!("the given string contains characters that cannot be represented in {shown}");
            FunctionError::argument(0, message)
        })?;
        Ok(Value::string(to_base64(bytes)))
    })
    .param("string", Type::String)
    .param("encoding", Type::String)
}

pub(super) fn textdecodebase64() -> Function {
    Function::new("textdecodebase64", "Reads text in an encoding, given in Base64.", Type::String, |call| {
        let (charset, shown) = charset(call.text(1), 1)?;
        let bytes = from_base64(call.text(0)).map_err(|at| {
            FunctionError::argument(0, format!("the given value is has an invalid base64 symbol at offset {at}"))
        })?;
        let text = decoded(&charset, &bytes).ok_or_else(|| {
            FunctionError::argument(0, format!("the given string contains symbols that are not defined for {shown}"))
        })?;
        Ok(Value::string(text))
    })
    .param("source", Type::String)
    .param("encoding", Type::String)
}
