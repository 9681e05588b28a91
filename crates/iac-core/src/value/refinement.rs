//! What is known of an unknown value.

use super::{Number, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An unknown value: its type, and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// The type the value will have; [`Type::Dynamic`] if even that is unknown.
    pub ty: Type,
    /// What is known of the value.
    pub refinement: Refinement,
}

/// Facts about an unknown value that its final value is guaranteed to satisfy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refinement {
    /// It will not be null.
    pub not_null: bool,
    /// It will start with this text.
    pub prefix: Option<Arc<str>>,
    /// Its lower bound, and whether the bound itself is included.
    pub min: Option<(Number, bool)>,
    /// Its upper bound, and whether the bound itself is included.
    pub max: Option<(Number, bool)>,
    /// The least number of elements.
    pub min_length: Option<u64>,
    /// The greatest number of elements.
    pub max_length: Option<u64>,
}

/// Longer lists of unknown elements stay unknown as a whole.
const MAX_ELEMENTS: usize = 10_000;

impl Refinement {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The value that alone satisfies all this, if there is just one.
    pub(super) fn settle(&self, ty: &Type) -> Option<Value> {
        if !self.not_null {
            return None;
        }
        match ty {
            Type::Number => match (&self.min, &self.max) {
                (Some((min, true)), Some((max, true))) if min == max => Some(Value::number(min.clone())),
                _ => None,
            },
            Type::List(element) | Type::Set(element) | Type::Map(element) => {
                let max = usize::try_from(self.max_length?).ok()?;
                let unknown = || Value::unknown((**element).clone());
                match ty {
                    Type::Map(_) if max == 0 => Some(Value::map((**element).clone(), BTreeMap::new())),
                    Type::Set(_) if max == 0 => Some(Value::set((**element).clone(), Vec::new())),
                    Type::List(_) if max == 0 => Some(Value::list((**element).clone(), Vec::new())),
                    Type::Set(_) if max == 1 && self.min_length == Some(1) => {
                        Some(Value::set((**element).clone(), vec![unknown()]))
                    }
                    Type::List(_) if self.min_length == self.max_length && max <= MAX_ELEMENTS => {
                        Some(Value::list((**element).clone(), vec![unknown(); max]))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
