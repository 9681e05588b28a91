//! `iac state replace-provider`: says that another provider manages the objects.

use crate::args::ReplaceProviderArgs;
use crate::session::Session;
use crate::stored::{self, Edited};
use iac_core::addr::{AbsResourceAddr, ProviderAddr};
use iac_core::diag::Diagnostic;

/// Replaces.
pub(crate) fn run(args: &ReplaceProviderArgs, session: &Session) -> u8 {
    let mut declined = false;
    let result = stored::edit(session, &args.lock, &args.state, "state-replace-provider", |state, _| {
        let (from, to) = (parse(&args.from)?, parse(&args.to)?);
        let found: Vec<AbsResourceAddr> = state
            .resources
            .iter()
            .filter(|(_, resource)| resource.provider.provider == from)
            .map(|(addr, _)| addr.clone())
            .collect();
        if found.is_empty() {
            session.terminal.line("No matching resources found.");
            return Ok(Edited::Discard);
        }
        announce(&from, &to, &found, session);
        if !args.auto_approve && !approve(session)? {
            declined = true;
            return Ok(Edited::Discard);
        }
        for addr in &found {
            if let Some(resource) = state.resources.get_mut(addr) {
                resource.provider.provider = to.clone();
            }
        }
        session.terminal.line(&format!("\nSuccessfully replaced provider for {} resources.", found.len()));
        Ok(Edited::Write)
    });
    stored::exit_code(session, result).max(u8::from(declined))
}

fn parse(text: &str) -> Result<ProviderAddr, Diagnostic> {
    text.parse().map_err(|error: iac_core::addr::AddrError| {
        Diagnostic::error(format!("Invalid provider {text:?}"), error.to_string())
    })
}

fn announce(from: &ProviderAddr, to: &ProviderAddr, found: &[AbsResourceAddr], session: &Session) {
    let style = session.style();
    let mut text = format!(
        "iac will perform the following actions:\n\n  {} Updating provider:\n    {} {from}\n    {} {to}\n\n{}\n\n",
        style.yellow("~"),
        style.red("-"),
        style.green("+"),
        style.bold(&format!("Changing {} resources:", found.len())),
    );
    for addr in found {
        text.push_str(&format!("  {addr}\n"));
    }
    session.terminal.print(&text);
}

fn approve(session: &Session) -> Result<bool, Diagnostic> {
    if !session.may_ask() {
        return Err(Diagnostic::error(
            "Approval required",
            "Nobody can be asked for confirmation here. Use -auto-approve.",
        ));
    }
    let style = session.style();
    let question = "\nDo you want to make these changes?\nOnly 'yes' will be accepted to continue.\n";
    let answer = session.terminal.ask(&format!("{}\n{}", style.bold(question), style.bold("Enter a value: ")));
    if answer.as_deref() == Some("yes") {
        return Ok(true);
    }
    session.terminal.line("Cancelled replacing providers.");
    Ok(false)
}
