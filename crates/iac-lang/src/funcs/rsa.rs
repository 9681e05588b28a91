//! `rsadecrypt`: PKCS #1 v1.5 decryption with a private key in PEM (PKCS #1 or PKCS #8).

use super::base64::from_base64;
use super::function::{Call, Function, FunctionError, Parameter};
use super::verb::go_quote;
use iac_core::value::{Marks, Type, Value};
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey};

pub(super) fn rsadecrypt() -> Function {
    Function::new("rsadecrypt", "Decrypts Base64 text with an RSA private key.", Type::String, decrypted)
        .with(Parameter::new("ciphertext", Type::String).marked())
        .with(Parameter::new("privatekey", Type::String).marked())
}

fn decrypted(call: &Call<'_>) -> Result<Value, FunctionError> {
    let marks: Marks = call.args[0].marks().union(call.args[1].marks());
    let (text, key) = (call.text(0), call.text(1));
    let bytes = from_base64(text).map_err(|_| {
        let shown = if call.args[0].marks().is_empty() { go_quote(text) } else { "(sensitive value)".into() };
        FunctionError::argument(0, format!("failed to decode input {shown}: cipher text must be base64-encoded"))
    })?;
    if !key.contains("-----BEGIN ") {
        return Err(FunctionError::argument(1, "invalid private key: ssh: no key found"));
    }
    // The reason is left out: it might quote the key.
    let key = RsaPrivateKey::from_pkcs1_pem(key)
        .or_else(|_| RsaPrivateKey::from_pkcs8_pem(key))
        .map_err(|_| FunctionError::argument(1, "invalid private key: not an RSA private key in PEM"))?;
    let plain = key
        .decrypt(Pkcs1v15Encrypt, &bytes)
        .map_err(|_| FunctionError::failed("failed to decrypt: crypto/rsa: decryption error"))?;
    Ok(Value::string(String::from_utf8_lossy(&plain)).mark(&marks))
}
