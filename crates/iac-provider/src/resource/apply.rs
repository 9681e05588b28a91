//! Applying a planned change of a typed resource.

use super::catalogue::ResourceEntry;
use super::read::{read_object, scoped};
use super::report::report;
use super::settle::{tag_map, to_map, without_unknowns};
use super::typed::Created;
use crate::context::{Context, Operation};
use crate::planning::{same_attribute, same_nested};
use crate::tags::TagChange;
use crate::wait::Progress;
use crate::{ApplyRequest, ApplyResponse, Error, ErrorKind};
use iac_core::diag::Diagnostics;
use iac_core::schema::{Attribute, BlockSchema};
use iac_core::value::Value;
use std::sync::Arc;

/// Creates, updates or deletes an object as planned.
pub(super) async fn apply<C: Context>(entry: &ResourceEntry<C>, ctx: &C, request: ApplyRequest<'_>) -> ApplyResponse {
    let mut failed = None;
    let new_state = if request.planned_state.is_null() {
        let ctx = scoped(entry, ctx, request.address, Operation::Delete, request.prior_state);
        match entry.operations.delete(&ctx, request.prior_state).await {
            Err(error) => {
                failed = Some(("deleting", error));
                request.prior_state.clone()
            }
            Ok(()) => Value::null(entry.schema().block.value_type()),
        }
    } else if request.prior_state.is_null() {
        let ctx = scoped(entry, ctx, request.address, Operation::Create, request.planned_state);
        let plan = for_operations(entry, &ctx, &request);
        create(entry, &ctx, plan, request.created, &mut failed).await
    } else {
        let ctx = scoped(entry, ctx, request.address, Operation::Update, request.planned_state);
        let plan = for_operations(entry, &ctx, &request);
        update(entry, &ctx, request.prior_state, plan, &mut failed).await
    };
    let mut diags = Diagnostics::new();
    if let Some((doing, error)) = failed {
        let object = if new_state.is_null() { request.planned_state } else { &new_state };
        diags.push(report(doing, entry.spec, object, request.address, error));
    }
    ApplyResponse { new_state, private: request.private.to_vec(), diags }
}

/// What went wrong, and while doing what.
type Failure = Option<(&'static str, Error)>;

async fn create<C: Context>(
    entry: &ResourceEntry<C>,
    ctx: &C,
    plan: Value,
    journal: &(dyn Fn(&Value) + Send + Sync),
    failed: &mut Failure,
) -> Value {
    let created = match entry.operations.create(ctx, &plan).await {
        Ok(created) => created,
        Err(error) => {
            *failed = Some(("creating", error));
            return Value::null(entry.schema().block.value_type());
        }
    };
    if created.id.is_empty() {
        *failed = Some(("creating", Error::other("the answer holds no identifier of the new object")));
        return Value::null(entry.schema().block.value_type());
    }
    // What a type's operations see; what is stored has no write-only values.
    let object = identified(&plan, &created);
    let stored = write_only(&entry.schema().block).fold(object.clone(), |stored, (name, attribute)| {
        stored.with_attribute(name.clone(), Value::null(attribute.value_type()))
    });
    journal(&stored);
    match finish(entry, ctx, &object, &created).await {
        Ok(state) => state,
        Err(error) => {
            *failed = Some(("creating", error));
            stored
        }
    }
}

/// Everything after a new object has an identity.
async fn finish<C: Context>(
    entry: &ResourceEntry<C>,
    ctx: &C,
    object: &Value,
    created: &Created,
) -> Result<Value, Error> {
    entry.operations.configure(ctx, object).await?;
    if !entry.operations.tags_on_create() {
        let tags = tag_map(object.attribute("tags_all")).unwrap_or_default();
        let change = TagChange { set: tags, remove: Vec::new() };
        if !change.is_empty() {
            entry.operations.update_tags(ctx, object, &change).await?;
        }
    }
    read_back(entry, ctx, object, Some(created)).await
}

/// Reads an object that was just created or changed: it may not be found at first, or not show what was changed.
async fn read_back<C: Context>(
    entry: &ResourceEntry<C>,
    ctx: &C,
    wanted: &Value,
    created: Option<&Created>,
) -> Result<Value, Error> {
    let waiter = ctx.waiter();
    let read = || read_object(entry, ctx, wanted, created);
    let found = waiter.within(waiter.pace.consistency).until(entry.spec.label, read, |_| true).await;
    let (state, progress) = found.map_err(|error: Error| match error.kind {
        ErrorKind::Timeout => Error::not_found("the object cannot be found, although it was just there"),
        _ => error.while_doing("reading it back"),
    })?;
    if progress == Progress::Done {
        return Ok(state);
    }
    let what = format!("{} to show the change", entry.spec.label);
    let settled = waiter.until(&what, read, |(_, progress): &(Value, Progress)| progress.clone()).await;
    settled.map(|(state, _)| state)
}

async fn update<C: Context>(
    entry: &ResourceEntry<C>,
    ctx: &C,
    prior: &Value,
    plan: Value,
    failed: &mut Failure,
) -> Value {
    let result = async {
        if changes_more_than_tags(&entry.schema().block, prior, &plan) {
            entry.operations.update(ctx, prior, &plan).await?;
        }
        let tags = |state: &Value| tag_map(state.attribute("tags_all")).unwrap_or_default();
        let change = TagChange::between(&tags(prior), &tags(&plan));
        if !change.is_empty() {
            entry.operations.update_tags(ctx, &plan, &change).await?;
        }
        read_back(entry, ctx, &plan, None).await
    };
    match result.await {
        Ok(state) => state,
        Err(error) => {
            *failed = Some(("updating", error));
            prior.clone()
        }
    }
}

/// The plan with its identifier, and null where nothing is known yet.
fn identified(plan: &Value, created: &Created) -> Value {
    let mut object = without_unknowns(plan);
    for (name, value) in &created.revealed {
        object = object.with_attribute(*name, value.clone());
    }
    // A few types of newer providers are known by another attribute alone.
    if object.attribute("id").is_some() { object.with_attribute("id", Value::string(&created.id)) } else { object }
}

/// The plan with what only apply has: `tags_all`, which may not have been known when it was planned, and write-only
/// arguments, which no plan holds.
fn for_operations<C: Context>(entry: &ResourceEntry<C>, ctx: &C, request: &ApplyRequest<'_>) -> Value {
    let mut plan = request.planned_state.clone();
    if plan.attribute("tags_all").is_some() {
        let own = tag_map(plan.attribute("tags")).unwrap_or_default();
        plan = plan.with_attribute("tags_all", to_map(&ctx.tag_policy().merged(&own)));
    }
    for (name, _) in write_only(&entry.schema().block) {
        if let Some(value) = request.config_value.attribute(name) {
            plan = plan.with_attribute(name.clone(), value.clone());
        }
    }
    plan
}

fn write_only(schema: &BlockSchema) -> impl Iterator<Item = (&Arc<str>, &Attribute)> {
    schema.attributes.iter().filter(|(_, attribute)| attribute.write_only)
}

fn changes_more_than_tags(schema: &BlockSchema, prior: &Value, plan: &Value) -> bool {
    let differs =
        |name: &str, same: &dyn Fn(&Value, &Value) -> bool| match (prior.attribute(name), plan.attribute(name)) {
            (Some(prior), Some(plan)) => !same(prior, plan),
            (prior, plan) => prior.is_some() != plan.is_some(),
        };
    schema.attributes.iter().any(|(name, attribute)| {
        !matches!(&**name, "tags" | "tags_all" | "region")
            && !attribute.write_only
            && differs(name, &|prior, plan| same_attribute(attribute, prior, plan))
    }) || schema
        .blocks
        .iter()
        .any(|(name, nested)| &**name != "timeouts" && differs(name, &|prior, plan| same_nested(nested, prior, plan)))
}
