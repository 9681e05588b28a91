//! What each resource depends on, transitively, as the state records it. Computed once per block and shared.

use crate::eval::Shared;
use crate::graph::{ConfigGraph, Node};
use iac_core::addr::ConfigResourceAddr;
use petgraph::graph::NodeIndex;
use petgraph::visit::Dfs;
use std::collections::HashMap;
use std::sync::Arc;

type Named = (Arc<str>, Arc<ConfigResourceAddr>);

/// Transitive dependencies by block.
#[derive(Default)]
pub(crate) struct Dependencies {
    known: Shared<HashMap<NodeIndex, Arc<[Arc<ConfigResourceAddr>]>>>,
    /// Each resource's address with its text, once for all the lists that name it.
    named: Shared<HashMap<NodeIndex, Named>>,
}

impl Dependencies {
    /// The resources that a block depends on, in order of their text.
    pub(crate) fn of(&self, graph: &ConfigGraph, at: NodeIndex) -> Arc<[Arc<ConfigResourceAddr>]> {
        if let Some(known) = self.known.read().get(&at) {
            return Arc::clone(known);
        }
        let mut found: Vec<Named> = Vec::new();
        let mut named = self.named.write();
        let mut dfs = Dfs::new(&graph.graph, at);
        while let Some(next) = dfs.next(&graph.graph) {
            if let (Node::Resource(addr), true) = (&graph.graph[next], next != at) {
                let name = || (addr.to_string().into(), Arc::new(addr.clone()));
                found.push(named.entry(next).or_insert_with(name).clone());
            }
        }
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let found: Arc<[Arc<ConfigResourceAddr>]> = found.into_iter().map(|(_, addr)| addr).collect();
        self.known.write().insert(at, Arc::clone(&found));
        found
    }
}
