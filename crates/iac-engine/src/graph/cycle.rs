//! Reports the cycles of a graph by the names of their members.

use super::Node;
use iac_core::diag::{Diagnostic, Diagnostics};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

/// Reports every strongly connected component of more than one node. Blocks that refer to themselves are reported where
/// the reference is seen.
pub(super) fn report_cycles(graph: &DiGraph<Node, ()>, diags: &mut Diagnostics) {
    let mut cycles: Vec<Vec<String>> = kosaraju_scc(graph)
        .into_iter()
        .filter(|component| component.len() > 1)
        .map(|component| {
            let mut names: Vec<String> = component.iter().map(|at| graph[*at].to_string()).collect();
            names.sort_unstable();
            names
        })
        .collect();
    cycles.sort_unstable();
    for names in cycles {
        diags.push(Diagnostic::error(format!("Cycle: {}", names.join(", ")), ""));
    }
}
