//! A run as text for people, worded as Terraform words it where other programs look for the words.

use super::RunView;
use super::diff;
use super::progress::Progress;
use super::style::wrap;
use super::value;
use crate::session::Session;
use iac_core::addr::AbsResourceInstanceAddr;
use iac_core::diag::Diagnostics;
use iac_core::value::Marks;
use iac_engine::{ApplyOutcome, Operation, Plan, PlanMode, Providers, UiEvents};
use iac_state::{Deposed, State};
use std::path::Path;
use std::time::Duration;

/// Shows a run as text.
pub(crate) struct Human<'a> {
    session: &'a Session,
    progress: Progress<'a>,
    compact_warnings: bool,
}

impl<'a> Human<'a> {
    /// A view of a run.
    pub(crate) fn new(session: &'a Session, compact_warnings: bool) -> Self {
        let progress = Progress { terminal: &session.terminal, style: session.style() };
        Self { session, progress, compact_warnings }
    }
}

impl RunView for Human<'_> {
    fn plan(&self, plan: &Plan, providers: &Providers) {
        self.session.terminal.print(&diff::render_plan(plan, providers, self.session.style()));
    }

    fn next_step(&self, saved_to: Option<&Path>) {
        let width = self.session.terminal.width();
        let rule = "─".repeat(width - 1);
        let text = if let Some(path) = saved_to {
            format!(
                "\n{rule}\n\nSaved the plan to: {0}\n\nTo perform exactly these actions, run the following command to apply:\n    iac apply \"{0}\"\n",
                path.display()
            )
        } else {
            let note = "Note: You didn't use the -out option to save this plan, so iac can't guarantee to take exactly these actions if you run \"iac apply\" now.";
            format!("\n{rule}\n\n{}\n", wrap(note, width - 1))
        };
        if !self.session.settings.automation || saved_to.is_some() {
            self.session.terminal.print(&text);
        }
    }

    fn imported(&self, addr: &AbsResourceInstanceAddr, id: &str) {
        let style = self.session.style();
        self.session.terminal.line(&style.bold(&format!("{addr}: Importing... [id={id}]")));
        self.session.terminal.line(&style.bold(&format!("{addr}: Import complete [id={id}]")));
    }

    fn summary(&self, mode: PlanMode, outcome: &ApplyOutcome) {
        let imported = if outcome.imported > 0 { format!("{} imported, ", outcome.imported) } else { String::new() };
        let text = match mode {
            PlanMode::Destroy => format!("Destroy complete! Resources: {} destroyed.", outcome.destroyed),
            PlanMode::Normal | PlanMode::RefreshOnly => format!(
                "Apply complete! Resources: {imported}{} added, {} changed, {} destroyed.",
                outcome.added, outcome.changed, outcome.destroyed
            ),
        };
        let text = self.session.style().bold_green(&text);
        self.session.terminal.print(&format!("\n{text}\n"));
    }

    fn outputs(&self, state: &State) {
        if state.outputs.is_empty() {
            return;
        }
        let style = self.session.style();
        self.session.terminal.print(&format!("\n{}\n\n{}", style.bold_green("Outputs:"), render_outputs(state)));
    }

    fn diagnostics(&self, diags: &Diagnostics) -> bool {
        self.session.report_with(diags, self.compact_warnings)
    }
}

/// `name = value` for every output, sensitive ones hidden.
pub(crate) fn render_outputs(state: &State) -> String {
    let mut text = String::new();
    for (name, output) in &state.outputs {
        let shown = if output.sensitive {
            "<sensitive>".to_owned()
        } else {
            value::render(&output.value.clone().with_marks(Marks::NONE), 0)
        };
        text.push_str(&format!("{name} = {shown}\n"));
    }
    text
}

impl UiEvents for Human<'_> {
    fn refresh_start(&self, addr: &AbsResourceInstanceAddr, deposed: Option<&Deposed>, id: Option<&str>) {
        self.progress.refresh_start(addr, deposed, id);
    }
    fn import_start(&self, addr: &AbsResourceInstanceAddr, id: &str) {
        self.progress.import_start(addr, id);
    }
    fn apply_start(&self, operation: &Operation) {
        self.progress.apply_start(operation);
    }
    fn apply_still(&self, operation: &Operation, elapsed: Duration) {
        self.progress.apply_still(operation, elapsed);
    }
    fn apply_complete(&self, operation: &Operation, elapsed: Duration, id: Option<&str>) {
        self.progress.apply_complete(operation, elapsed, id);
    }
    fn provision_start(&self, addr: &AbsResourceInstanceAddr, ty: &str) {
        self.progress.provision_start(addr, ty);
    }
    fn provision_output(&self, addr: &AbsResourceInstanceAddr, ty: &str, line: &str) {
        self.progress.provision_output(addr, ty, line);
    }
    fn stopping(&self) {
        self.progress.stopping();
    }
}
