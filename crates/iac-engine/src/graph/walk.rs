//! Walks any acyclic graph, dependencies first, several nodes at a time. Knows nothing of what the nodes are.
//!
//! Invariants: every node is visited at most once, after everything it depends on was visited with success; the
//! dependents of a failure are skipped, and nothing else is; ready nodes start in the order of their index.

use futures_util::stream::{FuturesUnordered, StreamExt};
use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::Future;

/// How the visit of a node ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// Well: dependents may go on.
    Done,
    /// Badly: dependents are skipped.
    Failed,
    /// The walk is to end: no further node is started.
    Stop,
}

/// What a walk did not visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalkOutcome {
    /// The nodes whose visit failed.
    pub failed: Vec<NodeIndex>,
    /// The nodes left out because something they depend on failed or was left out.
    pub skipped: Vec<NodeIndex>,
    /// Whether the walk was ended early.
    pub stopped: bool,
}

struct Progress<'g, N> {
    graph: &'g DiGraph<N, ()>,
    /// How many dependencies each node still waits for.
    waiting: Vec<usize>,
    skipped: Vec<bool>,
    ready: BinaryHeap<Reverse<NodeIndex>>,
    outcome: WalkOutcome,
}

impl<'g, N> Progress<'g, N> {
    fn new(graph: &'g DiGraph<N, ()>) -> Self {
        let mut waiting = vec![0; graph.node_count()];
        for edge in graph.raw_edges() {
            waiting[edge.source().index()] += 1;
        }
        let ready = graph.node_indices().filter(|at| waiting[at.index()] == 0).map(Reverse).collect();
        let skipped = vec![false; waiting.len()];
        Self { graph, waiting, skipped, ready, outcome: WalkOutcome::default() }
    }

    /// Lets the dependents of a finished node go on.
    fn release(&mut self, at: NodeIndex) {
        for dependent in self.graph.neighbors_directed(at, Direction::Incoming) {
            let waiting = &mut self.waiting[dependent.index()];
            *waiting -= 1;
            if *waiting == 0 && !self.skipped[dependent.index()] {
                self.ready.push(Reverse(dependent));
            }
        }
    }

    /// Leaves out everything that depends on a failed node.
    fn skip_dependents(&mut self, at: NodeIndex) {
        let mut pending = vec![at];
        while let Some(at) = pending.pop() {
            for dependent in self.graph.neighbors_directed(at, Direction::Incoming) {
                if !std::mem::replace(&mut self.skipped[dependent.index()], true) {
                    self.outcome.skipped.push(dependent);
                    pending.push(dependent);
                }
            }
        }
    }

    fn finish(&mut self, at: NodeIndex, visit: Visit) {
        match visit {
            Visit::Done => self.release(at),
            Visit::Failed => {
                self.outcome.failed.push(at);
                self.skip_dependents(at);
            }
            Visit::Stop => self.outcome.stopped = true,
        }
    }
}

/// Visits every node after the nodes it depends on (edges lead from a node to its dependencies), at most `parallelism` at
/// a time. The graph must be acyclic; nodes on a cycle are never visited.
pub async fn walk<N, V, F>(graph: &DiGraph<N, ()>, parallelism: usize, visit: V) -> WalkOutcome
where
    V: Fn(NodeIndex) -> F,
    F: Future<Output = Visit>,
{
    let mut progress = Progress::new(graph);
    let mut running = FuturesUnordered::new();
    let visit = &visit;
    loop {
        while running.len() < parallelism.max(1) && !progress.outcome.stopped {
            let Some(Reverse(at)) = progress.ready.pop() else { break };
            running.push(async move { (at, visit(at).await) });
        }
        match running.next().await {
            Some((at, outcome)) => progress.finish(at, outcome),
            None => break,
        }
    }
    progress.outcome.skipped.sort_unstable();
    progress.outcome.failed.sort_unstable();
    progress.outcome
}
