//! Locks: who holds a state, and why a lock could not be had.

/// Who holds a lock; stored as JSON beside the state, with Terraform's keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockInfo {
    /// A UUID; `force-unlock` takes it.
    pub id: String,
    /// `OperationTypePlan`, `OperationTypeApply`, ….
    pub operation: String,
    /// Free text.
    pub info: String,
    /// `user@host`.
    pub who: String,
    /// The version of the program.
    pub version: String,
    /// When, RFC 3339.
    pub created: String,
    /// What is locked.
    pub path: String,
}

/// Why a lock could not be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody else holds it.
    #[error("state is locked by {}", .0.who)]
    Held(Box<LockInfo>),
    /// The lock file could not be used.
    #[error("cannot lock {path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The cause.
        source: std::io::Error,
    },
    /// `force-unlock` with another identifier.
    #[error("lock ID {given:?} does not match existing lock ID {held:?}")]
    WrongId {
        /// The identifier given.
        given: String,
        /// The identifier of the lock.
        held: String,
    },
}
