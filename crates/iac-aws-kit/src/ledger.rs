//! The request ledger: one JSON line per API call, so that what a run did to the cloud can be counted and replayed.

use crate::behalf;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where API calls are recorded.
#[derive(Clone, Debug)]
pub struct Ledger {
    file: Arc<Mutex<File>>,
}

/// One API call.
#[derive(Clone, Debug)]
pub(crate) struct Call<'a> {
    pub service: &'a str,
    pub operation: &'a str,
    pub region: &'a str,
    pub duration: Duration,
    pub status: Option<u16>,
    pub request_id: Option<&'a str>,
    pub method: &'a str,
    pub uri: &'a str,
}

impl Ledger {
    /// A ledger in a new file.
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Self { file: Arc::new(Mutex::new(File::create(path)?)) })
    }

    /// Appends a call. A ledger that cannot be written is reported in the log, not to the caller.
    pub(crate) fn record(&self, call: &Call<'_>) {
        let line = serde_json::json!({
            "service": call.service,
            "operation": call.operation,
            "resource": &*behalf::address(),
            "region": call.region,
            "ms": (call.duration.as_secs_f64() * 100_000.0).round() / 100.0,
            "status": call.status,
            "request_id": call.request_id,
            "method": call.method,
            "uri": call.uri,
        });
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writeln!(file, "{line}") {
            tracing::warn!(%error, "the ledger cannot be written");
        }
    }
}
