//! `iac refresh`: brings the state up to date with the objects, without asking.

use crate::args::{ApplyArgs, OperationArgs, PlanArgs};
use crate::commands::apply::apply;
use crate::planning::with_plan;
use crate::session::Session;
use crate::view;

/// Refreshes.
pub(crate) fn run(operation: OperationArgs, session: &Session) -> u8 {
    let view = view::of_run(session, &operation);
    view.start();
    let plan = PlanArgs { destroy: false, refresh_only: true, refresh: true, replace: Vec::new() };
    let args = ApplyArgs { operation, plan, auto_approve: true, plan_file: None };
    with_plan(session, &*view, &args.operation, &args.plan, "OperationTypeRefresh", |planned| {
        let project = &planned.project;
        apply(&planned.plan, &project.config, project, &*planned.store, &args, &*view)
    })
}
