//! What the environment and the global flags say about a run.

use crate::args::Cli;
use crate::environment::Environment;
use std::path::PathBuf;

/// The version of Terraform whose language, state and plan formats this program speaks.
pub(crate) const TERRAFORM_VERSION: &str = "1.15.5";

/// The settings of a run.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The process environment.
    pub environment: Environment,
    /// Whether output has colour and line-drawing.
    pub color: bool,
    /// `.terraform`, or `TF_DATA_DIR`.
    pub data_dir: PathBuf,
    /// `TF_WORKSPACE`: wins over the selected workspace.
    pub workspace: Option<String>,
    /// `TF_INPUT` allows questions.
    pub input: bool,
    /// `TF_IN_AUTOMATION`: no hints on what to type next.
    pub automation: bool,
    /// The user asked for AWS itself.
    #[cfg_attr(not(feature = "aws"), expect(dead_code, reason = "only the AWS provider asks"))]
    pub target_aws: bool,
    /// Where API calls are recorded.
    #[cfg_attr(not(feature = "aws"), expect(dead_code, reason = "only the AWS provider asks"))]
    pub ledger: Option<PathBuf>,
}

impl Settings {
    /// The settings of a run; `terminal` is whether standard output is one.
    pub(crate) fn new(cli: &Cli, environment: Environment, terminal: bool) -> Self {
        let plain = cli.no_color || environment.var("NO_COLOR").is_some() || !terminal;
        let forced = environment.var("CLICOLOR_FORCE").is_some_and(|value| value != "0") && !cli.no_color;
        let target = cli.target_cloud.as_deref().or(environment.var("IAC_TARGET"));
        Self {
            color: forced || !plain,
            data_dir: environment.var("TF_DATA_DIR").unwrap_or(".terraform").into(),
            workspace: environment.var("TF_WORKSPACE").map(str::to_owned),
            input: !matches!(environment.var("TF_INPUT"), Some("0" | "false")),
            automation: environment.var("TF_IN_AUTOMATION").is_some(),
            target_aws: target == Some("aws"),
            ledger: cli.ledger.clone(),
            environment,
        }
    }
}
