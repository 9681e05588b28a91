//! Walking into values: whole-value predicates, lookup by path, transformation, deep marks.

use super::{Marks, Path, Value};

impl Value {
    /// Whether neither it nor anything inside it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        todo!()
    }

    /// Whether it or anything inside it carries a mark.
    pub fn contains_marks(&self) -> bool {
        todo!()
    }

    /// Whether it or anything inside it is sensitive.
    pub fn contains_sensitive(&self) -> bool {
        todo!()
    }

    /// The union of its marks and of all marks inside.
    pub fn deep_marks(&self) -> Marks {
        todo!()
    }

    /// The same value without any marks, and where the marks were.
    pub fn unmark_deep(&self) -> (Value, Vec<(Path, Marks)>) {
        todo!()
    }

    /// The same value with marks put back at the given paths; paths that lead nowhere are ignored, a path into an
    /// unknown or null value marks that value.
    #[must_use]
    pub fn mark_paths(&self, marks: &[(Path, Marks)]) -> Value {
        let _ = marks;
        todo!()
    }

    /// The value at a path, if it is there; marks on the way are added to it.
    pub fn at_path(&self, path: &Path) -> Option<Value> {
        let _ = path;
        todo!()
    }

    /// Rebuilds the value bottom-up: `change` sees each value (children already rebuilt) with its path.
    /// Collections keep their element type unless an element's type changed.
    #[must_use]
    pub fn transform(&self, change: &mut dyn FnMut(&Path, Value) -> Value) -> Value {
        let _ = change;
        todo!()
    }

    /// Calls `visit` for the value and everything inside, outermost first; `false` skips what is inside.
    pub fn walk(&self, visit: &mut dyn FnMut(&Path, &Value) -> bool) {
        let _ = visit;
        todo!()
    }

    /// Whether both are the same value when marks are left out of account.
    pub fn same(&self, other: &Value) -> bool {
        let _ = other;
        todo!()
    }
}
