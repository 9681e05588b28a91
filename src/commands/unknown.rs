//! A word that is no command: one of Terraform's that is not here, or a mistake.

use crate::args::Cli;
use crate::session::Session;
use clap::CommandFactory;
use iac_core::diag::Diagnostic;
use std::ffi::OsString;

/// Terraform's commands that this program does not have.
const NOT_SUPPORTED: &[&str] =
    &["cloud", "console", "env", "login", "logout", "metadata", "modules", "push", "query", "rpcapi", "stacks", "test"];

/// Says so.
pub(crate) fn run(words: &[OsString], session: &Session) -> u8 {
    let name = words.first().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
    if NOT_SUPPORTED.contains(&name.as_str()) {
        let detail = format!("The command {name:?} is not supported by iac yet. To see all commands, run: iac -help");
        return session.fail(Diagnostic::error("Command not supported", detail));
    }
    let known: Vec<String> = Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let nearest = known.iter().map(|known| (distance(known, &name), known)).min();
    let hint = nearest
        .filter(|(distance, _)| *distance <= 2)
        .map(|(_, known)| format!(" Did you mean {known:?}?"))
        .unwrap_or_default();
    session.terminal.print_error(&format!(
        "iac has no command named {name:?}.{hint}\n\nTo see all of iac's top-level commands, run:\n  iac -help\n\n"
    ));
    1
}

/// How many letters must be added, removed or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
