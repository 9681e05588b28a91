//! State: the model, its file format, the journal that makes it crash-safe, locks, and where it is stored.

mod lock;
mod model;
mod store;

pub use lock::{LockError, LockInfo};
pub use model::{
    CheckResult, Deposed, InstanceState, ObjectAttributes, ObjectState, ObjectStatus, OutputState, ResourceState,
    State, StateError,
};
pub use store::{JournalRecord, LocalStore, StateStore, StoreError};
