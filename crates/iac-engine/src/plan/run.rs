//! The run of a plan: validation, moves, the walk, what is left over, and the steps.

use super::emit::emit_steps;
use super::model::{ApplyGraph, Plan};
use super::moves::{Moves, apply_moves};
use super::planner::{Found, Planner};
use super::targets::{TargetFilter, create_before_destroy_nodes};
use crate::cancellation::CancellationToken;
use crate::change::ResourceChange;
use crate::clock;
use crate::eval::{Phase, Shared, World, root_output_changes};
use crate::events::UiEvents;
use crate::graph::{ConfigGraph, Node, build_config_graph, walk};
use crate::options::{PlanMode, PlanOptions};
use crate::provider_config::ProviderInstances;
use crate::providers::Providers;
use crate::validate::validate_graph;
use iac_core::addr::{ModuleAddr, ProviderAddr};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_lang::config::Config;
use iac_state::State;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Plans what makes the objects match the configuration. The configuration is validated first. With errors the plan is
/// marked as such: it can be shown, not applied.
pub async fn plan(
    config: &Config,
    prior: Option<State>,
    providers: &Providers,
    options: &PlanOptions,
    events: &dyn UiEvents,
    stop: &CancellationToken,
) -> (Plan, Diagnostics) {
    let stored = prior.unwrap_or_default();
    let timestamp = clock::now();
    let (graph, mut diags) = build_config_graph(config, providers);
    if !diags.has_errors() {
        diags.extend(validate_graph(config, providers, &options.environment, &graph));
    }
    if diags.has_errors() {
        return (blank_plan(config, options, stored, timestamp), diags);
    }
    let (state_now, moves) = apply_moves(config, stored.clone(), &mut diags);
    diags.extend(option_warnings(options));
    let planner = Planner {
        world: World::new(config, providers, &options.environment, Phase::Plan, Some(timestamp.clone())),
        graph: &graph,
        options,
        events,
        stop,
        prior: &state_now,
        moved_from: moves.iter().map(|(from, to)| (to.clone(), from.clone())).collect(),
        command_import: None,
        targets: TargetFilter::new(&graph, &options.targets, options.mode),
        create_first: create_before_destroy_nodes(config, &graph),
        providers: ProviderInstances::default(),
        requests: Semaphore::new(options.parallelism.max(1)),
        diags: Shared::new(diags),
        found: Shared::new(Found { state: state_now.clone(), ..Found::default() }),
    };
    walk(&graph.graph, usize::MAX, |at| planner.visit(at)).await;
    if !planner.diags.read().has_errors() && !stop.is_cancelled() {
        planner.plan_orphans().await;
    }
    let unmatched = unmatched_replacements(&planner);
    planner.diags.write().extend(unmatched);
    if stop.is_cancelled() {
        planner.diags.write().error("Operation cancelled", "Planning was stopped before it was finished, as asked.");
    }
    finish(&planner, &stored, moves, timestamp)
}

fn option_warnings(options: &PlanOptions) -> Diagnostics {
    let mut diags = Diagnostics::new();
    if !options.targets.is_empty() {
        let detail = "You are creating a plan with the -target option, which means that the result of this plan may not represent all of the changes requested by the current configuration.\n\nThe -target option is not for routine use, and is provided only for exceptional situations such as recovering from errors or mistakes, or when Terraform specifically suggests to use it as part of an error message.";
        diags.push(Diagnostic::warning("Resource targeting is in effect", detail));
    }
    diags
}

/// `-replace` for an instance that the configuration does not have is most likely a mistake.
fn unmatched_replacements(planner: &Planner<'_>) -> Diagnostics {
    let found = planner.found.read();
    let missing = planner.options.replace.iter().filter(|addr| !found.by_addr.contains_key(*addr));
    missing
        .map(|addr| {
            let detail = format!(
                "Your force-replace request for {addr} doesn't match any resource instances, so it has no effect. Check the address, and that the instance exists in the configuration and in the state."
            );
            Diagnostic::warning("Incompletely-matched force-replace resource instance", detail)
        })
        .collect()
}

fn finish(planner: &Planner<'_>, stored: &State, moves: Moves, timestamp: Arc<str>) -> (Plan, Diagnostics) {
    let (config, options) = (planner.world.config, planner.options);
    let mut found = std::mem::take(&mut *planner.found.write());
    let mut changes = std::mem::take(&mut found.changes);
    changes.sort_by(|a, b| a.addr.cmp(&b.addr).then_with(|| a.deposed.cmp(&b.deposed)));
    found.drift.sort_by(|a, b| a.addr.cmp(&b.addr));
    let destroy = options.mode == PlanMode::Destroy;
    // A partial destruction leaves the outputs to the next plan.
    let outputs = match planner.targets.is_partial() {
        true if destroy => BTreeMap::new(),
        partial => root_output_changes(&planner.world, stored, destroy, partial),
    };
    let mut diags = std::mem::take(&mut *planner.diags.write());
    let mut steps = ApplyGraph::new();
    if !diags.has_errors() {
        steps = diags.absorb(emit_steps(planner, &found, &changes));
    }
    let mut plan = blank_plan(config, options, stored.clone(), timestamp);
    plan.errored = diags.has_errors();
    plan.relevant_attributes = relevant_attributes(planner.graph, &changes, &found.drift);
    plan.state_changed = found.state.resources != stored.resources;
    plan.provider_targets = planner.providers.targets();
    plan.check_results = found.reports.into_results();
    plan.prior_state = found.state;
    plan.drift = found.drift;
    plan.changes = changes;
    plan.outputs = outputs;
    plan.steps = steps;
    plan.moves = moves;
    plan.providers = providers_in_use(planner);
    (plan, diags)
}

fn providers_in_use(planner: &Planner<'_>) -> Vec<(ProviderAddr, String)> {
    let mut used = BTreeSet::new();
    for node in planner.graph.graph.node_weights() {
        if let Node::Provider(addr) = node {
            used.insert(addr.provider.clone());
        }
    }
    let version =
        |addr: &ProviderAddr| planner.world.providers.find(addr).map(|provider| provider.version().to_owned());
    used.into_iter().filter_map(|addr| Some((addr.clone(), version(&addr)?))).collect()
}

fn blank_plan(config: &Config, options: &PlanOptions, state: State, timestamp: Arc<str>) -> Plan {
    Plan {
        mode: options.mode,
        targets: options.targets.clone(),
        replace: options.replace.clone(),
        variables: options.variables.clone(),
        changes: Vec::new(),
        drift: Vec::new(),
        outputs: BTreeMap::new(),
        relevant_attributes: Vec::new(),
        steps: ApplyGraph::new(),
        prior_state: state,
        moves: Vec::new(),
        check_results: Vec::new(),
        providers: Vec::new(),
        provider_targets: BTreeMap::new(),
        workspace: options.environment.workspace.clone(),
        timestamp,
        snapshot: config.snapshot.clone(),
        module_dirs: module_dirs(config),
        errored: true,
        state_changed: false,
    }
}

fn module_dirs(config: &Config) -> BTreeMap<ModuleAddr, PathBuf> {
    let mut dirs = BTreeMap::new();
    config.root.walk(&mut |module| {
        dirs.insert(module.addr.clone(), module.dir.clone());
    });
    dirs
}

/// The attributes that blocks with changes refer to, for telling drift that matters from drift that does not.
fn relevant_attributes(
    graph: &ConfigGraph,
    changes: &[ResourceChange],
    drift: &[ResourceChange],
) -> Vec<(String, iac_core::value::Path)> {
    if drift.is_empty() {
        return Vec::new();
    }
    let mut relevant: BTreeMap<(String, String), iac_core::value::Path> = BTreeMap::new();
    let blocks: BTreeSet<_> =
        changes.iter().filter(|change| !change.change.is_noop()).map(|c| c.addr.config()).collect();
    let mut pending: Vec<_> = blocks.into_iter().filter_map(|addr| graph.find(&Node::Resource(addr))).collect();
    let mut seen: BTreeSet<_> = pending.iter().copied().collect();
    while let Some(at) = pending.pop() {
        for reference in graph.references_of(at) {
            let node = reference.node();
            if let Node::Resource(addr) = &node {
                let path = reference
                    .attributes
                    .iter()
                    .fold(iac_core::value::Path::root(), |path, name| path.then_attribute(name.clone()));
                relevant.insert((addr.to_string(), path.to_string()), path);
            } else if let Some(next) = graph.find(&node)
                && seen.insert(next)
            {
                // Values pass through locals, variables and outputs unchanged in name only.
                pending.push(next);
            }
        }
    }
    relevant.into_iter().map(|((addr, _), path)| (addr, path)).collect()
}
