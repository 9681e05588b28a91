//! Typed resources and data sources, and how they are erased into a provider instance.

mod apply;
mod catalogue;
mod erased;
mod instance;
mod plan;
mod read;
mod report;
mod settle;
mod text;
mod typed;

#[cfg(test)]
mod tests;

pub use catalogue::{Catalogue, DataSourceEntry, ResourceEntry};
pub use instance::TypedInstance;
pub use typed::{Created, DataSource, Outcome, Resource};
