//! Reading typed resources and data sources, and finding objects to import.

use super::catalogue::{DataSourceEntry, ResourceEntry};
use super::report::report;
use super::settle::{settle, settle_tags};
use super::text::{sealed, stored_form};
use super::typed::Created;
use crate::context::{Context, Operation, Scope};
use crate::wait::{Progress, parse_duration};
use crate::{
    Error, ImportRequest, ImportResponse, Imported, ReadDataRequest, ReadDataResponse, ReadRequest, ReadResponse,
};
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use std::sync::Arc;
use std::time::Duration;

/// The context of one operation on one object.
pub(super) fn scoped<C: Context>(
    entry: &ResourceEntry<C>,
    ctx: &C,
    address: &str,
    operation: Operation,
    state: &Value,
) -> C {
    let region = state.attribute("region").and_then(Value::as_str).filter(|_| entry.regional());
    let configured =
        state.attribute("timeouts").and_then(|timeouts| timeouts.attribute(operation.name())).and_then(Value::as_str);
    let default = entry.spec.timeouts.iter().find(|(name, _)| *name == operation.name());
    let timeout = configured.and_then(parse_duration).or(default.map(|(_, seconds)| Duration::from_secs(*seconds)));
    ctx.scoped(&Scope { address, ty: entry.spec.ty, operation, region, timeout })
}

/// Reads what an object is now and completes it; `None` if it is gone.
pub(super) async fn read_object<C: Context>(
    entry: &ResourceEntry<C>,
    ctx: &C,
    wanted: &Value,
    created: Option<&Created>,
) -> Result<Option<(Value, Progress)>, Error> {
    let found = entry.operations.read(ctx, wanted).await?;
    Ok(found.map(|(found, progress)| {
        let found = stored_form(entry.spec.fields, found);
        let mut state = sealed(entry.spec.fields, settle(&entry.schema().block, wanted, &found, created));
        if entry.regional()
            && let Some(region) = ctx.region().filter(|_| state.attribute("region").is_none_or(Value::is_null))
        {
            state = state.with_attribute("region", Value::string(region));
        }
        (settle_tags(&ctx.tag_policy(), wanted, state), progress)
    }))
}

/// Refreshes an object.
pub(super) async fn read<C: Context>(entry: &ResourceEntry<C>, ctx: &C, request: ReadRequest<'_>) -> ReadResponse {
    let ctx = scoped(entry, ctx, request.address, Operation::Read, request.current_state);
    let mut diags = Diagnostics::new();
    let new_state = match read_object(entry, &ctx, request.current_state, None).await {
        Ok(Some((state, _))) => state,
        Ok(None) => Value::null(entry.schema().block.value_type()),
        Err(error) => {
            diags.push(report("reading", entry.spec, request.current_state, request.address, error));
            request.current_state.clone()
        }
    };
    ReadResponse { new_state, private: request.private.to_vec(), diags }
}

/// Finds an object to import; the engine reads it next.
pub(super) async fn import<C: Context>(
    entry: &ResourceEntry<C>,
    ctx: &C,
    request: ImportRequest<'_>,
) -> ImportResponse {
    let (id, region) = match request.id.rsplit_once('@') {
        Some((id, region)) if entry.regional() && is_region(region) => (id, Some(region)),
        _ => (request.id, None),
    };
    let scope = Scope { address: request.address, ty: request.ty, operation: Operation::Read, region, timeout: None };
    let ctx = ctx.scoped(&scope);
    match entry.operations.import(&ctx, id).await {
        Ok(found) => {
            let blank = Value::null(entry.schema().block.value_type());
            let mut state = settle(&entry.schema().block, &blank, &found, None);
            if let Some(region) = region.or(ctx.region()).filter(|_| entry.regional()) {
                state = state.with_attribute("region", Value::string(region));
            }
            let imported = Imported { ty: Arc::from(request.ty), state, private: Vec::new() };
            ImportResponse { imported: vec![imported], diags: Diagnostics::new() }
        }
        Err(error) => {
            let object = Value::object([("id", Value::string(id))]);
            let diags = report("importing", entry.spec, &object, request.address, error).into();
            ImportResponse { imported: Vec::new(), diags }
        }
    }
}

/// Whether the text after `@` in an import identifier is a region, such as `eu-central-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() >= 3
        && parts[0].len() == 2
        && parts[..parts.len() - 1]
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()))
        && parts[parts.len() - 1].bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a data source.
pub(super) async fn read_data<C: Context>(
    entry: &DataSourceEntry<C>,
    ctx: &C,
    request: ReadDataRequest<'_>,
) -> ReadDataResponse {
    let config = request.config_value;
    let region = config.attribute("region").and_then(Value::as_str).filter(|_| entry.regional());
    let scope = Scope { address: request.address, ty: request.ty, operation: Operation::Read, region, timeout: None };
    let ctx = ctx.scoped(&scope);
    let block = &entry.schema().block;
    match entry.operations.read(&ctx, config).await {
        Ok(found) => {
            let mut state = settle(block, config, &found, None);
            if let Some(region) = region.or(ctx.region()).filter(|_| entry.regional()) {
                state = state.with_attribute("region", Value::string(region));
            }
            ReadDataResponse { state, diags: Diagnostics::new() }
        }
        Err(error) => {
            let diags = report("reading", entry.spec, config, request.address, error).into();
            ReadDataResponse { state: Value::null(block.value_type()), diags }
        }
    }
}
