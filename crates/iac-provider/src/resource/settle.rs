//! The state to store: what the API returned, completed with what it never returns.
//!
//! Text that means the same as what was planned stays as it was written. Null against zero is not smoothed over: state
//! keeps what was read, and comparisons treat both as equal.

use super::typed::Created;
use crate::planning::{Nested, same_attribute};
use crate::tags::{TagMap, TagPolicy};
use iac_core::schema::{Attribute, AttributeType, BlockSchema, Equality, NestedBlock};
use iac_core::value::{Kind, Value};
use std::sync::Arc;

/// Completes what was read. `wanted` is the plan after an apply, the prior state after a refresh.
pub(super) fn settle(schema: &BlockSchema, wanted: &Value, found: &Value, created: Option<&Created>) -> Value {
    let members = schema.attributes.iter().map(|(name, attribute)| {
        let revealed = created.and_then(|created| created.revealed.get(&**name)).cloned();
        let value =
            revealed.unwrap_or_else(|| settle_attribute(attribute, wanted.attribute(name), found.attribute(name)));
        (name.clone(), value)
    });
    let blocks = schema
        .blocks
        .iter()
        .map(|(name, nested)| (name.clone(), settle_nested(nested, wanted.attribute(name), found.attribute(name))));
    Value::object(members.chain(blocks))
}

fn settle_attribute(attribute: &Attribute, wanted: Option<&Value>, found: Option<&Value>) -> Value {
    let null = || Value::null(attribute.value_type());
    if attribute.write_only {
        return null();
    }
    let Some(found) = found.filter(|_| !attribute.config_only) else {
        return wanted.map_or_else(null, without_unknowns);
    };
    let Some(wanted) = wanted.filter(|wanted| !wanted.is_null() && wanted.is_known()) else {
        return typed(attribute, found);
    };
    match &attribute.ty {
        AttributeType::Plain(_)
            if attribute.equality != Equality::Exact && same_attribute(attribute, wanted, found) =>
        {
            wanted.clone()
        }
        AttributeType::Plain(_) => typed(attribute, found),
        AttributeType::Nested(object) => Nested::of_object(object).map(Some(wanted), found, &mut |wanted, found, _| {
            Value::object(object.attributes.iter().map(|(name, attribute)| {
                let wanted = wanted.and_then(|wanted| wanted.attribute(name));
                (name.clone(), settle_attribute(attribute, wanted, found.attribute(name)))
            }))
        }),
    }
}

fn settle_nested(nested: &NestedBlock, wanted: Option<&Value>, found: Option<&Value>) -> Value {
    let null = || Value::null(nested.nesting.wrap(nested.block.value_type()));
    let Some(found) = found.filter(|_| !nested.config_only) else { return wanted.map_or_else(null, without_unknowns) };
    Nested::of_block(nested).map(wanted, found, &mut |wanted, found, _| {
        settle(&nested.block, wanted.unwrap_or(&Value::bool(false)), found, None)
    })
}

/// A null of the attribute's own type.
fn typed(attribute: &Attribute, found: &Value) -> Value {
    if found.is_null() { Value::null(attribute.value_type()) } else { found.clone() }
}

/// The value with null in place of everything unknown.
pub(super) fn without_unknowns(value: &Value) -> Value {
    match value.kind() {
        Kind::Unknown(unknown) => Value::null(unknown.ty.clone()),
        Kind::List(list) => Value::list(list.element.clone(), list.items.iter().map(without_unknowns).collect()),
        Kind::Set(set) => Value::set(set.element.clone(), set.items.iter().map(without_unknowns).collect()),
        Kind::Map(map) => Value::map(
            map.element.clone(),
            map.items.iter().map(|(key, item)| (key.clone(), without_unknowns(item))).collect(),
        ),
        Kind::Object(members) => {
            Value::object(members.iter().map(|(name, item)| (name.clone(), without_unknowns(item))))
        }
        Kind::Tuple(items) => Value::tuple(items.iter().map(without_unknowns)),
        _ => value.clone(),
    }
}

/// Splits the tags that were read into `tags` and `tags_all`.
pub(super) fn settle_tags(policy: &TagPolicy, wanted: &Value, state: Value) -> Value {
    let Some(remote) = tag_map(state.attribute("tags_all")) else { return state };
    let configured = wanted.attribute("tags");
    let shown = policy.shown(&remote);
    let own = policy.own(&shown, &tag_map(configured).unwrap_or_default());
    let tags = match configured {
        Some(configured) if own.is_empty() && !configured.is_null() => to_map(&own),
        _ if own.is_empty() => Value::null(iac_core::value::Type::map(iac_core::value::Type::String)),
        _ => to_map(&own),
    };
    state.with_attribute("tags", tags).with_attribute("tags_all", to_map(&shown))
}

/// The known, non-null elements of a tags attribute; `None` if there is no such map.
pub(super) fn tag_map(value: Option<&Value>) -> Option<TagMap> {
    let entries = value?.as_entries()?;
    Some(entries.iter().filter_map(|(key, value)| Some((key.to_string(), value.as_str()?.to_owned()))).collect())
}

/// Tags as a value.
pub(super) fn to_map(tags: &TagMap) -> Value {
    let items = tags.iter().map(|(key, value)| (Arc::from(key.as_str()), Value::string(value))).collect();
    Value::map(iac_core::value::Type::String, items)
}
