//! `iac graph`: dependencies as DOT.

use crate::args::GraphArgs;
use crate::project::Project;
use crate::session::Session;
use crate::stored;
use crate::view::dot;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_engine::Plan;
use iac_engine::graph::build_config_graph;

/// The graphs that exist. All but the summary are the graph of blocks: `apply` and the other plans walk it too.
const KINDS: &[&str] = &["plan", "plan-refresh-only", "plan-destroy", "apply"];

/// Prints.
pub(crate) fn run(args: &GraphArgs, session: &Session) -> u8 {
    stored::exit_code(session, graph(args, session))
}

fn graph(args: &GraphArgs, session: &Session) -> Result<(), Diagnostics> {
    if let Some(kind) = args.kind.as_deref().filter(|kind| !KINDS.contains(kind)) {
        let detail = format!("The -type={kind:?} argument is not one of {}.", KINDS.join(", "));
        return Err(Diagnostic::error("Graph type not available", detail).into());
    }
    let (project, mut diags) = match &args.plan {
        None => Project::load(session),
        Some(path) => {
            let plan = Plan::read(path).map_err(|error| {
                Diagnostic::error(
                    "Failed to load the plan file",
                    format!("{} cannot be used as a saved plan: {error}.", path.display()),
                )
            })?;
            let (config, mut diags) = plan.load_config();
            (Project::of_saved_plan(session, &config, &mut diags), diags)
        }
    };
    if diags.has_errors() {
        return Err(diags);
    }
    let graph = diags.absorb(build_config_graph(&project.config, &project.providers));
    if diags.has_errors() && !args.draw_cycles {
        return Err(diags);
    }
    let full = args.kind.is_some() || args.plan.is_some();
    session.terminal.print(&if full { dot::full(&graph) } else { dot::summary(&graph) });
    Ok(())
}
