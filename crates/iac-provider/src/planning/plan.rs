//! A plan made from the schema alone: defaults, computed values, comparison, and what forces replacement.

use super::nested::{self, Nested};
use super::same::{is_zero, same_nested};
use super::sdk::{whole_set, with_zeros};
use super::{same_attribute, same_block};
use crate::PlanResponse;
use iac_core::diag::Diagnostics;
use iac_core::schema::{Attribute, AttributeType, BlockSchema, NestedBlock, NestedObject, Nesting};
use iac_core::value::{Path, Step, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Plans a change from what the schema says. `proposed_new_state` comes from [`propose`](super::propose) and is null for a
/// deletion; `prior_state` is null for a creation.
pub fn plan_from_schema(
    schema: &BlockSchema,
    prior_state: &Value,
    proposed_new_state: &Value,
    config_value: &Value,
) -> PlanResponse {
    let mut planner = Planner { requires_replace: Vec::new() };
    let planned_state = if proposed_new_state.is_null() {
        proposed_new_state.clone()
    } else {
        let prior = Some(prior_state).filter(|prior| !prior.is_null());
        planner.block(schema, prior, proposed_new_state, config_value, &Path::root())
    };
    PlanResponse {
        planned_state,
        requires_replace: planner.requires_replace,
        private: Vec::new(),
        diags: Diagnostics::new(),
    }
}

/// Collects the reasons for replacement on the way.
struct Planner {
    requires_replace: Vec<Path>,
}

impl Planner {
    fn block(
        &mut self,
        schema: &BlockSchema,
        prior: Option<&Value>,
        proposed: &Value,
        config: &Value,
        path: &Path,
    ) -> Value {
        if !proposed.is_known() || proposed.is_null() {
            return proposed.clone();
        }
        let mut planned = Vec::with_capacity(schema.attributes.len() + schema.blocks.len());
        for (name, attribute) in &schema.attributes {
            let value = self.attribute(attribute, prior, &Member { name, proposed, config }, path);
            planned.push((name.clone(), value));
        }
        for (name, nested) in &schema.blocks {
            let path = path.clone().then_attribute(name.clone());
            let before = prior.and_then(|prior| prior.attribute(name));
            let value = self.nested_block(nested, prior.is_some(), before, &Member { name, proposed, config }, &path);
            planned.push((name.clone(), value));
        }
        Value::object(planned)
    }

    /// Plans one attribute of the object at `parent`. Most attributes never need their path, so it is made when one does.
    fn attribute(&mut self, attribute: &Attribute, prior: Option<&Value>, member: &Member<'_>, parent: &Path) -> Value {
        let path = || parent.clone().then_attribute(member.name);
        let before = prior.and_then(|prior| prior.attribute(member.name));
        let config = member.config();
        let null = || Value::null(attribute.value_type());
        let planned = match (&attribute.ty, config, &attribute.default) {
            _ if attribute.write_only => Value::null(attribute.value_type()),
            (_, None, Some(default)) => default.clone(),
            (AttributeType::Nested(object), Some(config), _) => {
                let planned = self.nested_object(object, before, member.proposed(), config, &path());
                if attribute.as_blocks { with_zeros(&planned) } else { planned }
            }
            (AttributeType::Plain(_), Some(_), _) => member.proposed().cloned().map_or_else(null, whole_set),
            _ => member.proposed().cloned().unwrap_or_else(null),
        };
        let Some(before) = before else {
            // The prior object lacks the attribute: it was written by another version. Nothing is known to have changed.
            return planned;
        };
        if same_attribute(attribute, before, &planned) {
            return before.clone();
        }
        if attribute.force_new {
            self.replace(&path());
        }
        planned
    }

    fn nested_object(
        &mut self,
        object: &NestedObject,
        before: Option<&Value>,
        proposed: Option<&Value>,
        config: &Value,
        path: &Path,
    ) -> Value {
        let Some(proposed) = proposed else { return config.clone() };
        let inside_set = object.nesting == Nesting::Set;
        let mut inner = Self { requires_replace: Vec::new() };
        let planned = Nested::of_object(object).map(before, proposed, &mut |before, proposed, step| {
            let at = join(path, step);
            let members = object.attributes.iter().map(|(name, attribute)| {
                let member = Member { name, proposed, config: proposed };
                (name.clone(), inner.attribute(attribute, before, &member, &at))
            });
            Value::object(members)
        });
        if inside_set {
            let changed = before.is_some_and(|before| before.as_elements() != planned.as_elements());
            if changed && any_force_new(&object.attributes) {
                self.replace(path);
            }
        } else {
            self.requires_replace.append(&mut inner.requires_replace);
        }
        planned
    }

    fn nested_block(
        &mut self,
        nested: &NestedBlock,
        updating: bool,
        before: Option<&Value>,
        member: &Member<'_>,
        path: &Path,
    ) -> Value {
        let Some(proposed) = member.proposed() else {
            return Value::null(nested.nesting.wrap(nested.block.value_type()));
        };
        let left_to_provider = nested.computed && member.config().is_none_or(nested::is_absent);
        if left_to_provider || !proposed.is_known() {
            if updating && !left_to_provider && block_forces_replacement(nested) {
                self.replace(path);
            }
            return proposed.clone();
        }
        let mut inner = Self { requires_replace: Vec::new() };
        let planned = Nested::of_block(nested).map(before, proposed, &mut |before, proposed, step| {
            // What is null in the proposed block was null in configuration and prior state both.
            inner.block(&nested.block, before, proposed, proposed, &join(path, step))
        });
        let Some(before) = before else { return planned };
        if same_nested(nested, before, &planned) {
            return before.clone();
        }
        if nested.nesting != Nesting::Set {
            self.requires_replace.append(&mut inner.requires_replace);
        }
        self.membership(nested, before, &planned, path);
        planned
    }

    /// Replacement because elements were added or removed.
    fn membership(&mut self, nested: &NestedBlock, before: &Value, planned: &Value, path: &Path) {
        let forces = |item: &Value| nested.force_new || has_forcing_value(&nested.block, item);
        let none = Vec::new();
        let items = |value: &Value| match nested.nesting {
            Nesting::Single | Nesting::Group if value.is_null() => Vec::new(),
            Nesting::Single | Nesting::Group => vec![value.clone()],
            Nesting::Map => value.as_entries().map_or_else(|| none.clone(), |map| map.values().cloned().collect()),
            _ => value.as_elements().map_or_else(|| none.clone(), <[Value]>::to_vec),
        };
        let (before, planned) = (items(before), items(planned));
        let replaced = if nested.nesting == Nesting::Set {
            let missing = |from: &[Value], others: &[Value]| {
                from.iter()
                    .any(|item| forces(item) && !others.iter().any(|other| same_block(&nested.block, item, other)))
            };
            missing(&before, &planned) || missing(&planned, &before)
        } else {
            let longer = if before.len() > planned.len() { &before } else { &planned };
            longer[before.len().min(planned.len())..].iter().any(forces)
        };
        if replaced {
            self.replace(path);
        }
    }

    fn replace(&mut self, path: &Path) {
        if !self.requires_replace.contains(path) {
            self.requires_replace.push(path.clone());
        }
    }
}

/// One attribute or block of the objects at hand.
struct Member<'a> {
    name: &'a str,
    proposed: &'a Value,
    config: &'a Value,
}

impl<'a> Member<'a> {
    fn proposed(&self) -> Option<&'a Value> {
        self.proposed.attribute(self.name)
    }

    /// What the configuration says, if it is not null.
    fn config(&self) -> Option<&'a Value> {
        self.config.attribute(self.name).filter(|value| !value.is_null())
    }
}

fn join(path: &Path, step: Path) -> Path {
    let mut path = path.clone();
    path.steps.extend::<Vec<Step>>(step.steps);
    path
}

fn any_force_new(attributes: &BTreeMap<Arc<str>, Attribute>) -> bool {
    attributes.values().any(|attribute| {
        attribute.force_new
            || matches!(&attribute.ty, AttributeType::Nested(object) if any_force_new(&object.attributes))
    })
}

fn block_forces_replacement(nested: &NestedBlock) -> bool {
    nested.force_new
        || any_force_new(&nested.block.attributes)
        || nested.block.blocks.values().any(block_forces_replacement)
}

/// Whether an added or removed block sets something that cannot change in place.
fn has_forcing_value(block: &BlockSchema, item: &Value) -> bool {
    let attribute = |(name, attribute): (&Arc<str>, &Attribute)| {
        attribute.force_new && item.attribute(name).is_some_and(|value| !is_zero(value))
    };
    block.attributes.iter().any(attribute)
        || block.blocks.iter().any(|(name, nested)| {
            let inner = item.attribute(name).and_then(Value::as_elements).unwrap_or_default();
            inner.iter().any(|inner| nested.force_new || has_forcing_value(&nested.block, inner))
        })
}
