//! `iac refresh`: brings the state up to date with the objects, without asking.

use crate::args::{ApplyArgs, OperationArgs, PlanArgs};
use crate::commands::apply::apply;
use crate::planning::{REFRESH, with_plan};
use crate::session::Session;
use crate::view;
use iac_core::diag::Diagnostic;

/// Refreshes.
pub(crate) fn run(operation: OperationArgs, session: &Session) -> u8 {
    let view = view::of_run(session, &operation);
    view.start();
    let plan = PlanArgs { destroy: false, refresh_only: true, refresh: true, replace: Vec::new() };
    let args = ApplyArgs { operation, plan, auto_approve: true, plan_file: None };
    with_plan(session, &*view, &args.operation, &args.plan, REFRESH, |planned| {
        let project = &planned.project;
        if planned.plan.prior_state.resources.is_empty() {
            let detail = "There are currently no remote objects tracked in the state, so there is nothing to refresh.";
            view.diagnostics(&Diagnostic::warning("Empty or non-existent state", detail).into());
        }
        apply(&planned.plan, &project.config, project, &*planned.store, &args, &*view, false)
    })
}
