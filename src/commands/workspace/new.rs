//! `iac workspace new`

use super::{explain, refuse_override};
use crate::args::WorkspaceNewArgs;
use crate::operation::{Lock, store_diagnostic};
use crate::project::Project;
use crate::session::Session;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_state::{LocalStore, StateStore, parse_state};
use std::path::Path;

/// Makes a workspace and selects it; with `-state` it begins with that state.
pub(super) fn run(args: &WorkspaceNewArgs, project: &Project, session: &Session) -> Result<(), Diagnostics> {
    refuse_override(session)?;
    project.workspaces.create(&args.name).map_err(|error| explain(&error))?;
    project.workspaces.select(&args.name).map_err(|error| explain(&error))?;
    let style = session.style();
    session.terminal.line(&style.bold_green(&format!("Created and switched to workspace {:?}!", args.name)));
    session.terminal.line("\nYou're now on a new, empty workspace. Workspaces isolate their state,\nso if you run \"iac plan\" iac will not see any existing state\nfor this configuration.");
    match &args.state {
        Some(path) => copy(path, args, project, session),
        None => Ok(()),
    }
}

fn copy(path: &Path, args: &WorkspaceNewArgs, project: &Project, session: &Session) -> Result<(), Diagnostics> {
    let bytes = std::fs::read(path).map_err(|error| {
        Diagnostic::error("Failed to read the state", format!("{} cannot be read: {error}.", path.display()))
    })?;
    let state = parse_state(&path.display().to_string(), &bytes).map_err(|error| store_diagnostic(&error))?;
    let store = LocalStore::new(project.workspaces.state_path(&args.name));
    let _lock = Lock::take(&store, "workspace-new", &args.lock, session)?;
    store.write(&state).map_err(|error| Diagnostic::error("Failed to write state", error.to_string()))?;
    Ok(())
}
