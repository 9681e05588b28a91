//! The provider seam of the built-in provider.

use super::{data, remote_state};
use iac_core::addr::ProviderAddr;
use iac_core::diag::Diagnostics;
use iac_core::schema::Schema;
use iac_core::value::Value;
use iac_provider::{
    ApplyRequest, ApplyResponse, BoxFuture, ConfigureContext, ImportRequest, ImportResponse, Imported, PlanRequest,
    PlanResponse, Provider, ProviderInstance, ReadDataRequest, ReadDataResponse, ReadRequest, ReadResponse,
};
use std::sync::Arc;

/// The resource type.
const DATA: &str = "terraform_data";
/// The data source.
const REMOTE_STATE: &str = "terraform_remote_state";

/// The built-in `terraform` provider.
#[derive(Debug)]
pub struct TerraformProvider {
    config: Arc<Schema>,
    data: Arc<Schema>,
    remote_state: Arc<Schema>,
}

impl Default for TerraformProvider {
    fn default() -> Self {
        Self {
            config: Arc::new(Schema::default()),
            data: Arc::new(data::schema()),
            remote_state: Arc::new(remote_state::schema()),
        }
    }
}

impl Provider for TerraformProvider {
    fn addr(&self) -> ProviderAddr {
        ProviderAddr::builtin("terraform")
    }
    fn version(&self) -> &'static str {
        ""
    }
    fn config_schema(&self) -> Arc<Schema> {
        Arc::clone(&self.config)
    }
    fn resource_schema(&self, ty: &str) -> Option<Arc<Schema>> {
        (ty == DATA).then(|| Arc::clone(&self.data))
    }
    fn data_source_schema(&self, ty: &str) -> Option<Arc<Schema>> {
        (ty == REMOTE_STATE).then(|| Arc::clone(&self.remote_state))
    }
    fn resource_types(&self) -> Vec<Arc<str>> {
        vec![Arc::from(DATA)]
    }
    fn data_source_types(&self) -> Vec<Arc<str>> {
        vec![Arc::from(REMOTE_STATE)]
    }
    fn validate_config(&self, _config_value: &Value) -> Diagnostics {
        Diagnostics::new()
    }
    fn validate_resource(&self, _ty: &str, _config_value: &Value) -> Diagnostics {
        Diagnostics::new()
    }
    fn validate_data_source(&self, _ty: &str, config_value: &Value) -> Diagnostics {
        remote_state::validate(config_value)
    }
    fn configure<'a>(
        &'a self,
        _config_value: &'a Value,
        _context: &'a ConfigureContext,
    ) -> BoxFuture<'a, (Option<Arc<dyn ProviderInstance>>, Diagnostics)> {
        let instance: Arc<dyn ProviderInstance> = Arc::new(TerraformInstance);
        Box::pin(std::future::ready((Some(instance), Diagnostics::new())))
    }
}

/// The provider has no configuration, so all its instances are alike.
struct TerraformInstance;

impl ProviderInstance for TerraformInstance {
    fn plan(&self, request: &PlanRequest<'_>) -> PlanResponse {
        data::plan(request)
    }

    fn apply<'a>(&'a self, request: ApplyRequest<'a>) -> BoxFuture<'a, ApplyResponse> {
        Box::pin(std::future::ready(data::apply(&request)))
    }

    fn read<'a>(&'a self, request: ReadRequest<'a>) -> BoxFuture<'a, ReadResponse> {
        Box::pin(std::future::ready(ReadResponse {
            new_state: request.current_state.clone(),
            private: request.private.to_vec(),
            diags: Diagnostics::new(),
        }))
    }

    fn import<'a>(&'a self, request: ImportRequest<'a>) -> BoxFuture<'a, ImportResponse> {
        let imported = Imported { ty: Arc::from(request.ty), state: data::import(request.id), private: Vec::new() };
        Box::pin(std::future::ready(ImportResponse { imported: vec![imported], diags: Diagnostics::new() }))
    }

    fn read_data<'a>(&'a self, request: ReadDataRequest<'a>) -> BoxFuture<'a, ReadDataResponse> {
        Box::pin(std::future::ready(remote_state::read(request.config_value)))
    }
}
