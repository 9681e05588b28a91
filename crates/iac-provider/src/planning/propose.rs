//! `proposed_new_state = merge(schema, prior_state, config)`.

use super::nested;
use iac_core::schema::{Attribute, AttributeType, BlockSchema, NestedBlock};
use iac_core::value::{Type, Value};

/// Merges configuration over prior state: configuration wins; a null computed attribute keeps its prior value, and is
/// unknown when there is no prior object. Nested blocks are matched by index (list), key (map) or by equality of their
/// non-computed parts (set). `prior_state` is null for a creation.
pub fn propose(schema: &BlockSchema, prior_state: &Value, config_value: &Value) -> Value {
    if config_value.is_null() {
        return Value::null(schema.value_type());
    }
    merge_block(schema, Some(prior_state).filter(|prior| !prior.is_null()), config_value)
}

fn merge_block(schema: &BlockSchema, prior: Option<&Value>, config: &Value) -> Value {
    let Some(written) = config.as_entries() else { return config.clone() };
    let member = |name: &str| (prior.map(|prior| prior.attribute(name)), written.get(name));
    let attributes = schema.attributes.iter().map(|(name, attribute)| {
        let (prior, config) = member(name);
        (name.clone(), merge_attribute(attribute, prior, config))
    });
    let blocks = schema.blocks.iter().map(|(name, nested)| {
        let (prior, config) = member(name);
        (name.clone(), merge_nested(nested, prior, config))
    });
    Value::object(attributes.chain(blocks))
}

/// `prior` is `None` when there is no prior object, and `Some(None)` when it lacks the attribute.
fn merge_attribute(attribute: &Attribute, prior: Option<Option<&Value>>, config: Option<&Value>) -> Value {
    let ty = || attribute.value_type();
    match config.filter(|config| !config.is_null()) {
        None if attribute.computed => match prior {
            None => Value::unknown(ty()),
            Some(prior) => prior.cloned().unwrap_or_else(|| Value::null(ty())),
        },
        None => Value::null(ty()),
        Some(config) => match &attribute.ty {
            AttributeType::Nested(object) if has_computed(object.attributes.values()) => {
                let nested = nested::Nested::of_object(object);
                nested.map(prior.flatten(), config, &mut |prior, config, _| {
                    merge_object(&object.attributes, prior, config)
                })
            }
            _ => config.clone(),
        },
    }
}

fn merge_object(
    attributes: &std::collections::BTreeMap<std::sync::Arc<str>, Attribute>,
    prior: Option<&Value>,
    config: &Value,
) -> Value {
    let Some(written) = config.as_entries() else { return config.clone() };
    Value::object(attributes.iter().map(|(name, attribute)| {
        (name.clone(), merge_attribute(attribute, prior.map(|prior| prior.attribute(name)), written.get(name)))
    }))
}

fn has_computed<'a>(mut attributes: impl Iterator<Item = &'a Attribute>) -> bool {
    attributes.any(|attribute| match &attribute.ty {
        AttributeType::Nested(object) => attribute.computed || has_computed(object.attributes.values()),
        AttributeType::Plain(_) => attribute.computed,
    })
}

fn merge_nested(nested: &NestedBlock, prior: Option<Option<&Value>>, config: Option<&Value>) -> Value {
    let ty = || -> Type { nested.nesting.wrap(nested.block.value_type()) };
    let Some(config) = config else { return Value::null(ty()) };
    if nested.computed && nested::is_absent(config) {
        return match prior {
            None => Value::unknown(ty()),
            Some(prior) => prior.cloned().unwrap_or_else(|| config.clone()),
        };
    }
    nested::Nested::of_block(nested)
        .map(prior.flatten(), config, &mut |prior, config, _| merge_block(&nested.block, prior, config))
}
