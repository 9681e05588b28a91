//! What is known of an unknown value.

use super::{Number, Type};
use std::sync::Arc;

/// An unknown value: its type, and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// The type the value will have; [`Type::Dynamic`] if even that is unknown.
    pub ty: Type,
    /// What is known of the value.
    pub refinement: Refinement,
}

/// Facts about an unknown value that its final value is guaranteed to satisfy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refinement {
    /// It will not be null.
    pub not_null: bool,
    /// It will start with this text.
    pub prefix: Option<Arc<str>>,
    /// Its lower bound, and whether the bound itself is included.
    pub min: Option<(Number, bool)>,
    /// Its upper bound, and whether the bound itself is included.
    pub max: Option<(Number, bool)>,
    /// The least number of elements.
    pub min_length: Option<u64>,
    /// The greatest number of elements.
    pub max_length: Option<u64>,
}
