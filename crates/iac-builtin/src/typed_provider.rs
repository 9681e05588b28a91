//! A provider that needs no configuration: a name, and a catalogue of types that talk to nothing remote.

use iac_core::addr::ProviderAddr;
use iac_core::diag::Diagnostics;
use iac_core::schema::Schema;
use iac_core::value::Value;
use iac_provider::{BoxFuture, Catalogue, ConfigureContext, Provider, ProviderInstance, TypedInstance, UpgradeRequest};
use std::sync::Arc;

/// Calls a function of a provider by its name; `None` if there is no such function.
pub(crate) type CallFunction = fn(&str, &[Value]) -> Option<Result<Value, String>>;

/// A provider of typed resources and data sources without configuration.
pub(crate) struct TypedProvider {
    name: &'static str,
    catalogue: Arc<Catalogue<()>>,
    functions: CallFunction,
}

impl TypedProvider {
    /// The provider `hashicorp/NAME` with these types.
    pub(crate) fn new(name: &'static str, catalogue: Catalogue<()>) -> Self {
        Self { name, catalogue: Arc::new(catalogue), functions: |_, _| None }
    }

    /// The same with functions.
    pub(crate) fn with_functions(self, functions: CallFunction) -> Self {
        Self { functions, ..self }
    }
}

impl Provider for TypedProvider {
    fn addr(&self) -> ProviderAddr {
        ProviderAddr::hashicorp(self.name)
    }

    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    fn config_schema(&self) -> Arc<Schema> {
        Arc::new(Schema::default())
    }

    fn resource_schema(&self, ty: &str) -> Option<Arc<Schema>> {
        self.catalogue.resource(ty).map(|entry| entry.schema().clone())
    }

    fn data_source_schema(&self, ty: &str) -> Option<Arc<Schema>> {
        self.catalogue.data_source(ty).map(|entry| entry.schema().clone())
    }

    fn resource_types(&self) -> Vec<Arc<str>> {
        self.catalogue.resources().map(|entry| entry.spec().ty.into()).collect()
    }

    fn data_source_types(&self) -> Vec<Arc<str>> {
        self.catalogue.data_sources().map(|entry| entry.spec().ty.into()).collect()
    }

    fn validate_config(&self, _config_value: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    fn validate_resource(&self, ty: &str, config_value: &Value) -> Diagnostics {
        self.catalogue.validate_resource(ty, config_value)
    }

    fn validate_data_source(&self, ty: &str, config_value: &Value) -> Diagnostics {
        self.catalogue.validate_data_source(ty, config_value)
    }

    fn configure<'a>(
        &'a self,
        _config_value: &'a Value,
        _context: &'a ConfigureContext,
    ) -> BoxFuture<'a, (Option<Arc<dyn ProviderInstance>>, Diagnostics)> {
        let instance: Arc<dyn ProviderInstance> = Arc::new(TypedInstance::new(self.catalogue.clone(), (), None));
        Box::pin(std::future::ready((Some(instance), Diagnostics::new())))
    }

    fn upgrade_resource(&self, request: &UpgradeRequest<'_>) -> Result<Option<String>, Diagnostics> {
        self.catalogue.upgrade_resource(request)
    }

    fn call_function(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        (self.functions)(name, arguments)
    }
}
