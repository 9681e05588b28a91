//! `iac state mv`: moves objects to another address, or to another state file.

use crate::args::StateMvArgs;
use crate::session::Session;
use crate::stored::{self, Edited};
use iac_core::addr::{AbsResourceInstanceAddr, InstanceKey, ModuleInstanceAddr, Target};
use iac_core::diag::Diagnostic;
use iac_state::State;

/// Moves.
pub(crate) fn run(args: &StateMvArgs, session: &Session) -> u8 {
    if args.state.state_out.is_some() && args.state.state_out != args.state.state {
        let detail = "Moving objects to another state file (-state-out) is not supported by iac yet. Use \"iac state pull\", \"iac state rm\" and \"iac state push\".";
        return session.fail(Diagnostic::error("Option not supported", detail));
    }
    let result = stored::edit(session, &args.lock, &args.state, "state-mv", |state, _| {
        let (source, destination) = (parse(&args.source, "source")?, parse(&args.destination, "destination")?);
        let moves = moves(state, &source, &destination)?;
        let verb = if args.dry_run { "Would move" } else { "Move" };
        session.terminal.line(&format!("{verb} \"{source}\" to \"{destination}\""));
        if args.dry_run {
            return Ok(Edited::Discard);
        }
        for (from, to) in &moves {
            state.move_instance(from, to);
        }
        session.terminal.line("Successfully moved 1 object(s).");
        Ok(Edited::Write)
    });
    stored::exit_code(session, result)
}

fn parse(text: &str, which: &str) -> Result<Target, Diagnostic> {
    text.parse().map_err(|error: iac_core::addr::AddrError| {
        Diagnostic::error(format!("Invalid {which} address"), error.to_string())
    })
}

type Move = (AbsResourceInstanceAddr, AbsResourceInstanceAddr);

/// Which instance goes where. A resource address without key stands for the whole resource, or for its only instance where
/// the other side has a key.
fn moves(state: &State, source: &Target, destination: &Target) -> Result<Vec<Move>, Diagnostic> {
    let all: Vec<AbsResourceInstanceAddr> = state
        .resources
        .iter()
        .flat_map(|(addr, resource)| resource.instances.keys().map(|key| addr.instance(key.clone())))
        .collect();
    let found: Vec<Move> = match (source, destination) {
        (Target::Module(from), Target::Module(to)) => {
            let inside = all.iter().filter(|addr| addr.module.is_within(from));
            inside.map(|addr| (addr.clone(), rebased(addr, from, to))).collect()
        }
        (Target::Resource(from), Target::Resource(to)) => {
            let instances = all.iter().filter(|addr| addr.resource_addr() == *from);
            instances.map(|addr| (addr.clone(), to.instance(addr.key.clone()))).collect()
        }
        (Target::Module(_), _) | (_, Target::Module(_)) => {
            let detail = format!(
                "Cannot move {source} to {destination}: a module can be moved only to another module address, and a resource only to a resource address."
            );
            return Err(Diagnostic::error("Invalid destination address", detail));
        }
        (from, to) => {
            let (from, to) = (instance(from), instance(to));
            all.iter()
                .filter(|addr| Some(*addr) == from.as_ref())
                .filter_map(|addr| Some((addr.clone(), to.clone()?)))
                .collect()
        }
    };
    check(state, source, found)
}

fn check(state: &State, source: &Target, found: Vec<Move>) -> Result<Vec<Move>, Diagnostic> {
    if found.is_empty() {
        let detail = format!("Cannot move {source}: does not match anything in the current state.");
        return Err(Diagnostic::error("Invalid source address", detail));
    }
    for (from, to) in &found {
        if from.resource.ty != to.resource.ty || from.resource.mode != to.resource.mode {
            let detail = format!("Cannot move {from} to {to}: resource types don't match.");
            return Err(Diagnostic::error("Invalid state move request", detail));
        }
        let taken =
            state.resources.get(&to.resource_addr()).is_some_and(|resource| resource.instances.contains_key(&to.key));
        if taken {
            let detail = format!(
                "Cannot move to {to}: there is already a resource instance at that address in the current state."
            );
            return Err(Diagnostic::error("Invalid target address", detail));
        }
    }
    Ok(found)
}

fn instance(target: &Target) -> Option<AbsResourceInstanceAddr> {
    match target {
        Target::Instance(addr) => Some(addr.clone()),
        Target::Resource(addr) => Some(addr.instance(InstanceKey::None)),
        Target::Module(_) => None,
    }
}

fn rebased(
    addr: &AbsResourceInstanceAddr,
    from: &ModuleInstanceAddr,
    to: &ModuleInstanceAddr,
) -> AbsResourceInstanceAddr {
    let rest = addr.module.0[from.0.len()..].iter().cloned();
    let module = to.0.iter().cloned().chain(rest).collect::<Vec<_>>().into();
    AbsResourceInstanceAddr { module, ..addr.clone() }
}
