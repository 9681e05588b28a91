//! The provider contract, checked by the engine after each call. A breach is reported as a bug of the provider.
//!
//! For optional, non-computed primitives null and the zero value are equal (the AWS provider's own legacy rule).

mod apply;
mod model;
mod plan;
mod trial;

pub use apply::{INCONSISTENT_RESULT, check_apply};
pub use model::{assert_data_source, assert_model};
pub use plan::check_plan;
pub use trial::Trial;
