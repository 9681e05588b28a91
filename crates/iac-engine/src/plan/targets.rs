//! Which part of the configuration a plan is about (`-target`), and which objects are replaced by creating first.

use crate::graph::{ConfigGraph, Node};
use crate::options::PlanMode;
use iac_core::addr::{AbsResourceInstanceAddr, ConfigResourceAddr, Target};
use iac_lang::config::Config;
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::{Dfs, Reversed};
use std::collections::HashSet;

/// The part of the configuration that a plan is about.
#[derive(Debug, Default)]
pub(crate) struct TargetFilter {
    /// `None`: everything.
    included: Option<HashSet<NodeIndex>>,
    /// The resources taken whole, because something included depends on them.
    whole: HashSet<NodeIndex>,
    targets: Vec<Target>,
    /// While destroying: the resources to destroy, by closure over dependents.
    destroyed: Option<HashSet<ConfigResourceAddr>>,
}

fn covers_config(target: &Target, addr: &ConfigResourceAddr) -> bool {
    match target {
        Target::Module(module) => addr.module.0.starts_with(&module.module().0),
        Target::Resource(resource) => resource.config() == *addr,
        Target::Instance(instance) => instance.config() == *addr,
    }
}

impl TargetFilter {
    /// The filter for these targets; none means everything.
    pub(crate) fn new(graph: &ConfigGraph, targets: &[Target], mode: PlanMode) -> Self {
        if targets.is_empty() {
            return Self::default();
        }
        let mut filter = Self { targets: targets.to_vec(), ..Self::default() };
        let roots: Vec<NodeIndex> = graph
            .graph
            .node_indices()
            .filter(|at| match &graph.graph[*at] {
                Node::Resource(addr) => targets.iter().any(|target| covers_config(target, addr)),
                _ => false,
            })
            .collect();
        if mode == PlanMode::Destroy {
            filter.destroyed = Some(dependents(graph, &roots));
            return filter;
        }
        filter.include_dependencies(graph, &roots);
        filter.include_outputs(graph);
        filter
    }

    fn include_dependencies(&mut self, graph: &ConfigGraph, roots: &[NodeIndex]) {
        let mut included: HashSet<NodeIndex> = roots.iter().copied().collect();
        let mut pending: Vec<NodeIndex> = roots.to_vec();
        while let Some(at) = pending.pop() {
            for dependency in graph.graph.neighbors(at) {
                if matches!(graph.graph[dependency], Node::Resource(_)) {
                    self.whole.insert(dependency);
                }
                if included.insert(dependency) {
                    pending.push(dependency);
                }
            }
        }
        self.included = Some(included);
    }

    /// Root outputs that need nothing but what is included anyway are evaluated too.
    fn include_outputs(&mut self, graph: &ConfigGraph) {
        let Some(included) = &mut self.included else { return };
        for at in graph.graph.node_indices() {
            if !matches!(&graph.graph[at], Node::Output(module, _) if module.is_root()) {
                continue;
            }
            let mut needed = Vec::new();
            let mut dfs = Dfs::new(&graph.graph, at);
            while let Some(next) = dfs.next(&graph.graph) {
                needed.push(next);
            }
            let mut resources = needed.iter().filter(|at| matches!(graph.graph[**at], Node::Resource(_))).peekable();
            if resources.peek().is_some() && resources.all(|at| included.contains(at)) {
                included.extend(needed);
            }
        }
    }

    /// Whether a node takes part.
    pub(crate) fn includes(&self, at: NodeIndex) -> bool {
        self.included.as_ref().is_none_or(|included| included.contains(&at))
    }

    /// Whether an instance of a resource that takes part does so itself.
    pub(crate) fn includes_instance(&self, at: NodeIndex, addr: &AbsResourceInstanceAddr) -> bool {
        self.included.is_none() || self.whole.contains(&at) || self.targets.iter().any(|target| target.covers(addr))
    }

    /// Whether an object that is in the state only may be destroyed or forgotten.
    pub(crate) fn includes_orphan(&self, addr: &AbsResourceInstanceAddr) -> bool {
        if self.targets.is_empty() {
            return true;
        }
        let pulled_in = self.destroyed.as_ref().is_some_and(|destroyed| {
            destroyed.contains(&addr.config())
                && !self.targets.iter().any(|target| covers_config(target, &addr.config()))
        });
        pulled_in || self.targets.iter().any(|target| target.covers(addr))
    }

    /// Whether only a part takes part.
    pub(crate) fn is_partial(&self) -> bool {
        !self.targets.is_empty()
    }
}

/// The resources that depend on these, themselves included.
fn dependents(graph: &ConfigGraph, roots: &[NodeIndex]) -> HashSet<ConfigResourceAddr> {
    let mut found = HashSet::new();
    let reversed = Reversed(&graph.graph);
    let mut seen = HashSet::new();
    for root in roots {
        let mut dfs = Dfs::new(reversed, *root);
        while let Some(at) = dfs.next(reversed) {
            if seen.insert(at)
                && let Node::Resource(addr) = &graph.graph[at]
            {
                found.insert(addr.clone());
            }
        }
    }
    found
}

/// The resources with `create_before_destroy`, and everything they depend on: replacing those in the default order would
/// need the dependents destroyed first.
pub(crate) fn create_before_destroy_nodes(config: &Config, graph: &ConfigGraph) -> HashSet<NodeIndex> {
    let mut pending: Vec<NodeIndex> = graph
        .graph
        .node_indices()
        .filter(|at| match &graph.graph[*at] {
            Node::Resource(addr) => config
                .root
                .descendant(&addr.module)
                .and_then(|module| module.resources.get(&addr.resource))
                .is_some_and(|block| block.lifecycle.create_before_destroy == Some(true)),
            _ => false,
        })
        .collect();
    let mut found: HashSet<NodeIndex> = pending.iter().copied().collect();
    while let Some(at) = pending.pop() {
        for dependency in graph.graph.neighbors_directed(at, Direction::Outgoing) {
            if found.insert(dependency) {
                pending.push(dependency);
            }
        }
    }
    found
}
