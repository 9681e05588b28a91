//! The run of an apply: the walk over the steps beside the keeping of the journal, and the final state.

use super::Executor;
use super::dependencies::Dependencies;
use super::executor::Counts;
use super::journal::Journal;
use crate::cancellation::{CancellationToken, StopLevel};
use crate::eval::{Phase, Shared, World};
use crate::events::UiEvents;
use crate::graph::{build_config_graph, walk};
use crate::options::{ApplyOptions, PlanMode};
use crate::plan::{Plan, Reports};
use crate::provider_config::ProviderInstances;
use crate::providers::Providers;
use iac_core::addr::ModuleInstanceAddr;
use iac_core::diag::Diagnostics;
use iac_lang::config::Config;
use iac_state::{JournalRecord, OutputState, State, StateStore};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What an apply did.
#[derive(Clone, Debug)]
pub struct ApplyOutcome {
    /// The state afterwards.
    pub state: State,
    /// How many objects were created.
    pub added: usize,
    /// How many objects were changed in place.
    pub changed: usize,
    /// How many objects were destroyed.
    pub destroyed: usize,
    /// How many objects were imported.
    pub imported: usize,
    /// Whether the store refused the final state: it must be saved elsewhere.
    pub write_failed: bool,
    /// Whether the run was stopped before its end.
    pub cancelled: bool,
}

/// Makes the changes of a plan. Every finished step is in the store before the next one that depends on it begins. The
/// caller holds the lock of the store and has made sure that the plan is not stale.
pub async fn apply(
    plan: &Plan,
    config: &Config,
    providers: &Providers,
    store: &dyn StateStore,
    options: &ApplyOptions,
    events: &dyn UiEvents,
    stop: &CancellationToken,
) -> (ApplyOutcome, Diagnostics) {
    let journal = Journal::new(store, plan.prior_state.clone());
    journal.edit(|state| state.terraform_version.clone_from(&options.terraform_version));
    let moved: Vec<JournalRecord> =
        plan.moves.iter().map(|(from, to)| JournalRecord::Moved(from.clone(), to.clone())).collect();
    journal.record(&moved);
    let (graph, mut diags) = build_config_graph(config, providers);
    if plan.errored {
        diags.error("Cannot apply incomplete plan", "Planning did not finish, so the plan cannot be applied.");
    }
    let mut run = Run { counts: Counts::default(), cancelled: false, outputs: None, reports: Reports::default() };
    if !diags.has_errors() {
        run = execute(plan, config, providers, &graph, &journal, options, events, stop, &mut diags).await;
    }
    let Run { counts, cancelled, outputs, reports } = run;
    if let Some(outputs) = outputs {
        journal.edit(|state| state.outputs = outputs);
        let results = reports.into_results();
        journal.edit(|state| state.set_check_results(results));
    }
    let changed = plan.state_changed || journal.with(|state| differs(state, &plan.prior_state));
    let (state, written) = journal.finish(changed, &mut diags);
    let imported = plan.changes.iter().filter(|change| change.importing.is_some()).count();
    let Counts { added, changed, destroyed } = counts;
    (ApplyOutcome { state, added, changed, destroyed, imported, write_failed: !written, cancelled }, diags)
}

fn differs(state: &State, before: &State) -> bool {
    state.outputs != before.outputs
        || state.check_results != before.check_results
        || state.resources != before.resources
}

struct Run {
    counts: Counts,
    cancelled: bool,
    outputs: Option<BTreeMap<Arc<str>, OutputState>>,
    reports: Reports,
}

#[expect(clippy::too_many_arguments, reason = "the parts of a run, handed on once")]
async fn execute(
    plan: &Plan,
    config: &Config,
    providers: &Providers,
    graph: &crate::graph::ConfigGraph,
    journal: &Journal<'_>,
    options: &ApplyOptions,
    events: &dyn UiEvents,
    stop: &CancellationToken,
    diags: &mut Diagnostics,
) -> Run {
    let timestamp = Some(plan.timestamp.clone());
    let executor = Executor {
        plan,
        world: World::new(config, providers, &options.environment, Phase::Apply, timestamp),
        graph,
        events,
        stop,
        journal,
        providers: ProviderInstances::default(),
        dependencies: Dependencies::default(),
        diags: Shared::default(),
        counts: Shared::default(),
        reports: Shared::new(Reports::from_results(&plan.check_results)),
        deposed: Shared::new(HashMap::new()),
    };
    if plan.mode == PlanMode::Normal {
        executor.refresh_metadata();
    }
    if let Some(root) = executor.world.instance(&ModuleInstanceAddr::root()) {
        executor.preload(&root, diags);
    }
    let walking = walk(&plan.steps, options.parallelism, |at| executor.visit(at));
    let told = async {
        stop.reached(StopLevel::Graceful).await;
        events.stopping();
        stop.reached(StopLevel::Now).await;
    };
    tokio::select! {
        _ = walking => {}
        () = told => {}
        () = journal.keep() => {}
    }
    let cancelled = stop.is_cancelled();
    let outputs = final_outputs(&executor);
    let counts = *executor.counts.read();
    let reports = std::mem::take(&mut *executor.reports.write());
    diags.extend(std::mem::take(&mut *executor.diags.write()));
    if cancelled {
        let detail = "The operation was stopped as asked. What was finished is saved; plan again to continue.";
        diags.error("Operation cancelled", detail);
    }
    Run { counts, cancelled, outputs: Some(outputs), reports }
}

/// The root module's outputs: as evaluated, or as they were where that did not happen.
fn final_outputs(executor: &Executor<'_>) -> BTreeMap<Arc<str>, OutputState> {
    let mut outputs = executor.journal.with(|state| state.outputs.clone());
    let Some(root) = executor.world.instance(&ModuleInstanceAddr::root()) else { return outputs };
    let evaluated = root.outputs.read();
    for (name, change) in &executor.plan.outputs {
        if change.planned.is_none() {
            // Destroying keeps them until everything is gone.
            let left =
                executor.plan.mode == PlanMode::Destroy && executor.journal.with(|state| !state.resources.is_empty());
            if !left {
                outputs.remove(name);
            }
            continue;
        }
        let Some(value) = evaluated.get(name).filter(|value| value.is_wholly_known()) else { continue };
        if value.is_null() {
            outputs.remove(name);
            continue;
        }
        let sensitive = value.marks().sensitive || value.contains_sensitive();
        outputs.insert(name.clone(), OutputState { value: value.unmark_deep().0, sensitive });
    }
    outputs
}
