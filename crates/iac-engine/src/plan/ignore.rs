//! `ignore_changes`: configuration with the parts that the user gave up put back to what they were.

use iac_core::value::{Kind, Step, Value};
use iac_lang::config::IgnoreChanges;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The configuration to plan with, given the object as it is.
pub(crate) fn apply_ignore_changes(rules: &IgnoreChanges, prior_state: &Value, config_value: &Value) -> Value {
    if prior_state.is_null() {
        return config_value.clone();
    }
    match rules {
        IgnoreChanges::None => config_value.clone(),
        IgnoreChanges::All => prior_state.clone(),
        IgnoreChanges::Paths(paths) => {
            paths.iter().fold(config_value.clone(), |value, (path, _)| put_back(&value, Some(prior_state), &path.steps))
        }
    }
}

fn name_of(step: &Step) -> Option<Arc<str>> {
    match step {
        Step::Attribute(name) => Some(name.clone()),
        Step::Index(key) => key.as_str().map(Arc::from),
    }
}

fn position_of(step: &Step) -> Option<usize> {
    match step {
        Step::Index(key) => usize::try_from(key.as_number()?.as_i64()?).ok(),
        Step::Attribute(_) => None,
    }
}

/// The value with the part at a path replaced by what `prior` has there.
fn put_back(value: &Value, prior: Option<&Value>, steps: &[Step]) -> Value {
    let Some((step, rest)) = steps.split_first() else {
        return prior.cloned().unwrap_or_else(|| value.clone());
    };
    let marks = value.marks().clone();
    match value.kind() {
        Kind::Object(attributes) => {
            let Some((name, current)) = name_of(step).and_then(|name| attributes.get_key_value(&name)) else {
                return value.clone();
            };
            let inner = put_back(current, prior.and_then(|prior| prior.attribute(name)), rest);
            value.clone().with_attribute(name.clone(), inner)
        }
        Kind::Map(map) => {
            let Some(name) = name_of(step) else { return value.clone() };
            let items = map_item(&map.items, &name, prior, rest);
            Value::map(map.element.clone(), items).with_marks(marks)
        }
        // A map that is absent on one side only still has its keys compared one by one.
        Kind::Null(iac_core::value::Type::Map(element)) => match (name_of(step), prior.and_then(Value::as_entries)) {
            (Some(name), Some(entries)) if entries.contains_key(&name) => {
                let items = map_item(&BTreeMap::new(), &name, prior, rest);
                Value::map((**element).clone(), items).with_marks(marks)
            }
            _ => value.clone(),
        },
        Kind::List(list) => {
            let Some(at) = position_of(step).filter(|at| *at < list.items.len()) else { return value.clone() };
            let mut items = list.items.clone();
            items[at] = put_back(&items[at], prior.and_then(|prior| prior.as_elements()?.get(at)), rest);
            Value::list(list.element.clone(), items).with_marks(marks)
        }
        Kind::Tuple(elements) => {
            let Some(at) = position_of(step).filter(|at| *at < elements.len()) else { return value.clone() };
            let mut items = elements.to_vec();
            items[at] = put_back(&items[at], prior.and_then(|prior| prior.as_elements()?.get(at)), rest);
            Value::tuple(items).with_marks(marks)
        }
        _ => value.clone(),
    }
}

/// A map's elements with one of them as it was: also absent, if it was absent.
fn map_item(
    items: &BTreeMap<Arc<str>, Value>,
    name: &Arc<str>,
    prior: Option<&Value>,
    rest: &[Step],
) -> BTreeMap<Arc<str>, Value> {
    let mut items = items.clone();
    match prior.and_then(|prior| prior.attribute(name)) {
        Some(before) => {
            let inner = items.get(name).map_or_else(|| before.clone(), |current| put_back(current, Some(before), rest));
            items.insert(name.clone(), inner);
        }
        None if rest.is_empty() => drop(items.remove(name)),
        None => {}
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_core::value::{Path, Type};

    fn tags(entries: &[(&str, &str)]) -> Value {
        let items = entries.iter().map(|(key, value)| (Arc::from(*key), Value::string(value))).collect();
        Value::object([("tags", Value::map(Type::String, items))])
    }

    #[test]
    fn a_map_key_is_put_back_taken_out_or_added() {
        let path = Path::attribute("tags").then_index(Value::string("a"));
        let rules = IgnoreChanges::Paths(vec![(path, iac_core::diag::Span::new(iac_core::diag::SourceId(0), 0, 0))]);
        let check = |prior: &[(&str, &str)], config: &[(&str, &str)], expected: &[(&str, &str)]| {
            assert_eq!(apply_ignore_changes(&rules, &tags(prior), &tags(config)), tags(expected));
        };
        check(&[("a", "1")], &[("a", "2"), ("b", "3")], &[("a", "1"), ("b", "3")]);
        check(&[], &[("a", "2")], &[]);
        check(&[("a", "1")], &[("b", "3")], &[("a", "1"), ("b", "3")]);
    }
}
