//! Planning rules that every provider shares: merging configuration with prior state, defaults, comparison, replacement.
//!
//! Everything here works on values without marks; unknown values may occur anywhere. Nothing is generic and nothing makes
//! requests.

mod nested;
mod plan;
mod planned;
mod propose;
mod same;
mod sdk;

#[cfg(test)]
mod tests;

pub(crate) use nested::{Nested, is_absent};
pub use plan::plan_from_schema;
pub use planned::Planned;
pub use propose::propose;
pub(crate) use same::same_nested;
pub use same::{same_attribute, same_block, same_value, zero_equal};
