//! Base64, and what is given in it.

use super::function::{Function, FunctionError, Parameter};
use super::verb::go_quote;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use iac_core::value::{Type, Value};

/// Padding is required, but the unused bits before it may be anything.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

/// Bytes as Base64.
pub(super) fn to_base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of Base64; line ends inside do not count. `Err` is the offset of the symbol at fault.
pub(super) fn from_base64(text: &str) -> Result<Vec<u8>, usize> {
    let symbols: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    LENIENT.decode(&symbols).map_err(|error| match error {
        base64::DecodeError::InvalidByte(at, _) => at,
        _ => symbols.len() / 4 * 4,
    })
}

pub(super) fn base64decode() -> Function {
    Function::new("base64decode", "Reads text given in Base64.", Type::String, |call| {
        let (text, marks) = (call.text(0), call.args[0].marks());
        let bytes = from_base64(text).map_err(|_| {
            let shown = if marks.is_empty() { go_quote(text) } else { "(sensitive value)".into() };
            FunctionError::failed(format!("failed to decode base64 data {shown}"))
        })?;
        let text = String::from_utf8(bytes)
            .map_err(|_| FunctionError::failed("the result of decoding the provided string is not valid UTF-8"))?;
        Ok(Value::string(text).mark(marks))
    })
    .with(Parameter::new("str", Type::String).marked())
}

pub(super) fn base64encode() -> Function {
    Function::new("base64encode", "Writes text in Base64.", Type::String, |call| {
        Ok(Value::string(to_base64(call.text(0))))
    })
    .param("str", Type::String)
}

pub(super) fn base64gzip() -> Function {
    Function::new("base64gzip", "Compresses text with gzip and writes it in Base64.", Type::String, |call| {
        let bytes = gzip(call.text(0).as_bytes())
            .map_err(|error| FunctionError::failed(format!("failed to write gzip raw data: {error}")))?;
        Ok(Value::string(to_base64(bytes)))
    })
    .param("str", Type::String)
}

/// A gzip file without name or time, closed by a flush and an empty last block as Terraform writes it.
fn gzip(data: &[u8]) -> std::io::Result<Vec<u8>> {
    const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    const EMPTY_BLOCK: [u8; 5] = [0, 0, 0, 0xff, 0xff];
    const EMPTY_LAST_BLOCK: [u8; 5] = [1, 0, 0, 0xff, 0xff];
    let mut bytes = HEADER.to_vec();
    if data.is_empty() {
        bytes.extend(EMPTY_BLOCK);
    } else {
        let mut compressor = flate2::Compress::new(flate2::Compression::default(), false);
        let mut buffer = vec![0; data.len() + data.len() / 1000 + 128];
        compressor.compress(data, &mut buffer, flate2::FlushCompress::Sync)?;
        bytes.extend(&buffer[..usize::try_from(compressor.total_out()).unwrap_or(buffer.len())]);
    }
    bytes.extend(EMPTY_LAST_BLOCK);
    let mut checksum = flate2::Crc::new();
    checksum.update(data);
    bytes.extend(checksum.sum().to_le_bytes());
    bytes.extend(checksum.amount().to_le_bytes());
    Ok(bytes)
}
