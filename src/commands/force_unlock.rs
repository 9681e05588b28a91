//! `iac force-unlock`: releases a lock whose holder is gone.

use crate::args::ForceUnlockArgs;
use crate::session::Session;
use crate::stored;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_state::{LockError, StateStore};

/// Releases the lock.
pub(crate) fn run(args: &ForceUnlockArgs, session: &Session) -> u8 {
    stored::exit_code(session, unlock(args, session))
}

fn unlock(args: &ForceUnlockArgs, session: &Session) -> Result<(), Diagnostics> {
    let (_, store) = stored::open(session, None)?;
    if !args.force {
        let question = "Do you really want to force-unlock?\n  iac will remove the lock on the state. This will allow other commands to modify it, even though it\n  may still be in use. Only 'yes' will be accepted to confirm.";
        let style = session.style();
        if !session.may_ask() {
            let detail = "Nobody can be asked for confirmation here. Use -force.";
            return Err(Diagnostic::error("Approval required", detail).into());
        }
        let answer = session.terminal.ask(&format!("{}\n\n  {}", style.bold(question), style.bold("Enter a value: ")));
        if answer.as_deref() != Some("yes") {
            session.terminal.line("force-unlock cancelled.");
            return Err(Diagnostics::new());
        }
    }
    store.force_unlock(&args.id).map_err(|error| {
        let detail = match &error {
            LockError::WrongId { held, .. } if held.is_empty() => "LocalState not locked".to_owned(),
            error => error.to_string(),
        };
        Diagnostic::error("Failed to unlock state", detail)
    })?;
    let text = "iac state has been successfully unlocked!";
    session.terminal.line(&format!(
        "{}\n\nThe state has been unlocked, and commands should now be able to obtain a\nnew lock on it.",
        session.style().bold_green(text)
    ));
    Ok(())
}
