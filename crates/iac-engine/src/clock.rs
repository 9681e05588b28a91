//! The time and fresh identifiers, from the functions of the language.

use iac_core::value::Value;
use iac_lang::eval::EmptyScope;
use std::sync::Arc;

fn call(name: &str) -> Option<Value> {
    iac_lang::funcs::call(name, &[], &EmptyScope)?.ok()
}

/// The time, RFC 3339 in UTC.
pub(crate) fn now() -> Arc<str> {
    call("timestamp")
        .and_then(|value| value.as_str().map(Arc::from))
        .unwrap_or_else(|| Arc::from("1970-01-01T00:00:00Z"))
}

/// A random UUID.
pub(crate) fn uuid() -> String {
    call("uuid")
        .and_then(|value| value.as_str().map(str::to_owned))
        .expect("invariant: uuid() takes no arguments and cannot fail")
}
