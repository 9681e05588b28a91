//! Marks that travel with a value: sensitive, ephemeral, deprecated.

use std::sync::Arc;

/// The marks of one value. The default is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Marks {
    /// Hidden from output.
    pub sensitive: bool,
    /// Never stored.
    pub ephemeral: bool,
    /// Why the value should not be used any more.
    pub deprecated: Option<Arc<str>>,
}

impl Marks {
    /// No marks.
    pub const NONE: Self = Self { sensitive: false, ephemeral: false, deprecated: None };
    /// Only sensitive.
    pub const SENSITIVE: Self = Self { sensitive: true, ephemeral: false, deprecated: None };
    /// Only ephemeral.
    pub const EPHEMERAL: Self = Self { sensitive: false, ephemeral: true, deprecated: None };

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        !self.sensitive && !self.ephemeral && self.deprecated.is_none()
    }

    /// The marks of both.
    #[must_use]
    pub fn union(&self, other: &Marks) -> Marks {
        Marks {
            sensitive: self.sensitive || other.sensitive,
            ephemeral: self.ephemeral || other.ephemeral,
            deprecated: self.deprecated.clone().or_else(|| other.deprecated.clone()),
        }
    }
}
