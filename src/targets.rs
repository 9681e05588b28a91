//! A state belongs to the target that its objects live on. Planning it against another one stops here.

use crate::session::Session;
use iac_core::addr::AbsProviderConfigAddr;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_provider::ProviderTarget;
use iac_state::{State, StateStore, Target, Targets};
use std::collections::{BTreeMap, BTreeSet};

/// What confirms that a state may be used with another target.
const CONFIRM: &str = "IAC_ALLOW_TARGET_CHANGE";

/// Compares where a state's objects live with where requests would go. The region may change: objects have their own.
pub(crate) fn check(
    store: &dyn StateStore,
    has_objects: bool,
    targets: &BTreeMap<AbsProviderConfigAddr, ProviderTarget>,
    session: &Session,
) -> Diagnostics {
    if !has_objects || session.settings.environment.var(CONFIRM).is_some() {
        return Diagnostics::new();
    }
    let known = match store.read_targets() {
        Ok(known) => known,
        Err(error) => return Diagnostic::warning("Unknown target of the state", error.to_string()).into(),
    };
    let differing = targets.iter().filter_map(|(provider, target)| {
        let recorded = known.get(&provider.to_string())?;
        let same_place = place(&recorded.endpoint) == place(&target.endpoint);
        let same = recorded.kind == target.kind && recorded.account == target.account && same_place;
        (!same).then(|| mismatch(store, provider, recorded, target))
    });
    differing.collect()
}

/// An endpoint without its scheme; the names of this machine are one.
fn place(endpoint: &str) -> String {
    let authority = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest).trim_end_matches('/');
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    let local = matches!(host, "localhost" | "127.0.0.1" | "[::1]")
        || host.ends_with(".localhost")
        || host.ends_with("localhost.localstack.cloud");
    format!("{}:{port}", if local { "localhost" } else { host })
}

fn mismatch(
    store: &dyn StateStore,
    provider: &AbsProviderConfigAddr,
    recorded: &Target,
    target: &ProviderTarget,
) -> Diagnostic {
    let detail = format!(
        "The objects in {} were made through {provider} on {} at {}, account {}. Requests would now go to {} at {}, account {}, where those objects \
         are not: they would be planned as new, and the state would forget the others. Nothing was changed.\n\nUse the same credentials and \
         endpoint as before, or another workspace or state file. If the change is meant, set {CONFIRM}=1.",
        store.location(),
        recorded.kind,
        recorded.endpoint,
        recorded.account,
        target.kind,
        target.endpoint,
        target.account
    );
    Diagnostic::error("State belongs to another target", detail)
}

/// Remembers where a state's objects live; provider configurations without objects are forgotten.
pub(crate) fn remember(
    store: &dyn StateStore,
    targets: &BTreeMap<AbsProviderConfigAddr, ProviderTarget>,
    state: &State,
) -> Diagnostics {
    let before: Targets = store.read_targets().unwrap_or_default();
    let in_use: BTreeSet<String> = state.resources.values().map(|resource| resource.provider.to_string()).collect();
    let mut known = before.clone();
    for (provider, target) in targets {
        let target = Target {
            kind: target.kind.clone(),
            endpoint: target.endpoint.clone(),
            account: target.account.clone(),
            region: target.region.clone(),
        };
        known.insert(provider.to_string(), target);
    }
    known.retain(|provider, _| in_use.contains(provider));
    if known == before {
        return Diagnostics::new();
    }
    match store.write_targets(&known) {
        Err(error) => Diagnostic::warning("Target of the state not remembered", error.to_string()).into(),
        Ok(()) => Diagnostics::new(),
    }
}
