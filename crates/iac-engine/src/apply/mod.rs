//! Applying: executes the steps of a plan, and nothing else. Ordering was decided by the planner.

mod conformity;
mod connection;
mod create;
mod data;
mod delete;
mod dependencies;
mod executor;
mod journal;
mod progress;
mod provisioners;
mod run;

pub use run::{ApplyOutcome, apply};

pub(crate) use connection::connection_schema;
use executor::Executor;
