//! What plan, apply, destroy and refresh have in common: the state's lock, the plan, stopping on Ctrl-C.

use crate::args::{LockArgs, OperationArgs, PlanArgs, StateFileArgs};
use crate::project::Project;
use crate::session::Session;
use iac_core::addr::{AbsResourceInstanceAddr, Target};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_engine::{CancellationToken, PlanMode, PlanOptions};
use iac_state::{LocalStore, LockError, LockInfo, State, StateStore, StoreError};
use std::str::FromStr;
use std::time::Duration;

/// What the user asked to plan; addresses that cannot be read are reported.
pub(crate) fn plan_options(
    project: &Project,
    operation: &OperationArgs,
    plan: &PlanArgs,
    diags: &mut Diagnostics,
) -> PlanOptions {
    let mode = match (plan.destroy, plan.refresh_only) {
        (true, _) => PlanMode::Destroy,
        (_, true) => PlanMode::RefreshOnly,
        _ => PlanMode::Normal,
    };
    PlanOptions {
        mode,
        refresh: plan.refresh,
        targets: parse_all::<Target>(&operation.target, "Invalid target", diags),
        replace: parse_all::<AbsResourceInstanceAddr>(&plan.replace, "Invalid force-replace address", diags),
        parallelism: operation.parallelism.max(1),
        environment: project.environment(),
        ..PlanOptions::default()
    }
}

fn parse_all<T: FromStr<Err: std::fmt::Display>>(texts: &[String], summary: &str, diags: &mut Diagnostics) -> Vec<T> {
    let parse = |text: &String| {
        let parsed = text.parse::<T>();
        parsed.map_err(|error| diags.push(Diagnostic::error(format!("{summary} {text:?}"), error.to_string()))).ok()
    };
    texts.iter().filter_map(parse).collect()
}

/// The store that is locked and written: `-state-out`, else `-state`, else the workspace's.
pub(crate) fn store(project: &Project, files: &StateFileArgs) -> LocalStore {
    let store = project.store(files.state_out.as_deref().or(files.state.as_deref()));
    match &files.backup {
        Some(path) if path.as_os_str() == "-" => store.with_backup(None),
        Some(path) => store.with_backup(Some(path.clone())),
        None => store,
    }
}

/// A held lock; released when it goes.
pub(crate) struct Lock<'a> {
    store: &'a dyn StateStore,
    id: Option<String>,
    session: &'a Session,
}

impl<'a> Lock<'a> {
    /// Takes the lock, unless `-lock=false`. What went wrong is a diagnostic that says who holds it.
    pub(crate) fn take(
        store: &'a dyn StateStore,
        operation: &str,
        args: &LockArgs,
        session: &'a Session,
    ) -> Result<Self, Diagnostic> {
        if !args.lock {
            return Ok(Self { store, id: None, session });
        }
        let timeout = parse_timeout(&args.lock_timeout)?;
        match store.lock(&LockInfo::new(operation), timeout) {
            Ok(id) => Ok(Self { store, id: Some(id), session }),
            Err(error) => Err(lock_diagnostic(&error)),
        }
    }
}

impl Drop for Lock<'_> {
    fn drop(&mut self) {
        if let Some(id) = self.id.take()
            && let Err(error) = self.store.unlock(&id)
        {
            let detail = format!(
                "The lock of the state could not be released: {error}. Use \"iac force-unlock {id}\" if it stays."
            );
            self.session.report(&Diagnostic::error("Error releasing the state lock", detail).into());
        }
    }
}

/// A duration such as `10s` or `1m30s`.
fn parse_timeout(text: &str) -> Result<Duration, Diagnostic> {
    iac_provider::wait::parse_duration(text).ok_or_else(|| {
        let detail = format!("{text:?} is not a duration. Write it as a number with a unit, such as 10s or 3m.");
        Diagnostic::error("Invalid value for -lock-timeout", detail)
    })
}

fn lock_diagnostic(error: &LockError) -> Diagnostic {
    let cause = match error {
        LockError::Held(_) => "resource temporarily unavailable".to_owned(),
        other => other.to_string(),
    };
    let mut detail = format!("Error message: {cause}\n");
    if let LockError::Held(info) = error {
        detail += &format!(
            "Lock Info:\n  ID:        {}\n  Path:      {}\n  Operation: {}\n  Who:       {}\n  Version:   {}\n  Created:   {}\n  Info:      {}\n",
            info.id, info.path, info.operation, info.who, info.version, info.created, info.info
        );
    }
    detail += "\n\nThe state is locked so that two runs do not change it at the same time. Wait for the other run, or give it time with -lock-timeout=1m. \
               Only if that run is dead: \"iac force-unlock ID\".";
    Diagnostic::error("Error acquiring the state lock", detail)
}

/// Reads the prior state of an operation that will write to `store`: from there, unless `-state-out` sends the new state
/// elsewhere. The file that is locked must not be opened a second time: closing it would release the lock.
pub(crate) fn read_prior(
    project: &Project,
    files: &StateFileArgs,
    store: &dyn StateStore,
) -> Result<Option<State>, Diagnostic> {
    match &files.state_out {
        Some(target) if files.state.as_ref() != Some(target) => read_state(&project.store(files.state.as_deref())),
        _ => read_state(store),
    }
}

/// Reads the state; what went wrong is a diagnostic.
pub(crate) fn read_state(store: &dyn StateStore) -> Result<Option<State>, Diagnostic> {
    store.read().map_err(|error| store_diagnostic(&error))
}

/// Explains a state that cannot be used.
pub(crate) fn store_diagnostic(error: &StoreError) -> Diagnostic {
    match error {
        StoreError::Io { .. } => Diagnostic::error("Failed to read or write the state", error.to_string()),
        StoreError::Invalid { .. } => {
            let text = error.to_string();
            let advice =
                if text.contains(".backup") { "" } else { " Restore the .backup file beside it, or another copy." };
            let detail = format!("{text}. Nothing was changed.{advice}");
            Diagnostic::error("Invalid state file", detail)
        }
        StoreError::NewerFormat { path, version } => {
            let detail = format!(
                "The state file {path} has format version {version}; iac reads and writes version 4. It was written by a newer program: use that one."
            );
            Diagnostic::error("Unsupported state file format", detail)
        }
    }
}

/// Runs asynchronous work on a runtime of its own; the first Ctrl-C asks it to stop, the second to stop now.
pub(crate) fn run_stoppable<T>(work: impl AsyncFnOnce(CancellationToken) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("invariant: the operating system gives threads");
    let token = CancellationToken::new();
    let stop = token.clone();
    runtime.spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            stop.cancel();
        }
    });
    let result = runtime.block_on(work(token));
    runtime.shutdown_background();
    result
}
