//! Errors of operations as diagnostics: what was done, to what, and what the other side said.

use crate::model::ModelSpec;
use crate::{Error, ErrorKind};
use iac_core::diag::Diagnostic;
use iac_core::value::Value;

/// `creating SQS Queue (orders): …`, in the AWS provider's words.
pub(super) fn report(doing: &str, spec: &ModelSpec, object: &Value, address: &str, error: Error) -> Diagnostic {
    if error.kind == ErrorKind::Unreachable {
        // Not about this object: everything else fails alike, and the view tells it once.
        return Diagnostic::error("No answer from the endpoint", error.message).on(address);
    }
    let text = |name: &str| object.attribute(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let subject = text("id")
        .or_else(|| text("name"))
        .map_or_else(|| spec.label.to_owned(), |id| format!("{} ({id})", spec.label));
    let mut diagnostic =
        Diagnostic::error(format!("{doing} {subject}: {}", error.message), error.advice.unwrap_or_default());
    diagnostic.path = error.path;
    diagnostic.on(address)
}
