//! `iac taint` and `iac untaint`: mark an object for replacement, and take the mark back.

use crate::args::TaintArgs;
use crate::session::Session;
use crate::stored::{self, Edited};
use iac_core::addr::{AbsResourceInstanceAddr, ResourceMode};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_state::State;

/// Marks.
pub(crate) fn taint(args: &TaintArgs, session: &Session) -> u8 {
    run(args, session, "taint", iac_engine::taint, "has been marked as tainted")
}

/// Takes the mark back.
pub(crate) fn untaint(args: &TaintArgs, session: &Session) -> u8 {
    run(args, session, "untaint", iac_engine::untaint, "has been successfully untainted")
}

type Mark = fn(&mut State, &AbsResourceInstanceAddr) -> Result<(), Diagnostic>;

fn run(args: &TaintArgs, session: &Session, operation: &str, mark: Mark, done: &str) -> u8 {
    let addr = match address(&args.address) {
        Ok(addr) => addr,
        Err(diagnostic) => return session.fail(diagnostic),
    };
    let mut missing = false;
    let result = stored::edit(session, &args.lock, &args.state, operation, |state, _| {
        if state.object(&addr).is_none() && args.allow_missing {
            missing = true;
            return Ok(Edited::Discard);
        }
        mark(state, &addr)?;
        Ok(Edited::WriteAsIs)
    });
    if result.is_ok() && missing {
        let detail =
            format!("Resource instance {addr} was not found, but this is not an error because -allow-missing was set.");
        session.report(&Diagnostics::from(Diagnostic::warning("No such resource instance", detail)));
    } else if result.is_ok() {
        session.terminal.line(&format!("Resource instance {addr} {done}."));
    }
    stored::exit_code(session, result)
}

fn address(text: &str) -> Result<AbsResourceInstanceAddr, Diagnostic> {
    let addr = text.parse::<AbsResourceInstanceAddr>();
    let addr = addr.map_err(|error| Diagnostic::error("Invalid resource instance address", error.to_string()))?;
    if addr.resource.mode != ResourceMode::Managed {
        let detail = format!("{addr} is read, not managed, so it cannot be replaced.");
        return Err(Diagnostic::error("Invalid resource instance address", detail));
    }
    Ok(addr)
}
