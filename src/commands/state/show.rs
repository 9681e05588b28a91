//! `iac state show`: the attributes of one object.

use crate::args::StateShowArgs;
use crate::session::Session;
use crate::stored;
use crate::view;
use iac_core::addr::AbsResourceInstanceAddr;
use iac_core::diag::{Diagnostic, Diagnostics};

/// Shows.
pub(crate) fn run(args: &StateShowArgs, session: &Session) -> u8 {
    stored::exit_code(session, show(args, session))
}

fn show(args: &StateShowArgs, session: &Session) -> Result<(), Diagnostics> {
    let addr = args.address.parse::<AbsResourceInstanceAddr>();
    let addr = addr.map_err(|error| Diagnostic::error("Error parsing instance address", error.to_string()))?;
    let (project, state) = stored::read(session, args.state.as_deref())?;
    let state = state.unwrap_or_default();
    let resource = state.resources.get(&addr.resource_addr());
    let instance = resource.and_then(|resource| Some((resource, resource.instances.get(&addr.key)?)));
    let Some((resource, instance)) = instance else {
        let detail = "This command requires that the address references one specific instance. To view the available instances, use \"iac state \
                      list\". Please modify the address to reference a specific instance.";
        return Err(Diagnostic::error("No instance found for the given address!", detail).into());
    };
    session.terminal.print(&view::state::render_instance(
        &addr,
        resource,
        instance,
        &project.providers,
        session.style(),
    ));
    Ok(())
}
