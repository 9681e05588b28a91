//! `import ADDR ID`: brings one existing object into the state, without planning anything else.

use crate::cancellation::CancellationToken;
use crate::events::UiEvents;
use crate::options::PlanOptions;
use crate::plan::plan_import;
use crate::providers::Providers;
use iac_core::addr::AbsResourceInstanceAddr;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_lang::config::Config;
use iac_state::State;

/// What an import did.
#[derive(Clone, Debug)]
pub struct ImportOutcome {
    /// The state afterwards; with errors the one given.
    pub state: State,
}

/// Imports an existing object into an instance that the configuration declares. The serial is counted up; the caller
/// writes the state.
#[expect(clippy::too_many_arguments, reason = "mirrors `plan`, plus what to import")]
pub async fn import(
    config: &Config,
    prior: Option<State>,
    addr: &AbsResourceInstanceAddr,
    id: &str,
    providers: &Providers,
    options: &PlanOptions,
    events: &dyn UiEvents,
    stop: &CancellationToken,
) -> (ImportOutcome, Diagnostics) {
    let prior = prior.unwrap_or_default();
    let mut diags = Diagnostics::new();
    if prior.object(addr).is_some() {
        let detail = format!(
            "Terraform is already managing a remote object for {addr}. To import to this address you must first remove the existing object from the state."
        );
        diags.push(Diagnostic::error("Resource already managed by Terraform", detail));
        return (ImportOutcome { state: prior }, diags);
    }
    let declared = config
        .root
        .descendant(&addr.module.module())
        .is_some_and(|module| module.resources.contains_key(&addr.resource));
    if !declared {
        let module = if addr.module.is_root() { "the root module".to_owned() } else { addr.module.to_string() };
        let detail = format!(
            "Resource address {:?} does not exist in the configuration: before importing this resource, please create its configuration in {module}.",
            addr.to_string()
        );
        diags.push(Diagnostic::error("Resource address does not exist in the configuration", detail));
        return (ImportOutcome { state: prior }, diags);
    }
    let (state, found) = plan_import(config, &prior, addr, id, providers, options, events, stop).await;
    diags.extend(found);
    (ImportOutcome { state: state.filter(|_| !diags.has_errors()).unwrap_or(prior) }, diags)
}
