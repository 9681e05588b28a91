//! `iac show`: the state, a state file or a saved plan, for people or programs.

use crate::args::ShowArgs;
use crate::project::Project;
use crate::session::Session;
use crate::stored;
use crate::view::json::value::compact;
use crate::view::{self, diff, json};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_engine::Plan;
use iac_state::{State, parse_state};
use std::path::Path;

/// Shows.
pub(crate) fn run(args: &ShowArgs, session: &Session) -> u8 {
    let result = match &args.path {
        None => current_state(args, session),
        Some(path) => file(path, args, session),
    };
    stored::exit_code(session, result)
}

fn current_state(args: &ShowArgs, session: &Session) -> Result<(), Diagnostics> {
    let (project, state) = stored::read(session, None)?;
    show_state(state.as_ref(), &project, args, session);
    Ok(())
}

fn show_state(state: Option<&State>, project: &Project, args: &ShowArgs, session: &Session) {
    if args.json {
        session.terminal.line(&compact(&json::state::render(state, &project.providers)));
        return;
    }
    match state {
        None => session.terminal.line("No state."),
        Some(state) if state.is_empty() => {
            session.terminal.line("The state file is empty. No resources are represented.");
        }
        Some(state) => session.terminal.print(&view::state::render(state, &project.providers, session.style())),
    }
}

/// A file is a saved plan if it reads as one, else a state.
fn file(path: &Path, args: &ShowArgs, session: &Session) -> Result<(), Diagnostics> {
    let bytes = std::fs::read(path).map_err(|error| {
        let detail = format!("Couldn't load the provided path: {}: {error}.", path.display());
        Diagnostic::error("Failed to load plan", detail)
    })?;
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
        && let Ok(state) = parse_state(&path.display().to_string(), &bytes)
    {
        let project = Project::load_backend(session)?;
        show_state(Some(&state), &project, args, session);
        return Ok(());
    }
    let plan = Plan::read(path).map_err(|error| {
        let detail = format!("{} is neither a saved plan nor a state file: {error}.", path.display());
        Diagnostic::error("Failed to read the given file as a state or plan file", detail)
    })?;
    show_plan(&plan, args, session)
}

fn show_plan(plan: &Plan, args: &ShowArgs, session: &Session) -> Result<(), Diagnostics> {
    let (config, mut diags) = plan.load_config();
    let project = Project::of_saved_plan(session, &config, &mut diags);
    if diags.has_errors() {
        return Err(diags);
    }
    let text = if args.json {
        compact(&json::plan::render(plan, &config, &project.providers)) + "\n"
    } else {
        diff::render_plan(plan, &project.providers, session.style())
    };
    session.terminal.print(&text);
    Ok(())
}
