//! A state file on disk, as Terraform's local backend keeps it.

/// The local state store.
#[derive(Debug)]
pub struct LocalStore {}
