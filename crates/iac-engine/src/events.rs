//! What a run tells the user interface while it works. Every method has an empty default.
//!
//! Calls come from the engine's own task, one at a time and in order; they must not block.

use iac_core::addr::AbsResourceInstanceAddr;
use iac_state::Deposed;
use std::time::Duration;

/// What is being done to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// It is created.
    Create,
    /// It is changed in place.
    Update,
    /// It is destroyed.
    Delete,
    /// A data source is read.
    Read,
}

/// One operation on one object.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The instance.
    pub addr: AbsResourceInstanceAddr,
    /// What is done.
    pub kind: OperationKind,
    /// The key of the object, if it is a deposed one.
    pub deposed: Option<Deposed>,
    /// The object's `id` as far as it is known, for `[id=…]`.
    pub id: Option<String>,
}

/// Receives the progress of a run.
pub trait UiEvents: Send + Sync {
    /// An object is about to be refreshed.
    fn refresh_start(&self, addr: &AbsResourceInstanceAddr, deposed: Option<&Deposed>, id: Option<&str>) {
        let _ = (addr, deposed, id);
    }
    /// An object was refreshed.
    fn refresh_done(&self, addr: &AbsResourceInstanceAddr, deposed: Option<&Deposed>, id: Option<&str>) {
        let _ = (addr, deposed, id);
    }
    /// An object is about to be imported.
    fn import_start(&self, addr: &AbsResourceInstanceAddr, id: &str) {
        let _ = (addr, id);
    }
    /// An object was imported; the identifier is the one it has now.
    fn import_done(&self, addr: &AbsResourceInstanceAddr, id: &str) {
        let _ = (addr, id);
    }
    /// An operation begins; also reads of data sources while planning.
    fn apply_start(&self, operation: &Operation) {
        let _ = operation;
    }
    /// An operation still runs; told every ten seconds.
    fn apply_still(&self, operation: &Operation, elapsed: Duration) {
        let _ = (operation, elapsed);
    }
    /// An operation succeeded; `id` is the object's, if it has one.
    fn apply_complete(&self, operation: &Operation, elapsed: Duration, id: Option<&str>) {
        let _ = (operation, elapsed, id);
    }
    /// An operation failed; its diagnostics come with the result of the run.
    fn apply_errored(&self, operation: &Operation, elapsed: Duration) {
        let _ = (operation, elapsed);
    }
    /// A provisioner begins.
    fn provision_start(&self, addr: &AbsResourceInstanceAddr, ty: &str) {
        let _ = (addr, ty);
    }
    /// A provisioner printed a line.
    fn provision_output(&self, addr: &AbsResourceInstanceAddr, ty: &str, line: &str) {
        let _ = (addr, ty, line);
    }
    /// A provisioner succeeded.
    fn provision_complete(&self, addr: &AbsResourceInstanceAddr, ty: &str) {
        let _ = (addr, ty);
    }
    /// A provisioner failed.
    fn provision_errored(&self, addr: &AbsResourceInstanceAddr, ty: &str) {
        let _ = (addr, ty);
    }
    /// The user asked to stop: no new operation begins.
    fn stopping(&self) {}
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl UiEvents for Silent {}
