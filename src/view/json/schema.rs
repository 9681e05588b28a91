//! Schemas as `providers schema -json` shows them.

use super::value::type_json;
use iac_core::addr::ProviderAddr;
use iac_core::schema::{Attribute, AttributeType, BlockSchema, NestedBlock, Nesting, Schema};
use iac_engine::Providers;
use iac_provider::Provider;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The document, with the given providers as far as they are compiled in.
pub(crate) fn render(used: &BTreeSet<ProviderAddr>, providers: &Providers) -> Json {
    let known = used.iter().filter_map(|addr| Some((addr.to_string(), provider_json(&**providers.find(addr)?))));
    json!({ "format_version": "1.0", "provider_schemas": Json::Object(known.collect()) })
}

fn provider_json(provider: &dyn Provider) -> Json {
    let many = |types: Vec<Arc<str>>, of: &dyn Fn(&str) -> Option<Arc<Schema>>| -> Json {
        Json::Object(types.iter().filter_map(|ty| Some((ty.to_string(), schema(&*of(ty)?)))).collect())
    };
    json!({
        "provider": schema(&provider.config_schema()),
        "resource_schemas": many(provider.resource_types(), &|ty| provider.resource_schema(ty)),
        "data_source_schemas": many(provider.data_source_types(), &|ty| provider.data_source_schema(ty)),
    })
}

fn schema(schema: &Schema) -> Json {
    json!({ "version": schema.version, "block": block(&schema.block) })
}

fn block(schema: &BlockSchema) -> Json {
    let mut out = Map::new();
    if !schema.attributes.is_empty() {
        let attributes = schema.attributes.iter().map(|(name, found)| (name.to_string(), attribute(found)));
        out.insert("attributes".into(), Json::Object(attributes.collect()));
    }
    if !schema.blocks.is_empty() {
        let blocks = schema.blocks.iter().map(|(name, found)| (name.to_string(), nested_block(found)));
        out.insert("block_types".into(), Json::Object(blocks.collect()));
    }
    describe(&schema.description, &mut out);
    if schema.deprecated.is_some() {
        out.insert("deprecated".into(), true.into());
    }
    Json::Object(out)
}

fn describe(description: &str, out: &mut Map<String, Json>) {
    if !description.is_empty() {
        out.insert("description".into(), description.into());
    }
    let kind = if description.is_empty() { "plain" } else { "markdown" };
    out.insert("description_kind".into(), kind.into());
}

fn attribute(attribute: &Attribute) -> Json {
    let mut out = Map::new();
    match &attribute.ty {
        AttributeType::Plain(ty) => drop(out.insert("type".into(), type_json(ty))),
        AttributeType::Nested(nested) => {
            let attributes = nested.attributes.iter().map(|(name, found)| (name.to_string(), self::attribute(found)));
            let shape =
                json!({ "attributes": Json::Object(attributes.collect()), "nesting_mode": nesting(nested.nesting) });
            out.insert("nested_type".into(), shape);
        }
    }
    describe(&attribute.description, &mut out);
    let flags = [
        ("deprecated", attribute.deprecated.is_some()),
        ("required", attribute.required),
        ("optional", attribute.optional),
        ("computed", attribute.computed),
        ("sensitive", attribute.sensitive),
        ("write_only", attribute.write_only),
    ];
    out.extend(flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| (name.to_owned(), true.into())));
    Json::Object(out)
}

fn nested_block(nested: &NestedBlock) -> Json {
    let mut out = Map::new();
    out.insert("nesting_mode".into(), nesting(nested.nesting).into());
    out.insert("block".into(), block(&nested.block));
    if nested.min_items > 0 {
        out.insert("min_items".into(), nested.min_items.into());
    }
    if let Some(most) = nested.max_items {
        out.insert("max_items".into(), most.into());
    }
    Json::Object(out)
}

fn nesting(nesting: Nesting) -> &'static str {
    match nesting {
        Nesting::Single => "single",
        Nesting::Group => "group",
        Nesting::List => "list",
        Nesting::Set => "set",
        Nesting::Map => "map",
    }
}
