//! `iac state list`: the addresses of the objects in the state.

use crate::args::StateListArgs;
use crate::objects;
use crate::session::Session;
use crate::stored;
use iac_core::addr::{AbsResourceInstanceAddr, ResourceMode, Target};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::Value;
use iac_engine::Providers;
use iac_state::{ObjectState, ResourceState};

/// Lists.
pub(crate) fn run(args: &StateListArgs, session: &Session) -> u8 {
    stored::exit_code(session, list(args, session))
}

fn list(args: &StateListArgs, session: &Session) -> Result<(), Diagnostics> {
    let (project, state) = stored::read(session, args.state.as_deref())?;
    let Some(state) = state else {
        let detail = "State management commands require a state file. Run this command in a directory where iac has been run or \
                      use the -state flag to point the command to a specific state location.";
        return Err(Diagnostic::error("No state file was found!", detail).into());
    };
    let mut targets = Vec::new();
    for text in &args.addresses {
        targets.push(
            text.parse::<Target>()
                .map_err(|error| Diagnostic::error("Error parsing instance address", error.to_string()))?,
        );
    }
    for target in &targets {
        let known = state.objects().any(|(addr, _, _)| target.covers(&addr));
        let kind = match target {
            Target::Module(_) => continue,
            Target::Resource(_) => "resource",
            Target::Instance(_) => "resource instance",
        };
        if !known {
            let detail = format!(
                "The current state contains no {kind} {target}. If you've just added this resource to the configuration, you must run \"iac apply\" first \
                 to create the resource's entry in the state."
            );
            return Err(Diagnostic::error(format!("Unknown {kind}"), detail).into());
        }
    }
    let wanted =
        |addr: &AbsResourceInstanceAddr| targets.is_empty() || targets.iter().any(|target| target.covers(addr));
    let has_id = |resource: &ResourceState, addr: &AbsResourceInstanceAddr, object: &ObjectState| {
        args.id.as_ref().is_none_or(|id| object_id(&project.providers, resource, addr, object).as_ref() == Some(id))
    };
    let found = state.objects().filter(|(addr, resource, object)| wanted(addr) && has_id(resource, addr, object));
    let mut addrs: Vec<AbsResourceInstanceAddr> = found.map(|(addr, _, _)| addr).collect();
    // Terraform lists data sources of a module before its resources.
    addrs.sort_by_key(|addr| (addr.module.clone(), addr.resource.mode != ResourceMode::Data));
    for addr in addrs {
        session.terminal.line(&addr.to_string());
    }
    Ok(())
}

fn object_id(
    providers: &Providers,
    resource: &ResourceState,
    addr: &AbsResourceInstanceAddr,
    object: &ObjectState,
) -> Option<String> {
    let schema = objects::schema(providers, &resource.provider, &addr.resource);
    let value = objects::value(object, schema.as_deref());
    value.attribute("id").and_then(Value::as_str).map(str::to_owned)
}
