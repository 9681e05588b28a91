//! Changes of objects and outputs, and steps, as data.

use super::value_codec::{SavedStep, SavedValue, load_bytes, load_path, load_value, save_bytes, save_path, save_value};
use crate::change::{ActionReason, Change, OutputChange, ReplaceBecause, ReplaceOrder, ResourceChange};
use crate::graph::Node;
use crate::plan::Step;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An address from text; an error says which text is none.
pub(super) fn parse<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text:?} is not an address"))
}

/// A change of an object.
#[derive(Serialize, Deserialize)]
pub(super) struct SavedChange {
    addr: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous_addr: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deposed: Option<String>,
    provider: String,
    kind: SavedKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prior: Option<SavedValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    planned: Option<SavedValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    importing: Option<String>,
    private: String,
    create_before_destroy: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SavedKind {
    Create,
    Update,
    Replace { because: SavedBecause, create_first: bool },
    Delete,
    Read,
    Forget,
    NoOp,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SavedBecause {
    CannotUpdate(Vec<Vec<SavedStep>>),
    Tainted,
    Requested,
    Triggered,
}

fn save_because(because: &ReplaceBecause) -> SavedBecause {
    match because {
        ReplaceBecause::CannotUpdate(paths) => SavedBecause::CannotUpdate(paths.iter().map(save_path).collect()),
        ReplaceBecause::Tainted => SavedBecause::Tainted,
        ReplaceBecause::Requested => SavedBecause::Requested,
        ReplaceBecause::Triggered => SavedBecause::Triggered,
    }
}

fn load_because(because: SavedBecause) -> Result<ReplaceBecause, String> {
    Ok(match because {
        SavedBecause::CannotUpdate(paths) => {
            ReplaceBecause::CannotUpdate(paths.into_iter().map(load_path).collect::<Result<_, _>>()?)
        }
        SavedBecause::Tainted => ReplaceBecause::Tainted,
        SavedBecause::Requested => ReplaceBecause::Requested,
        SavedBecause::Triggered => ReplaceBecause::Triggered,
    })
}

/// A change as data.
pub(super) fn save_change(change: &ResourceChange) -> Result<SavedChange, String> {
    let kind = match &change.change {
        Change::Create { .. } => SavedKind::Create,
        Change::Update { .. } => SavedKind::Update,
        Change::Replace { because, order, .. } => {
            SavedKind::Replace { because: save_because(because), create_first: *order == ReplaceOrder::CreateFirst }
        }
        Change::Delete { .. } => SavedKind::Delete,
        Change::Read { .. } => SavedKind::Read,
        Change::Forget { .. } => SavedKind::Forget,
        Change::NoOp { .. } => SavedKind::NoOp,
    };
    let planned = if change.change.is_noop() { None } else { change.change.planned() };
    Ok(SavedChange {
        addr: change.addr.to_string(),
        previous_addr: change.previous_addr.as_ref().map(ToString::to_string),
        deposed: change.deposed.as_ref().map(ToString::to_string),
        provider: change.provider.to_string(),
        kind,
        prior: change.change.prior().map(save_value).transpose()?,
        planned: planned.map(save_value).transpose()?,
        reason: change.reason.map(|reason| reason.as_str().to_owned()),
        importing: change.importing.as_ref().map(ToString::to_string),
        private: save_bytes(&change.private),
        create_before_destroy: change.create_before_destroy,
    })
}

/// A change from data.
pub(super) fn load_change(saved: SavedChange) -> Result<ResourceChange, String> {
    let lacking = |what: &str| format!("the change of {} lacks its {what} value", saved.addr);
    let prior = saved.prior.map(load_value).transpose()?;
    let planned = saved.planned.map(load_value).transpose()?;
    let prior = || prior.clone().ok_or_else(|| lacking("prior"));
    let planned = || planned.clone().ok_or_else(|| lacking("planned"));
    let change = match saved.kind {
        SavedKind::Create => Change::Create { planned: planned()? },
        SavedKind::Update => Change::Update { prior: prior()?, planned: planned()? },
        SavedKind::Replace { because, create_first } => Change::Replace {
            prior: prior()?,
            planned: planned()?,
            because: load_because(because)?,
            order: if create_first { ReplaceOrder::CreateFirst } else { ReplaceOrder::DestroyFirst },
        },
        SavedKind::Delete => Change::Delete { prior: prior()? },
        SavedKind::Read => Change::Read { planned: planned()? },
        SavedKind::Forget => Change::Forget { prior: prior()? },
        SavedKind::NoOp => Change::NoOp { value: prior()? },
    };
    Ok(ResourceChange {
        addr: parse(&saved.addr)?,
        previous_addr: saved.previous_addr.as_deref().map(parse).transpose()?,
        deposed: saved.deposed.map(Arc::from),
        provider: parse(&saved.provider)?,
        change,
        reason: saved.reason.as_deref().and_then(ActionReason::parse),
        importing: saved.importing.map(Arc::from),
        private: load_bytes(&saved.private)?,
        create_before_destroy: saved.create_before_destroy,
    })
}

/// A change of an output.
#[derive(Serialize, Deserialize)]
pub(super) struct SavedOutput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prior: Option<SavedValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    planned: Option<SavedValue>,
    sensitive: bool,
}

/// A change of an output as data.
pub(super) fn save_output(change: &OutputChange) -> Result<SavedOutput, String> {
    Ok(SavedOutput {
        prior: change.prior.as_ref().map(save_value).transpose()?,
        planned: change.planned.as_ref().map(save_value).transpose()?,
        sensitive: change.sensitive,
    })
}

/// A change of an output from data.
pub(super) fn load_output(saved: SavedOutput) -> Result<OutputChange, String> {
    Ok(OutputChange {
        prior: saved.prior.map(load_value).transpose()?,
        planned: saved.planned.map(load_value).transpose()?,
        sensitive: saved.sensitive,
    })
}

/// A node of the configuration graph: kind, module or address, name.
#[derive(Serialize, Deserialize)]
pub(super) struct SavedNode(String, String, String);

fn save_node(node: &Node) -> SavedNode {
    let (kind, place, name) = match node {
        Node::Variable(module, name) => ("variable", module.to_string(), name.to_string()),
        Node::Validation(module, name) => ("validation", module.to_string(), name.to_string()),
        Node::Local(module, name) => ("local", module.to_string(), name.to_string()),
        Node::Output(module, name) => ("output", module.to_string(), name.to_string()),
        Node::Check(module, name) => ("check", module.to_string(), name.to_string()),
        Node::ModuleOpen(module) => ("open", module.to_string(), String::new()),
        Node::ModuleOutputs(module) => ("outputs", module.to_string(), String::new()),
        Node::ModuleClose(module) => ("close", module.to_string(), String::new()),
        Node::Provider(addr) => ("provider", addr.to_string(), String::new()),
        Node::Resource(addr) => ("resource", addr.to_string(), String::new()),
    };
    SavedNode(kind.to_owned(), place, name)
}

fn load_node(saved: &SavedNode) -> Result<Node, String> {
    let SavedNode(kind, place, name) = saved;
    let name: Arc<str> = Arc::from(name.as_str());
    Ok(match kind.as_str() {
        "variable" => Node::Variable(parse(place)?, name),
        "validation" => Node::Validation(parse(place)?, name),
        "local" => Node::Local(parse(place)?, name),
        "output" => Node::Output(parse(place)?, name),
        "check" => Node::Check(parse(place)?, name),
        "open" => Node::ModuleOpen(parse(place)?),
        "outputs" => Node::ModuleOutputs(parse(place)?),
        "close" => Node::ModuleClose(parse(place)?),
        "provider" => Node::Provider(parse(place)?),
        "resource" => Node::Resource(parse(place)?),
        other => return Err(format!("unknown kind of block {other:?}")),
    })
}

/// A step.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SavedPlanStep {
    Evaluate(String, SavedNode),
    Barrier(String, SavedNode),
    Configure(String),
    Settled(String),
    DestroyGate(String),
    CreateGate(String),
    Destroyed(String),
    Create(usize),
    Update(usize),
    Delete(usize),
    Read(usize),
    Forget(usize),
    Recheck(usize),
}

/// A step as data.
pub(super) fn save_step(step: &Step) -> SavedPlanStep {
    match step {
        Step::Evaluate(module, node) => SavedPlanStep::Evaluate(module.to_string(), save_node(node)),
        Step::Barrier(module, node) => SavedPlanStep::Barrier(module.to_string(), save_node(node)),
        Step::Configure(addr) => SavedPlanStep::Configure(addr.to_string()),
        Step::Settled(addr) => SavedPlanStep::Settled(addr.to_string()),
        Step::DestroyGate(addr) => SavedPlanStep::DestroyGate(addr.to_string()),
        Step::CreateGate(addr) => SavedPlanStep::CreateGate(addr.to_string()),
        Step::Destroyed(addr) => SavedPlanStep::Destroyed(addr.to_string()),
        Step::Create(at) => SavedPlanStep::Create(*at),
        Step::Update(at) => SavedPlanStep::Update(*at),
        Step::Delete(at) => SavedPlanStep::Delete(*at),
        Step::Read(at) => SavedPlanStep::Read(*at),
        Step::Forget(at) => SavedPlanStep::Forget(*at),
        Step::Recheck(at) => SavedPlanStep::Recheck(*at),
    }
}

/// A step from data.
pub(super) fn load_step(saved: SavedPlanStep) -> Result<Step, String> {
    Ok(match saved {
        SavedPlanStep::Evaluate(module, node) => Step::Evaluate(parse(&module)?, load_node(&node)?),
        SavedPlanStep::Barrier(module, node) => Step::Barrier(parse(&module)?, load_node(&node)?),
        SavedPlanStep::Configure(addr) => Step::Configure(parse(&addr)?),
        SavedPlanStep::Settled(addr) => Step::Settled(parse(&addr)?),
        SavedPlanStep::DestroyGate(addr) => Step::DestroyGate(parse(&addr)?),
        SavedPlanStep::CreateGate(addr) => Step::CreateGate(parse(&addr)?),
        SavedPlanStep::Destroyed(addr) => Step::Destroyed(parse(&addr)?),
        SavedPlanStep::Create(at) => Step::Create(at),
        SavedPlanStep::Update(at) => Step::Update(at),
        SavedPlanStep::Delete(at) => Step::Delete(at),
        SavedPlanStep::Read(at) => Step::Read(at),
        SavedPlanStep::Forget(at) => Step::Forget(at),
        SavedPlanStep::Recheck(at) => Step::Recheck(at),
    })
}
