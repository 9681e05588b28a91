//! `iac state pull`: the state as its file has it.

use crate::session::Session;
use crate::stored;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_state::render_state;

/// Prints.
pub(crate) fn run(session: &Session) -> u8 {
    stored::exit_code(session, pull(session))
}

fn pull(session: &Session) -> Result<(), Diagnostics> {
    if let (_, Some(state)) = stored::read(session, None)? {
        let text =
            render_state(&state).map_err(|error| Diagnostic::error("Failed to render the state", error.to_string()))?;
        session.terminal.print(&text);
    }
    Ok(())
}
