//! The key that tells the instances of one block apart.

use std::fmt;
use std::sync::Arc;

/// The key of an instance: none, an integer (`count`) or text (`for_each`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InstanceKey {
    /// The only instance of a block without repetition; not the same as `[0]`.
    #[default]
    None,
    /// `[0]`, from `count`.
    Int(u64),
    /// `["a"]`, from `for_each`.
    String(Arc<str>),
}

impl fmt::Display for InstanceKey {
    /// Nothing, `[0]` or `["a"]`; text is quoted as HCL quotes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Int(index) => write!(f, "[{index}]"),
            Self::String(key) => write!(f, "[\"{}\"]", super::parse::escape(key)),
        }
    }
}
