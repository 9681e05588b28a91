//! From changes to steps: every ordering decision of an apply is made here.
//!
//! Edges stay linear: each block has one step that waits for what it refers to, and one that waits for its instances; only
//! references whose index picks an instance lead from instance to instance. Destroying waits behind one gate per resource.

use super::managed::depends_on_instance;
use super::model::{ApplyGraph, Step};
use super::planner::{Found, Planner, parent};
use super::triggers::instance_key;
use crate::change::{Change, ReplaceOrder, ResourceChange};
use crate::eval::{InstanceScope, ModuleInstance, Repeated, World};
use crate::graph::{BlockReference, ConfigGraph, Node, Target};
use iac_core::addr::{
    AbsProviderConfigAddr, AbsResourceAddr, AbsResourceInstanceAddr, ConfigResourceAddr, InstanceKey,
};
use iac_core::diag::Diagnostics;
use petgraph::graph::NodeIndex;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The steps that make the changes of a plan.
pub(super) fn emit_steps(
    planner: &Planner<'_>,
    found: &Found,
    changes: &[ResourceChange],
) -> (ApplyGraph, Diagnostics) {
    let mut emitter = Emitter {
        world: &planner.world,
        config_graph: planner.graph,
        planner,
        found,
        changes,
        steps: ApplyGraph::new(),
        index: HashMap::new(),
        edges: HashSet::new(),
        creators: HashMap::new(),
        by_resource: HashMap::new(),
        deletes: HashMap::new(),
    };
    emitter.add_changes();
    emitter.add_blocks();
    emitter.connect_changes();
    emitter.order_destruction();
    let mut diags = Diagnostics::new();
    if petgraph::algo::toposort(&emitter.steps, None).is_err() {
        report_cycle(&emitter, &mut diags);
    }
    (emitter.steps, diags)
}

struct Emitter<'a, 'c> {
    world: &'a World<'c>,
    config_graph: &'a ConfigGraph,
    planner: &'a Planner<'c>,
    found: &'a Found,
    changes: &'a [ResourceChange],
    steps: ApplyGraph,
    index: HashMap<Step, NodeIndex>,
    edges: HashSet<(NodeIndex, NodeIndex)>,
    /// The step after which an instance has its new value.
    creators: HashMap<&'a AbsResourceInstanceAddr, NodeIndex>,
    by_resource: HashMap<AbsResourceAddr, Vec<NodeIndex>>,
    deletes: HashMap<ConfigResourceAddr, Vec<(usize, NodeIndex)>>,
}

fn report_cycle(emitter: &Emitter<'_, '_>, diags: &mut Diagnostics) {
    for component in petgraph::algo::kosaraju_scc(&emitter.steps).into_iter().filter(|component| component.len() > 1) {
        let mut names: Vec<String> = component.iter().map(|at| emitter.name(*at)).collect();
        names.sort_unstable();
        names.dedup();
        diags.error(format!("Cycle: {}", names.join(", ")), "");
    }
}

impl<'c> Emitter<'_, 'c> {
    fn name(&self, at: NodeIndex) -> String {
        let change = |at: &usize| self.changes[*at].addr.to_string();
        match &self.steps[at] {
            Step::Create(at) | Step::Update(at) | Step::Read(at) | Step::Forget(at) | Step::Recheck(at) => change(at),
            Step::Delete(at) => format!("{} (destroy)", change(at)),
            Step::Evaluate(_, node) | Step::Barrier(_, node) => node.to_string(),
            Step::Configure(addr) => addr.to_string(),
            Step::Settled(addr) => addr.to_string(),
            Step::DestroyGate(addr) | Step::CreateGate(addr) | Step::Destroyed(addr) => format!("{addr} (destroy)"),
        }
    }

    /// The step's place, and whether it is new.
    fn step(&mut self, step: Step) -> (NodeIndex, bool) {
        if let Some(at) = self.index.get(&step) {
            return (*at, false);
        }
        let at = self.steps.add_node(step.clone());
        self.index.insert(step, at);
        (at, true)
    }

    fn edge(&mut self, from: NodeIndex, to: NodeIndex) {
        if from != to && self.edges.insert((from, to)) {
            self.steps.add_edge(from, to, ());
        }
    }

    fn add_changes(&mut self) {
        for (at, change) in self.changes.iter().enumerate() {
            let creator = match &change.change {
                Change::Create { .. } | Change::Replace { .. } => Step::Create(at),
                Change::Update { .. } => Step::Update(at),
                Change::Read { .. } => Step::Read(at),
                Change::NoOp { .. } if self.found.recheck.contains(&change.addr) => Step::Recheck(at),
                Change::Delete { .. } | Change::Forget { .. } | Change::NoOp { .. } => {
                    self.add_removal(at, change);
                    continue;
                }
            };
            let (creator, _) = self.step(creator);
            self.creators.insert(&change.addr, creator);
            self.by_resource.entry(change.addr.resource_addr()).or_default().push(creator);
            self.add_removal(at, change);
        }
    }

    fn add_removal(&mut self, at: usize, change: &ResourceChange) {
        match &change.change {
            Change::Delete { .. } | Change::Replace { .. } => {
                let (delete, _) = self.step(Step::Delete(at));
                self.deletes.entry(change.addr.config()).or_default().push((at, delete));
            }
            Change::Forget { .. } => drop(self.step(Step::Forget(at))),
            _ => {}
        }
    }

    /// A step for every block without objects and every resource block, in each instance of its module.
    fn add_blocks(&mut self) {
        for at in self.config_graph.graph.node_indices() {
            if !self.planner.targets.includes(at) {
                continue;
            }
            let node = &self.config_graph.graph[at];
            let module = match node {
                Node::ModuleOpen(module) if module.is_root() => continue,
                Node::ModuleOpen(module) => parent(module),
                Node::Variable(module, _)
                | Node::Validation(module, _)
                | Node::Local(module, _)
                | Node::Output(module, _)
                | Node::Check(module, _) => module.clone(),
                Node::Resource(addr) => addr.module.clone(),
                Node::Provider(_) | Node::ModuleOutputs(_) | Node::ModuleClose(_) => continue,
            };
            let references = self.config_graph.references_of(at);
            for instance in self.world.instances(&module) {
                self.add_block(node, &instance, references);
            }
        }
    }

    fn add_block(&mut self, node: &Node, instance: &Arc<ModuleInstance<'c>>, references: &[BlockReference]) {
        let (step, _) = match node {
            Node::Resource(addr) => self.block_step(addr, instance),
            _ => self.step(Step::Evaluate(instance.addr.clone(), node.clone())),
        };
        self.after_opening(step, instance);
        match node {
            // Arguments of a call are written in the calling module.
            Node::Variable(..) => {
                if let Some(caller) = self.world.parent(instance) {
                    self.connect(step, references, &caller, &instance.repeated);
                }
            }
            Node::Resource(addr) => {
                self.connect(step, references, instance, &Repeated::No);
                self.settle(&addr.resource.clone().absolute(instance.addr.clone()), step);
            }
            _ => self.connect(step, references, instance, &Repeated::No),
        }
    }

    /// The step that waits for what a resource block refers to: it finds the instances again if any of them changes.
    fn block_step(&mut self, addr: &ConfigResourceAddr, instance: &ModuleInstance<'c>) -> (NodeIndex, bool) {
        let changes = self.by_resource.contains_key(&addr.resource.clone().absolute(instance.addr.clone()));
        let node = Node::Resource(addr.clone());
        let at = instance.addr.clone();
        self.step(if changes { Step::Evaluate(at, node) } else { Step::Barrier(at, node) })
    }

    fn after_opening(&mut self, step: NodeIndex, instance: &ModuleInstance<'c>) {
        if let Some((caller, _)) = instance.addr.split_last() {
            let (open, _) = self.step(Step::Evaluate(caller, Node::ModuleOpen(instance.module.addr.clone())));
            self.edge(step, open);
        }
    }

    /// A resource is settled when its instances are; without changes, when what it refers to is.
    fn settle(&mut self, resource: &AbsResourceAddr, block: NodeIndex) {
        let (settled, _) = self.step(Step::Settled(resource.clone()));
        self.edge(settled, block);
        for creator in self.by_resource.get(resource).cloned().unwrap_or_default() {
            self.edge(settled, creator);
        }
    }

    /// Lets a step wait for what its block refers to.
    fn connect(
        &mut self,
        step: NodeIndex,
        references: &[BlockReference],
        instance: &Arc<ModuleInstance<'c>>,
        repeated: &Repeated,
    ) {
        for reference in references {
            let target = match &reference.target {
                Target::Node(node) => self.target(node, instance),
                // Each instance of the block waits for its own.
                Target::Instance(_, key) if *repeated == Repeated::No && depends_on_instance(key) => None,
                Target::Instance(addr, key) => {
                    let scope = InstanceScope::new(self.world, instance).repeated(repeated.clone());
                    let key = instance_key(key, &scope).unwrap_or(InstanceKey::None);
                    self.instance_target(&addr.resource.clone().absolute(instance.addr.clone()).instance(key))
                }
            };
            if let Some(target) = target {
                self.edge(step, target);
            }
        }
    }

    /// The step after which one instance has its value; without key, the whole resource.
    fn instance_target(&mut self, addr: &AbsResourceInstanceAddr) -> Option<NodeIndex> {
        if let Some(creator) = self.creators.get(addr) {
            Some(*creator)
        } else {
            let cell = self.world.instance(&addr.module)?.cell(&addr.resource)?;
            // An instance without changes has its value already.
            let unchanged = addr.key != InstanceKey::None && cell.repeated.contains_key(&addr.key);
            (!unchanged).then(|| self.step(Step::Settled(addr.resource_addr())).0)
        }
    }

    /// The step after which a node has its value, as seen from a module instance.
    fn target(&mut self, node: &Node, instance: &Arc<ModuleInstance<'c>>) -> Option<NodeIndex> {
        if let Some(at) = self.config_graph.find(node)
            && !self.planner.targets.includes(at)
        {
            return None;
        }
        let here = instance.addr.clone();
        match node {
            Node::Variable(..) | Node::Validation(..) | Node::Local(..) | Node::Check(..) | Node::ModuleOpen(_) => {
                Some(self.step(Step::Evaluate(here, node.clone())).0)
            }
            Node::Resource(addr) => Some(self.step(Step::Settled(addr.resource.clone().absolute(here))).0),
            Node::Output(child, _) | Node::ModuleOutputs(child) | Node::ModuleClose(child) => {
                let call = instance.call(child.0.last()?)?;
                if let (Node::Output(..), Some(only), true) =
                    (node, call.instances.get(&InstanceKey::None), call.instances.len() == 1)
                {
                    return Some(self.step(Step::Evaluate(only.addr.clone(), node.clone())).0);
                }
                let (barrier, is_new) = self.step(Step::Barrier(here, node.clone()));
                if is_new {
                    for child in call.instances.values() {
                        self.collect(barrier, node, child);
                    }
                }
                Some(barrier)
            }
            Node::Provider(_) => None,
        }
    }

    /// Lets a barrier wait for the part of a module instance that it stands for.
    fn collect(&mut self, barrier: NodeIndex, node: &Node, child: &Arc<ModuleInstance<'c>>) {
        let module = &child.module.addr;
        if let Node::Output(..) = node {
            let (output, _) = self.step(Step::Evaluate(child.addr.clone(), node.clone()));
            self.edge(barrier, output);
            return;
        }
        for name in child.module.outputs.keys() {
            let output = Node::Output(module.clone(), name.clone());
            let included = self.config_graph.find(&output).is_some_and(|at| self.planner.targets.includes(at));
            if included {
                let (output, _) = self.step(Step::Evaluate(child.addr.clone(), output));
                self.edge(barrier, output);
            }
        }
        if let Node::ModuleClose(_) = node {
            for resource in child.module.resources.keys() {
                let (settled, _) = self.step(Step::Settled(resource.clone().absolute(child.addr.clone())));
                self.edge(barrier, settled);
            }
            for grandchild in child.module.children.values() {
                if let Some(inner) = self.target(&Node::ModuleClose(grandchild.addr.clone()), child) {
                    self.edge(barrier, inner);
                }
            }
        }
    }

    fn configure(&mut self, addr: &AbsProviderConfigAddr) -> NodeIndex {
        let (step, is_new) = self.step(Step::Configure(addr.clone()));
        if is_new
            && let Some(at) = self.config_graph.find(&Node::Provider(addr.clone()))
            && let Some(instance) = self.world.instances(&addr.module).first().cloned()
        {
            self.after_opening(step, &instance);
            self.connect(step, self.config_graph.references_of(at), &instance, &Repeated::No);
        }
        step
    }

    fn connect_changes(&mut self) {
        for (at, change) in self.changes.iter().enumerate() {
            if let Some(creator) =
                self.creators.get(&change.addr).copied().filter(|_| change.change.planned().is_some())
            {
                let block = Step::Evaluate(change.addr.module.clone(), Node::Resource(change.addr.config()));
                let (block, _) = self.step(block);
                self.edge(creator, block);
                let provider = self.configure(&change.provider);
                self.edge(creator, provider);
                for target in self.found.keyed.get(&change.addr).into_iter().flatten() {
                    if let Some(target) = self.instance_target(target) {
                        self.edge(creator, target);
                    }
                }
            }
            if matches!(change.change, Change::Delete { .. } | Change::Replace { .. }) {
                let (delete, _) = self.step(Step::Delete(at));
                let provider = self.configure(&change.provider);
                self.edge(delete, provider);
            }
        }
    }

    /// Destroys dependents before what they depend on. What depends on something that is destroyed first is changed after
    /// it, on something replaced by creating first before it.
    fn order_destruction(&mut self) {
        let deletes = std::mem::take(&mut self.deletes);
        for (resource, members) in &deletes {
            for (at, delete) in members {
                let change = &self.changes[*at];
                let (gate, _) = self.step(Step::DestroyGate(resource.clone()));
                self.edge(*delete, gate);
                if change.create_before_destroy {
                    let (gate, _) = self.step(Step::CreateGate(resource.clone()));
                    self.edge(*delete, gate);
                } else {
                    let (destroyed, _) = self.step(Step::Destroyed(resource.clone()));
                    self.edge(destroyed, *delete);
                }
                self.order_replacement(*at, *delete);
            }
        }
        for (at, change) in self.changes.iter().enumerate() {
            if change.change.is_noop() {
                continue;
            }
            let state = &self.found.state;
            let object = match &change.deposed {
                None => state.object(&change.addr),
                Some(key) => state.resources.get(&change.addr.resource_addr()).and_then(|resource| {
                    resource.instances.get(&change.addr.key)?.deposed.get(key).map(|object| &**object)
                }),
            };
            let Some(object) = object else { continue };
            let delete = self.index.get(&Step::Delete(at)).copied();
            let creator = self.creators.get(&change.addr).copied().filter(|_| change.deposed.is_none());
            for dependency in object.dependencies.iter().filter(|dependency| deletes.contains_key(&***dependency)) {
                if let Some(delete) = delete {
                    let (gate, _) = self.step(Step::DestroyGate(ConfigResourceAddr::clone(dependency)));
                    self.edge(gate, delete);
                }
                let Some(creator) = creator else { continue };
                if let Some(gate) = self.index.get(&Step::CreateGate(ConfigResourceAddr::clone(dependency))).copied() {
                    self.edge(gate, creator);
                }
                if let Some(destroyed) =
                    self.index.get(&Step::Destroyed(ConfigResourceAddr::clone(dependency))).copied()
                {
                    self.edge(creator, destroyed);
                }
            }
        }
    }

    fn order_replacement(&mut self, at: usize, delete: NodeIndex) {
        let Change::Replace { order, .. } = &self.changes[at].change else { return };
        let (create, _) = self.step(Step::Create(at));
        match order {
            ReplaceOrder::DestroyFirst => self.edge(create, delete),
            ReplaceOrder::CreateFirst => self.edge(delete, create),
        }
    }
}
