//! From flags to a plan: load, resolve variables, lock, read, refuse a state of another target, plan.

use crate::args::{OperationArgs, PlanArgs};
use crate::operation::{Lock, plan_options, read_prior, run_stoppable, store};
use crate::project::Project;
use crate::session::Session;
use crate::targets;
use crate::view::RunView;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_engine::{Change, Plan, PlanOptions};
use iac_state::{LocalStore, State};
use std::sync::Arc;

/// The operation that only brings the state up to date, as its lock is named.
pub(crate) const REFRESH: &str = "OperationTypeRefresh";

/// A plan with what it was made from, while the state is locked.
pub(crate) struct Planned {
    /// The working directory.
    pub project: Project,
    /// Where the state is.
    pub store: Arc<LocalStore>,
    /// The plan.
    pub plan: Plan,
}

/// Makes a plan and hands it on while the state is locked. Errors are shown and give exit code 1.
pub(crate) fn with_plan(
    session: &Session,
    view: &dyn RunView,
    operation: &OperationArgs,
    plan_args: &PlanArgs,
    kind: &str,
    then: impl FnOnce(Planned) -> u8,
) -> u8 {
    let (project, mut diags) = Project::load(session);
    if !project.has_configuration() && !plan_args.destroy && kind != REFRESH {
        diags.push(no_configuration());
    }
    let mut options = plan_options(&project, operation, plan_args, &mut diags);
    if !diags.has_errors() {
        let ask = operation.input && session.settings.input;
        options.variables = diags.absorb(project.variables(session, &operation.variables.arguments, ask));
    }
    if diags.has_errors() {
        view.diagnostics(&diags);
        return 1;
    }
    let store = Arc::new(store(&project, &operation.state));
    let locked = store.clone();
    let _lock = match Lock::take(&*locked, kind, &operation.lock, session) {
        Ok(lock) => lock,
        Err(diagnostic) => {
            diags.push(diagnostic);
            view.diagnostics(&diags);
            return 1;
        }
    };
    let plan = match read_prior(&project, &operation.state, &*store) {
        Ok(prior) => plan(&project, prior, &store, &options, session, view, &mut diags),
        Err(diagnostic) => {
            diags.push(diagnostic);
            None
        }
    };
    if let Some(plan) = &plan {
        diags.extend(forgotten(plan));
        // A refresh is not shown beforehand: nobody is asked about it.
        if kind != REFRESH {
            view.plan(plan, &project.providers);
        }
    }
    let ok = view.diagnostics(&diags);
    match plan {
        Some(plan) if ok => then(Planned { project, store, plan }),
        _ => 1,
    }
}

/// Without any file everything would be planned to go, which is hardly ever meant.
fn no_configuration() -> Diagnostic {
    let detail = "This command requires configuration to be present. Without a configuration everything would be marked for destruction, which is \
                  normally not what is desired. If you would like to destroy everything, use \"iac destroy\". Otherwise, create a configuration file \
                  (.tf file) and try again.";
    Diagnostic::error("No configuration files", detail)
}

/// Warns of objects that stay, but are not managed any more.
fn forgotten(plan: &Plan) -> Option<Diagnostic> {
    let forget = plan.changes.iter().filter(|change| matches!(change.change, Change::Forget { .. }));
    let names: Vec<String> = forget.map(|change| format!(" - {}", change.addr)).collect();
    if names.is_empty() {
        return None;
    }
    let detail = format!(
        "If you apply this plan, Terraform will discard its tracking information for the following objects, but it will not delete them:\n{}\n\nAfter \
         applying this plan, Terraform will no longer manage these objects. You will need to import them into Terraform to manage them again.",
        names.join("\n")
    );
    Some(Diagnostic::warning("Some objects will no longer be managed by Terraform", detail))
}

fn plan(
    project: &Project,
    prior: Option<State>,
    store: &LocalStore,
    options: &PlanOptions,
    session: &Session,
    view: &dyn RunView,
    diags: &mut Diagnostics,
) -> Option<Plan> {
    let has_objects = prior.as_ref().is_some_and(|state| !state.is_empty());
    let plan = run_stoppable(async |stop| {
        iac_engine::plan(&project.config, prior, &project.providers, options, view, &stop).await
    });
    let plan = diags.absorb(plan);
    if plan.errored && plan.changes.iter().any(|change| !change.change.is_noop()) {
        view.plan(&plan, &project.providers);
    }
    diags.extend(targets::check(store, has_objects, &plan.provider_targets, session));
    (!plan.errored && !diags.has_errors()).then_some(plan)
}
