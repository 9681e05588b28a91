//! `iac workspace delete`

use super::explain;
use crate::args::WorkspaceDeleteArgs;
use crate::operation::{Lock, read_state};
use crate::project::Project;
use crate::session::Session;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_state::{LocalStore, State, WorkspaceError};

/// Deletes a workspace that is not in use.
pub(super) fn run(args: &WorkspaceDeleteArgs, project: &Project, session: &Session) -> Result<(), Diagnostics> {
    let name = &args.name;
    if name == "default" {
        return Err(Diagnostic::error(
            "Cannot delete the default workspace",
            "The workspace \"default\" always exists.",
        )
        .into());
    }
    if !project.workspaces.list().map_err(|error| explain(&error))?.contains(name) {
        return Err(explain(&WorkspaceError::Missing(name.clone())));
    }
    if *name == project.workspace {
        let detail =
            "You cannot delete the currently active workspace. Please switch to another workspace and try again.";
        return Err(Diagnostic::error(format!("Workspace {name:?} is your active workspace"), detail).into());
    }
    let store = LocalStore::new(project.workspaces.state_path(name));
    let lock = Lock::take(&store, "workspace-delete", &args.lock, session)?;
    let state = read_state(&store)?.unwrap_or_default();
    if !args.force && !state.resources.is_empty() {
        return Err(not_empty(name, &state).into());
    }
    drop(lock);
    project.workspaces.delete(name).map_err(|error| explain(&error))?;
    session.terminal.line(&session.style().bold_green(&format!("Deleted workspace {name:?}!")));
    if !state.resources.is_empty() {
        let detail = format!(
            "{name:?} was not empty: the objects that it tracked still exist, but nothing manages them any more."
        );
        session.report(&Diagnostics::from(Diagnostic::warning("Workspace was not empty", detail)));
    }
    Ok(())
}

fn not_empty(name: &str, state: &State) -> Diagnostic {
    let objects: Vec<String> = state.objects().map(|(addr, _, _)| format!("  - {addr}")).collect();
    let detail = format!(
        "Workspace {name:?} is currently tracking the following resource instances:\n{}\n\nDeleting this workspace would cause iac to lose track of any \
         associated remote objects, which would then require you to delete them manually. You should destroy these objects with iac before deleting \
         the workspace.\n\nIf you want to delete this workspace anyway, and have iac forget about these managed objects, use the -force option to \
         disable this safety check.",
        objects.join("\n")
    );
    Diagnostic::error("Workspace is not empty", detail)
}
