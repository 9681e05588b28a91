//! Levelled logs: `TF_LOG` or `IAC_LOG` turns them on, `TF_LOG_PATH` sends them to a file.

use crate::settings::Settings;
use iac_core::diag::Diagnostic;
use std::fs::OpenOptions;
use std::sync::Mutex;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

/// Starts logging as the environment says. Nothing is logged unless it asks for it.
pub(crate) fn start(settings: &Settings) -> Result<(), Diagnostic> {
    let environment = &settings.environment;
    let Some(level) = environment.var("IAC_LOG").or(environment.var("TF_LOG")) else { return Ok(()) };
    let json = level.eq_ignore_ascii_case("json");
    let filter = match level.to_ascii_uppercase().as_str() {
        "TRACE" | "JSON" => LevelFilter::TRACE,
        "DEBUG" => LevelFilter::DEBUG,
        "INFO" => LevelFilter::INFO,
        "WARN" => LevelFilter::WARN,
        "OFF" => return Ok(()),
        _ => LevelFilter::ERROR,
    };
    let writer = match environment.var("TF_LOG_PATH") {
        None => BoxMakeWriter::new(std::io::stderr),
        Some(path) => {
            let file = OpenOptions::new().create(true).append(true).open(path).map_err(|error| {
                Diagnostic::error(
                    "Invalid log file",
                    format!("The file {path} named by TF_LOG_PATH cannot be opened: {error}."),
                )
            })?;
            BoxMakeWriter::new(Mutex::new(file))
        }
    };
    let builder = tracing_subscriber::fmt().with_max_level(filter).with_writer(writer).with_ansi(false);
    // A second start in one process (tests) keeps the first subscriber.
    let _ = if json { builder.json().try_init() } else { builder.try_init() };
    Ok(())
}
