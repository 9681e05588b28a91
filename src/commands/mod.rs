//! One file per command.

mod version;

use crate::args::{Cli, Command};
use crate::session::Session;

/// Runs a command; the result is the process's exit code.
pub(crate) fn run(command: Command, session: &Session) -> u8 {
    match command {
        Command::Version(args) => version::run(&args, session),
        _ => 1,
    }
}
