//! The `iac` command line, thin: it parses arguments, wires the crates together and shows what they say.
//!
//! - [`args`](crate): the grammar; `commands/<verb>.rs`: one file per command; `view/`: everything that is rendered
//! - `settings`, `environment`, `terminal`, `session`: what a run works with
//! - the language is in `iac-lang`, planning and applying in `iac-engine`, AWS in `iac-aws` and `crates/aws/*`

#![expect(clippy::format_push_string, reason = "rendering reads best as the text it makes, and is not hot")]

mod args;
mod commands;
mod environment;
mod lock_file;
mod logging;
mod objects;
mod operation;
mod planning;
mod project;
mod providers;
mod session;
mod settings;
mod stored;
mod targets;
mod terminal;
mod usage;
mod view;

pub use environment::Environment;

use args::{Cli, Command, VersionArgs, double_dashes, plain_flags, split_words};
use clap::{CommandFactory, Parser};
use iac_core::diag::{Diagnostic, Sources};
use session::Session;
use settings::Settings;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Mutex;
use terminal::Terminal;

/// What Terraform exits with when no command is given.
const NO_COMMAND: u8 = 127;

/// Runs the program.
pub fn run(arguments: Vec<OsString>, environment: Environment) -> ExitCode {
    let terminal = Terminal::new();
    let arguments = match with_arguments_from_environment(arguments, &environment) {
        Ok(arguments) => arguments,
        Err(message) => {
            terminal.print_error(&format!("Error: Invalid TF_CLI_ARGS\n\n{message}\n"));
            return ExitCode::FAILURE;
        }
    };
    let words = std::iter::once(OsString::from("iac")).chain(plain_flags(double_dashes(arguments), &Cli::command()));
    let words: Vec<OsString> = words.collect();
    let cli = match Cli::try_parse_from(&words) {
        Ok(cli) => cli,
        Err(error) => return usage::explain(&error, words, &terminal),
    };
    let settings = Settings::new(&cli, environment, std::io::stdout().is_terminal());
    let session = Session { settings, terminal, sources: Mutex::new(Sources::new()) };
    ExitCode::from(run_command(cli, &session))
}

fn run_command(cli: Cli, session: &Session) -> u8 {
    if let Some(dir) = &cli.chdir
        && let Err(error) = std::env::set_current_dir(dir)
    {
        let detail = format!("The directory {} given with -chdir cannot be used: {error}.", dir.display());
        return session.fail(Diagnostic::error("Error handling -chdir option", detail));
    }
    if let Err(diagnostic) = logging::start(&session.settings) {
        return session.fail(diagnostic);
    }
    match cli.command {
        Some(command) => commands::run(command, session),
        None if cli.version => commands::run(Command::Version(VersionArgs { json: false }), session),
        None => {
            session.terminal.print(&usage::help(Cli::command().render_help()));
            NO_COMMAND
        }
    }
}

/// Adds what `TF_CLI_ARGS` and `TF_CLI_ARGS_<command>` say, after the command's name.
fn with_arguments_from_environment(
    arguments: Vec<OsString>,
    environment: &Environment,
) -> Result<Vec<OsString>, String> {
    let Some(at) = arguments.iter().position(|argument| !argument.to_string_lossy().starts_with('-')) else {
        return Ok(arguments);
    };
    let follows = arguments.get(at + 1).is_some_and(|word| !word.to_string_lossy().starts_with('-'));
    let nested = follows && matches!(arguments[at].to_str(), Some("state" | "workspace" | "providers"));
    let end = (at + 1 + usize::from(nested)).min(arguments.len());
    let name =
        arguments[at..end].iter().map(|word| word.to_string_lossy().replace('-', "_")).collect::<Vec<_>>().join("_");
    let mut added = Vec::new();
    for variable in [format!("TF_CLI_ARGS_{name}"), "TF_CLI_ARGS".to_owned()] {
        let text = environment.var(&variable).unwrap_or_default();
        let words = split_words(text).map_err(|problem| {
            format!("The environment variable {variable} cannot be split into arguments: {problem}.")
        })?;
        added.extend(words.into_iter().map(OsString::from));
    }
    let (head, tail) = arguments.split_at(end);
    Ok(head.iter().cloned().chain(added).chain(tail.iter().cloned()).collect())
}
