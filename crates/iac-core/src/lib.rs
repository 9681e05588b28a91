//! The vocabulary of `iac`: diagnostics, addresses, values with their types, and schemas.
//!
//! Everything here is pure data. There is no I/O, nothing asynchronous, and no third-party type in
//! the public API; every other crate of the workspace speaks in these words.

pub mod addr;
pub mod diag;
pub mod schema;
pub mod value;
