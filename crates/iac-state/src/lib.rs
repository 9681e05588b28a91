//! State: the model, its file format, the journal that makes it crash-safe, locks, and where it is stored.
//!
//! [`State`] is plain data; a [`StateStore`] keeps it. [`LocalStore`] keeps it in a file as Terraform's local backend
//! does, under Terraform's own lock, so that both programs can take turns on one file.

mod decode;
mod journal;
mod lock;
mod model;
mod statefile;
mod store;
mod targets;
mod workspace;

pub use lock::{LockError, LockInfo, timestamp};
pub use model::{
    CheckResult, Deposed, InstanceState, ObjectAttributes, ObjectState, ObjectStatus, OutputState, ResourceState,
    State, StateError,
};
pub use store::{JournalRecord, LocalStore, StateStore, StoreError};
pub use targets::{Target, Targets};
pub use workspace::{LocalWorkspaces, WorkspaceError};

/// Reads a state from a file's bytes; `path` is named in errors.
pub fn parse_state(path: &str, text: &[u8]) -> Result<State, StoreError> {
    statefile::state_from_json(path, text)
}

/// A state as a file's text.
pub fn render_state(state: &State) -> Result<String, StateError> {
    statefile::state_to_json(state)
}
