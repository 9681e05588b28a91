//! Telling the user interface how an operation goes.

use crate::events::{Operation, UiEvents};
use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

/// How often an operation that still runs is mentioned.
const STILL_INTERVAL: Duration = Duration::from_secs(10);

/// Runs an operation, mentioning it every ten seconds.
pub(crate) async fn with_progress<T>(events: &dyn UiEvents, operation: &Operation, work: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let mut work = pin!(work);
    loop {
        match tokio::time::timeout(STILL_INTERVAL, &mut work).await {
            Ok(done) => return done,
            Err(_) => events.apply_still(operation, begun.elapsed()),
        }
    }
}
