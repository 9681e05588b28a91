//! `iac providers schema -json`

use super::required;
use crate::args::SchemaArgs;
use crate::operation::read_state;
use crate::project::Project;
use crate::session::Session;
use crate::stored;
use crate::view::json::schema;
use crate::view::json::value::compact;
use iac_core::addr::ProviderAddr;
use iac_core::diag::{Diagnostic, Diagnostics};
use std::collections::BTreeSet;

/// Prints the schemas of the providers in use.
pub(super) fn run(args: &SchemaArgs, session: &Session) -> u8 {
    stored::exit_code(session, print(args, session))
}

fn print(args: &SchemaArgs, session: &Session) -> Result<(), Diagnostics> {
    if !args.json {
        let detail = "The `iac providers schema` command requires the `-json` flag.";
        return Err(Diagnostic::error("The -json flag is required", detail).into());
    }
    let (project, diags) = Project::load(session);
    if diags.has_errors() {
        return Err(diags);
    }
    let mut used: BTreeSet<ProviderAddr> = BTreeSet::new();
    project.config.root.walk(&mut |module| used.extend(required(module).into_keys()));
    if let Some(state) = read_state(&project.store(None))? {
        used.extend(state.resources.values().map(|resource| resource.provider.provider.clone()));
    }
    session.terminal.line(&compact(&schema::render(&used, &project.providers)));
    Ok(())
}
