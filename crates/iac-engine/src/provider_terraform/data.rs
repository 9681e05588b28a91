//! `terraform_data`: an object that exists in the state only.

use crate::clock;
use iac_core::schema::{Attribute, BlockSchema, Schema};
use iac_core::value::{Path, Refinement, Type, Value};
use iac_provider::{ApplyRequest, ApplyResponse, PlanRequest, PlanResponse};

/// The schema of `terraform_data`.
pub(super) fn schema() -> Schema {
    let optional = Attribute { optional: true, ..Attribute::new(Type::Dynamic) };
    let computed = |ty: Type| Attribute { computed: true, ..Attribute::new(ty) };
    let mut block = BlockSchema::default();
    block.attributes.insert("id".into(), computed(Type::String));
    block.attributes.insert("input".into(), optional.clone());
    block.attributes.insert("output".into(), computed(Type::Dynamic));
    block.attributes.insert("triggers_replace".into(), optional);
    Schema { version: 0, block }
}

fn unknown_id() -> Value {
    Value::refined(Type::String, Refinement { not_null: true, ..Refinement::default() })
}

/// Identical, types included.
fn identical(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.same(b) && (a.is_null() || a.ty() == b.ty()),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// The planned state of an object.
pub(super) fn plan(request: &PlanRequest<'_>) -> PlanResponse {
    let proposed = request.proposed_new_state;
    let mut response = PlanResponse {
        planned_state: proposed.clone(),
        requires_replace: Vec::new(),
        private: request.private.to_vec(),
        diags: iac_core::diag::Diagnostics::new(),
    };
    if proposed.is_null() {
        return response;
    }
    let input = proposed.attribute("input").cloned().unwrap_or_else(|| Value::null(Type::Dynamic));
    // The output has the type of the input, also of one that is null.
    let output = if input.is_null() { input.clone() } else { Value::unknown(input.ty()) };
    let prior = request.prior_state;
    if prior.is_null() {
        response.planned_state = proposed.clone().with_attribute("id", unknown_id()).with_attribute("output", output);
    } else if !identical(prior.attribute("triggers_replace"), proposed.attribute("triggers_replace")) {
        response.requires_replace.push(Path::attribute("triggers_replace"));
        response.planned_state = proposed.clone().with_attribute("id", unknown_id()).with_attribute("output", output);
    } else if !identical(prior.attribute("input"), Some(&input)) {
        response.planned_state = proposed.clone().with_attribute("output", Value::unknown(input.ty()));
    }
    response
}

/// Makes a planned state real.
pub(super) fn apply(request: &ApplyRequest<'_>) -> ApplyResponse {
    let planned = request.planned_state;
    let mut new_state = planned.clone();
    let is_unknown = |name: &str| planned.attribute(name).is_some_and(|value| !value.is_known());
    if planned.is_null() {
        return ApplyResponse { new_state, private: Vec::new(), diags: iac_core::diag::Diagnostics::new() };
    }
    // The output repeats the input; it is unknown, or has unknown parts, exactly when the input changed.
    let stale = planned.attribute("output").is_some_and(|output| !output.is_wholly_known());
    if let (true, Some(input)) = (stale, planned.attribute("input")) {
        new_state = new_state.with_attribute("output", input.clone());
    }
    if is_unknown("id") {
        new_state = new_state.with_attribute("id", Value::string(clock::uuid()));
    }
    ApplyResponse { new_state, private: request.private.to_vec(), diags: iac_core::diag::Diagnostics::new() }
}

/// The state of an imported object: only its identifier is known.
pub(super) fn import(id: &str) -> Value {
    Value::object([
        ("id", Value::string(id)),
        ("input", Value::null(Type::Dynamic)),
        ("output", Value::null(Type::Dynamic)),
        ("triggers_replace", Value::null(Type::Dynamic)),
    ])
}
