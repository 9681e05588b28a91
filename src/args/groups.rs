//! Groups of flags that several commands share.

use clap::{ArgMatches, Args, FromArgMatches};
use iac_lang::config::VariableArgument;
use std::path::PathBuf;

/// `-var` and `-var-file`, in the order given.
#[derive(Clone, Debug, Default)]
pub(crate) struct VariableArgs {
    /// The arguments, later ones win.
    pub arguments: Vec<VariableArgument>,
}

impl FromArgMatches for VariableArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut found = Vec::new();
        for (name, wrap) in
            [("var", VariableArgument::Var as fn(String) -> _), ("var-file", VariableArgument::File as fn(String) -> _)]
        {
            let indices = matches.indices_of(name).into_iter().flatten();
            let values = matches.get_many::<String>(name).into_iter().flatten();
            found.extend(indices.zip(values).map(|(at, value)| (at, wrap(value.clone()))));
        }
        found.sort_by_key(|(at, _)| *at);
        Ok(Self { arguments: found.into_iter().map(|(_, argument)| argument).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for VariableArgs {
    fn augment_args(command: clap::Command) -> clap::Command {
        let many = |name: &'static str, value: &'static str, help: &'static str| {
            clap::Arg::new(name)
                .long(name)
                .value_name(value)
                .help(help)
                .action(clap::ArgAction::Append)
                .allow_hyphen_values(true)
        };
        command.arg(many("var", "NAME=VALUE", "Sets an input variable; may be given several times")).arg(many(
            "var-file",
            "FILE",
            "Reads input variables from a file; may be given several times",
        ))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

/// How to lock the state.
#[derive(Clone, Debug, Args)]
pub(crate) struct LockArgs {
    /// Locks the state
    #[arg(long, num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub lock: bool,
    /// How long to try to get the lock
    #[arg(long, value_name = "DURATION", default_value = "0s")]
    pub lock_timeout: String,
}

/// Which files hold the state (local backend only).
#[derive(Clone, Debug, Args)]
pub(crate) struct StateFileArgs {
    /// Reads and writes this state file
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Writes the new state here
    #[arg(long, value_name = "FILE")]
    pub state_out: Option<PathBuf>,
    /// Keeps the previous state here; `-` keeps none
    #[arg(long, value_name = "FILE")]
    pub backup: Option<PathBuf>,
}

/// What every operation on objects takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct OperationArgs {
    #[command(flatten)]
    pub variables: VariableArgs,
    #[command(flatten)]
    pub lock: LockArgs,
    #[command(flatten)]
    pub state: StateFileArgs,
    /// Only these objects and what they depend on; may be given several times
    #[arg(long, value_name = "ADDRESS")]
    pub target: Vec<String>,
    /// How many operations run at a time
    #[arg(long, value_name = "N", default_value_t = iac_engine::DEFAULT_PARALLELISM)]
    pub parallelism: usize,
    /// Asks for input
    #[arg(long, num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub input: bool,
    /// Shows warnings in short form
    #[arg(long)]
    pub compact_warnings: bool,
    /// Prints JSON
    #[arg(long)]
    pub json: bool,
}

/// What to plan.
#[derive(Clone, Debug, Args)]
pub(crate) struct PlanArgs {
    /// Plans to destroy everything
    #[arg(long)]
    pub destroy: bool,
    /// Only brings the state up to date
    #[arg(long, conflicts_with = "destroy")]
    pub refresh_only: bool,
    /// Reads objects before planning
    #[arg(long, num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub refresh: bool,
    /// Replaces this object; may be given several times
    #[arg(long, value_name = "ADDRESS")]
    pub replace: Vec<String>,
}

/// How to set up the backend.
#[derive(Clone, Debug, Args)]
pub(crate) struct BackendArgs {
    /// Sets up the backend
    #[arg(long, alias = "cloud", num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub backend: bool,
    /// Adds to the backend block: a file or KEY=VALUE; may be given several times
    #[arg(long, value_name = "FILE|KEY=VALUE")]
    pub backend_config: Vec<String>,
    /// Forgets how the backend was set up before
    #[arg(long)]
    pub reconfigure: bool,
    /// Moves the state from the previous backend
    #[arg(long)]
    pub migrate_state: bool,
    /// Does not ask before copying state
    #[arg(long)]
    pub force_copy: bool,
}
