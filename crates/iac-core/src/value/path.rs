//! Paths to a value inside another.

use super::Value;
use std::fmt;
use std::sync::Arc;

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// An attribute of an object.
    Attribute(Arc<str>),
    /// An element: the key is a number (list, tuple), a string (map), or the element itself (set).
    Index(Value),
}

/// The way from a value to one inside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    /// The steps, outermost first.
    pub steps: Vec<Step>,
}

impl Path {
    /// The empty path: the value itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// The path to a top-level attribute.
    pub fn attribute(name: impl Into<Arc<str>>) -> Self {
        Self::root().then_attribute(name)
    }

    /// One step further, to an attribute.
    #[must_use]
    pub fn then_attribute(mut self, name: impl Into<Arc<str>>) -> Self {
        self.steps.push(Step::Attribute(name.into()));
        self
    }

    /// One step further, to an element.
    #[must_use]
    pub fn then_index(mut self, key: Value) -> Self {
        self.steps.push(Step::Index(key));
        self
    }

    /// Whether it is the empty path.
    pub fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether this path leads to, or into, the value at `prefix`.
    pub fn starts_with(&self, prefix: &Path) -> bool {
        self.steps.starts_with(&prefix.steps)
    }
}

impl fmt::Display for Path {
    /// As written in configuration: `ingress[0].cidr_blocks`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Attribute(name) if at == 0 => f.write_str(name)?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Index(key) => match (key.as_str(), key.as_number()) {
                    (Some(text), _) => write!(f, "[{text:?}]")?,
                    (_, Some(number)) => write!(f, "[{number}]")?,
                    _ => f.write_str("[…]")?,
                },
            }
        }
        Ok(())
    }
}
