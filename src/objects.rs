//! Objects of a state as values, for whatever shows them.

use iac_core::addr::{AbsProviderConfigAddr, ResourceAddr, ResourceMode};
use iac_core::schema::{BlockSchema, NestedBlock, Schema};
use iac_core::value::{Kind, Marks, Path, Step, Type, Value, from_json, json_type};
use iac_engine::Providers;
use iac_state::{ObjectAttributes, ObjectState};
use std::sync::Arc;

/// The schema of a resource type; `None` if its provider is not compiled in.
pub(crate) fn schema(
    providers: &Providers,
    provider: &AbsProviderConfigAddr,
    addr: &ResourceAddr,
) -> Option<Arc<Schema>> {
    let provider = providers.find(&provider.provider)?;
    match addr.mode {
        ResourceMode::Data => provider.data_source_schema(&addr.ty),
        _ => provider.resource_schema(&addr.ty),
    }
}

/// An object as a value, with its sensitive parts marked. Without a schema its attributes are taken as they are written.
pub(crate) fn value(object: &ObjectState, schema: Option<&Schema>) -> Value {
    let decoded = schema.and_then(|schema| object.attributes.decode(&schema.block.value_type()).ok());
    let value = decoded.unwrap_or_else(|| untyped(&object.attributes));
    let value = match schema {
        Some(schema) => mark_block(&value, &schema.block),
        None => value,
    };
    let marks: Vec<(Path, Marks)> =
        object.sensitive_paths.iter().map(|path| (path.clone(), Marks::SENSITIVE)).collect();
    value.mark_paths(&marks)
}

fn untyped(attributes: &ObjectAttributes) -> Value {
    match attributes {
        ObjectAttributes::Json(text) => {
            json_type(text).ok().and_then(|ty| from_json(text, &ty).ok()).unwrap_or_else(|| Value::null(Type::Dynamic))
        }
        ObjectAttributes::Flat(flat) => {
            Value::object(flat.iter().map(|(key, text)| (key.clone(), Value::string(text))))
        }
    }
}

/// Marks the attributes that a schema calls sensitive.
fn mark_block(value: &Value, schema: &BlockSchema) -> Value {
    let Kind::Object(entries) = value.kind() else { return value.clone() };
    let marked = entries.iter().map(|(name, value)| {
        let sensitive = schema.attributes.get(name).is_some_and(|attribute| attribute.sensitive);
        let value = match schema.blocks.get(name) {
            Some(nested) => mark_nested(value, nested),
            None => value.clone(),
        };
        (name.clone(), if sensitive { value.mark(&Marks::SENSITIVE) } else { value })
    });
    Value::object(marked)
}

fn mark_nested(value: &Value, nested: &NestedBlock) -> Value {
    let element = nested.block.value_type();
    let mark = |item: &Value| mark_block(item, &nested.block);
    match value.kind() {
        Kind::Object(_) => mark(value),
        Kind::List(list) => Value::list(element, list.items.iter().map(mark).collect()),
        Kind::Set(set) => Value::set(element, set.items.iter().map(mark).collect()),
        Kind::Map(map) => Value::map(element, map.items.iter().map(|(key, item)| (key.clone(), mark(item))).collect()),
        _ => value.clone(),
    }
}

/// An object as people may see it. The output of `terraform_data` repeats its input without the marks (in Terraform it is
/// shown in clear): what is sensitive in the input of any of `sources` is hidden in the output too.
pub(crate) fn veiled(addr: &ResourceAddr, value: &Value, sources: &[Option<&Value>]) -> Value {
    if &*addr.ty != "terraform_data" {
        return value.clone();
    }
    let marks = sources.iter().flatten().flat_map(|source| source.unmark_deep().1);
    let on_output = marks.filter_map(|(mut path, marks)| {
        let first = path.steps.first_mut()?;
        if *first != Step::Attribute("input".into()) {
            return None;
        }
        *first = Step::Attribute("output".into());
        Some((path, marks))
    });
    let on_output: Vec<(Path, Marks)> = on_output.collect();
    value.mark_paths(&on_output)
}
