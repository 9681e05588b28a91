//! Programs that are run to their end with some input, and whose output is kept.

use iac_provider::Error;
use std::ffi::OsStr;
use std::process::{Output, Stdio};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// Runs a program; it is killed if nobody waits for it any more.
pub(crate) async fn run(
    program: &str,
    arguments: &[String],
    directory: Option<&str>,
    input: Option<&[u8]>,
) -> Result<Output, Error> {
    let mut command = Command::new(OsStr::new(program));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    if let Some(directory) = directory.filter(|directory| !directory.is_empty()) {
        command.current_dir(directory);
    }
    let fail = |error: std::io::Error| Error::other(format!("the program {program:?} cannot be run: {error}"));
    let mut child = command.spawn().map_err(fail)?;
    let stdin = child.stdin.take();
    let feed = async {
        if let (Some(mut stdin), Some(input)) = (stdin, input) {
            // A program may end without reading its input.
            let _ = stdin.write_all(input).await;
        }
    };
    let ((), output) = tokio::join!(feed, child.wait_with_output());
    output.map_err(fail)
}

/// How a program ended, in words: `exit status 1`.
pub(crate) fn ending(status: std::process::ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("signal {signal}");
    }
    status.code().map_or_else(|| "no exit status".to_owned(), |code| format!("exit status {code}"))
}
