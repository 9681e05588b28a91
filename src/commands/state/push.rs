//! `iac state push`: replaces the state, unless that would lose something.

use crate::args::StatePushArgs;
use crate::operation::{Lock, read_state, store_diagnostic};
use crate::session::Session;
use crate::stored;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_state::{State, StateStore, parse_state};
use std::io::Read;

/// Replaces.
pub(crate) fn run(args: &StatePushArgs, session: &Session) -> u8 {
    stored::exit_code(session, push(args, session))
}

fn push(args: &StatePushArgs, session: &Session) -> Result<(), Diagnostics> {
    let pushed = read_pushed(&args.path)?;
    let (_, store) = stored::open(session, None)?;
    let _lock = Lock::take(&store, "state-push", &args.lock, session)?;
    let current = if args.force { None } else { read_state(&store)? };
    if let Some(current) = &current {
        check(current, &pushed)?;
        if *current == pushed {
            return Ok(());
        }
    }
    store.write(&pushed).map_err(|error| Diagnostic::error("Failed to write state", error.to_string()))?;
    Ok(())
}

fn read_pushed(path: &str) -> Result<State, Diagnostic> {
    let mut bytes = Vec::new();
    let read = match path {
        "-" => std::io::stdin().read_to_end(&mut bytes).map(drop),
        path => std::fs::read(path).map(|found| bytes = found),
    };
    read.map_err(|error| {
        Diagnostic::error("Failed to read the state to push", format!("{path} cannot be read: {error}."))
    })?;
    parse_state(path, &bytes).map_err(|error| store_diagnostic(&error))
}

/// The pushed state must continue the current one.
fn check(current: &State, pushed: &State) -> Result<(), Diagnostic> {
    let refuse =
        |detail: String| Err(Diagnostic::error("Failed to write state", detail + " Use -force if it is meant."));
    if !current.lineage.is_empty() && pushed.lineage != current.lineage {
        return refuse(format!(
            "cannot import state with lineage {:?} over unrelated state with lineage {:?}.",
            pushed.lineage, current.lineage
        ));
    }
    if pushed.serial < current.serial {
        return refuse(format!(
            "cannot import state with serial {} over newer state with serial {}.",
            pushed.serial, current.serial
        ));
    }
    if pushed.serial == current.serial && pushed != current {
        return refuse(format!(
            "cannot overwrite existing state with serial {} with a different state that has the same serial.",
            current.serial
        ));
    }
    Ok(())
}
