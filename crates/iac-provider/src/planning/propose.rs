//! `proposed_new_state = merge(schema, prior_state, config)`.

use iac_core::schema::BlockSchema;
use iac_core::value::Value;

/// Merges configuration over prior state: configuration wins; a null computed attribute keeps its prior value, and is
/// unknown when there is no prior object. Nested blocks are matched by index (list), key (map) or by equality of their
/// non-computed parts (set). `prior_state` is null for a creation.
pub fn propose(schema: &BlockSchema, prior_state: &Value, config_value: &Value) -> Value {
    let _ = (schema, prior_state, config_value);
    todo!()
}
