//! What is said about a command line that cannot be understood, and help. Flags are shown with one dash, as documented.

use crate::args::Cli;
use crate::terminal::Terminal;
use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use std::process::ExitCode;

/// Shows a usage error, or the help that was asked for.
pub(crate) fn explain(error: &clap::Error, words: Vec<OsString>, terminal: &Terminal) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            terminal.print(&help(error.render()));
            return ExitCode::SUCCESS;
        }
        // `iac state` alone shows what there is.
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let words = words.into_iter().chain(["--help".into()]);
            let text = Cli::try_parse_from(words).err().unwrap_or_else(|| clap::Error::new(ErrorKind::DisplayHelp));
            terminal.print(&help(text.render()));
        }
        ErrorKind::UnknownArgument => {
            let text = format!(
                "\nError: Failed to parse command-line flags\n\n{}\n\nFor more help on using this command, run:\n  {} -help\n",
                unknown_argument(error),
                command(&words)
            );
            terminal.print_error(&text);
        }
        kind => {
            let summary = match kind {
                ErrorKind::MissingRequiredArgument => "Required argument missing",
                ErrorKind::ArgumentConflict => "Incompatible plan mode options",
                ErrorKind::InvalidSubcommand => "Unknown command",
                _ => "Failed to parse command-line flags",
            };
            let text = help(error.render());
            let text = text.strip_prefix("error: ").unwrap_or(&text);
            terminal.print_error(&format!("\nError: {summary}\n\n{text}"));
        }
    }
    ExitCode::FAILURE
}

fn unknown_argument(error: &clap::Error) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let given = text(ContextKind::InvalidArg).unwrap_or_default();
    let Some(flag) = given.strip_prefix("--") else {
        return format!("Too many command line arguments: {given:?} is not expected.");
    };
    let hint = text(ContextKind::SuggestedArg).map(|flag| format!(". Did you mean -{}?", flag.trim_start_matches('-')));
    format!("flag provided but not defined: -{flag}{}", hint.unwrap_or_default())
}

/// The command that the words begin with: `iac state mv`.
fn command(words: &[OsString]) -> String {
    let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let mut names = words.iter().skip(1).filter(|word| !word.starts_with('-'));
    let Some(first) = names.next() else { return "iac".into() };
    let nested = matches!(first.as_str(), "state" | "workspace" | "providers");
    match names.next().filter(|_| nested) {
        Some(second) => format!("iac {first} {second}"),
        None => format!("iac {first}"),
    }
}

/// Help as clap renders it, with one dash.
pub(crate) fn help(text: impl std::fmt::Display) -> String {
    text.to_string().replace(" --", " -").replace("'--", "'-").replace("[--", "[-").replace("<--", "<-")
}
