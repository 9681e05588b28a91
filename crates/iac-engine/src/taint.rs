//! Marking objects for replacement, and taking the mark back.

use iac_core::addr::AbsResourceInstanceAddr;
use iac_core::diag::Diagnostic;
use iac_state::{ObjectStatus, State};

/// Marks the object of an instance as tainted, so that the next plan replaces it. Counts the serial up.
pub fn taint(state: &mut State, addr: &AbsResourceInstanceAddr) -> Result<(), Diagnostic> {
    set_status(state, addr, ObjectStatus::Tainted)
}

/// Takes the mark back. Counts the serial up.
pub fn untaint(state: &mut State, addr: &AbsResourceInstanceAddr) -> Result<(), Diagnostic> {
    if state.object(addr).is_some_and(|object| object.status == ObjectStatus::Ready) {
        let detail = format!("Resource instance {addr} is not currently tainted, and so it cannot be untainted.");
        return Err(Diagnostic::error("Resource instance is not tainted", detail));
    }
    set_status(state, addr, ObjectStatus::Ready)
}

fn set_status(state: &mut State, addr: &AbsResourceInstanceAddr, status: ObjectStatus) -> Result<(), Diagnostic> {
    let object = state
        .resources
        .get_mut(&addr.resource_addr())
        .and_then(|resource| resource.instances.get_mut(&addr.key))
        .and_then(|instance| instance.current.as_mut().map(std::sync::Arc::make_mut));
    let Some(object) = object else {
        let detail = format!(
            "There is no resource instance in the state with the address {addr}. If the resource configuration has just been added, you must run \"iac apply\" once to create the corresponding instance(s) before they can be tainted."
        );
        return Err(Diagnostic::error("No such resource instance", detail));
    };
    object.status = status;
    state.serial += 1;
    Ok(())
}
