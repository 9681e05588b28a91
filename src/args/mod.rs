//! The command line's grammar: global flags and one variant per command. No behaviour.

mod dashes;
mod groups;

pub(crate) use dashes::{double_dashes, plain_flags, split_words};
pub(crate) use groups::{BackendArgs, LockArgs, OperationArgs, PlanArgs, StateFileArgs, VariableArgs};

use clap::{Args, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// Runs Terraform configurations against LocalStack.
#[derive(Debug, Parser)]
#[command(name = "iac", disable_version_flag = true, disable_help_subcommand = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// Works in another directory.
    #[arg(long, value_name = "DIR")]
    pub chdir: Option<PathBuf>,
    /// Where requests go: `emulator` (LocalStack, the default) or `aws`.
    #[arg(long, value_name = "CLOUD", value_parser = ["emulator", "aws"], global = true)]
    pub target_cloud: Option<String>,
    /// Records every API call in this file, one JSON object per line.
    #[arg(long, value_name = "FILE", global = true)]
    pub ledger: Option<PathBuf>,
    /// Prints the version.
    #[arg(long)]
    pub version: bool,
    /// Prints without colour.
    #[arg(long, global = true)]
    pub no_color: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Prepares a working directory: modules, backend, workspace
    Init(InitArgs),
    /// Installs modules
    Get(GetArgs),
    /// Checks whether the configuration is valid
    Validate(ValidateArgs),
    /// Shows the changes that the configuration requires
    Plan(PlanCommandArgs),
    /// Makes or changes objects
    Apply(ApplyArgs),
    /// Destroys every object that the configuration manages
    Destroy(ApplyArgs),
    /// Brings the state up to date with the objects
    Refresh(OperationArgs),
    /// Shows the state or a saved plan
    Show(ShowArgs),
    /// Shows output values
    Output(OutputArgs),
    /// Inspects and changes the state
    #[command(subcommand)]
    State(StateCommand),
    /// Brings an existing object under management
    Import(ImportArgs),
    /// Marks an object to be replaced
    Taint(TaintArgs),
    /// Takes the mark away again
    Untaint(TaintArgs),
    /// Releases a stuck lock
    ForceUnlock(ForceUnlockArgs),
    /// Manages workspaces
    #[command(subcommand)]
    Workspace(WorkspaceCommand),
    /// Prints the dependency graph as DOT
    Graph(GraphArgs),
    /// Rewrites configuration files in the canonical style
    Fmt(FmtArgs),
    /// Prints the version
    Version(VersionArgs),
    /// Shows the providers that the configuration requires
    Providers(ProvidersArgs),
    /// Prints completions for a shell
    Completions(CompletionsArgs),
    /// Any other word
    #[command(external_subcommand)]
    Unknown(Vec<OsString>),
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    #[command(flatten)]
    pub backend: BackendArgs,
    #[command(flatten)]
    pub variables: VariableArgs,
    #[command(flatten)]
    pub lock: LockArgs,
    /// Downloads modules
    #[arg(long, num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub get: bool,
    /// Accepted: there are no plugins to upgrade; modules are installed again
    #[arg(long)]
    pub upgrade: bool,
    /// Asks for input
    #[arg(long, num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub input: bool,
    /// Prints JSON
    #[arg(long)]
    pub json: bool,
    /// Copies this module into the directory first
    #[arg(long, value_name = "SOURCE")]
    pub from_module: Option<String>,
    /// Accepted: providers are compiled in
    #[arg(long, value_name = "DIR")]
    pub plugin_dir: Vec<PathBuf>,
    /// Accepted: an existing lock file is left as it is
    #[arg(long, value_name = "MODE")]
    pub lockfile: Option<String>,
    /// Accepted
    #[arg(long)]
    pub ignore_remote_version: bool,
    /// The directory of test files
    #[arg(long, value_name = "DIR", default_value = "tests")]
    pub test_directory: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct GetArgs {
    #[command(flatten)]
    pub variables: VariableArgs,
    /// Installs modules again
    #[arg(long)]
    pub update: bool,
    /// The directory of test files
    #[arg(long, value_name = "DIR", default_value = "tests")]
    pub test_directory: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    pub variables: VariableArgs,
    /// Prints JSON
    #[arg(long)]
    pub json: bool,
    /// Leaves test files out
    #[arg(long)]
    pub no_tests: bool,
    /// The directory of test files
    #[arg(long, value_name = "DIR", default_value = "tests")]
    pub test_directory: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct PlanCommandArgs {
    #[command(flatten)]
    pub operation: OperationArgs,
    #[command(flatten)]
    pub plan: PlanArgs,
    /// Exits with 2 when there are changes
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Saves the plan
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Writes configuration for imported objects that have none
    #[arg(long, value_name = "FILE")]
    pub generate_config_out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    pub operation: OperationArgs,
    #[command(flatten)]
    pub plan: PlanArgs,
    /// Does not ask for approval
    #[arg(long)]
    pub auto_approve: bool,
    /// A saved plan
    pub plan_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Prints JSON
    #[arg(long)]
    pub json: bool,
    /// A state file or saved plan; the current state if none is given
    pub path: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Prints JSON
    #[arg(long)]
    pub json: bool,
    /// Prints a string, number or bool as it is
    #[arg(long)]
    pub raw: bool,
    /// Reads this state file
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// The output to show; all of them if none is given
    pub name: Option<String>,
}

/// `iac state …`
#[derive(Debug, Subcommand)]
pub(crate) enum StateCommand {
    /// Lists objects
    #[command(alias = "ls")]
    List(StateListArgs),
    /// Shows one object
    Show(StateShowArgs),
    /// Moves objects to another address
    #[command(alias = "move")]
    Mv(StateMvArgs),
    /// Forgets objects without destroying them
    #[command(alias = "remove")]
    Rm(StateRmArgs),
    /// Prints the state
    Pull,
    /// Replaces the state
    Push(StatePushArgs),
    /// Changes the provider of objects
    ReplaceProvider(ReplaceProviderArgs),
}

#[derive(Debug, Args)]
pub(crate) struct StateListArgs {
    /// Reads this state file
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Only objects with this identifier
    #[arg(long)]
    pub id: Option<String>,
    /// Only these modules, resources or instances
    pub addresses: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct StateShowArgs {
    /// Reads this state file
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// The instance
    pub address: String,
}

#[derive(Debug, Args)]
pub(crate) struct StateMvArgs {
    #[command(flatten)]
    pub lock: LockArgs,
    #[command(flatten)]
    pub state: StateFileArgs,
    /// Only says what would be moved
    #[arg(long)]
    pub dry_run: bool,
    /// From
    pub source: String,
    /// To
    pub destination: String,
}

#[derive(Debug, Args)]
pub(crate) struct StateRmArgs {
    #[command(flatten)]
    pub lock: LockArgs,
    #[command(flatten)]
    pub state: StateFileArgs,
    /// Only says what would be forgotten
    #[arg(long)]
    pub dry_run: bool,
    /// What to forget
    #[arg(required = true)]
    pub addresses: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct StatePushArgs {
    #[command(flatten)]
    pub lock: LockArgs,
    /// Overwrites a state of another lineage or with a higher serial
    #[arg(long)]
    pub force: bool,
    /// The file; `-` is standard input
    pub path: String,
}

#[derive(Debug, Args)]
pub(crate) struct ReplaceProviderArgs {
    #[command(flatten)]
    pub lock: LockArgs,
    #[command(flatten)]
    pub state: StateFileArgs,
    /// Does not ask for approval
    #[arg(long)]
    pub auto_approve: bool,
    /// From
    pub from: String,
    /// To
    pub to: String,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    pub operation: OperationArgs,
    /// The directory of the configuration
    #[arg(long, value_name = "DIR")]
    pub config: Option<PathBuf>,
    /// Accepted
    #[arg(long)]
    pub ignore_remote_version: bool,
    /// The instance to import into
    pub address: String,
    /// The object's import identifier
    pub id: String,
}

#[derive(Debug, Args)]
pub(crate) struct TaintArgs {
    #[command(flatten)]
    pub lock: LockArgs,
    #[command(flatten)]
    pub state: StateFileArgs,
    /// Is content when there is no such object
    #[arg(long)]
    pub allow_missing: bool,
    /// The instance
    pub address: String,
}

#[derive(Debug, Args)]
pub(crate) struct ForceUnlockArgs {
    /// Does not ask for approval
    #[arg(long)]
    pub force: bool,
    /// The lock's identifier
    pub id: String,
}

/// `iac workspace …`
#[derive(Debug, Subcommand)]
pub(crate) enum WorkspaceCommand {
    /// Lists workspaces
    List,
    /// Makes a workspace and selects it
    New(WorkspaceNewArgs),
    /// Selects a workspace
    Select(WorkspaceSelectArgs),
    /// Prints the selected workspace
    Show,
    /// Deletes a workspace
    Delete(WorkspaceDeleteArgs),
}

#[derive(Debug, Args)]
pub(crate) struct WorkspaceNewArgs {
    #[command(flatten)]
    pub lock: LockArgs,
    /// Copies this state file into it
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Its name
    pub name: String,
}

#[derive(Debug, Args)]
pub(crate) struct WorkspaceSelectArgs {
    /// Makes it if there is none of that name
    #[arg(long)]
    pub or_create: bool,
    /// Its name
    pub name: String,
}

#[derive(Debug, Args)]
pub(crate) struct WorkspaceDeleteArgs {
    #[command(flatten)]
    pub lock: LockArgs,
    /// Deletes it even if its state has objects
    #[arg(long)]
    pub force: bool,
    /// Its name
    pub name: String,
}

#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    /// `plan`, `plan-refresh-only`, `plan-destroy` or `apply`; a summary of resources if none is given
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// The graph of a saved plan
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// Highlights cycles
    #[arg(long)]
    pub draw_cycles: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// Lists the files that change
    #[arg(long, num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub list: bool,
    /// Writes the files
    #[arg(long, num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub write: bool,
    /// Shows the changes
    #[arg(long)]
    pub diff: bool,
    /// Exits with 3 when a file would change, and writes none
    #[arg(long)]
    pub check: bool,
    /// Goes into directories
    #[arg(long)]
    pub recursive: bool,
    /// Files and directories; `-` is standard input
    pub targets: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct VersionArgs {
    /// Prints JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ProvidersArgs {
    /// What to do
    #[command(subcommand)]
    pub command: Option<ProvidersCommand>,
}

/// `iac providers …`
#[derive(Debug, Subcommand)]
pub(crate) enum ProvidersCommand {
    /// Prints the schemas of the providers that the configuration uses
    Schema(SchemaArgs),
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Prints JSON; required
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// `bash`, `elvish`, `fish`, `powershell` or `zsh`
    pub shell: clap_complete::Shell,
}
