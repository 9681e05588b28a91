//! One file per command.

mod apply;
mod completions;
mod fmt;
mod force_unlock;
mod graph;
mod import;
mod init;
mod output;
mod plan;
mod providers;
mod refresh;
mod show;
mod state;
mod taint;
mod unknown;
mod validate;
mod version;
mod workspace;

use crate::args::Command;
use crate::session::Session;

/// Runs a command; the result is the process's exit code.
pub(crate) fn run(command: Command, session: &Session) -> u8 {
    match command {
        Command::Version(args) => version::run(&args, session),
        Command::Init(args) => init::run(&args, session),
        Command::Get(args) => init::get(&args, session),
        Command::Validate(args) => validate::run(&args, session),
        Command::Plan(args) => plan::run(&args, session),
        Command::Apply(args) => apply::run(&args, session),
        Command::Destroy(mut args) => {
            args.plan.destroy = true;
            apply::run(&args, session)
        }
        Command::Refresh(args) => refresh::run(args, session),
        Command::Show(args) => show::run(&args, session),
        Command::Output(args) => output::run(&args, session),
        Command::State(command) => state::run(&command, session),
        Command::Import(args) => import::run(&args, session),
        Command::Taint(args) => taint::taint(&args, session),
        Command::Untaint(args) => taint::untaint(&args, session),
        Command::ForceUnlock(args) => force_unlock::run(&args, session),
        Command::Workspace(command) => workspace::run(&command, session),
        Command::Graph(args) => graph::run(&args, session),
        Command::Fmt(args) => fmt::run(&args, session),
        Command::Providers(args) => providers::run(&args, session),
        Command::Completions(args) => completions::run(&args, session),
        Command::Unknown(words) => unknown::run(&words, session),
    }
}
