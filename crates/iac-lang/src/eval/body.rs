//! Decoding a whole body by schema: attributes, nested blocks, `dynamic` blocks, attributes written as blocks.

use super::Scope;
use crate::config::ConfigBody;
use crate::refs::Reference;
use iac_core::diag::{Diagnostics, Span};
use iac_core::schema::BlockSchema;
use iac_core::value::{Path, Value};

/// Evaluates a body into an object value of the schema's type. Attributes not written are null; blocks not written are
/// empty collections or null. Reports unsupported arguments and blocks, missing ones, wrong types and block counts.
pub fn decode_body(body: &ConfigBody, schema: &BlockSchema, scope: &dyn Scope) -> (Value, Diagnostics) {
    let _ = (body, schema, scope);
    todo!()
}

/// Every reference in a body, `dynamic` blocks included. Names that the schema lacks are skipped (decoding reports them).
pub fn body_references(body: &ConfigBody, schema: &BlockSchema) -> Vec<Reference> {
    let _ = (body, schema);
    todo!()
}

/// Where the attribute or block at a path is written, so that a path from a provider can be shown in the source. Falls back
/// to the nearest enclosing block or attribute that is written; `None` if nothing of the path is.
pub fn decode_attribute_span(body: &ConfigBody, path: &Path) -> Option<Span> {
    let _ = (body, path);
    todo!()
}
