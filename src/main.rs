//! The `iac` program: hands the process's arguments, environment and streams to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    iac::run(std::env::args_os().skip(1).collect(), iac::Environment::of_process())
}
