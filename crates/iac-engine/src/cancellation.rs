//! Stopping a run: once to finish what runs and save, twice to stop now.

use std::sync::Arc;
use tokio::sync::watch;

/// How urgently a run is to stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum StopLevel {
    /// It is not.
    #[default]
    Running,
    /// No new operation begins; running ones finish; state is saved.
    Graceful,
    /// Running operations are abandoned; state is saved as far as it is known.
    Now,
}

/// Asks a run to stop. Clones share one request.
#[derive(Clone, Debug)]
pub struct CancellationToken {
    sender: Arc<watch::Sender<StopLevel>>,
}

impl Default for CancellationToken {
    fn default() -> Self {
        Self::new()
    }
}

impl CancellationToken {
    /// A token that asks for nothing yet.
    pub fn new() -> Self {
        Self { sender: Arc::new(watch::Sender::new(StopLevel::Running)) }
    }

    /// Asks to stop: the first call gracefully, any further one now.
    pub fn cancel(&self) {
        self.sender.send_modify(|level| {
            *level = if *level == StopLevel::Running { StopLevel::Graceful } else { StopLevel::Now };
        });
    }

    /// What has been asked so far.
    pub fn level(&self) -> StopLevel {
        *self.sender.borrow()
    }

    /// Whether a stop has been asked for.
    pub fn is_cancelled(&self) -> bool {
        self.level() != StopLevel::Running
    }

    /// Waits until at least that level has been asked for.
    pub async fn reached(&self, level: StopLevel) {
        let mut receiver = self.sender.subscribe();
        // The sender lives in `self`, so waiting cannot end by its disappearance.
        let _ = receiver.wait_for(|now| *now >= level).await;
    }
}
