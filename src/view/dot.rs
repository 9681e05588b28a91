//! Graphs as DOT: every block, or resources only.

use iac_core::addr::{ConfigResourceAddr, ModuleAddr};
use iac_engine::graph::{ConfigGraph, Node};
use std::collections::{BTreeMap, BTreeSet};

/// Every block with its dependencies.
pub(crate) fn full(graph: &ConfigGraph) -> String {
    let mut nodes = Vec::new();
    let mut edges = Vec::new();
    let name = |node: &Node| format!("[root] {}", label(node));
    for node in graph.graph.node_weights() {
        let shape = match node {
            Node::Resource(_) => "box",
            Node::Provider(_) => "diamond",
            Node::Variable(module, _) if module.is_root() => "note",
            _ => continue,
        };
        let text = label(node);
        let text = text.strip_suffix(" (expand)").unwrap_or(&text);
        nodes.push(format!("\t\t{:?} [label = {text:?}, shape = \"{shape}\"]\n", name(node)));
    }
    for edge in graph.graph.raw_edges() {
        let (Some(from), Some(to)) = (graph.graph.node_weight(edge.source()), graph.graph.node_weight(edge.target()))
        else {
            continue;
        };
        edges.push(format!("\t\t{:?} -> {:?}\n", name(from), name(to)));
    }
    nodes.sort_unstable();
    edges.sort_unstable();
    edges.dedup();
    format!(
        "digraph {{\n\tcompound = \"true\"\n\tnewrank = \"true\"\n\tsubgraph \"root\" {{\n{}{}\t}}\n}}\n",
        nodes.concat(),
        edges.concat()
    )
}

/// A node as Terraform's full graph names it.
fn label(node: &Node) -> String {
    match node {
        Node::Variable(module, name) if module.is_root() => format!("var.{name}"),
        Node::Resource(addr) => format!("{addr} (expand)"),
        other => other.to_string(),
    }
}

/// Resources only, modules as clusters; what lies between two resources is left out, and so are edges that others imply.
pub(crate) fn summary(graph: &ConfigGraph) -> String {
    let edges = resource_edges(graph);
    let mut modules: BTreeMap<&ModuleAddr, Vec<&ConfigResourceAddr>> = BTreeMap::new();
    for addr in edges.keys() {
        modules.entry(&addr.module).or_default().push(addr);
    }
    let mut out = String::from("digraph G {\n  rankdir = \"RL\";\n  node [shape = rect, fontname = \"sans-serif\"];\n");
    out.push_str(&cluster(&ModuleAddr::root(), &modules, "  "));
    let reachable = reachability(&edges);
    for (from, to) in &edges {
        for target in to {
            let implied = to
                .iter()
                .any(|other| other != target && reachable.get(other).is_some_and(|reached| reached.contains(target)));
            if !implied {
                out.push_str(&format!("  \"{from}\" -> \"{target}\";\n"));
            }
        }
    }
    out + "}\n"
}

fn cluster(module: &ModuleAddr, modules: &BTreeMap<&ModuleAddr, Vec<&ConfigResourceAddr>>, pad: &str) -> String {
    let mut out = String::new();
    for addr in modules.get(module).into_iter().flatten() {
        out.push_str(&format!("{pad}\"{addr}\" [label=\"{}\"];\n", addr.resource));
    }
    let depth = module.0.len() + 1;
    let below = modules.keys().filter(|other| other.0.len() >= depth && other.0.starts_with(&module.0));
    let children: BTreeSet<ModuleAddr> = below.map(|other| ModuleAddr(other.0[..depth].to_vec())).collect();
    for child in children {
        let inner = cluster(&child, modules, &format!("{pad}  "));
        out.push_str(&format!("{pad}subgraph \"cluster_{child}\" {{\n{pad}  label = \"{child}\"\n{pad}  fontname = \"sans-serif\"\n{inner}{pad}}}\n"));
    }
    out
}

type Edges<'a> = BTreeMap<&'a ConfigResourceAddr, BTreeSet<&'a ConfigResourceAddr>>;

/// From each resource to those that it depends on with no other resource between.
fn resource_edges(graph: &ConfigGraph) -> Edges<'_> {
    let mut edges = Edges::new();
    for start in graph.graph.node_indices() {
        let Some(Node::Resource(from)) = graph.graph.node_weight(start) else { continue };
        let mut seen = BTreeSet::from([start]);
        let mut waiting: Vec<_> = graph.graph.neighbors(start).collect();
        let found: &mut BTreeSet<_> = edges.entry(from).or_default();
        while let Some(at) = waiting.pop() {
            if !seen.insert(at) {
                continue;
            }
            match graph.graph.node_weight(at) {
                Some(Node::Resource(to)) => drop(found.insert(to)),
                _ => waiting.extend(graph.graph.neighbors(at)),
            }
        }
    }
    edges
}

fn reachability<'a>(edges: &Edges<'a>) -> BTreeMap<&'a ConfigResourceAddr, BTreeSet<&'a ConfigResourceAddr>> {
    let reach = |from: &'a ConfigResourceAddr| {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<_> = edges.get(from).into_iter().flatten().copied().collect();
        while let Some(at) = waiting.pop() {
            if seen.insert(at) {
                waiting.extend(edges.get(at).into_iter().flatten().copied());
            }
        }
        seen
    };
    edges.keys().map(|from| (*from, reach(from))).collect()
}
