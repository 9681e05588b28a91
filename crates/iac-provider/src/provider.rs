//! The provider seam: an implementation, and a configured instance of it.

use iac_core::addr::ProviderAddr;
use iac_core::diag::Diagnostics;
use iac_core::schema::Schema;
use iac_core::value::{Path, Value};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A boxed future, so that the traits here can be used as trait objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A provider implementation, not configured.
pub trait Provider: Send + Sync {
    /// Its source address.
    fn addr(&self) -> ProviderAddr;
    /// The version it presents itself as.
    fn version(&self) -> &str;
    /// The schema of its configuration block.
    fn config_schema(&self) -> Arc<Schema>;
    /// The schema of a resource type; `None` if it has no such type.
    fn resource_schema(&self, ty: &str) -> Option<Arc<Schema>>;
    /// The schema of a data source; `None` if it has none of that type.
    fn data_source_schema(&self, ty: &str) -> Option<Arc<Schema>>;
    /// The resource types it has, sorted.
    fn resource_types(&self) -> Vec<Arc<str>>;
    /// The data sources it has, sorted.
    fn data_source_types(&self) -> Vec<Arc<str>>;
    /// Checks a configuration block, unknown values allowed.
    fn validate_config(&self, config_value: &Value) -> Diagnostics;
    /// Checks a resource configuration beyond what the schema says, unknown values allowed.
    fn validate_resource(&self, ty: &str, config_value: &Value) -> Diagnostics;
    /// Checks a data source configuration beyond what the schema says, unknown values allowed.
    fn validate_data_source(&self, ty: &str, config_value: &Value) -> Diagnostics;
    /// Makes a configured instance. Unknown values (while planning) must be tolerated until they are needed.
    fn configure<'a>(
        &'a self,
        config_value: &'a Value,
        context: &'a ConfigureContext,
    ) -> BoxFuture<'a, (Option<Arc<dyn ProviderInstance>>, Diagnostics)>;
    /// Brings stored attributes of an older schema version to the current one. `None` leaves them as they are.
    fn upgrade_resource(&self, request: &UpgradeRequest<'_>) -> Result<Option<String>, Diagnostics> {
        let _ = request;
        Ok(None)
    }
    /// Calls `provider::name::function`; `None` if there is no such function.
    fn call_function(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        let _ = (name, arguments);
        None
    }
}

/// What the engine knows when it configures a provider.
#[derive(Clone, Debug, Default)]
pub struct ConfigureContext {
    /// The provider configuration's address, for messages.
    pub address: String,
    /// Whether this is for planning: unknown values may occur.
    pub planning: bool,
}

/// Where an instance sends its requests; remembered beside the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderTarget {
    /// `emulator` or `aws`.
    pub kind: String,
    /// The endpoint's URL without path.
    pub endpoint: String,
    /// The account number.
    pub account: String,
    /// The region.
    pub region: String,
}

/// A configured provider.
pub trait ProviderInstance: Send + Sync {
    /// Where it sends its requests; `None` if it sends none.
    fn target(&self) -> Option<ProviderTarget> {
        None
    }
    /// Adjusts a proposed state and says what forces replacement. Pure: no requests are made.
    fn plan(&self, request: &PlanRequest<'_>) -> PlanResponse;
    /// Creates, updates or deletes an object as planned.
    fn apply<'a>(&'a self, request: ApplyRequest<'a>) -> BoxFuture<'a, ApplyResponse>;
    /// Reads an object's current state.
    fn read<'a>(&'a self, request: ReadRequest<'a>) -> BoxFuture<'a, ReadResponse>;
    /// Finds an object by its import identifier.
    fn import<'a>(&'a self, request: ImportRequest<'a>) -> BoxFuture<'a, ImportResponse>;
    /// Reads a data source.
    fn read_data<'a>(&'a self, request: ReadDataRequest<'a>) -> BoxFuture<'a, ReadDataResponse>;
}

/// What a plan is made from.
#[derive(Clone, Copy, Debug)]
pub struct PlanRequest<'a> {
    /// The resource type.
    pub ty: &'a str,
    /// The object as it is; null of the schema's type when it is to be created.
    pub prior_state: &'a Value,
    /// Configuration merged over the prior state (see [`crate::planning::propose`]); null when it is to be deleted.
    pub proposed_new_state: &'a Value,
    /// The configuration; null when there is none.
    pub config_value: &'a Value,
    /// What the provider stored with the object.
    pub private: &'a [u8],
}

/// A plan for one object.
#[derive(Clone, Debug)]
pub struct PlanResponse {
    /// The object as it will be; unknown where only apply can tell.
    pub planned_state: Value,
    /// The attributes whose change forces replacement; empty if none does.
    pub requires_replace: Vec<Path>,
    /// What the provider wants to find again at apply.
    pub private: Vec<u8>,
    /// Messages; with errors the plan is void.
    pub diags: Diagnostics,
}

/// What apply works from. Exactly one of the states is null for create and delete, none for update.
#[derive(Clone, Copy)]
pub struct ApplyRequest<'a> {
    /// The resource instance, for messages, logs and the ledger.
    pub address: &'a str,
    /// The resource type.
    pub ty: &'a str,
    /// The object as it is; null when it is to be created.
    pub prior_state: &'a Value,
    /// The object as planned, with every value that is known by now; null when it is to be deleted.
    pub planned_state: &'a Value,
    /// The configuration, wholly known; null when the object is to be deleted.
    pub config_value: &'a Value,
    /// What the plan stored.
    pub private: &'a [u8],
    /// Called as soon as a created object has an identity, with what is known of it: the engine journals it, so that a
    /// crash leaves a tainted object instead of an orphan.
    pub created: &'a (dyn Fn(&Value) + Send + Sync),
}

/// What apply did.
#[derive(Clone, Debug)]
pub struct ApplyResponse {
    /// The object as it is now, wholly known; null if it is gone. With errors: what is known to exist.
    pub new_state: Value,
    /// What the provider wants stored with the object.
    pub private: Vec<u8>,
    /// Messages; an error after creation leaves the object tainted.
    pub diags: Diagnostics,
}

/// What to read.
#[derive(Clone, Copy, Debug)]
pub struct ReadRequest<'a> {
    /// The resource instance, for messages, logs and the ledger.
    pub address: &'a str,
    /// The resource type.
    pub ty: &'a str,
    /// The object as last seen.
    pub current_state: &'a Value,
    /// What the provider stored with the object.
    pub private: &'a [u8],
}

/// What was read.
#[derive(Clone, Debug)]
pub struct ReadResponse {
    /// The object as it is; null if it is gone.
    pub new_state: Value,
    /// What the provider wants stored with the object.
    pub private: Vec<u8>,
    /// Messages.
    pub diags: Diagnostics,
}

/// What to import.
#[derive(Clone, Copy, Debug)]
pub struct ImportRequest<'a> {
    /// The resource instance, for messages, logs and the ledger.
    pub address: &'a str,
    /// The resource type.
    pub ty: &'a str,
    /// The identifier as the user gave it.
    pub id: &'a str,
}

/// An imported object: enough of its state for a following read to find it.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The resource type, normally that of the request.
    pub ty: Arc<str>,
    /// Its state so far.
    pub state: Value,
    /// What the provider wants stored with the object.
    pub private: Vec<u8>,
}

/// What import found.
#[derive(Clone, Debug)]
pub struct ImportResponse {
    /// The objects; normally one.
    pub imported: Vec<Imported>,
    /// Messages.
    pub diags: Diagnostics,
}

/// Which data source to read.
#[derive(Clone, Copy, Debug)]
pub struct ReadDataRequest<'a> {
    /// The data source instance, for messages, logs and the ledger.
    pub address: &'a str,
    /// The data source's type.
    pub ty: &'a str,
    /// Its configuration, wholly known.
    pub config_value: &'a Value,
}

/// What the data source gave.
#[derive(Clone, Debug)]
pub struct ReadDataResponse {
    /// Its state; null with errors.
    pub state: Value,
    /// Messages.
    pub diags: Diagnostics,
}

/// Stored attributes of an older schema version.
#[derive(Clone, Copy, Debug)]
pub struct UpgradeRequest<'a> {
    /// The resource type.
    pub ty: &'a str,
    /// The schema version they were stored with.
    pub from_version: u64,
    /// The attributes as JSON text.
    pub attributes: &'a str,
}
