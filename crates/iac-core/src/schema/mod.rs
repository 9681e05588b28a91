//! Schemas: what a block may contain, and the planning facts of each attribute.

mod attribute;
mod block;

pub use attribute::{Attribute, AttributeType, Equality, NestedObject, SameText, Validator};
pub use block::{BlockSchema, NestedBlock, Nesting, Rule, Schema};
