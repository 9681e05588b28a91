//! Why an operation on one object failed, as providers see it. It becomes a diagnostic only in the kit, which knows the
//! object's label and identifier.

use iac_core::value::{Path, Step, Value};
use std::fmt;
use std::sync::Arc;

/// What a caller may want to react to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorKind {
    /// The object does not exist.
    NotFound,
    /// Something waited for did not happen in time.
    Timeout,
    /// The other side does not implement the operation.
    Unsupported,
    /// No answer came.
    Unreachable,
    /// Anything else.
    #[default]
    Other,
}

/// A failed operation. Nothing secret may be in it.
#[derive(Clone, Debug, Default, PartialEq, thiserror::Error)]
pub struct Error {
    /// What kind of failure it is.
    pub kind: ErrorKind,
    /// What happened, as one sentence without a full stop.
    pub message: String,
    /// The error code of the API, such as `QueueDoesNotExist`.
    pub code: Option<String>,
    /// What to do about it, in whole sentences; shown below the message.
    pub advice: Option<String>,
    /// The attribute at fault.
    pub path: Option<Path>,
}

impl Error {
    /// A failure that nobody reacts to.
    pub fn other(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// An object that does not exist.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::NotFound, ..Self::other(message) }
    }

    /// Something that did not happen in time.
    pub fn timeout(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Timeout, ..Self::other(message) }
    }

    /// The same failure with its API error code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The same failure with words on what to do.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// The same failure, said to be at a top-level attribute.
    #[must_use]
    pub fn at(mut self, attribute: &str) -> Self {
        self.path = Some(Path::attribute(attribute));
        self
    }

    /// The same failure, after what was being done.
    #[must_use]
    pub fn while_doing(mut self, what: impl fmt::Display) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }

    /// Whether the object does not exist.
    pub fn is_not_found(&self) -> bool {
        self.kind == ErrorKind::NotFound
    }

    /// Whether the API gave one of these codes.
    pub fn has_code(&self, codes: &[&str]) -> bool {
        self.code.as_deref().is_some_and(|code| codes.contains(&code))
    }

    pub(crate) fn inside_attribute(self, name: &str) -> Self {
        self.inside(Step::Attribute(Arc::from(name)))
    }

    pub(crate) fn inside_index(self, at: usize) -> Self {
        self.inside(Step::Index(Value::number(i64::try_from(at).unwrap_or(i64::MAX))))
    }

    fn inside(mut self, step: Step) -> Self {
        self.path.get_or_insert_default().steps.insert(0, step);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
