//! The walk behind `import ADDR ID`: evaluates what the resource's block and provider need, and imports one instance.

use super::planner::{Found, Planner};
use super::targets::TargetFilter;
use crate::cancellation::CancellationToken;
use crate::clock;
use crate::eval::{Phase, Shared, World};
use crate::events::UiEvents;
use crate::graph::{build_config_graph, walk};
use crate::options::{PlanMode, PlanOptions};
use crate::provider_config::ProviderInstances;
use crate::providers::Providers;
use iac_core::addr::{AbsResourceInstanceAddr, Target};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_lang::config::Config;
use iac_state::State;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The state with the object imported; `None` with errors.
#[expect(clippy::too_many_arguments, reason = "mirrors `import`")]
pub(crate) async fn plan_import(
    config: &Config,
    prior: &State,
    addr: &AbsResourceInstanceAddr,
    id: &str,
    providers: &Providers,
    options: &PlanOptions,
    events: &dyn UiEvents,
    stop: &CancellationToken,
) -> (Option<State>, Diagnostics) {
    let (graph, diags) = build_config_graph(config, providers);
    if diags.has_errors() {
        return (None, diags);
    }
    let options =
        PlanOptions { mode: PlanMode::RefreshOnly, targets: vec![Target::Instance(addr.clone())], ..options.clone() };
    let planner = Planner {
        world: World::new(config, providers, &options.environment, Phase::Plan, Some(clock::now())),
        graph: &graph,
        options: &options,
        events,
        stop,
        prior,
        moved_from: HashMap::new(),
        command_import: Some((addr.clone(), Arc::from(id))),
        targets: TargetFilter::new(&graph, &options.targets, options.mode),
        create_first: HashSet::new(),
        providers: ProviderInstances::default(),
        requests: Semaphore::new(options.parallelism.max(1)),
        diags: Shared::new(diags),
        found: Shared::new(Found { state: prior.clone(), ..Found::default() }),
    };
    walk(&graph.graph, usize::MAX, |at| planner.visit(at)).await;
    let mut diags = std::mem::take(&mut *planner.diags.write());
    let mut state = std::mem::take(&mut planner.found.write().state);
    if state.object(addr).is_none() && !diags.has_errors() {
        let detail = format!("The configuration has no instance {addr}.");
        diags.push(Diagnostic::error("Configuration for import target does not exist", detail));
    }
    if diags.has_errors() {
        return (None, diags);
    }
    if state.lineage.is_empty() {
        state.lineage = clock::uuid();
    }
    state.serial += 1;
    (Some(state), diags)
}
