//! `local_command`: what a program prints.

use crate::child_process::{ending, run};
use iac_provider::{DataSource, Error, Model};

/// Runs a program whenever it is read, and returns what it printed.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "local_command", label = "Local Command")]
pub(super) struct LocalCommand {
    /// The program.
    #[attr(required)]
    command: String,
    /// Its arguments.
    #[attr(optional)]
    arguments: Option<Vec<String>>,
    /// What it reads from its standard input.
    #[attr(optional)]
    stdin: Option<String>,
    /// The directory it runs in.
    #[attr(optional)]
    working_directory: Option<String>,
    /// Whether it may fail.
    #[attr(optional)]
    allow_non_zero_exit_code: Option<bool>,
    /// Its exit code.
    #[attr(computed)]
    exit_code: i64,
    /// What it printed.
    #[attr(computed)]
    stdout: Option<String>,
    /// What it printed as errors.
    #[attr(computed)]
    stderr: Option<String>,
}

impl DataSource for LocalCommand {
    type Context = ();

    async fn read(_ctx: &(), config: &Self) -> Result<Self, Error> {
        let arguments = config.arguments.as_deref().unwrap_or_default();
        let input = config.stdin.as_deref().map(str::as_bytes);
        let output = run(&config.command, arguments, config.working_directory.as_deref(), input).await?;
        let text = |bytes: &[u8]| (!bytes.is_empty()).then(|| String::from_utf8_lossy(bytes).into_owned());
        if !output.status.success() && !config.allow_non_zero_exit_code.unwrap_or(false) {
            let (program, how) = (&config.command, ending(output.status));
            let said = text(&output.stderr).unwrap_or_default();
            return Err(Error::other(format!("the program {program:?} failed: {how}")).with_advice(said));
        }
        Ok(Self {
            exit_code: output.status.code().map_or(-1, i64::from),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            ..config.clone()
        })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use iac_provider::contract::assert_data_source;

    fn shell(script: &str) -> LocalCommand {
        let arguments = Some(vec!["-c".to_owned(), script.to_owned()]);
        LocalCommand { command: "/bin/sh".to_owned(), arguments, ..LocalCommand::default() }
    }

    #[tokio::test]
    async fn a_program_reads_its_input_and_its_output_is_returned() {
        assert_data_source::<LocalCommand>();
        let config = LocalCommand { stdin: Some("in".into()), ..shell("cat; echo err >&2") };
        let found = LocalCommand::read(&(), &config).await.unwrap();
        assert_eq!((found.stdout.as_deref(), found.stderr.as_deref(), found.exit_code), (Some("in"), Some("err\n"), 0));
        assert!(LocalCommand::read(&(), &shell("exit 3")).await.unwrap_err().message.ends_with("exit status 3"));
        let allowed = LocalCommand { allow_non_zero_exit_code: Some(true), ..shell("exit 3") };
        assert_eq!(LocalCommand::read(&(), &allowed).await.unwrap().exit_code, 3);
    }
}
