//! Building sets: duplicates, order, marks.

use super::{Type, Value};

/// A set of these elements: duplicates go, order becomes Terraform's, marks of elements move to the set.
pub(super) fn set(element: Type, items: Vec<Value>) -> Value {
    let _ = (element, items);
    todo!()
}
