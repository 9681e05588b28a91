//! What holds for any graph, and for any configuration.

#![allow(clippy::unwrap_used, reason = "tests")]

use iac_engine::PlanMode;
use iac_engine::graph::{Visit, walk};
use iac_testkit::Harness;
use petgraph::graph::{DiGraph, NodeIndex};
use proptest::prelude::*;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::Write;

/// An acyclic graph: nodes depend on nodes with smaller numbers only.
fn dags() -> impl Strategy<Value = (usize, Vec<(usize, usize)>)> {
    (2usize..30).prop_flat_map(|size| {
        let edges = prop::collection::vec((1..size).prop_flat_map(|to| (Just(to), 0..to)), 0..60);
        (Just(size), edges)
    })
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Five resources with counts, zones and links to resources before them.
fn configuration(things: &[(u8, bool, Vec<bool>)]) -> String {
    let mut text = String::new();
    for (at, (count, zone, links)) in things.iter().enumerate() {
        let mut link = String::from("\"root\"");
        for (to, _) in links.iter().take(at).enumerate().filter(|(_, linked)| **linked) {
            let _ = write!(link, ", join(\",\", fake_thing.t{to}[*].id)");
        }
        let zone = if *zone { "one" } else { "two" };
        let _ = writeln!(
            text,
            "resource \"fake_thing\" \"t{at}\" {{\n  count = {count}\n  name = \"t{at}-${{count.index}}\"\n  zone = {zone:?}\n  link = join(\"/\", [{link}])\n}}"
        );
    }
    text
}

fn things() -> impl Strategy<Value = Vec<(u8, bool, Vec<bool>)>> {
    prop::collection::vec((0u8..3, any::<bool>(), prop::collection::vec(any::<bool>(), 5)), 5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_node_is_visited_once_after_its_dependencies((size, edges) in dags(), parallelism in 1usize..5) {
        let mut graph = DiGraph::<(), ()>::new();
        for _ in 0..size {
            graph.add_node(());
        }
        for (from, to) in &edges {
            graph.update_edge(NodeIndex::new(*from), NodeIndex::new(*to), ());
        }
        let visited = RefCell::new(Vec::new());
        let outcome = run(walk(&graph, parallelism, |at| {
            visited.borrow_mut().push(at.index());
            async { tokio::task::yield_now().await; Visit::Done }
        }));
        let visited = visited.into_inner();
        let place = |node: usize| visited.iter().position(|at| *at == node).unwrap();
        prop_assert_eq!(visited.iter().collect::<HashSet<_>>().len(), size);
        prop_assert_eq!(visited.len(), size);
        prop_assert!(edges.iter().all(|(from, to)| place(*to) < place(*from)));
        prop_assert!(outcome.skipped.is_empty());
    }

    #[test]
    fn exactly_the_dependents_of_a_failure_are_skipped((size, edges) in dags(), bad in 0usize..30) {
        let bad = bad % size;
        let mut graph = DiGraph::<(), ()>::new();
        for _ in 0..size {
            graph.add_node(());
        }
        for (from, to) in &edges {
            graph.update_edge(NodeIndex::new(*from), NodeIndex::new(*to), ());
        }
        let mut doomed = HashSet::from([bad]);
        for node in 0..size {
            if edges.iter().any(|(from, to)| *from == node && doomed.contains(to)) {
                doomed.insert(node);
            }
        }
        let outcome = run(walk(&graph, 3, |at| async move {
            if at.index() == bad { Visit::Failed } else { Visit::Done }
        }));
        let skipped: HashSet<usize> = outcome.skipped.iter().map(|at| at.index()).collect();
        doomed.remove(&bad);
        prop_assert_eq!(skipped, doomed);
        prop_assert_eq!(outcome.failed, vec![NodeIndex::new(bad)]);
    }

    #[test]
    fn a_plan_after_an_apply_is_empty(first in things(), second in things()) {
        run(async {
            let mut harness = Harness::new();
            for text in [configuration(&first), configuration(&second)] {
                let (_, diags) = harness.apply(&text).await;
                assert!(diags.is_empty(), "{diags:?}\n{text}");
                let (plan, _, diags) = harness.plan(&text).await;
                assert!(diags.is_empty() && !plan.has_changes(), "{diags:?}\n{text}");
            }
            harness.options.mode = PlanMode::Destroy;
            let (_, diags) = harness.apply(&configuration(&second)).await;
            assert!(diags.is_empty(), "{diags:?}");
            assert_eq!(harness.cloud.names(), Vec::<String>::new());
            assert!(harness.state().resources.is_empty());
        });
    }
}
