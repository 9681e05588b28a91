//! One file per command.

mod apply;
mod init;
mod plan;
mod refresh;
mod version;

use crate::args::Command;
use crate::session::Session;

/// Runs a command; the result is the process's exit code.
pub(crate) fn run(command: Command, session: &Session) -> u8 {
    match command {
        Command::Version(args) => version::run(&args, session),
        Command::Init(args) => init::run(&args, session),
        Command::Get(args) => init::get(&args, session),
        Command::Plan(args) => plan::run(&args, session),
        Command::Apply(args) => apply::run(&args, session),
        Command::Destroy(mut args) => {
            args.plan.destroy = true;
            apply::run(&args, session)
        }
        Command::Refresh(args) => refresh::run(args, session),
        _ => 1,
    }
}
