//! Walking nested blocks of two values side by side: which prior element belongs to which new one.

use iac_core::schema::{Attribute, AttributeType, BlockSchema, NestedBlock, NestedObject, Nesting};
use iac_core::value::{Kind, Path, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is nested: objects of a block type, or of an attribute with nested attributes.
#[derive(Clone, Copy)]
pub(crate) struct Nested<'a> {
    pub nesting: Nesting,
    attributes: &'a BTreeMap<Arc<str>, Attribute>,
    block: Option<&'a BlockSchema>,
}

/// Whether a value of a nested block type holds no block.
pub(crate) fn is_absent(value: &Value) -> bool {
    match value.kind() {
        Kind::Null(_) => true,
        Kind::List(elements) | Kind::Set(elements) => elements.items.is_empty(),
        Kind::Map(map) => map.items.is_empty(),
        _ => false,
    }
}

impl<'a> Nested<'a> {
    pub fn of_block(nested: &'a NestedBlock) -> Self {
        Self { nesting: nested.nesting, attributes: &nested.block.attributes, block: Some(&nested.block) }
    }

    pub fn of_object(object: &'a NestedObject) -> Self {
        Self { nesting: object.nesting, attributes: &object.attributes, block: None }
    }

    /// Rebuilds `config` element by element; `merge` sees the prior element that belongs to each, and the step to it.
    pub fn map(
        self,
        prior: Option<&Value>,
        config: &Value,
        merge: &mut dyn FnMut(Option<&Value>, &Value, Path) -> Value,
    ) -> Value {
        let prior = prior.filter(|prior| !prior.is_null() && prior.is_known());
        match config.kind() {
            Kind::Object(_) if matches!(self.nesting, Nesting::Single | Nesting::Group) => {
                merge(prior, config, Path::root())
            }
            Kind::Map(map) => {
                let items = map.items.iter().map(|(key, item)| {
                    let path = Path::root().then_index(Value::string(key));
                    (key.clone(), merge(prior.and_then(|prior| prior.attribute(key)), item, path))
                });
                Value::map(map.element.clone(), items.collect())
            }
            Kind::List(list) => {
                let before = prior.and_then(Value::as_elements).unwrap_or_default();
                let items = list.items.iter().enumerate().map(|(at, item)| merge(before.get(at), item, index(at)));
                Value::list(list.element.clone(), items.collect())
            }
            Kind::Set(set) => {
                let mut open: Vec<&Value> = prior.and_then(Value::as_elements).unwrap_or_default().iter().collect();
                let items = set.items.iter().map(|item| {
                    let found = open.iter().position(|before| self.matches(before, item));
                    let before = found.map(|at| open.swap_remove(at));
                    merge(before, item, Path::root())
                });
                Value::set(set.element.clone(), items.collect())
            }
            _ => config.clone(),
        }
    }

    /// Whether a prior set element can be what the configuration describes: equal but for what the provider computed.
    fn matches(self, prior: &Value, config: &Value) -> bool {
        let (Some(prior), Some(config)) = (prior.as_entries(), config.as_entries()) else { return prior == config };
        let attributes = self.attributes.iter().all(|(name, attribute)| {
            let (Some(prior), Some(config)) = (prior.get(name), config.get(name)) else { return true };
            (attribute.computed && config.is_null()) || attribute_matches(attribute, prior, config)
        });
        attributes
            && self.block.is_none_or(|block| {
                block.blocks.iter().all(|(name, nested)| {
                    let (Some(prior), Some(config)) = (prior.get(name), config.get(name)) else { return true };
                    (nested.computed && is_absent(config)) || Nested::of_block(nested).all_match(prior, config)
                })
            })
    }

    fn all_match(self, prior: &Value, config: &Value) -> bool {
        match self.nesting {
            Nesting::Single | Nesting::Group => match (prior.is_null(), config.is_null()) {
                (false, false) => self.matches(prior, config),
                (prior, config) => prior == config,
            },
            Nesting::Map => match (prior.as_entries(), config.as_entries()) {
                (Some(prior), Some(config)) => {
                    prior.keys().collect::<BTreeSet<_>>() == config.keys().collect::<BTreeSet<_>>()
                        && config.iter().all(|(key, config)| self.matches(&prior[key], config))
                }
                _ => prior.is_null() == config.is_null(),
            },
            Nesting::List | Nesting::Set => match (prior.as_elements(), config.as_elements()) {
                (Some(prior), Some(config)) if self.nesting == Nesting::Set => {
                    let mut open: Vec<&Value> = prior.iter().collect();
                    prior.len() == config.len()
                        && config.iter().all(|config| {
                            let found = open.iter().position(|prior| self.matches(prior, config));
                            found.map(|at| open.swap_remove(at)).is_some()
                        })
                }
                (Some(prior), Some(config)) => {
                    prior.len() == config.len()
                        && prior.iter().zip(config).all(|(prior, config)| self.matches(prior, config))
                }
                _ => prior.is_null() == config.is_null(),
            },
        }
    }
}

fn attribute_matches(attribute: &Attribute, prior: &Value, config: &Value) -> bool {
    match &attribute.ty {
        AttributeType::Nested(object) => Nested::of_object(object).all_match(prior, config),
        // A default stands in for a null argument, so that the element is found again.
        AttributeType::Plain(_) => {
            let config = attribute.default.as_ref().filter(|_| config.is_null()).unwrap_or(config);
            super::same_attribute(attribute, prior, config)
        }
    }
}

/// The step to an element of a list.
pub(super) fn index(at: usize) -> Path {
    Path::root().then_index(Value::number(i64::try_from(at).unwrap_or(i64::MAX)))
}
