//! Planning: from configuration and prior state to changes, and to the steps that make them.

mod data;
mod emit;
mod ignore;
mod import_one;
mod imports;
mod managed;
mod model;
mod moves;
mod orphans;
mod planner;
mod reports;
mod run;
mod targets;
mod triggers;

pub use model::{ApplyGraph, ChangeCounts, Plan, Step};
pub use run::plan;

pub(crate) use ignore::apply_ignore_changes;
pub(crate) use import_one::plan_import;
pub(crate) use imports::import_target;
pub(crate) use managed::{configure, locate};
pub(crate) use orphans::find_removed;
pub(crate) use planner::BlockContext;
use planner::Planner;
pub(crate) use reports::Reports;
