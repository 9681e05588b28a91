//! `urlencode`.

use super::function::Function;
use iac_core::value::{Type, Value};
use std::fmt::Write as _;

pub(super) fn urlencode() -> Function {
    Function::new("urlencode", "Escapes text for the query of a URL.", Type::String, |call| {
        let mut escaped = String::new();
        for byte in call.text(0).bytes() {
            match byte {
                b' ' => escaped.push('+'),
                b'-' | b'_' | b'.' | b'~' => escaped.push(char::from(byte)),
                _ if byte.is_ascii_alphanumeric() => escaped.push(char::from(byte)),
                _ => {
                    let _ = write!(escaped, "%{byte:02X}");
                }
            }
        }
        Ok(Value::string(escaped))
    })
    .param("str", Type::String)
}
