//! Which elements of two sequences belong together.

use super::build::{Mode, node};
use super::tree::{Action, Node};
use iac_core::value::Value;

/// Lists and tuples. Of the same length with other elements: place by place. Otherwise the longest common subsequence
/// stays; what goes and what comes at one place is paired as a change when both are mappings.
pub(super) fn aligned(mode: Mode, before: &[Value], after: &[Value]) -> Vec<Node> {
    if before.len() == after.len() && !are_reordered(before, after) {
        return before.iter().zip(after).map(|(before, after)| element(mode, Some(before), Some(after))).collect();
    }
    let same = |a: &Value, b: &Value| b.is_known() && a.same(b);
    let mut nodes = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (keep_i, keep_j) in common(before, after, same) {
        gap(mode, &before[i..keep_i], &after[j..keep_j], &mut nodes);
        nodes.push(element(mode, Some(&before[keep_i]), Some(&after[keep_j])));
        (i, j) = (keep_i + 1, keep_j + 1);
    }
    gap(mode, &before[i..], &after[j..], &mut nodes);
    nodes
}

/// Whether every element of each side is on the other side too, somewhere.
fn are_reordered(before: &[Value], after: &[Value]) -> bool {
    // Beyond a size where comparing all pairs would take long, what stays at the ends says enough.
    const LIMIT: usize = 1000;
    if before.len() > LIMIT {
        return true;
    }
    let held = |value: &Value, others: &[Value]| others.iter().any(|other| other.same(value));
    before.iter().all(|value| held(value, after)) && after.iter().all(|value| held(value, before))
}

/// What lies between two elements that stay: pairs of mappings are changes, the rest goes and comes.
fn gap(mode: Mode, before: &[Value], after: &[Value], nodes: &mut Vec<Node>) {
    let mappings = |values: &[Value]| values.iter().all(|value| value.as_entries().is_some());
    if mappings(before) && mappings(after) {
        let paired = before.len().min(after.len());
        nodes.extend((0..paired).map(|at| node(mode, Some(&before[at]), Some(&after[at]))));
        nodes.extend(before[paired..].iter().map(|value| node(mode, Some(value), None)));
        nodes.extend(after[paired..].iter().map(|value| node(mode, None, Some(value))));
        return;
    }
    nodes.extend(before.iter().map(|value| element(mode, Some(value), None)));
    nodes.extend(after.iter().map(|value| element(mode, None, Some(value))));
}

/// An element; null is an element too.
fn element(mode: Mode, before: Option<&Value>, after: Option<&Value>) -> Node {
    let null = || Some("null".to_owned());
    match (before, after) {
        (Some(value), None) if value.is_null() => Node::leaf(Action::Remove, null(), None),
        (None, Some(value)) if value.is_null() => Node::leaf(Action::Add, None, null()),
        _ => node(mode, before, after),
    }
}

/// Sets: elements are the same or not.
pub(super) fn multiset(before: &[Value], after: &[Value]) -> Vec<Node> {
    let mode = Mode::Typed;
    let held =
        |value: &Value, others: &[Value]| value.is_wholly_known() && others.iter().any(|other| other.same(value));
    let kept = before.iter().map(|value| {
        if held(value, after) { node(mode, Some(value), Some(value)) } else { element(mode, Some(value), None) }
    });
    let added = after.iter().filter(|value| !held(value, before)).map(|value| element(mode, None, Some(value)));
    kept.chain(added).collect()
}

/// The lines of two texts.
pub(super) fn lines(before: Option<&str>, after: Option<&str>) -> Vec<(Action, String)> {
    let split = |text: Option<&str>| -> Vec<String> {
        text.map(|text| text.strip_suffix('\n').unwrap_or(text).split('\n').map(str::to_owned).collect())
            .unwrap_or_default()
    };
    let (before, after) = (split(before), split(after));
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (keep_i, keep_j) in common(&before, &after, |a, b| a == b).into_iter().chain([(before.len(), after.len())]) {
        found.extend(before[i..keep_i].iter().map(|line| (Action::Remove, line.clone())));
        found.extend(after[j..keep_j].iter().map(|line| (Action::Add, line.clone())));
        found.extend(before.get(keep_i).map(|line| (Action::Same, line.clone())));
        (i, j) = (keep_i + 1, keep_j + 1);
    }
    found
}

/// The positions of a longest common subsequence. Beyond a size where that would take long, only the common ends.
fn common<T>(before: &[T], after: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<(usize, usize)> {
    const LIMIT: usize = 4_000_000;
    let head = before.iter().zip(after).take_while(|(a, b)| same(a, b)).count();
    let tail = before[head..].iter().rev().zip(after[head..].iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let (rows, columns) = (before.len() - head - tail, after.len() - head - tail);
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    if rows.saturating_mul(columns) <= LIMIT {
        pairs.extend(
            middle(&before[head..head + rows], &after[head..head + columns], same)
                .into_iter()
                .map(|(i, j)| (i + head, j + head)),
        );
    }
    pairs.extend((0..tail).map(|at| (before.len() - tail + at, after.len() - tail + at)));
    pairs
}

fn middle<T>(before: &[T], after: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<(usize, usize)> {
    let width = after.len() + 1;
    let mut lengths = vec![0u32; (before.len() + 1) * width];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            lengths[i * width + j] = if same(&before[i], &after[j]) {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < before.len() && j < after.len() {
        if same(&before[i], &after[j]) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}
