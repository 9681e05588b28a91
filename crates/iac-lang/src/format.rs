//! Source text in the canonical style. The layout itself is [`iac_hcl::fmt`]'s; here only what cannot be parsed is refused.

use iac_core::diag::{Diagnostics, SourceId};

/// The text of a file in the canonical style; text that has syntax errors is not laid out.
pub fn format_source(source: SourceId, text: &[u8]) -> Result<Vec<u8>, Diagnostics> {
    let (_, diags) = iac_hcl::parse_body(source, text);
    if diags.has_errors() {
        return Err(diags);
    }
    Ok(iac_hcl::fmt::format(text))
}
