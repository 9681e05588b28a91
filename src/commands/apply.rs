//! `iac apply` and `iac destroy`: carry out a plan, made now or saved before.

use crate::args::ApplyArgs;
use crate::operation::{Lock, read_prior, run_stoppable, store};
use crate::planning::{Planned, with_plan};
use crate::project::Project;
use crate::session::Session;
use crate::targets;
use crate::view::{self, RunView};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Type, Value, convert};
use iac_engine::{ApplyOutcome, Plan, PlanMode, check_not_stale};
use iac_lang::config::{Config, VariableArgument};
use iac_state::{StateStore, render_state};
use std::path::Path;

/// Applies.
pub(crate) fn run(args: &ApplyArgs, session: &Session) -> u8 {
    let view = view::of_run(session, &args.operation);
    view.start();
    if let Some(path) = &args.plan_file {
        return apply_saved(args, path, session, &*view);
    }
    if args.operation.json && !args.auto_approve {
        let detail = "Nobody can be asked for approval when -json is set. You can either apply a saved plan file, or enable the -auto-approve option.";
        view.diagnostics(&Diagnostic::error("Plan file or auto-approve required", detail).into());
        return 1;
    }
    with_plan(session, &*view, &args.operation, &args.plan, "OperationTypeApply", |planned| {
        let needs_approval = planned.plan.has_changes() && !args.auto_approve;
        if needs_approval && !approve(args, planned.plan.mode, session, &*view) {
            return 1;
        }
        let Planned { project, store, plan } = planned;
        apply(&plan, &project.config, &project, &*store, args, &*view, true)
    })
}

/// Applies a saved plan: nothing but that, and only to the state that it was made from.
fn apply_saved(args: &ApplyArgs, path: &Path, session: &Session, view: &dyn RunView) -> u8 {
    let plan = match Plan::read(path) {
        Ok(plan) => plan,
        Err(error) => {
            let detail = format!("{} cannot be used as a saved plan: {error}.", path.display());
            view.diagnostics(&Diagnostic::error("Failed to load the plan file", detail).into());
            return 1;
        }
    };
    let (config, mut diags) = plan.load_config();
    let project = Project::of_saved_plan(session, &config, &mut diags);
    diags.extend(check_saved(args, &plan, &project));
    if diags.has_errors() {
        view.diagnostics(&diags);
        return 1;
    }
    let store = store(&project, &args.operation.state);
    let lock = Lock::take(&store, "OperationTypeApply", &args.operation.lock, session);
    let checked = lock.and_then(|lock| {
        let prior = read_prior(&project, &args.operation.state, &store)?;
        check_not_stale(&plan, prior.as_ref()).map(|()| lock)
    });
    let _lock = match checked {
        Ok(lock) => lock,
        Err(diagnostic) => {
            diags.push(diagnostic);
            view.diagnostics(&diags);
            return 1;
        }
    };
    view.diagnostics(&diags);
    apply(&plan, &config, &project, &store, args, view, true)
}

/// A saved plan is applied as it is: it takes no planning flags, and belongs to its workspace.
fn check_saved(args: &ApplyArgs, plan: &Plan, project: &Project) -> Diagnostics {
    let mut diags = Diagnostics::new();
    let planning = args.plan.destroy || args.plan.refresh_only || !args.plan.refresh || !args.plan.replace.is_empty();
    if planning || !args.operation.target.is_empty() {
        let detail = "A saved plan is applied exactly as it is. Give planning options such as -target, -replace and -destroy to \"iac plan\".";
        diags.push(Diagnostic::error("Can't use planning options with a saved plan", detail));
    }
    if args.operation.variables.arguments.iter().any(|argument| !is_planned(argument, plan)) {
        let detail = "A saved plan holds its own variables, and a value given here differs from the planned one. Make a new plan to use other values.";
        diags.push(Diagnostic::error("Can't set variables when applying a saved plan", detail));
    }
    if *plan.workspace != *project.workspace {
        let detail = format!(
            "The plan was made in workspace {:?}, but workspace {:?} is selected. Select the plan's workspace first.",
            plan.workspace, project.workspace
        );
        diags.push(Diagnostic::error("Saved plan is for another workspace", detail));
    }
    diags
}

/// Whether a variable is given the value that it has in the plan.
fn is_planned(argument: &VariableArgument, plan: &Plan) -> bool {
    let VariableArgument::Var(text) = argument else { return false };
    let Some((name, given)) = text.split_once('=') else { return false };
    let planned = plan.variables.get(name).and_then(|value| convert(value, &Type::String).ok());
    planned.as_ref().and_then(Value::as_str) == Some(given)
}

/// Asks for the word "yes".
fn approve(args: &ApplyArgs, mode: PlanMode, session: &Session, view: &dyn RunView) -> bool {
    if args.operation.json || !args.operation.input || !session.settings.input {
        let detail =
            "There are changes, and nobody can be asked about them here. Use -auto-approve, or apply a saved plan.";
        view.diagnostics(&Diagnostic::error("Approval required", detail).into());
        return false;
    }
    let question = match mode {
        PlanMode::Destroy => {
            "Do you really want to destroy all resources?\n  iac will destroy all your managed infrastructure, as shown above.\n  There is no undo. Only 'yes' will be accepted to confirm."
        }
        PlanMode::RefreshOnly => {
            "Would you like to update the state to reflect these detected changes?\n  iac will write these changes to the state without modifying any real infrastructure.\n  There is no undo. Only 'yes' will be accepted to confirm."
        }
        PlanMode::Normal => {
            "Do you want to perform these actions?\n  iac will perform the actions described above.\n  Only 'yes' will be accepted to approve."
        }
    };
    let style = session.style();
    let answer = session.terminal.ask(&format!("\n{}\n\n  {}", style.bold(question), style.bold("Enter a value: ")));
    if answer.as_deref() == Some("yes") {
        return true;
    }
    session.terminal.line(if mode == PlanMode::Destroy { "Destroy cancelled." } else { "Apply cancelled." });
    false
}

/// Carries out a plan and shows what came of it; `refresh` counts no resources.
pub(crate) fn apply(
    plan: &Plan,
    config: &Config,
    project: &Project,
    store: &dyn StateStore,
    args: &ApplyArgs,
    view: &dyn RunView,
    counted: bool,
) -> u8 {
    for change in &plan.changes {
        if let Some(id) = &change.importing {
            view.imported(&change.addr, id);
        }
    }
    let options = project.apply_options(args.operation.parallelism.max(1));
    let result = run_stoppable(async |stop| {
        iac_engine::apply(plan, config, &project.providers, store, &options, view, &stop).await
    });
    let (outcome, mut diags) = result;
    if outcome.write_failed {
        diags.push(keep_errored_state(&outcome));
    } else {
        diags.extend(targets::remember(store, &plan.provider_targets, &outcome.state));
    }
    if counted && !plan.targets.is_empty() {
        diags.push(incomplete());
    }
    let failed = diags.has_errors();
    if !failed {
        view.diagnostics(&diags);
        if counted {
            view.summary(plan.mode, &outcome);
        }
        if plan.mode != PlanMode::Destroy {
            view.outputs(&outcome.state);
        }
        return u8::from(outcome.cancelled);
    }
    view.diagnostics(&diags);
    1
}

/// A targeted apply does not do everything that the configuration says.
fn incomplete() -> Diagnostic {
    let detail = "The plan was created with the -target option in effect, so some changes requested in the configuration may have been ignored and the \
                  output values may not be fully updated. Run the following command to verify that no other changes are pending:\n    iac \
                  plan\n\nNote that the -target option is not suitable for routine use, and is provided only for exceptional situations such as \
                  recovering from errors or mistakes, or when Terraform specifically suggests to use it as part of an error message.";
    Diagnostic::warning("Applied changes may be incomplete", detail)
}

/// Keeps a state that its store refused in `errored.tfstate`.
fn keep_errored_state(outcome: &ApplyOutcome) -> Diagnostic {
    let path = "errored.tfstate";
    let text = render_state(&outcome.state).map_err(|error| error.to_string());
    let written = text.and_then(|text| std::fs::write(path, text).map_err(|error| error.to_string()));
    let detail = match written {
        Ok(()) => format!("The new state was kept in {path}. Repair the cause, then run \"iac state push {path}\"."),
        Err(error) => {
            // Half a state is worse than none.
            let _ = std::fs::remove_file(path);
            format!("The new state could not be kept in {path} either: {error}. What was not recorded is listed above.")
        }
    };
    Diagnostic::error("Failed to persist state", detail)
}
