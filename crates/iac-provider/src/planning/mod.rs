//! Planning rules that every provider shares: merging configuration with prior state, defaults, comparison.

mod propose;

pub use propose::propose;
