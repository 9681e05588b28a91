//! What a provider instance gives to its resources.

use crate::Error;
use crate::tags::TagPolicy;
use crate::wait::Waiter;
use std::time::Duration;

/// An operation on an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// It is created.
    Create,
    /// It is read, or looked up for import or as a data source.
    Read,
    /// It is changed in place.
    Update,
    /// It is deleted.
    Delete,
}

impl Operation {
    /// Its name in a `timeouts` block.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// One operation on one object, before it starts.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The resource instance, for logs and the ledger.
    pub address: &'a str,
    /// The resource type.
    pub ty: &'a str,
    /// The operation.
    pub operation: Operation,
    /// The region to work in; `None` is the provider configuration's.
    pub region: Option<&'a str>,
    /// How long the operation may take; `None` if neither the type nor the user says.
    pub timeout: Option<Duration>,
}

/// What operations work with: clients, and the provider configuration's wishes. `()` is the context of providers that
/// talk to nothing.
pub trait Context: Clone + Send + Sync + 'static {
    /// How its operations fail. `?` converts API errors into it.
    type Error: From<Error> + Into<Error> + Send;

    /// Whether objects live in regions: types that are not global then have a `region` argument.
    const REGIONAL: bool = false;

    /// This context, made ready for one operation.
    fn scoped(&self, scope: &Scope<'_>) -> Self;

    /// The region of the provider configuration; `None` while it is not known.
    fn region(&self) -> Option<&str> {
        None
    }

    /// The provider configuration's wishes about tags.
    fn tag_policy(&self) -> TagPolicy {
        TagPolicy::default()
    }

    /// Waits at this context's pace, for as long as the operation may take.
    fn waiter(&self) -> Waiter {
        Waiter::default()
    }
}

impl Context for () {
    type Error = Error;
    fn scoped(&self, _scope: &Scope<'_>) -> Self {}
}
