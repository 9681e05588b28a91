//! `terraform_remote_state`: the root outputs of another state. Reads the local backend.

use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::{Attribute, BlockSchema, Schema};
use iac_core::value::{Path, Type, Value};
use iac_provider::ReadDataResponse;
use iac_state::{LocalStore, State, StateStore};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The schema of the data source.
pub(super) fn schema() -> Schema {
    let attribute = |ty: Type| Attribute { optional: true, ..Attribute::new(ty) };
    let mut block = BlockSchema::default();
    block.attributes.insert("backend".into(), Attribute { required: true, ..Attribute::new(Type::String) });
    block.attributes.insert("config".into(), attribute(Type::Dynamic));
    block.attributes.insert("defaults".into(), attribute(Type::Dynamic));
    block.attributes.insert("outputs".into(), Attribute { computed: true, ..Attribute::new(Type::Dynamic) });
    block.attributes.insert("workspace".into(), attribute(Type::String));
    Schema { version: 0, block }
}

/// Checks a configuration as far as it is known.
pub(super) fn validate(config_value: &Value) -> Diagnostics {
    let Some(backend) = config_value.attribute("backend").and_then(Value::as_str) else { return Diagnostics::new() };
    if backend == "local" {
        return Diagnostics::new();
    }
    let detail =
        format!("The backend {backend:?} cannot be read with terraform_remote_state by iac yet; \"local\" can.");
    Diagnostic::error("Invalid backend configuration", detail).attribute(Path::attribute("backend")).into()
}

fn state_path(config_value: &Value) -> PathBuf {
    let config = config_value.attribute("config");
    let text = |name: &str| config.and_then(|config| config.attribute(name)).and_then(Value::as_str);
    let path = text("path").unwrap_or("terraform.tfstate");
    let workspace = config_value.attribute("workspace").and_then(Value::as_str).unwrap_or("default");
    if workspace == "default" {
        return PathBuf::from(path);
    }
    let dir = text("workspace_dir").unwrap_or("terraform.tfstate.d");
    PathBuf::from(dir).join(workspace).join("terraform.tfstate")
}

/// Reads the outputs.
pub(super) fn read(config_value: &Value) -> ReadDataResponse {
    let path = state_path(config_value);
    match LocalStore::new(&path).read() {
        Ok(Some(state)) => found(config_value, &state),
        Ok(None) => {
            let detail = format!(
                "No stored state was found for the given workspace in the given backend: there is no file {}.",
                path.display()
            );
            failed(config_value, Diagnostic::error("Unable to find remote state", detail))
        }
        Err(error) => failed(
            config_value,
            Diagnostic::error("Error loading state error", format!("error loading the remote state: {error}")),
        ),
    }
}

fn failed(config_value: &Value, diagnostic: Diagnostic) -> ReadDataResponse {
    ReadDataResponse { state: Value::null(config_value.ty()), diags: diagnostic.into() }
}

fn found(config_value: &Value, state: &State) -> ReadDataResponse {
    let mut outputs: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    if let Some(defaults) = config_value.attribute("defaults").and_then(Value::as_entries) {
        outputs.extend(defaults.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    outputs.extend(state.outputs.iter().map(|(name, output)| (name.clone(), output.value.clone())));
    let state = config_value.clone().with_attribute("outputs", Value::object(outputs));
    ReadDataResponse { state, diags: Diagnostics::new() }
}
