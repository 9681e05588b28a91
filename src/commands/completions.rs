//! `iac completions`: a shell's completion script.

use crate::args::{Cli, CompletionsArgs};
use crate::session::Session;
use clap::CommandFactory;

/// Prints the script.
pub(crate) fn run(args: &CompletionsArgs, session: &Session) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "iac", &mut script);
    session.terminal.print(&String::from_utf8_lossy(&script));
    0
}
