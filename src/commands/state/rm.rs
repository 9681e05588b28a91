//! `iac state rm`: forgets objects without destroying them.

use crate::args::StateRmArgs;
use crate::session::Session;
use crate::stored::{self, Edited};
use iac_core::addr::{AbsResourceInstanceAddr, Target};
use iac_core::diag::Diagnostic;
use iac_state::State;

/// Forgets.
pub(crate) fn run(args: &StateRmArgs, session: &Session) -> u8 {
    let result = stored::edit(session, &args.lock, &args.state, "state-rm", |state, _| {
        let mut targets = Vec::new();
        for text in &args.addresses {
            targets.push(
                text.parse::<Target>()
                    .map_err(|error| Diagnostic::error("Invalid target address", error.to_string()))?,
            );
        }
        let found = covered(state, &targets);
        if found.is_empty() {
            return Err(nothing_found());
        }
        let verb = if args.dry_run { "Would remove" } else { "Removed" };
        for addr in &found {
            session.terminal.line(&format!("{verb} {addr}"));
        }
        if args.dry_run {
            return Ok(Edited::Discard);
        }
        forget(state, &found);
        session.terminal.line(&format!("Successfully removed {} resource instance(s).", found.len()));
        Ok(Edited::Write)
    });
    stored::exit_code(session, result)
}

/// Every instance, current or deposed, that a target covers.
fn covered(state: &State, targets: &[Target]) -> Vec<AbsResourceInstanceAddr> {
    let all = state
        .resources
        .iter()
        .flat_map(|(addr, resource)| resource.instances.keys().map(|key| addr.instance(key.clone())));
    all.filter(|addr| targets.iter().any(|target| target.covers(addr))).collect()
}

fn forget(state: &mut State, addrs: &[AbsResourceInstanceAddr]) {
    for addr in addrs {
        let resource_addr = addr.resource_addr();
        if let Some(resource) = state.resources.get_mut(&resource_addr) {
            resource.instances.remove(&addr.key);
            if resource.instances.is_empty() {
                state.resources.remove(&resource_addr);
            }
        }
    }
}

fn nothing_found() -> Diagnostic {
    let detail = "No matching objects found. To view the available instances, use \"iac state list\". Please modify the address to reference a specific instance.";
    Diagnostic::error("Invalid target address", detail)
}
