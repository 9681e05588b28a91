//! `iac providers`: what the configuration and the state require; `providers schema` in a file of its own.

mod schema;

use crate::args::{ProvidersArgs, ProvidersCommand};
use crate::operation::read_state;
use crate::project::Project;
use crate::session::Session;
use crate::stored;
use iac_core::addr::ProviderAddr;
use iac_core::diag::Diagnostics;
use iac_lang::config::Module;
use std::collections::{BTreeMap, BTreeSet};

/// Runs the command.
pub(crate) fn run(args: &ProvidersArgs, session: &Session) -> u8 {
    match &args.command {
        Some(ProvidersCommand::Schema(args)) => schema::run(args, session),
        None => stored::exit_code(session, tree(session)),
    }
}

fn tree(session: &Session) -> Result<(), Diagnostics> {
    let (project, mut diags) = Project::load(session);
    if !project.has_configuration() {
        diags.error("No configuration files", "This directory contains no configuration files.");
    }
    if diags.has_errors() {
        return Err(diags);
    }
    let mut text = String::from("\nProviders required by configuration:\n.\n");
    text.push_str(&module(&project.config.root, ""));
    let state = read_state(&project.store(None))?;
    let in_state: BTreeSet<ProviderAddr> = state
        .iter()
        .flat_map(|state| state.resources.values())
        .map(|resource| resource.provider.provider.clone())
        .collect();
    text.push('\n');
    if !in_state.is_empty() {
        text.push_str("Providers required by state:\n\n");
    }
    for provider in in_state {
        text.push_str(&format!("    provider[{provider}]\n\n"));
    }
    session.terminal.print(&text);
    Ok(())
}

fn module(module_: &Module, pad: &str) -> String {
    let mut out = String::new();
    let required = required(module_);
    let count = required.len() + module_.children.len();
    let branch = |at: usize| if at + 1 == count { ("└── ", "    ") } else { ("├── ", "│   ") };
    for (at, (provider, version)) in required.iter().enumerate() {
        let version = if version.is_empty() { String::new() } else { format!(" {version}") };
        out.push_str(&format!("{pad}{}provider[{provider}]{version}\n", branch(at).0));
    }
    for (at, (name, child)) in module_.children.iter().enumerate() {
        let (here, below) = branch(required.len() + at);
        out.push_str(&format!("{pad}{here}module.{name}\n"));
        out.push_str(&module(child, &format!("{pad}{below}")));
    }
    out
}

/// The providers that a module requires or uses, with their version constraints.
pub(crate) fn required(module: &Module) -> BTreeMap<ProviderAddr, String> {
    let mut found = BTreeMap::new();
    for required in module.required_providers.values() {
        let version: Vec<&str> = required.version.iter().map(|part| &**part).collect();
        found.insert(required.source.clone(), version.join(", "));
    }
    let names = module.resources.values().map(|resource| &resource.provider.local_name);
    for name in names.chain(module.providers.values().map(|block| &block.name.local_name)) {
        found.entry(module.provider_for(name)).or_default();
    }
    found
}
