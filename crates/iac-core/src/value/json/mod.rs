//! JSON codec, driven by types: state files, plan JSON, `jsonencode`.
//!
//! The public API speaks in text and `Value`, so that no JSON library is part of it. Numbers keep every digit. Text is
//! written as Terraform writes it: compact, keys sorted, and `< > &` escaped for HTML.

mod decode;
mod encode;
mod reader;
mod type_form;

#[cfg(test)]
mod tests;

pub use decode::{from_json, json_type};
pub use encode::{quote_json, to_json};
pub use type_form::{type_from_json, type_to_json};

use super::{Path, Step};

/// Why JSON text is not a value of the wanted type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct JsonError(pub String);

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

impl From<Fault> for JsonError {
    fn from(mut fault: Fault) -> Self {
        if fault.steps.is_empty() {
            return Self(fault.message);
        }
        fault.steps.reverse();
        Self(format!("{}: {}", Path { steps: fault.steps }, fault.message))
    }
}
