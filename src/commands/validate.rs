//! `iac validate`: checks the configuration without looking at state or objects.

use crate::args::ValidateArgs;
use crate::project::Project;
use crate::session::Session;
use crate::view::json::validation;
use iac_core::diag::Diagnostics;

/// Validates.
pub(crate) fn run(args: &ValidateArgs, session: &Session) -> u8 {
    let (project, mut diags) = Project::load(session);
    if !diags.has_errors() {
        diags.extend(iac_engine::validate(&project.config, &project.providers, &project.environment()));
    }
    if args.json {
        session.terminal.line(&validation::render(&diags, &session.sources()));
        return u8::from(diags.has_errors());
    }
    show(&diags, session)
}

fn show(diags: &Diagnostics, session: &Session) -> u8 {
    let valid = session.report(diags);
    if !valid {
        return 1;
    }
    let style = session.style();
    let but = if diags.is_empty() { "." } else { ", but there were some\nvalidation warnings as shown above." };
    session.terminal.line(&format!("{} The configuration is valid{but}\n", style.green("Success!")));
    0
}
