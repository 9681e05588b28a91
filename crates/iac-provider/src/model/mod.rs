//! Typed models: a struct is a schema.
//!
//! `#[derive(Model)]` and `#[derive(Block)]` describe a struct with static data ([`FieldSpec`]) and two small functions that
//! move its fields in and out of a [`Value`](iac_core::value::Value). Everything else (building the schema, conversions) is
//! shared, non-generic code, so that a type costs little in the binary.
//!
//! Models exist only at the border to API calls. Reading one from a value, null and unknown become the field type's empty
//! value (`None`, `""`, `0`, `false`, no elements).

mod build;
mod field;
mod record;
mod spec;

pub use field::Field;
pub use record::{Model, Reader, Record, Writer};
pub use spec::{Check, FieldSpec, Flags, Literal, ModelSpec, Relation, Shape, TextForm, TypeSpec};

pub(crate) use build::{block_schema, timeouts_block};
