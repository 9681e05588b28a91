//! What people and programs see. Everything that is rendered is rendered here.
//!
//! A [`RunView`] shows one plan or apply: [`human`] as Terraform's text, [`json`] as its stream of JSON lines.

pub(crate) mod diagnostic;
pub(crate) mod diff;
pub(crate) mod dot;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod progress;
pub(crate) mod state;
pub(crate) mod style;
pub(crate) mod unified;
pub(crate) mod value;

use crate::args::OperationArgs;
use crate::session::Session;
use iac_core::addr::AbsResourceInstanceAddr;
use iac_core::diag::Diagnostics;
use iac_engine::{ApplyOutcome, Plan, PlanMode, Providers, UiEvents};
use iac_state::State;

/// The view that the flags ask for.
pub(crate) fn of_run<'a>(session: &'a Session, operation: &OperationArgs) -> Box<dyn RunView + 'a> {
    if operation.json {
        return Box::new(json::stream::Stream::new(session));
    }
    Box::new(human::Human::new(session, operation.compact_warnings))
}

/// Shows one run of plan, apply, destroy or refresh.
pub(crate) trait RunView: UiEvents {
    /// The run begins.
    fn start(&self) {}
    /// The plan is made: its changes, or that there are none.
    fn plan(&self, plan: &Plan, providers: &Providers);
    /// What to do with the plan next: it was saved to a file, or not at all. Only after `plan`, and only if it has changes.
    fn next_step(&self, saved_to: Option<&std::path::Path>);
    /// The apply takes over an object that the plan imported.
    fn imported(&self, addr: &AbsResourceInstanceAddr, id: &str) {
        let _ = (addr, id);
    }
    /// The apply is over.
    fn summary(&self, mode: PlanMode, outcome: &ApplyOutcome);
    /// The output values of a state.
    fn outputs(&self, state: &State);
    /// Messages; true if there is no error among them.
    fn diagnostics(&self, diags: &Diagnostics) -> bool;
}
