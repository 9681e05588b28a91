//! The engine: plans what must change, and applies it.
//!
//! [`plan`] walks the configuration graph ([`graph`]), refreshes and compares every object and emits a [`Plan`] whose
//! [`ApplyGraph`] holds exact steps; [`apply`] only executes those. [`validate`], [`import`] and [`taint`] are the smaller
//! operations. Nothing here renders text for a terminal or reads a file other than saved plans.

mod apply;
mod cancellation;
mod change;
mod clock;
mod eval;
mod events;
pub mod graph;
mod import;
mod objects;
mod options;
mod plan;
mod provider_config;
mod provider_terraform;
mod providers;
mod saved_plan;
mod taint;
mod validate;

pub use apply::{ApplyOutcome, apply};
pub use cancellation::{CancellationToken, StopLevel};
pub use change::{ActionReason, Change, OutputChange, ReplaceBecause, ReplaceOrder, ResourceChange};
pub use events::{Operation, OperationKind, Silent, UiEvents};
pub use import::{ImportOutcome, import};
pub use options::{ApplyOptions, DEFAULT_PARALLELISM, Environment, PlanMode, PlanOptions};
pub use plan::{ApplyGraph, ChangeCounts, Plan, Step, plan};
pub use provider_config::resolve_provider;
pub use provider_terraform::TerraformProvider;
pub use providers::Providers;
pub use saved_plan::{SavedPlanError, check_not_stale};
pub use taint::{taint, untaint};
pub use validate::validate;
