//! `iac plan`: shows what would change, and saves it with `-out`.

use crate::args::PlanCommandArgs;
use crate::planning::with_plan;
use crate::session::Session;
use crate::view;
use iac_core::diag::Diagnostic;

/// What `-detailed-exitcode` exits with when there are changes.
const CHANGES: u8 = 2;

/// Plans.
pub(crate) fn run(args: &PlanCommandArgs, session: &Session) -> u8 {
    let view = view::of_run(session, &args.operation);
    view.start();
    if args.generate_config_out.is_some() {
        let detail = "Generating configuration for imported objects (-generate-config-out) is not supported by iac yet. Write the blocks yourself.";
        view.diagnostics(&Diagnostic::error("Option not supported", detail).into());
        return 1;
    }
    with_plan(session, &*view, &args.operation, &args.plan, "OperationTypePlan", |planned| {
        let plan = &planned.plan;
        if let Some(path) = &args.out
            && let Err(error) = plan.write(path)
        {
            let detail = format!("The plan could not be written to {}: {error}.", path.display());
            view.diagnostics(&Diagnostic::error("Failed to write plan file", detail).into());
            return 1;
        }
        if plan.has_changes() {
            view.next_step(args.out.as_deref());
        }
        if args.detailed_exitcode && plan.has_changes() { CHANGES } else { 0 }
    })
}
