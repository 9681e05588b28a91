//! `iac workspace select`

use super::{explain, refuse_override};
use crate::args::WorkspaceSelectArgs;
use crate::project::Project;
use crate::session::Session;
use iac_core::diag::Diagnostics;
use iac_state::WorkspaceError;

/// Selects a workspace; with `-or-create` makes it first where it is missing.
pub(super) fn run(args: &WorkspaceSelectArgs, project: &Project, session: &Session) -> Result<(), Diagnostics> {
    refuse_override(session)?;
    let style = session.style();
    match project.workspaces.select(&args.name) {
        // Selecting what is selected says nothing, as in Terraform.
        Ok(()) if project.workspace == args.name => {}
        Ok(()) => session.terminal.line(&style.bold_green(&format!("Switched to workspace {:?}.", args.name))),
        Err(WorkspaceError::Missing(_)) if args.or_create => {
            project.workspaces.create(&args.name).map_err(|error| explain(&error))?;
            project.workspaces.select(&args.name).map_err(|error| explain(&error))?;
            session.terminal.line(&style.bold_green(&format!("Created and switched to workspace {:?}!", args.name)));
        }
        Err(error) => return Err(explain(&error)),
    }
    Ok(())
}
