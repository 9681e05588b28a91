//! `iac workspace …`: one file per command.

mod delete;
mod list;
mod new;
mod select;

use crate::args::WorkspaceCommand;
use crate::project::Project;
use crate::session::Session;
use crate::stored;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_state::WorkspaceError;

/// Runs a command.
pub(crate) fn run(command: &WorkspaceCommand, session: &Session) -> u8 {
    let result = Project::load_backend(session).and_then(|project| match command {
        WorkspaceCommand::List => list::run(&project, session),
        WorkspaceCommand::New(args) => new::run(args, &project, session),
        WorkspaceCommand::Select(args) => select::run(args, &project, session),
        WorkspaceCommand::Delete(args) => delete::run(args, &project, session),
        WorkspaceCommand::Show => {
            session.terminal.line(&project.workspace);
            Ok(())
        }
    });
    stored::exit_code(session, result)
}

/// The environment chose the workspace: selecting another one would have no effect.
fn refuse_override(session: &Session) -> Result<(), Diagnostic> {
    if session.settings.workspace.is_none() {
        return Ok(());
    }
    let detail = "The selected workspace is currently overridden using the TF_WORKSPACE environment variable.\n\nTo select a different workspace either \
                  update this environment variable or unset it.";
    Err(Diagnostic::error("Workspace is overridden", detail))
}

fn explain(error: &WorkspaceError) -> Diagnostics {
    let diagnostic = match error {
        WorkspaceError::Missing(_) => {
            let detail = "You can create this workspace with the \"new\" subcommand or include the \"-or-create\" flag with the \"select\" subcommand.";
            Diagnostic::error(error.to_string(), detail)
        }
        WorkspaceError::Name(_) => Diagnostic::error("Invalid workspace name", error.to_string()),
        _ => Diagnostic::error(error.to_string(), ""),
    };
    diagnostic.into()
}
