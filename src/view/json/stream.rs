//! A run as a stream of JSON lines: `plan -json`, `apply -json`, `destroy -json`, `refresh -json`.

use super::diagnostic;
use super::value::{compact, to_json, type_json};
use crate::session::Session;
use crate::settings::TERRAFORM_VERSION;
use crate::view::RunView;
use crate::view::diagnostic::sorted;
use crate::view::progress::{phrase, seconds};
use iac_core::addr::{AbsResourceInstanceAddr, InstanceKey};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_engine::{
    ActionReason, ApplyOutcome, Change, Operation, OperationKind, Plan, PlanMode, Providers, ResourceChange, UiEvents,
};
use iac_state::{Deposed, State};
use serde_json::{Map, Value as Json, json};
use std::path::Path;
use std::time::Duration;

/// The version of the stream's format.
const UI_VERSION: &str = "1.3";

/// Shows a run as JSON lines.
pub(crate) struct Stream<'a> {
    session: &'a Session,
}

impl<'a> Stream<'a> {
    /// A view of a run.
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Prints a line: level, message, kind and the members that belong to the kind.
    fn say(&self, level: &str, message: &str, kind: &str, members: Json) {
        let mut line = Map::new();
        line.insert("@level".into(), level.into());
        line.insert("@message".into(), message.into());
        line.insert("@module".into(), "terraform.ui".into());
        line.insert("@timestamp".into(), iac_state::timestamp().into());
        if let Json::Object(members) = members {
            line.extend(members);
        }
        line.insert("type".into(), kind.into());
        self.session.terminal.line(&compact(&Json::Object(line)));
    }

    fn info(&self, message: &str, kind: &str, members: Json) {
        self.say("info", message, kind, members);
    }

    fn diagnostic(&self, item: &Diagnostic, rendered: &Json) {
        let (level, word) = if item.is_error() { ("error", "Error") } else { ("warn", "Warning") };
        self.say(level, &format!("{word}: {}", item.summary), "diagnostic", json!({ "diagnostic": rendered }));
    }

    fn change(&self, change: &ResourceChange, drift: bool) {
        let action = planned_action(change);
        let mut shown = Map::new();
        shown.insert("resource".into(), resource(&change.addr));
        if let Some(previous) = &change.previous_addr {
            shown.insert("previous_resource".into(), resource(previous));
        }
        shown.insert("action".into(), action.into());
        if let (Some(reason), false) = (change.reason, drift) {
            shown.insert("reason".into(), reason_word(reason).into());
        }
        if let Some(id) = &change.importing {
            shown.insert("importing".into(), json!({ "id": &**id }));
        }
        let (text, kind) = if drift {
            (format!("{}: Drift detected ({action})", change.addr), "resource_drift")
        } else {
            (format!("{}: Plan to {action}", change.addr), "planned_change")
        };
        self.info(&text, kind, json!({ "change": shown }));
    }

    fn hook(&self, operation: &Operation, message: &str, kind: &str, more: Json) {
        let mut hook = Map::new();
        hook.insert("resource".into(), resource(&operation.addr));
        hook.insert("action".into(), operation_word(operation.kind).into());
        if let Json::Object(more) = more {
            hook.extend(more);
        }
        self.info(&format!("{}: {message}", operation.addr), kind, json!({ "hook": hook }));
    }

    fn provision(&self, addr: &AbsResourceInstanceAddr, ty: &str, message: &str, kind: &str, output: Option<&str>) {
        let mut hook = json!({ "resource": resource(addr), "provisioner": ty });
        if let Some(output) = output {
            hook["output"] = output.into();
        }
        self.info(&format!("{addr}: {message}"), kind, json!({ "hook": hook }));
    }
}

/// The identifier members of a hook; none without an identifier.
fn id_members(id: Option<&str>) -> Map<String, Json> {
    let mut members = Map::new();
    if let Some(id) = id.filter(|id| !id.is_empty()) {
        members.insert("id_key".into(), "id".into());
        members.insert("id_value".into(), id.into());
    }
    members
}

fn with_elapsed(mut members: Map<String, Json>, elapsed: Duration) -> Json {
    members.insert("elapsed_seconds".into(), elapsed.as_secs().into());
    Json::Object(members)
}

fn resource(addr: &AbsResourceInstanceAddr) -> Json {
    let relative = format!("{}{}", addr.resource, addr.key);
    json!({
        "addr": addr.to_string(),
        "module": addr.module.to_string(),
        "resource": relative,
        "implied_provider": addr.resource.implied_provider(),
        "resource_type": &*addr.resource.ty,
        "resource_name": &*addr.resource.name,
        "resource_key": match &addr.key {
            InstanceKey::None => Json::Null,
            InstanceKey::Int(index) => (*index).into(),
            InstanceKey::String(key) => (**key).into(),
        },
    })
}

fn planned_action(change: &ResourceChange) -> &'static str {
    match &change.change {
        Change::Create { .. } => "create",
        Change::Update { .. } => "update",
        Change::Replace { .. } => "replace",
        Change::Delete { .. } => "delete",
        Change::Read { .. } => "read",
        Change::Forget { .. } => "remove",
        Change::NoOp { .. } if change.previous_addr.is_some() => "move",
        Change::NoOp { .. } if change.importing.is_some() => "import",
        Change::NoOp { .. } => "noop",
    }
}

fn operation_word(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Create => "create",
        OperationKind::Update => "update",
        OperationKind::Delete => "delete",
        OperationKind::Read => "read",
    }
}

/// Reasons have shorter names here than in the plan's JSON form.
fn reason_word(reason: ActionReason) -> &'static str {
    match reason {
        ActionReason::ReplaceBecauseCannotUpdate => "cannot_update",
        ActionReason::ReplaceBecauseTainted => "tainted",
        ActionReason::ReplaceByRequest => "requested",
        ActionReason::ReplaceByTriggers => "replace_triggered_by",
        other => other.as_str(),
    }
}

impl RunView for Stream<'_> {
    fn start(&self) {
        let text = format!("Terraform {TERRAFORM_VERSION}");
        self.info(
            &text,
            "version",
            json!({ "terraform": TERRAFORM_VERSION, "ui": UI_VERSION, "iac": env!("CARGO_PKG_VERSION") }),
        );
    }

    fn plan(&self, plan: &Plan, _providers: &Providers) {
        for change in plan.drift.iter().filter(|change| !change.change.is_noop()) {
            self.change(change, true);
        }
        if plan.mode != PlanMode::RefreshOnly {
            for change in plan.changes.iter().filter(|change| planned_action(change) != "noop") {
                self.change(change, false);
            }
        }
        let counts = plan.counts();
        let import = if counts.import > 0 { format!("{} to import, ", counts.import) } else { String::new() };
        let text =
            format!("Plan: {import}{} to add, {} to change, {} to destroy.", counts.add, counts.change, counts.remove);
        self.info(&text, "change_summary", summary([counts.add, counts.change, counts.import, counts.remove], "plan"));
        let outputs: Map<String, Json> = plan
            .outputs
            .iter()
            .map(|(name, change)| {
                let action =
                    if change.is_noop() { "noop" } else { change.actions().first().copied().unwrap_or("noop") };
                (name.to_string(), json!({ "sensitive": change.sensitive, "action": action }))
            })
            .collect();
        if !outputs.is_empty() {
            self.info(&format!("Outputs: {}", outputs.len()), "outputs", json!({ "outputs": outputs }));
        }
    }

    fn next_step(&self, _saved_to: Option<&Path>) {}

    fn summary(&self, mode: PlanMode, outcome: &ApplyOutcome) {
        let (added, changed, destroyed) = (outcome.added, outcome.changed, outcome.destroyed);
        let (text, operation) = match mode {
            PlanMode::Destroy => (format!("Destroy complete! Resources: {destroyed} destroyed."), "destroy"),
            _ => (
                format!("Apply complete! Resources: {added} added, {changed} changed, {destroyed} destroyed."),
                "apply",
            ),
        };
        self.info(&text, "change_summary", summary([added, changed, outcome.imported, destroyed], operation));
    }

    fn outputs(&self, state: &State) {
        let outputs: Map<String, Json> = state
            .outputs
            .iter()
            .map(|(name, output)| {
                let mut shown = json!({ "sensitive": output.sensitive, "type": type_json(&output.value.ty()) });
                if !output.sensitive {
                    shown["value"] = to_json(&output.value);
                }
                (name.to_string(), shown)
            })
            .collect();
        self.info(&format!("Outputs: {}", outputs.len()), "outputs", json!({ "outputs": outputs }));
    }

    fn diagnostics(&self, diags: &Diagnostics) -> bool {
        let sources = self.session.sources();
        for item in sorted(diags, &sources) {
            let rendered = diagnostic::render(&item, &sources);
            self.diagnostic(&item, &rendered);
        }
        !diags.has_errors()
    }
}

fn summary([add, change, import, remove]: [usize; 4], operation: &str) -> Json {
    json!({ "changes": {
        "add": add, "change": change, "import": import, "remove": remove, "action_invocation": 0, "operation": operation,
    } })
}

impl UiEvents for Stream<'_> {
    fn refresh_start(&self, addr: &AbsResourceInstanceAddr, _deposed: Option<&Deposed>, id: Option<&str>) {
        let mut hook = Map::from_iter([("resource".to_owned(), resource(addr))]);
        hook.extend(id_members(id));
        self.info(&format!("{addr}: Refreshing state...{}", phrase::id(id)), "refresh_start", json!({ "hook": hook }));
    }
    fn refresh_done(&self, addr: &AbsResourceInstanceAddr, _deposed: Option<&Deposed>, id: Option<&str>) {
        let mut hook = Map::from_iter([("resource".to_owned(), resource(addr))]);
        hook.extend(id_members(id));
        self.info(&format!("{addr}: Refresh complete{}", phrase::id(id)), "refresh_complete", json!({ "hook": hook }));
    }
    fn apply_start(&self, operation: &Operation) {
        let id = Json::Object(id_members(operation.id.as_deref()));
        self.hook(operation, &phrase::start(operation), "apply_start", id);
    }
    fn apply_still(&self, operation: &Operation, elapsed: Duration) {
        let text = phrase::still(operation, elapsed);
        self.hook(operation, &text, "apply_progress", with_elapsed(Map::new(), elapsed));
    }
    fn apply_complete(&self, operation: &Operation, elapsed: Duration, id: Option<&str>) {
        let members = with_elapsed(id_members(id), elapsed);
        self.hook(operation, &phrase::complete(operation, elapsed, id), "apply_complete", members);
    }
    fn apply_errored(&self, operation: &Operation, elapsed: Duration) {
        let what = match operation.kind {
            OperationKind::Create => "Creation",
            OperationKind::Update => "Modifications",
            OperationKind::Delete => "Destruction",
            OperationKind::Read => "Read",
        };
        let text = format!("{what} errored after {}", seconds(elapsed));
        self.hook(operation, &text, "apply_errored", with_elapsed(Map::new(), elapsed));
    }
    fn provision_start(&self, addr: &AbsResourceInstanceAddr, ty: &str) {
        self.provision(addr, ty, &format!("Provisioning with '{ty}'..."), "provision_start", None);
    }
    fn provision_output(&self, addr: &AbsResourceInstanceAddr, ty: &str, line: &str) {
        self.provision(addr, ty, &format!("({ty}): {line}"), "provision_progress", Some(line));
    }
    fn provision_complete(&self, addr: &AbsResourceInstanceAddr, ty: &str) {
        self.provision(addr, ty, &format!("({ty}) Provisioning complete"), "provision_complete", None);
    }
    fn provision_errored(&self, addr: &AbsResourceInstanceAddr, ty: &str) {
        self.provision(addr, ty, &format!("({ty}) Provisioning errored"), "provision_errored", None);
    }
    fn stopping(&self) {
        self.info("Interrupt received. Gracefully shutting down...", "log", json!({}));
    }
}
