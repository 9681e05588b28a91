//! `iac workspace list`

use super::explain;
use crate::project::Project;
use crate::session::Session;
use iac_core::diag::Diagnostics;

/// Lists workspaces; the selected one has a star.
pub(super) fn run(project: &Project, session: &Session) -> Result<(), Diagnostics> {
    for name in project.workspaces.list().map_err(|error| explain(&error))? {
        let mark = if name == project.workspace { "*" } else { " " };
        session.terminal.line(&format!("{mark} {name}"));
    }
    session.terminal.line("");
    if session.settings.workspace.is_some() {
        session
            .terminal
            .line("The active workspace is being overridden using the TF_WORKSPACE environment\nvariable.\n");
    }
    Ok(())
}
