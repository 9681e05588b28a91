//! `iac import`: brings one existing object under management.

use crate::args::ImportArgs;
use crate::operation::{Lock, read_prior, run_stoppable, store};
use crate::project::Project;
use crate::session::Session;
use crate::stored;
use crate::targets;
use iac_core::addr::AbsResourceInstanceAddr;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_engine::{PlanOptions, UiEvents};
use iac_lang::config::LoadOptions;
use iac_state::{Deposed, StateStore};

/// Imports.
pub(crate) fn run(args: &ImportArgs, session: &Session) -> u8 {
    stored::exit_code(session, import(args, session))
}

fn import(args: &ImportArgs, session: &Session) -> Result<(), Diagnostics> {
    if args.config.as_ref().is_some_and(|dir| dir.as_os_str() != ".") {
        let detail =
            "A configuration in another directory (-config) is not supported by iac yet. Use the global option -chdir.";
        return Err(Diagnostic::error("Option not supported", detail).into());
    }
    let addr = args.address.parse::<AbsResourceInstanceAddr>();
    let addr = addr.map_err(|error| Diagnostic::error("Invalid address", error.to_string()))?;
    let (project, mut diags) = Project::load_with(session, &LoadOptions::default());
    if diags.has_errors() {
        return Err(diags);
    }
    let ask = args.operation.input && session.settings.input;
    let variables = diags.absorb(project.variables(session, &args.operation.variables.arguments, ask));
    let options = PlanOptions {
        variables,
        parallelism: args.operation.parallelism.max(1),
        environment: project.environment(),
        ..PlanOptions::default()
    };
    if diags.has_errors() {
        return Err(diags);
    }
    import_into(&addr, args, &project, &options, session, diags)
}

fn import_into(
    addr: &AbsResourceInstanceAddr,
    args: &ImportArgs,
    project: &Project,
    options: &PlanOptions,
    session: &Session,
    mut diags: Diagnostics,
) -> Result<(), Diagnostics> {
    let store = store(project, &args.operation.state);
    let _lock = Lock::take(&store, "import", &args.operation.lock, session)?;
    let prior = read_prior(project, &args.operation.state, &store)?;
    let events = Progress { session };
    let result = run_stoppable(async |stop| {
        iac_engine::import(&project.config, prior, addr, &args.id, &project.providers, options, &events, &stop).await
    });
    let outcome = diags.absorb(result);
    if diags.has_errors() {
        return Err(diags);
    }
    store.write(&outcome.state).map_err(|error| Diagnostic::error("Failed to write state", error.to_string()))?;
    diags.extend(targets::remember(&store, &std::collections::BTreeMap::new(), &outcome.state));
    session.report(&diags);
    let done = session.style().bold_green("Import successful!");
    session.terminal.line(&format!("\n{done}\n\nThe resources that were imported are shown above. These resources are now in\nyour iac state and will henceforth be managed by iac.\n"));
    Ok(())
}

/// Import has words of its own.
struct Progress<'a> {
    session: &'a Session,
}

impl UiEvents for Progress<'_> {
    fn import_start(&self, addr: &AbsResourceInstanceAddr, id: &str) {
        self.session.terminal.line(&format!("{addr}: Importing from ID {id:?}..."));
    }
    fn import_done(&self, addr: &AbsResourceInstanceAddr, _id: &str) {
        let style = self.session.style();
        self.session.terminal.line(&style.green(&format!("{addr}: Import prepared!")));
        self.session.terminal.line(&style.green(&format!("  Prepared {} for import", addr.resource.ty)));
    }
    fn refresh_start(&self, addr: &AbsResourceInstanceAddr, _deposed: Option<&Deposed>, id: Option<&str>) {
        let id = id.map(|id| format!(" [id={id}]")).unwrap_or_default();
        self.session.terminal.line(&self.session.style().bold(&format!("{addr}: Refreshing state...{id}")));
    }
}
