//! Schemas with what is derived from them, computed once per type.

use super::Shared;
use crate::providers::Providers;
use iac_core::addr::{ProviderAddr, ResourceAddr, ResourceMode};
use iac_core::diag::Diagnostic;
use iac_core::schema::{AttributeType, BlockSchema, Nesting, Schema};
use iac_core::value::{Kind, Marks, Type, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A resource type: its schema, the type of its values, and whether any attribute is sensitive.
#[derive(Debug)]
pub(crate) struct TypeInfo {
    pub schema: Arc<Schema>,
    pub ty: Type,
    sensitive: bool,
}

/// A type of a provider.
type TypeKey = (ProviderAddr, ResourceMode, Arc<str>);

/// Every schema that was asked for.
#[derive(Default)]
pub(crate) struct SchemaCache {
    types: Shared<HashMap<TypeKey, Arc<TypeInfo>>>,
}

impl TypeInfo {
    pub(crate) fn new(schema: Arc<Schema>) -> Self {
        let ty = schema.block.value_type();
        let sensitive = block_is_sensitive(&schema.block);
        Self { schema, ty, sensitive }
    }

    /// The value with the marks that the schema gives.
    pub(crate) fn mark(&self, value: Value) -> Value {
        if self.sensitive { mark_block(&self.schema.block, value) } else { value }
    }
}

impl SchemaCache {
    /// The type of a resource address under a provider.
    pub(crate) fn find(
        &self,
        providers: &Providers,
        provider_addr: &ProviderAddr,
        resource: &ResourceAddr,
    ) -> Result<Arc<TypeInfo>, Diagnostic> {
        let key = (provider_addr.clone(), resource.mode, resource.ty.clone());
        if let Some(found) = self.types.read().get(&key) {
            return Ok(Arc::clone(found));
        }
        let provider = providers.provider(provider_addr)?;
        let schema = match resource.mode {
            ResourceMode::Managed => provider.resource_schema(&resource.ty),
            ResourceMode::Data => provider.data_source_schema(&resource.ty),
            ResourceMode::Ephemeral => None,
        };
        let schema = schema.ok_or_else(|| unknown_type(provider_addr, resource))?;
        let info = Arc::new(TypeInfo::new(schema));
        self.types.write().insert(key, Arc::clone(&info));
        Ok(info)
    }
}

fn unknown_type(provider: &ProviderAddr, resource: &ResourceAddr) -> Diagnostic {
    let (summary, kind) = match resource.mode {
        ResourceMode::Managed => ("Invalid resource type", "resource type"),
        ResourceMode::Data => ("Invalid data source", "data source"),
        ResourceMode::Ephemeral => ("Invalid ephemeral resource type", "ephemeral resource type"),
    };
    let detail = format!(
        "The provider {} does not support {kind} {:?}, or iac does not support it yet.",
        provider.for_display(),
        resource.ty
    );
    Diagnostic::error(summary, detail)
}

fn block_is_sensitive(block: &BlockSchema) -> bool {
    block.attributes.values().any(|attribute| {
        attribute.sensitive
            || matches!(&attribute.ty, AttributeType::Nested(nested) if nested.attributes.values().any(|inner| inner.sensitive))
    }) || block.blocks.values().any(|nested| block_is_sensitive(&nested.block))
}

fn mark_block(block: &BlockSchema, value: Value) -> Value {
    let Some(entries) = value.as_entries() else { return value };
    let mut marked: BTreeMap<Arc<str>, Value> = entries.clone();
    let marks = value.marks().clone();
    for (name, attribute) in &block.attributes {
        let Some(inner) = marked.get_mut(name) else { continue };
        if attribute.sensitive {
            *inner = inner.clone().mark(&Marks::SENSITIVE);
        } else if let AttributeType::Nested(nested) = &attribute.ty {
            let object = BlockSchema { attributes: nested.attributes.clone(), ..BlockSchema::default() };
            *inner = mark_nested(nested.nesting, &object, inner.clone());
        }
    }
    for (name, nested) in &block.blocks {
        if let Some(inner) = marked.get_mut(name)
            && block_is_sensitive(&nested.block)
        {
            *inner = mark_nested(nested.nesting, &nested.block, inner.clone());
        }
    }
    Value::object(marked).with_marks(marks)
}

fn mark_nested(nesting: Nesting, block: &BlockSchema, value: Value) -> Value {
    let marks = value.marks().clone();
    match (nesting, value.kind()) {
        (Nesting::Single | Nesting::Group, _) => mark_block(block, value),
        (_, Kind::List(list)) => {
            let items = list.items.iter().map(|item| mark_block(block, item.clone())).collect();
            Value::list(list.element.clone(), items).with_marks(marks)
        }
        (_, Kind::Set(set)) => {
            let items = set.items.iter().map(|item| mark_block(block, item.clone())).collect();
            let rebuilt = Value::set(set.element.clone(), items);
            rebuilt.mark(&marks)
        }
        (_, Kind::Map(map)) => {
            let items = map.items.iter().map(|(key, item)| (key.clone(), mark_block(block, item.clone()))).collect();
            Value::map(map.element.clone(), items).with_marks(marks)
        }
        (_, Kind::Tuple(items)) => {
            Value::tuple(items.iter().map(|item| mark_block(block, item.clone()))).with_marks(marks)
        }
        _ => value,
    }
}
