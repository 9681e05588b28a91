//! `iac state …`: one file per command.

mod list;
mod mv;
mod pull;
mod push;
mod replace_provider;
mod rm;
mod show;

use crate::args::StateCommand;
use crate::session::Session;

/// Runs a command.
pub(crate) fn run(command: &StateCommand, session: &Session) -> u8 {
    match command {
        StateCommand::List(args) => list::run(args, session),
        StateCommand::Show(args) => show::run(args, session),
        StateCommand::Mv(args) => mv::run(args, session),
        StateCommand::Rm(args) => rm::run(args, session),
        StateCommand::Pull => pull::run(session),
        StateCommand::Push(args) => push::run(args, session),
        StateCommand::ReplaceProvider(args) => replace_provider::run(args, session),
    }
}
