//! A whole plan as one JSON document.

use super::change_codec::{
    SavedChange, SavedOutput, SavedPlanStep, load_change, load_output, load_step, parse, save_change, save_output,
    save_step,
};
use super::value_codec::{SavedStep, SavedValue, load_bytes, load_path, load_value, save_bytes, save_path, save_value};
use crate::options::PlanMode;
use crate::plan::{ApplyGraph, Plan};
use iac_lang::config::SnapshotFiles;
use iac_provider::ProviderTarget;
use iac_state::{CheckResult, parse_state, render_state};
use petgraph::graph::NodeIndex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
struct SavedPlan {
    mode: String,
    targets: Vec<String>,
    replace: Vec<String>,
    variables: BTreeMap<String, SavedValue>,
    changes: Vec<SavedChange>,
    drift: Vec<SavedChange>,
    outputs: BTreeMap<String, SavedOutput>,
    relevant_attributes: Vec<(String, Vec<SavedStep>)>,
    steps: Vec<SavedPlanStep>,
    edges: Vec<(usize, usize)>,
    prior_state: String,
    moves: Vec<(String, String)>,
    check_results: Vec<SavedCheck>,
    providers: Vec<(String, String)>,
    provider_targets: Vec<(String, [String; 4])>,
    workspace: String,
    timestamp: String,
    snapshot: BTreeMap<String, String>,
    module_dirs: BTreeMap<String, String>,
    errored: bool,
    state_changed: bool,
}

#[derive(Serialize, Deserialize)]
struct SavedCheck {
    object_kind: String,
    config_addr: String,
    status: String,
    objects: Vec<(String, String, Vec<String>)>,
}

const MODES: [(PlanMode, &str); 3] =
    [(PlanMode::Normal, "normal"), (PlanMode::Destroy, "destroy"), (PlanMode::RefreshOnly, "refresh-only")];

fn save_checks(results: &[CheckResult]) -> Vec<SavedCheck> {
    let save = |result: &CheckResult| SavedCheck {
        object_kind: result.object_kind.clone(),
        config_addr: result.config_addr.clone(),
        status: result.status.clone(),
        objects: result.objects.clone(),
    };
    results.iter().map(save).collect()
}

fn load_checks(saved: Vec<SavedCheck>) -> Vec<CheckResult> {
    let load = |check: SavedCheck| CheckResult {
        object_kind: check.object_kind,
        config_addr: check.config_addr,
        status: check.status,
        objects: check.objects,
    };
    saved.into_iter().map(load).collect()
}

fn save_targets(plan: &Plan) -> Vec<(String, [String; 4])> {
    let fields = |target: &ProviderTarget| {
        [target.kind.clone(), target.endpoint.clone(), target.account.clone(), target.region.clone()]
    };
    plan.provider_targets.iter().map(|(addr, target)| (addr.to_string(), fields(target))).collect()
}

/// The plan as text.
pub(super) fn encode_plan(plan: &Plan) -> Result<String, String> {
    let mode = MODES.iter().find(|(mode, _)| *mode == plan.mode).map_or("normal", |(_, name)| name);
    let mut variables = BTreeMap::new();
    for (name, value) in &plan.variables {
        variables.insert(name.to_string(), save_value(value)?);
    }
    let mut outputs = BTreeMap::new();
    for (name, change) in &plan.outputs {
        outputs.insert(name.to_string(), save_output(change)?);
    }
    let saved = SavedPlan {
        mode: mode.to_owned(),
        targets: plan.targets.iter().map(ToString::to_string).collect(),
        replace: plan.replace.iter().map(ToString::to_string).collect(),
        variables,
        changes: plan.changes.iter().map(save_change).collect::<Result<_, _>>()?,
        drift: plan.drift.iter().map(save_change).collect::<Result<_, _>>()?,
        outputs,
        relevant_attributes: plan
            .relevant_attributes
            .iter()
            .map(|(addr, path)| (addr.clone(), save_path(path)))
            .collect(),
        steps: plan.steps.node_weights().map(save_step).collect(),
        edges: plan.steps.raw_edges().iter().map(|edge| (edge.source().index(), edge.target().index())).collect(),
        prior_state: render_state(&plan.prior_state).map_err(|error| error.to_string())?,
        moves: plan.moves.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect(),
        check_results: save_checks(&plan.check_results),
        providers: plan.providers.iter().map(|(addr, version)| (addr.to_string(), version.clone())).collect(),
        provider_targets: save_targets(plan),
        workspace: plan.workspace.to_string(),
        timestamp: plan.timestamp.to_string(),
        snapshot: plan
            .snapshot
            .files
            .iter()
            .map(|(path, bytes)| (path.to_string_lossy().into_owned(), save_bytes(bytes)))
            .collect(),
        module_dirs: plan
            .module_dirs
            .iter()
            .map(|(addr, dir)| (addr.to_string(), dir.to_string_lossy().into_owned()))
            .collect(),
        errored: plan.errored,
        state_changed: plan.state_changed,
    };
    serde_json::to_string(&saved).map_err(|error| error.to_string())
}

fn load_steps(steps: Vec<SavedPlanStep>, edges: &[(usize, usize)]) -> Result<ApplyGraph, String> {
    let mut graph = ApplyGraph::new();
    for step in steps {
        graph.add_node(load_step(step)?);
    }
    for (from, to) in edges {
        if *from >= graph.node_count() || *to >= graph.node_count() {
            return Err("an edge leads to a step that does not exist".into());
        }
        graph.add_edge(NodeIndex::new(*from), NodeIndex::new(*to), ());
    }
    Ok(graph)
}

fn load_snapshot(saved: BTreeMap<String, String>) -> Result<SnapshotFiles, String> {
    let mut snapshot = SnapshotFiles::default();
    for (path, text) in saved {
        snapshot.files.insert(PathBuf::from(path), load_bytes(&text)?.into());
    }
    Ok(snapshot)
}

/// The plan from text; an error says what is wrong with it.
pub(super) fn decode_plan(text: &str) -> Result<Plan, String> {
    let saved: SavedPlan = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mode = MODES.iter().find(|(_, name)| *name == saved.mode).map(|(mode, _)| *mode);
    let mut provider_targets = BTreeMap::new();
    for (addr, [kind, endpoint, account, region]) in saved.provider_targets {
        provider_targets.insert(parse(&addr)?, ProviderTarget { kind, endpoint, account, region });
    }
    let values = saved.variables.into_iter().map(|(name, value)| Ok((Arc::from(name), load_value(value)?)));
    let outputs = saved.outputs.into_iter().map(|(name, change)| Ok((Arc::from(name), load_output(change)?)));
    let relevant = saved.relevant_attributes.into_iter().map(|(addr, path)| Ok((addr, load_path(path)?)));
    let moves = saved.moves.iter().map(|(from, to)| Ok((parse(from)?, parse(to)?)));
    let providers = saved.providers.into_iter().map(|(addr, version)| Ok((parse(&addr)?, version)));
    let module_dirs = saved.module_dirs.into_iter().map(|(addr, dir)| Ok((parse(&addr)?, PathBuf::from(dir))));
    let prior_state = parse_state("the state in the plan", saved.prior_state.as_bytes());
    Ok(Plan {
        mode: mode.ok_or("the mode is unknown")?,
        targets: saved.targets.iter().map(|text| parse(text)).collect::<Result<_, _>>()?,
        replace: saved.replace.iter().map(|text| parse(text)).collect::<Result<_, _>>()?,
        variables: values.collect::<Result<_, String>>()?,
        changes: saved.changes.into_iter().map(load_change).collect::<Result<_, _>>()?,
        drift: saved.drift.into_iter().map(load_change).collect::<Result<_, _>>()?,
        outputs: outputs.collect::<Result<_, String>>()?,
        relevant_attributes: relevant.collect::<Result<_, String>>()?,
        steps: load_steps(saved.steps, &saved.edges)?,
        prior_state: prior_state.map_err(|error| error.to_string())?,
        moves: moves.collect::<Result<_, String>>()?,
        check_results: load_checks(saved.check_results),
        providers: providers.collect::<Result<_, String>>()?,
        provider_targets,
        workspace: Arc::from(saved.workspace),
        timestamp: Arc::from(saved.timestamp),
        snapshot: load_snapshot(saved.snapshot)?,
        module_dirs: module_dirs.collect::<Result<_, String>>()?,
        errored: saved.errored,
        state_changed: saved.state_changed,
    })
}
