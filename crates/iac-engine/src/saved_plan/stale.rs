//! Whether a saved plan still fits the state it was made from.

use crate::plan::Plan;
use iac_core::diag::Diagnostic;
use iac_state::State;

/// Refuses a plan that was made from another state than the one stored now.
pub fn check_not_stale(plan: &Plan, stored: Option<&State>) -> Result<(), Diagnostic> {
    let (lineage, serial) = stored.map_or(("", 0), |state| (state.lineage.as_str(), state.serial));
    let planned = &plan.prior_state;
    if !planned.lineage.is_empty() && !lineage.is_empty() && planned.lineage != lineage {
        let detail = "The given plan file can not be applied because it was created from a different state lineage.";
        return Err(Diagnostic::error("Saved plan does not match the given state", detail));
    }
    if planned.serial != serial || planned.lineage.is_empty() != lineage.is_empty() {
        let detail = "The given plan file can no longer be applied because the state was changed by another operation after the plan was created.";
        return Err(Diagnostic::error("Saved plan is stale", detail));
    }
    Ok(())
}
