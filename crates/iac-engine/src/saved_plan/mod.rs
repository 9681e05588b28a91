//! Saved plans: a file with everything that apply needs, and the check that it still fits the state.

mod change_codec;
mod file;
mod plan_codec;
mod stale;
mod value_codec;

pub use file::SavedPlanError;
pub use stale::check_not_stale;
