//! The workspace's state for commands that look at it or edit it without planning.
//!
//! They need the backend, not a valid configuration: errors elsewhere in it do not stop them.

use crate::args::{LockArgs, StateFileArgs};
use crate::operation::{Lock, read_prior, read_state, store};
use crate::project::Project;
use crate::session::Session;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_engine::Providers;
use iac_state::{LocalStore, State, StateStore};
use std::path::Path;

/// The working directory, and the store of its state (or of the file given with `-state`).
pub(crate) fn open(session: &Session, path: Option<&Path>) -> Result<(Project, LocalStore), Diagnostics> {
    let project = Project::load_backend(session)?;
    let store = project.store(path);
    Ok((project, store))
}

/// Reads the state to look at it; `None` if there is none.
pub(crate) fn read(session: &Session, path: Option<&Path>) -> Result<(Project, Option<State>), Diagnostics> {
    let (project, store) = open(session, path)?;
    let state = read_state(&store)?;
    Ok((project, state))
}

/// What an edit decided.
pub(crate) enum Edited {
    /// The state is to be written, with the next serial.
    Write,
    /// The state is to be written as it is: the serial is already counted up.
    WriteAsIs,
    /// Nothing is written.
    Discard,
}

/// Reads the state under its lock, lets it be edited, and writes it.
pub(crate) fn edit(
    session: &Session,
    lock: &LockArgs,
    files: &StateFileArgs,
    operation: &str,
    change: impl FnOnce(&mut State, &Providers) -> Result<Edited, Diagnostic>,
) -> Result<(), Diagnostics> {
    let project = Project::load_backend(session)?;
    let target = store(&project, files);
    let _lock = Lock::take(&target, operation, lock, session)?;
    let mut state = read_prior(&project, files, &target)?.unwrap_or_default();
    match change(&mut state, &project.providers)? {
        Edited::Discard => return Ok(()),
        Edited::Write => state.serial += 1,
        Edited::WriteAsIs => {}
    }
    target.write(&state).map_err(|error| Diagnostic::error("Error saving the state", error.to_string()))?;
    Ok(())
}

/// The exit code of a command; what went wrong is shown.
pub(crate) fn exit_code(session: &Session, result: Result<(), Diagnostics>) -> u8 {
    match result {
        Ok(()) => 0,
        Err(diags) => {
            session.report(&diags);
            1
        }
    }
}
