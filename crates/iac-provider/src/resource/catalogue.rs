//! The types of a provider: their schemas, and their operations behind trait objects.

use super::erased::{Erased, ErasedDataSource, ErasedResource};
use super::typed::{DataSource, Resource};
use crate::context::Context;
use crate::model::{ModelSpec, block_schema, timeouts_block};
use crate::validate::validate;
use crate::{UpgradeRequest, wait};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::{Attribute, Schema};
use iac_core::value::{Path, Type, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A resource type in a catalogue.
pub struct ResourceEntry<C> {
    pub(super) spec: &'static ModelSpec,
    pub(super) operations: Box<dyn ErasedResource<C>>,
    schema: OnceLock<Arc<Schema>>,
}

impl<C: Context> ResourceEntry<C> {
    /// The entry of a type.
    pub fn of<R: Resource<Context = C>>() -> Self {
        Self { spec: R::SPEC, operations: Box::new(Erased::<R>::default()), schema: OnceLock::new() }
    }

    /// What the type is.
    pub fn spec(&self) -> &'static ModelSpec {
        self.spec
    }

    /// Its schema, with what the kit adds.
    pub fn schema(&self) -> &Arc<Schema> {
        self.schema.get_or_init(|| Arc::new(schema::<C>(self.spec, true)))
    }

    /// Whether it has the kit's `region` argument.
    pub(super) fn regional(&self) -> bool {
        C::REGIONAL && !self.spec.global
    }
}

/// A data source in a catalogue.
pub struct DataSourceEntry<C> {
    pub(super) spec: &'static ModelSpec,
    pub(super) operations: Box<dyn ErasedDataSource<C>>,
    schema: OnceLock<Arc<Schema>>,
}

impl<C: Context> DataSourceEntry<C> {
    /// The entry of a data source.
    pub fn of<D: DataSource<Context = C>>() -> Self {
        Self { spec: D::SPEC, operations: Box::new(Erased::<D>::default()), schema: OnceLock::new() }
    }

    /// What the data source is.
    pub fn spec(&self) -> &'static ModelSpec {
        self.spec
    }

    /// Its schema, with what the kit adds.
    pub fn schema(&self) -> &Arc<Schema> {
        self.schema.get_or_init(|| Arc::new(schema::<C>(self.spec, false)))
    }

    /// Whether it has the kit's `region` argument.
    pub(super) fn regional(&self) -> bool {
        C::REGIONAL && !self.spec.global
    }
}

/// The schema of a model, with `region` and `timeouts`.
fn schema<C: Context>(spec: &ModelSpec, replaceable: bool) -> Schema {
    let mut block = block_schema(spec.fields, spec.description);
    if C::REGIONAL && !spec.global && !block.attributes.contains_key("region") {
        let mut region = Attribute::new(Type::String);
        region.optional = true;
        region.computed = true;
        region.force_new = replaceable;
        region.description =
            Arc::from("The region to manage the object in; the provider configuration's if it is omitted.");
        block.attributes.insert(Arc::from("region"), region);
    }
    if !spec.timeouts.is_empty() {
        block.blocks.insert(Arc::from("timeouts"), timeouts_block(spec.timeouts));
    }
    Schema { version: spec.version, block }
}

/// The types of a provider.
pub struct Catalogue<C> {
    resources: BTreeMap<&'static str, ResourceEntry<C>>,
    data_sources: BTreeMap<&'static str, DataSourceEntry<C>>,
}

impl<C: Context> Catalogue<C> {
    /// A catalogue of these types.
    pub fn new(
        resources: impl IntoIterator<Item = ResourceEntry<C>>,
        data_sources: impl IntoIterator<Item = DataSourceEntry<C>>,
    ) -> Self {
        Self {
            resources: resources.into_iter().map(|entry| (entry.spec.ty, entry)).collect(),
            data_sources: data_sources.into_iter().map(|entry| (entry.spec.ty, entry)).collect(),
        }
    }

    /// A resource type.
    pub fn resource(&self, ty: &str) -> Option<&ResourceEntry<C>> {
        self.resources.get(ty)
    }

    /// A data source.
    pub fn data_source(&self, ty: &str) -> Option<&DataSourceEntry<C>> {
        self.data_sources.get(ty)
    }

    /// The resource types, sorted by name.
    pub fn resources(&self) -> impl Iterator<Item = &ResourceEntry<C>> {
        self.resources.values()
    }

    /// The data sources, sorted by name.
    pub fn data_sources(&self) -> impl Iterator<Item = &DataSourceEntry<C>> {
        self.data_sources.values()
    }

    /// Checks a resource configuration beyond types, for [`Provider::validate_resource`](crate::Provider::validate_resource).
    pub fn validate_resource(&self, ty: &str, config_value: &Value) -> Diagnostics {
        let Some(entry) = self.resource(ty) else { return unknown_type("resource type", ty).into() };
        let mut diags = validate(&entry.schema().block, config_value);
        validate_timeouts(config_value, &mut diags);
        entry.operations.validate(config_value, &mut diags);
        diags
    }

    /// Checks a data source configuration beyond types.
    pub fn validate_data_source(&self, ty: &str, config_value: &Value) -> Diagnostics {
        let Some(entry) = self.data_source(ty) else { return unknown_type("data source", ty).into() };
        let mut diags = validate(&entry.schema().block, config_value);
        entry.operations.validate(config_value, &mut diags);
        diags
    }

    /// Brings stored attributes to the current version, for [`Provider::upgrade_resource`](crate::Provider::upgrade_resource).
    pub fn upgrade_resource(&self, request: &UpgradeRequest<'_>) -> Result<Option<String>, Diagnostics> {
        let Some(entry) = self.resource(request.ty) else { return Ok(None) };
        entry.operations.upgrade(request.from_version, request.attributes).map_err(|error| {
            let detail = format!(
                "The stored attributes of {} cannot be brought to version {}: {error}.",
                request.ty, entry.spec.version
            );
            Diagnostic::error("Failed to upgrade resource state", detail).into()
        })
    }
}

fn validate_timeouts(config_value: &Value, diags: &mut Diagnostics) {
    let timeouts = config_value.attribute("timeouts").and_then(Value::as_entries);
    for (operation, value) in timeouts.into_iter().flatten() {
        if value.as_str().is_some_and(|text| wait::parse_duration(text).is_none()) {
            let path = Path::attribute("timeouts").then_attribute(operation.clone());
            let detail = format!("The {operation} timeout must be a duration such as \"30s\", \"10m\" or \"1h\".");
            diags.push(Diagnostic::error("Invalid timeout", detail).attribute(path));
        }
    }
}

/// Says that a provider has no such type.
pub(super) fn unknown_type(what: &str, ty: &str) -> Diagnostic {
    let summary = if what == "data source" { "Invalid data source" } else { "Invalid resource type" };
    Diagnostic::error(summary, format!("The provider does not support {what} \"{ty}\"."))
}
