//! Hashes of text and of files, and password hashes.

use super::base64::to_base64;
use super::files::read_bytes;
use super::function::{Call, Function, FunctionError, Parameter};
use iac_core::value::{Type, Value};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use std::fmt::Write as _;

type Outcome = Result<Value, FunctionError>;

fn hex<D: Digest>(bytes: &[u8]) -> Value {
    let mut text = String::new();
    for byte in D::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    Value::string(text)
}

fn base64<D: Digest>(bytes: &[u8]) -> Value {
    Value::string(to_base64(D::digest(bytes)))
}

fn of_text(name: &'static str, doc: &'static str, run: super::function::Run) -> Function {
    Function::new(name, doc, Type::String, run).param("str", Type::String)
}

fn of_file(name: &'static str, doc: &'static str, run: super::function::Run) -> Function {
    Function::new(name, doc, Type::String, run).with(Parameter::new("path", Type::String).marked())
}

fn file(call: &Call<'_>, hash: fn(&[u8]) -> Value) -> Outcome {
    Ok(hash(&read_bytes(call)?).mark(call.args[0].marks()))
}

pub(super) fn base64sha256() -> Function {
    of_text("base64sha256", "The SHA-256 hash of text, in Base64.", |call| {
        Ok(base64::<Sha256>(call.text(0).as_bytes()))
    })
}

pub(super) fn base64sha512() -> Function {
    of_text("base64sha512", "The SHA-512 hash of text, in Base64.", |call| {
        Ok(base64::<Sha512>(call.text(0).as_bytes()))
    })
}

pub(super) fn md5() -> Function {
    of_text("md5", "The MD5 hash of text, in hexadecimal.", |call| Ok(hex::<Md5>(call.text(0).as_bytes())))
}

pub(super) fn sha1() -> Function {
    of_text("sha1", "The SHA-1 hash of text, in hexadecimal.", |call| Ok(hex::<Sha1>(call.text(0).as_bytes())))
}

pub(super) fn sha256() -> Function {
    of_text("sha256", "The SHA-256 hash of text, in hexadecimal.", |call| Ok(hex::<Sha256>(call.text(0).as_bytes())))
}

pub(super) fn sha512() -> Function {
    of_text("sha512", "The SHA-512 hash of text, in hexadecimal.", |call| Ok(hex::<Sha512>(call.text(0).as_bytes())))
}

pub(super) fn filebase64sha256() -> Function {
    of_file("filebase64sha256", "The SHA-256 hash of a file, in Base64.", |call| file(call, base64::<Sha256>))
}

pub(super) fn filebase64sha512() -> Function {
    of_file("filebase64sha512", "The SHA-512 hash of a file, in Base64.", |call| file(call, base64::<Sha512>))
}

pub(super) fn filemd5() -> Function {
    of_file("filemd5", "The MD5 hash of a file, in hexadecimal.", |call| file(call, hex::<Md5>))
}

pub(super) fn filesha1() -> Function {
    of_file("filesha1", "The SHA-1 hash of a file, in hexadecimal.", |call| file(call, hex::<Sha1>))
}

pub(super) fn filesha256() -> Function {
    of_file("filesha256", "The SHA-256 hash of a file, in hexadecimal.", |call| file(call, hex::<Sha256>))
}

pub(super) fn filesha512() -> Function {
    of_file("filesha512", "The SHA-512 hash of a file, in hexadecimal.", |call| file(call, hex::<Sha512>))
}

const LONGEST_PASSWORD: usize = 72;

pub(super) fn bcrypt() -> Function {
    Function::new("bcrypt", "Hashes a password; another hash each time.", Type::String, |call| {
        let cost = match call.args.len() {
            1 => 10,
            2 => call.integer(1)?,
            _ => return Err(FunctionError::failed("bcrypt() takes no more than two arguments")),
        };
        if call.scope.impure_unknown() {
            return Ok(call.unknown());
        }
        let failed = |why: String| FunctionError::failed(format!("error occured generating password {why}"));
        if cost > 31 {
            return Err(failed(format!("crypto/bcrypt: cost {cost} is outside allowed inclusive range 4..31")));
        }
        if call.text(0).len() > LONGEST_PASSWORD {
            return Err(failed(format!("bcrypt: password length exceeds {LONGEST_PASSWORD} bytes")));
        }
        let cost = u32::try_from(cost).ok().filter(|cost| *cost >= 4).unwrap_or(10);
        let hash = bcrypt::hash_with_result(call.text(0), cost).map_err(|error| failed(error.to_string()))?;
        Ok(Value::string(hash.format_for_version(bcrypt::Version::TwoA)))
    })
    .param("str", Type::String)
    .variadic(Parameter::new("cost", Type::Number))
}
