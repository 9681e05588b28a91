//! msgpack codec, driven by types: the plugin protocol's `DynamicValue`, and plan files.
//!
//! Null is nil, unknown an extension, a `Dynamic` part an array of its type (as JSON bytes) and its value. Numbers are
//! integers or 64-bit floats where those hold them exactly, else decimal text.

mod decode;
mod encode;

#[cfg(test)]
mod tests;

pub use decode::from_msgpack;
pub use encode::to_msgpack;

use super::{Path, Step};

/// The extension of an unknown value of which nothing is known.
const UNKNOWN: i8 = 0;
/// The extension of an unknown value with what is known of it.
const REFINED: i8 = 12;

/// The keys of what is known of an unknown value.
mod key {
    pub(super) const NULLNESS: i64 = 1;
    pub(super) const PREFIX: i64 = 2;
    pub(super) const MIN: i64 = 3;
    pub(super) const MAX: i64 = 4;
    pub(super) const MIN_LENGTH: i64 = 5;
    pub(super) const MAX_LENGTH: i64 = 6;
}

/// Why bytes are not a value of the wanted type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MsgpackError(pub String);

/// What is wrong, and the way to it, innermost step first.
#[derive(Debug)]
struct Fault {
    steps: Vec<Step>,
    message: String,
}

impl Fault {
    fn new(message: impl Into<String>) -> Self {
        Self { steps: Vec::new(), message: message.into() }
    }

    fn below(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}

impl From<Fault> for MsgpackError {
    fn from(mut fault: Fault) -> Self {
        if fault.steps.is_empty() {
            return Self(fault.message);
        }
        fault.steps.reverse();
        Self(format!("{}: {}", Path { steps: fault.steps }, fault.message))
    }
}
