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
    let member = |name: &str| (Before::of(prior, name), written.get(name));
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

/// What an attribute or block was before.
#[derive(Clone, Copy)]
enum Before<'a> {
    /// There was no object.
    NoObject,
    /// There was one; an object of another version may lack the attribute.
    Was(Option<&'a Value>),
}

impl<'a> Before<'a> {
    fn of(object: Option<&'a Value>, name: &str) -> Self {
        object.map_or(Self::NoObject, |object| Self::Was(object.attribute(name)))
    }

    fn value(self) -> Option<&'a Value> {
        match self {
            Self::NoObject => None,
            Self::Was(value) => value,
        }
    }

    /// What the provider computes when nothing is configured: what it was, unknown for a new object.
    fn kept(self, ty: Type) -> Value {
        match self {
            Self::NoObject => Value::unknown(ty),
            Self::Was(value) => value.cloned().unwrap_or_else(|| Value::null(ty)),
        }
    }
}

fn merge_attribute(attribute: &Attribute, prior: Before<'_>, config: Option<&Value>) -> Value {
    let ty = || attribute.value_type();
    match config.filter(|config| !config.is_null()) {
        None if attribute.computed => prior.kept(ty()),
        None => Value::null(ty()),
        Some(config) => match &attribute.ty {
            AttributeType::Nested(object) if has_computed(object.attributes.values()) => {
                let nested = nested::Nested::of_object(object);
                nested
                    .map(prior.value(), config, &mut |prior, config, _| merge_object(&object.attributes, prior, config))
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
        (name.clone(), merge_attribute(attribute, Before::of(prior, name), written.get(name)))
    }))
}

fn has_computed<'a>(mut attributes: impl Iterator<Item = &'a Attribute>) -> bool {
    attributes.any(|attribute| match &attribute.ty {
        AttributeType::Nested(object) => attribute.computed || has_computed(object.attributes.values()),
        AttributeType::Plain(_) => attribute.computed,
    })
}

fn merge_nested(nested: &NestedBlock, prior: Before<'_>, config: Option<&Value>) -> Value {
    let ty = || -> Type { nested.nesting.wrap(nested.block.value_type()) };
    let Some(config) = config else { return Value::null(ty()) };
    if nested.computed && nested::is_absent(config) {
        return prior.kept(ty());
    }
    nested::Nested::of_block(nested)
        .map(prior.value(), config, &mut |prior, config, _| merge_block(&nested.block, prior, config))
}
