//! Where state is stored.

mod local;

pub use local::LocalStore;

use crate::{Deposed, LockError, LockInfo, ObjectState, OutputState, State, Targets};
use iac_core::addr::{AbsProviderConfigAddr, AbsResourceInstanceAddr};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// One finished step, as the journal records it.
#[derive(Clone, Debug, PartialEq)]
pub enum JournalRecord {
    /// The current object of an instance is this now (`None`: it is gone).
    Object(AbsResourceInstanceAddr, AbsProviderConfigAddr, Option<Box<ObjectState>>),
    /// A deposed object of an instance is this now (`None`: it is gone).
    Deposed(AbsResourceInstanceAddr, AbsProviderConfigAddr, Deposed, Option<Box<ObjectState>>),
    /// The current object moved from one address to another.
    Moved(AbsResourceInstanceAddr, AbsResourceInstanceAddr),
    /// The outputs are these now.
    Outputs(BTreeMap<Arc<str>, OutputState>),
}

/// A place for the state of one workspace. Synchronous: implementations that talk to a network block the calling thread.
pub trait StateStore: Send + Sync {
    /// What it is, for messages: a path or URL.
    fn location(&self) -> String;
    /// Takes the lock, retrying until `timeout` has passed; returns the lock's identifier.
    fn lock(&self, info: &LockInfo, timeout: Duration) -> Result<String, LockError>;
    /// Releases the lock.
    fn unlock(&self, id: &str) -> Result<(), LockError>;
    /// Releases somebody else's lock.
    fn force_unlock(&self, id: &str) -> Result<(), LockError>;
    /// Reads the state, replaying a journal that is newer; `None` if there is none yet.
    fn read(&self) -> Result<Option<State>, StoreError>;
    /// Appends finished steps to the journal; a store without a journal does nothing.
    fn record(&self, records: &[JournalRecord]) -> Result<(), StoreError>;
    /// Makes what was recorded survive a power cut.
    fn sync(&self) -> Result<(), StoreError>;
    /// Writes a snapshot as it is (lineage and serial included), keeps the previous one as a backup, and ends the journal.
    fn write(&self, state: &State) -> Result<(), StoreError>;
    /// Where the objects of the state live, by provider configuration; empty if that is not known.
    fn read_targets(&self) -> Result<Targets, StoreError>;
    /// Remembers where the objects of the state live; empty targets are forgotten.
    fn write_targets(&self, targets: &Targets) -> Result<(), StoreError>;
}

/// Why a state could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be used.
    #[error("cannot use {path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The cause.
        source: std::io::Error,
    },
    /// The content is not a state.
    #[error("{path} is not a valid state: {message}")]
    Invalid {
        /// The file.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// The content was written by a newer version of the format.
    #[error("{path} has state format version {version}, which is newer than version 4")]
    NewerFormat {
        /// The file.
        path: String,
        /// The format version found.
        version: u64,
    },
}
