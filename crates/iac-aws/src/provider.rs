//! `hashicorp/aws`, of any version: the implementation that a provider block configures.

use crate::catalogue::catalogue;
use crate::config;
use crate::instance::AwsInstance;
use iac_aws_kit::{Ctx, EndpointError, Environment, Ledger, Session, SessionOptions, TargetCloud};
use iac_core::addr::ProviderAddr;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::Schema;
use iac_core::value::{Path, Value};
use iac_provider::{
    BoxFuture, Catalogue, ConfigureContext, Provider, ProviderInstance, ProviderTarget, TypedInstance, UpgradeRequest,
};
use std::sync::{Arc, OnceLock};

/// What the process says to every configuration of the provider.
#[derive(Clone, Debug, Default)]
pub struct AwsOptions {
    /// The process environment.
    pub environment: Environment,
    /// Which cloud the user asked for.
    pub target: TargetCloud,
    /// Where API calls are recorded.
    pub ledger: Option<Ledger>,
}

/// The AWS provider.
pub struct AwsProvider {
    options: AwsOptions,
    catalogue: OnceLock<Arc<Catalogue<Ctx>>>,
}

impl AwsProvider {
    /// The provider in a process like this.
    pub fn new(options: AwsOptions) -> Self {
        Self { options, catalogue: OnceLock::new() }
    }

    fn catalogue(&self) -> &Arc<Catalogue<Ctx>> {
        self.catalogue.get_or_init(|| Arc::new(catalogue()))
    }

    async fn open(&self, config_value: &Value) -> (Option<Arc<dyn ProviderInstance>>, Diagnostics) {
        let mut options = SessionOptions {
            environment: self.options.environment.clone(),
            target: self.options.target,
            ledger: self.options.ledger.clone(),
            ..SessionOptions::default()
        };
        let mut diags = config::decode(config_value, &mut options);
        match Session::open(options).await {
            Ok(session) => {
                let target = target_of(&session);
                let instance = TypedInstance::new(self.catalogue().clone(), Ctx::new(Arc::new(session)), Some(target));
                (Some(Arc::new(AwsInstance(instance))), diags)
            }
            Err(error) => {
                diags.push(endpoint_diagnostic(&error));
                (None, diags)
            }
        }
    }
}

/// Where a session's requests go.
fn target_of(session: &Session) -> ProviderTarget {
    let kind = if session.target() == TargetCloud::Aws { "aws" } else { "emulator" };
    let endpoint = session.endpoint("sts").ok().and_then(|endpoint| endpoint.url).unwrap_or_else(|| "aws".into());
    ProviderTarget {
        kind: kind.into(),
        endpoint,
        account: session.account_id().into(),
        region: session.region().into(),
    }
}

fn endpoint_diagnostic(error: &EndpointError) -> Diagnostic {
    let summary = match error {
        EndpointError::Refused { .. } => "Endpoint refused",
        EndpointError::Invalid { .. } => "Invalid endpoint",
    };
    Diagnostic::error(summary, format!("Nothing was sent: {error}.")).attribute(Path::attribute("endpoints"))
}

impl Provider for AwsProvider {
    fn addr(&self) -> ProviderAddr {
        ProviderAddr::hashicorp("aws")
    }

    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    fn config_schema(&self) -> Arc<Schema> {
        Arc::new(config::schema())
    }

    fn resource_schema(&self, ty: &str) -> Option<Arc<Schema>> {
        self.catalogue().resource(ty).map(|entry| entry.schema().clone())
    }

    fn data_source_schema(&self, ty: &str) -> Option<Arc<Schema>> {
        self.catalogue().data_source(ty).map(|entry| entry.schema().clone())
    }

    fn resource_types(&self) -> Vec<Arc<str>> {
        self.catalogue().resources().map(|entry| entry.spec().ty.into()).collect()
    }

    fn data_source_types(&self) -> Vec<Arc<str>> {
        self.catalogue().data_sources().map(|entry| entry.spec().ty.into()).collect()
    }

    fn validate_config(&self, config_value: &Value) -> Diagnostics {
        config::decode(config_value, &mut SessionOptions::default())
    }

    fn validate_resource(&self, ty: &str, config_value: &Value) -> Diagnostics {
        self.catalogue().validate_resource(ty, config_value)
    }

    fn validate_data_source(&self, ty: &str, config_value: &Value) -> Diagnostics {
        self.catalogue().validate_data_source(ty, config_value)
    }

    fn configure<'a>(
        &'a self,
        config_value: &'a Value,
        _context: &'a ConfigureContext,
    ) -> BoxFuture<'a, (Option<Arc<dyn ProviderInstance>>, Diagnostics)> {
        Box::pin(self.open(config_value))
    }

    fn upgrade_resource(&self, request: &UpgradeRequest<'_>) -> Result<Option<String>, Diagnostics> {
        self.catalogue().upgrade_resource(request)
    }
}
