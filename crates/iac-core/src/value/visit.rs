//! Walking into values: whole-value predicates, lookup by path, transformation, deep marks.
//!
//! Everything is linear in the size of the value, and what does not change is shared rather than copied.

use super::{Elements, Entries, Kind, Marks, Path, Step, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Value {
    /// The values directly inside it.
    fn children(&self) -> Box<dyn Iterator<Item = &Value> + '_> {
        match self.kind() {
            Kind::List(list) | Kind::Set(list) => Box::new(list.items.iter()),
            Kind::Tuple(items) => Box::new(items.iter()),
            Kind::Map(map) => Box::new(map.items.values()),
            Kind::Object(attributes) => Box::new(attributes.values()),
            _ => Box::new(std::iter::empty()),
        }
    }

    fn any_inside(&self, test: &mut dyn FnMut(&Value) -> bool) -> bool {
        test(self)
            || match self.kind() {
                Kind::List(list) | Kind::Set(list) => list.items.iter().any(|item| item.any_inside(test)),
                Kind::Tuple(items) => items.iter().any(|item| item.any_inside(test)),
                Kind::Map(map) => map.items.values().any(|item| item.any_inside(test)),
                Kind::Object(attributes) => attributes.values().any(|item| item.any_inside(test)),
                _ => false,
            }
    }

    /// Whether neither it nor anything inside it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        !self.any_inside(&mut |value| !value.is_known())
    }

    /// Whether it or anything inside it carries a mark.
    pub fn contains_marks(&self) -> bool {
        self.any_inside(&mut |value| !value.marks().is_empty())
    }

    /// Whether it or anything inside it is sensitive.
    pub fn contains_sensitive(&self) -> bool {
        self.any_inside(&mut |value| value.marks().sensitive)
    }

    /// The union of its marks and of all marks inside.
    pub fn deep_marks(&self) -> Marks {
        let mut marks = Marks::NONE;
        self.any_inside(&mut |value| {
            if !value.marks().is_empty() {
                marks = marks.union(value.marks());
            }
            false
        });
        marks
    }

    /// The same value without any marks.
    #[must_use]
    pub fn without_marks_deep(&self) -> Value {
        if !self.contains_marks() {
            return self.clone();
        }
        self.transform_shared(&mut Path::root(), &mut |_, value| value.with_marks(Marks::NONE))
    }

    /// The same value without any marks, and where the marks were.
    pub fn unmark_deep(&self) -> (Value, Vec<(Path, Marks)>) {
        if !self.contains_marks() {
            return (self.clone(), Vec::new());
        }
        let mut marks = Vec::new();
        self.walk(&mut |path, value| {
            if !value.marks().is_empty() {
                marks.push((path.clone(), value.marks().clone()));
            }
            true
        });
        (self.without_marks_deep(), marks)
    }

    /// The same value with marks put back at the given paths; paths that lead nowhere are ignored, a path into an
    /// unknown or null value marks that value. Marks inside a set mark the set.
    #[must_use]
    pub fn mark_paths(&self, marks: &[(Path, Marks)]) -> Value {
        let mut value = self.clone();
        for (path, marks) in marks.iter().filter(|(_, marks)| !marks.is_empty()) {
            // Looking first keeps what is shared from being copied for nothing.
            if value.leads_to_mark(&path.steps) {
                value.mark_at(&path.steps, marks);
            }
        }
        value
    }

    /// Whether there is something to mark along the steps.
    fn leads_to_mark(&self, steps: &[Step]) -> bool {
        let [step, rest @ ..] = steps else { return true };
        match self.kind() {
            Kind::Unknown(_) | Kind::Null(_) | Kind::Set(_) => true,
            _ => self.child(step).is_some_and(|child| child.leads_to_mark(rest)),
        }
    }

    /// The element or attribute of a known list, tuple, map or object that the step leads to.
    fn child(&self, step: &Step) -> Option<&Value> {
        match self.kind() {
            Kind::Object(attributes) => attributes.get(step.as_name()?),
            Kind::Map(map) => map.items.get(step.as_name()?),
            Kind::List(list) => list.items.get(step.as_position()?),
            Kind::Tuple(items) => items.get(step.as_position()?),
            _ => None,
        }
    }

    /// Marks in place: the parts on the way are copied at most once, however many paths lead through them.
    fn mark_at(&mut self, steps: &[Step], marks: &Marks) {
        if let [step, rest @ ..] = steps {
            let child = match self.kind_mut() {
                Kind::Object(attributes) => step.as_name().and_then(|name| Arc::make_mut(attributes).get_mut(name)),
                Kind::Map(map) => step.as_name().and_then(|name| Arc::make_mut(map).items.get_mut(name)),
                Kind::List(list) => step.as_position().and_then(|at| Arc::make_mut(list).items.get_mut(at)),
                Kind::Tuple(items) => step.as_position().and_then(|at| Arc::make_mut(items).get_mut(at)),
                _ => None,
            };
            if let Some(child) = child {
                return child.mark_at(rest, marks);
            }
        }
        *self.marks_mut() = self.marks().union(marks);
    }

    /// The value at a path, if it is there; marks on the way are added to it. Inside an unknown value everything is
    /// unknown; inside null there is nothing.
    pub fn at_path(&self, path: &Path) -> Option<Value> {
        let mut value = self.clone();
        for step in &path.steps {
            value = value.step(step)?.mark(value.marks());
        }
        Some(value)
    }

    fn step(&self, step: &Step) -> Option<Value> {
        match (self.kind(), step) {
            (Kind::Unknown(unknown), step) => step.type_inside(&unknown.ty).map(Value::unknown),
            (Kind::Set(set), Step::Index(key)) => set.items.iter().find(|item| item.same(key)).cloned(),
            (_, step) => self.child(step).cloned(),
        }
    }

    /// Rebuilds the value bottom-up: `change` sees each value (children already rebuilt) with its path.
    /// Collections keep their element type unless an element's type changed.
    #[must_use]
    pub fn transform(&self, change: &mut dyn FnMut(&Path, Value) -> Value) -> Value {
        self.transform_shared(&mut Path::root(), change)
    }

    fn transform_shared(&self, path: &mut Path, change: &mut dyn FnMut(&Path, Value) -> Value) -> Value {
        let inner = match self.kind() {
            Kind::List(list) => match transform_items(&list.items, false, path, change) {
                Some(items) => {
                    Value::list(element_type(&list.element, items.iter()), items).with_marks(self.marks().clone())
                }
                None => self.clone(),
            },
            Kind::Set(set) => match transform_items(&set.items, true, path, change) {
                Some(items) => Value::set(element_type(&set.element, items.iter()), items).mark(self.marks()),
                None => self.clone(),
            },
            Kind::Tuple(items) => match transform_items(items, false, path, change) {
                Some(items) => Value::tuple(items).with_marks(self.marks().clone()),
                None => self.clone(),
            },
            Kind::Map(map) => match transform_entries(&map.items, false, path, change) {
                Some(items) => {
                    Value::map(element_type(&map.element, items.values()), items).with_marks(self.marks().clone())
                }
                None => self.clone(),
            },
            Kind::Object(attributes) => match transform_entries(attributes, true, path, change) {
                Some(attributes) => Value::from(Kind::Object(Arc::new(attributes))).with_marks(self.marks().clone()),
                None => self.clone(),
            },
            _ => self.clone(),
        };
        change(path, inner)
    }

    /// Calls `visit` for the value and everything inside, outermost first; `false` skips what is inside.
    pub fn walk(&self, visit: &mut dyn FnMut(&Path, &Value) -> bool) {
        self.walk_at(&mut Path::root(), visit);
    }

    fn walk_at(&self, path: &mut Path, visit: &mut dyn FnMut(&Path, &Value) -> bool) {
        if !visit(path, self) {
            return;
        }
        match self.kind() {
            Kind::List(list) => walk_items(&list.items, path, visit),
            Kind::Tuple(items) => walk_items(items, path, visit),
            Kind::Set(set) => {
                for item in &set.items {
                    item.walk_below(Step::Index(item.clone()), path, visit);
                }
            }
            Kind::Map(map) => {
                for (key, item) in &map.items {
                    item.walk_below(Step::key(key), path, visit);
                }
            }
            Kind::Object(attributes) => {
                for (name, item) in attributes.iter() {
                    item.walk_below(Step::Attribute(name.clone()), path, visit);
                }
            }
            _ => {}
        }
    }

    fn walk_below(&self, step: Step, path: &mut Path, visit: &mut dyn FnMut(&Path, &Value) -> bool) {
        path.steps.push(step);
        self.walk_at(path, visit);
        path.steps.pop();
    }

    /// Whether both are the same value when marks are left out of account: unknowns are the same only with the same
    /// refinement, nulls only with the same type.
    pub fn same(&self, other: &Value) -> bool {
        if self.shares_payload(other) {
            return true;
        }
        match (self.kind(), other.kind()) {
            (Kind::List(a), Kind::List(b)) | (Kind::Set(a), Kind::Set(b)) => {
                a.element == b.element && same_items(&a.items, &b.items)
            }
            (Kind::Tuple(a), Kind::Tuple(b)) => same_items(a, b),
            (Kind::Map(a), Kind::Map(b)) => a.element == b.element && same_entries(&a.items, &b.items),
            (Kind::Object(a), Kind::Object(b)) => same_entries(a, b),
            (a, b) => a == b,
        }
    }

    /// Whether both hold the very same payload in memory.
    pub(super) fn shares_payload(&self, other: &Value) -> bool {
        match (self.kind(), other.kind()) {
            (Kind::List(a), Kind::List(b)) | (Kind::Set(a), Kind::Set(b)) => Arc::ptr_eq(a, b),
            (Kind::Map(a), Kind::Map(b)) => Arc::ptr_eq(a, b),
            (Kind::Object(a), Kind::Object(b)) => Arc::ptr_eq(a, b),
            (Kind::Tuple(a), Kind::Tuple(b)) => Arc::ptr_eq(a, b),
            (Kind::String(a), Kind::String(b)) => Arc::ptr_eq(a, b),
            (Kind::Unknown(a), Kind::Unknown(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// Whether a rebuilt value is still the one it was made from.
    fn is_unchanged(&self, before: &Value) -> bool {
        self.marks() == before.marks()
            && (self.shares_payload(before)
                || (before.children().next().is_none()
                    && self.children().next().is_none()
                    && self.kind() == before.kind()))
    }
}

impl Step {
    /// The step to an element of a map.
    fn key(key: &Arc<str>) -> Self {
        Self::Index(Kind::String(key.clone()).into())
    }

    /// The name or text key it leads to.
    fn as_name(&self) -> Option<&str> {
        match self {
            Self::Attribute(name) => Some(name),
            Self::Index(key) => key.as_str(),
        }
    }

    /// The position in a list or tuple it leads to.
    fn as_position(&self) -> Option<usize> {
        match self {
            Self::Attribute(_) => None,
            Self::Index(key) => key.as_number()?.as_usize(),
        }
    }

    /// The type of what it leads to inside a value of that type.
    fn type_inside(&self, ty: &Type) -> Option<Type> {
        match ty {
            Type::Dynamic => Some(Type::Dynamic),
            Type::List(element) | Type::Set(element) | Type::Map(element) => Some((**element).clone()),
            Type::Object(object) => object.attributes.get(self.as_name()?).cloned(),
            Type::Tuple(types) => types.get(self.as_position()?).cloned(),
            Type::Bool | Type::Number | Type::String => None,
        }
    }
}

/// `None` if nothing changed.
fn transform_items(
    items: &[Value],
    is_set: bool,
    path: &mut Path,
    change: &mut dyn FnMut(&Path, Value) -> Value,
) -> Option<Vec<Value>> {
    let mut out: Option<Vec<Value>> = None;
    for (at, item) in items.iter().enumerate() {
        path.steps.push(Step::Index(if is_set { item.clone() } else { Value::number(at) }));
        let changed = item.transform_shared(path, change);
        path.steps.pop();
        match &mut out {
            Some(out) => out.push(changed),
            None if changed.is_unchanged(item) => {}
            None => {
                let mut copy = Vec::with_capacity(items.len());
                copy.extend_from_slice(&items[..at]);
                copy.push(changed);
                out = Some(copy);
            }
        }
    }
    out
}

/// `None` if nothing changed.
fn transform_entries(
    entries: &BTreeMap<Arc<str>, Value>,
    is_object: bool,
    path: &mut Path,
    change: &mut dyn FnMut(&Path, Value) -> Value,
) -> Option<BTreeMap<Arc<str>, Value>> {
    let mut changes = Vec::new();
    for (key, item) in entries {
        path.steps.push(if is_object { Step::Attribute(key.clone()) } else { Step::key(key) });
        let rebuilt = item.transform_shared(path, change);
        path.steps.pop();
        if !rebuilt.is_unchanged(item) {
            changes.push((key.clone(), rebuilt));
        }
    }
    if changes.is_empty() {
        return None;
    }
    let mut out = entries.clone();
    out.extend(changes);
    Some(out)
}

/// The element type after a change: as before, unless an element no longer has it.
fn element_type<'a>(before: &Type, mut items: impl Iterator<Item = &'a Value> + Clone) -> Type {
    if *before == Type::Dynamic || items.clone().all(|item| item.has_type(before)) {
        return before.clone();
    }
    items.find(|item| !item.has_type(before)).map_or_else(|| before.clone(), Value::ty)
}

fn walk_items(items: &[Value], path: &mut Path, visit: &mut dyn FnMut(&Path, &Value) -> bool) {
    for (at, item) in items.iter().enumerate() {
        item.walk_below(Step::Index(Value::number(at)), path, visit);
    }
}

fn same_items(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
}

fn same_entries(a: &BTreeMap<Arc<str>, Value>, b: &BTreeMap<Arc<str>, Value>) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k == l && a.same(b))
}

impl Elements {
    /// The number of elements.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl Entries {
    /// The number of elements.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
