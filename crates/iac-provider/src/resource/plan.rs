//! Planning a typed resource: what the schema says, then region and tags, then the type's own hook.

use super::catalogue::ResourceEntry;
use super::settle::{tag_map, to_map};
use super::text::stored_form;
use crate::context::Context;
use crate::planning::{Planned, plan_from_schema};
use crate::tags::TagPolicy;
use crate::{PlanRequest, PlanResponse};
use iac_core::value::{Kind, Value};
use std::collections::BTreeMap;

/// Plans one object.
pub(super) fn plan<C: Context>(entry: &ResourceEntry<C>, ctx: &C, request: &PlanRequest<'_>) -> PlanResponse {
    let schema = &entry.schema().block;
    let proposed = stored_form(entry.spec.fields, request.proposed_new_state.clone());
    let from_schema = plan_from_schema(schema, request.prior_state, &proposed, request.config_value);
    if request.proposed_new_state.is_null() {
        return PlanResponse { private: request.private.to_vec(), ..from_schema };
    }
    let mut planned = Planned::new(schema, request.prior_state, request.config_value, from_schema);
    if entry.regional() {
        plan_region(&mut planned, ctx.region());
    }
    if schema.attributes.contains_key("tags") && schema.attributes.contains_key("tags_all") {
        plan_tags(&mut planned, &ctx.tag_policy());
    }
    entry.operations.plan(&mut planned);
    planned.finish(request.private.to_vec())
}

/// Without a `region` argument an object lives where the provider configuration says: it moves when that changes.
fn plan_region(planned: &mut Planned<'_>, region: Option<&str>) {
    let Some(region) = region.filter(|_| planned.configured("region").is_none()) else { return };
    let before = planned.prior("region").and_then(Value::as_str).map(str::to_owned);
    planned.set("region", Value::string(region));
    // State of older providers knows no region: the object is where the configuration says.
    if before.is_some_and(|before| before != region) {
        planned.replace_because_of("region");
    }
}

fn plan_tags(planned: &mut Planned<'_>, policy: &TagPolicy) {
    let own = planned.planned("tags").cloned();
    let unknown = |value: &Value| {
        !value.is_known() || value.as_entries().is_some_and(|map| map.values().any(|tag| !tag.is_known()))
    };
    if policy.defaults_unknown || own.as_ref().is_some_and(unknown) {
        planned.set_unknown("tags_all");
        return;
    }
    let merged = to_map(&policy.merged(&tag_map(own.as_ref()).unwrap_or_default()));
    if planned.creating() && merged.as_entries().is_none_or(BTreeMap::is_empty) {
        // As the AWS provider plans it: an object without tags may still be found to have some.
        planned.set_unknown("tags_all");
        return;
    }
    let unchanged = match (planned.prior("tags_all").map(Value::kind), merged.kind()) {
        (Some(Kind::Map(before)), Kind::Map(after)) => before.items == after.items,
        (Some(Kind::Null(_)), Kind::Map(after)) => after.items.is_empty(),
        _ => false,
    };
    if unchanged { planned.keep("tags_all") } else { planned.set("tags_all", merged) }
}
