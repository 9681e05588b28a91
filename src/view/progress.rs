//! Progress lines while planning and applying, worded as Terraform words them.

use super::style::Style;
use crate::terminal::Terminal;
use iac_core::addr::AbsResourceInstanceAddr;
use iac_engine::{Operation, UiEvents};
use iac_state::Deposed;
use std::time::Duration;

/// Prints progress lines.
pub(crate) struct Progress<'a> {
    /// Where to.
    pub terminal: &'a Terminal,
    /// How.
    pub style: Style,
}

impl Progress<'_> {
    fn line(&self, subject: &str, text: &str) {
        self.terminal.line(&self.style.bold(&format!("{subject}: {text}")));
    }
}

/// An instance, with the key of its deposed object if that is meant.
fn subject(addr: &AbsResourceInstanceAddr, deposed: Option<&Deposed>) -> String {
    deposed.map_or_else(|| addr.to_string(), |key| format!("{addr} (deposed object {key})"))
}

/// A duration in whole seconds, `1m5s`.
pub(super) fn seconds(elapsed: Duration) -> String {
    let total = elapsed.as_secs() + u64::from(elapsed.subsec_millis() >= 500);
    match (total / 3600, total / 60 % 60, total % 60) {
        (0, 0, seconds) => format!("{seconds}s"),
        (0, minutes, seconds) => format!("{minutes}m{seconds}s"),
        (hours, minutes, seconds) => format!("{hours}h{minutes}m{seconds}s"),
    }
}

/// The words for what happens to an object, without its address.
pub(super) mod phrase {
    use super::seconds;
    use iac_engine::{Operation, OperationKind};
    use std::time::Duration;

    /// ` [id=…]`
    pub(crate) fn id(id: Option<&str>) -> String {
        id.filter(|id| !id.is_empty()).map(|id| format!(" [id={id}]")).unwrap_or_default()
    }

    /// An operation begins.
    pub(crate) fn start(operation: &Operation) -> String {
        let id = id(operation.id.as_deref());
        match operation.kind {
            OperationKind::Create => "Creating...".to_owned(),
            OperationKind::Update => format!("Modifying...{id}"),
            OperationKind::Delete => format!("Destroying...{id}"),
            OperationKind::Read => "Reading...".to_owned(),
        }
    }

    /// An operation still runs.
    pub(crate) fn still(operation: &Operation, elapsed: Duration) -> String {
        let doing = match operation.kind {
            OperationKind::Create => "creating",
            OperationKind::Update => "modifying",
            OperationKind::Delete => "destroying",
            OperationKind::Read => "reading",
        };
        let id = operation.id.as_deref().filter(|id| !id.is_empty()).map(|id| format!("id={id}, ")).unwrap_or_default();
        format!("Still {doing}... [{id}{:02}m{:02}s elapsed]", elapsed.as_secs() / 60, elapsed.as_secs() % 60)
    }

    /// An operation succeeded.
    pub(crate) fn complete(operation: &Operation, elapsed: Duration, object: Option<&str>) -> String {
        let after = seconds(elapsed);
        match operation.kind {
            OperationKind::Create => format!("Creation complete after {after}{}", id(object)),
            OperationKind::Update => format!("Modifications complete after {after}{}", id(object)),
            OperationKind::Delete => format!("Destruction complete after {after}"),
            OperationKind::Read => format!("Read complete after {after}{}", id(object)),
        }
    }
}

impl UiEvents for Progress<'_> {
    fn refresh_start(&self, addr: &AbsResourceInstanceAddr, deposed: Option<&Deposed>, id: Option<&str>) {
        self.line(&subject(addr, deposed), &format!("Refreshing state...{}", phrase::id(id)));
    }

    fn import_start(&self, addr: &AbsResourceInstanceAddr, id: &str) {
        self.line(&addr.to_string(), &format!("Preparing import... [id={id}]"));
    }

    fn apply_start(&self, operation: &Operation) {
        self.line(&subject(&operation.addr, operation.deposed.as_ref()), &phrase::start(operation));
    }

    fn apply_still(&self, operation: &Operation, elapsed: Duration) {
        self.line(&subject(&operation.addr, operation.deposed.as_ref()), &phrase::still(operation, elapsed));
    }

    fn apply_complete(&self, operation: &Operation, elapsed: Duration, id: Option<&str>) {
        self.line(&subject(&operation.addr, operation.deposed.as_ref()), &phrase::complete(operation, elapsed, id));
    }

    fn provision_start(&self, addr: &AbsResourceInstanceAddr, ty: &str) {
        self.line(&addr.to_string(), &format!("Provisioning with '{ty}'..."));
    }

    fn provision_output(&self, addr: &AbsResourceInstanceAddr, ty: &str, line: &str) {
        self.terminal.line(&format!("{} {line}", self.style.bold(&format!("{addr} ({ty}):"))));
    }

    fn stopping(&self) {
        self.terminal.line(
            "\nInterrupt received.\nPlease wait for iac to exit or data loss may occur.\nGracefully shutting down...\n",
        );
    }
}
