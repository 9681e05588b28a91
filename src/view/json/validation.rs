//! The result of `validate -json`.

use super::{diagnostic, value};
use crate::view::diagnostic::sorted;
use iac_core::diag::{Diagnostic, Diagnostics, Sources};
use serde_json::json;

/// The whole document.
pub(crate) fn render(diags: &Diagnostics, sources: &Sources) -> String {
    let items = sorted(diags, sources);
    let errors = items.iter().filter(|item| item.is_error()).count();
    let warnings = items.len() - errors;
    let rendered: Vec<_> = items.iter().map(|item: &Diagnostic| diagnostic::render(item, sources)).collect();
    value::pretty(&json!({
        "format_version": "1.0",
        "valid": errors == 0,
        "error_count": errors,
        "warning_count": warnings,
        "diagnostics": rendered,
    }))
}
