//! The provider contract, checked by the engine after each call. A breach is reported as a bug of the provider.
//!
//! For optional, non-computed primitives null and the zero value are equal (the AWS provider's own legacy rule).

use iac_core::diag::Diagnostics;
use iac_core::schema::BlockSchema;
use iac_core::value::Value;

/// Checks a planned state: configuration is honoured, values not computed equal configuration or prior state.
pub fn check_plan(
    address: &str,
    schema: &BlockSchema,
    prior_state: &Value,
    config_value: &Value,
    planned_state: &Value,
) -> Diagnostics {
    let _ = (address, schema, prior_state, config_value, planned_state);
    todo!()
}

/// Checks the result of apply: wholly known, and every value known when planned is unchanged.
pub fn check_apply(address: &str, schema: &BlockSchema, planned_state: &Value, new_state: &Value) -> Diagnostics {
    let _ = (address, schema, planned_state, new_state);
    todo!()
}
