//! Filling in the defaults of optional object attributes, before a value is converted to its type.

use super::TypeDefaults;
use iac_core::value::{Kind, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

impl TypeDefaults {
    /// Whether there are no defaults anywhere.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.children.is_empty()
    }

    /// The value with every absent or null optional attribute that has a default set to it.
    ///
    /// Collections whose elements may change come back as tuples and objects: converting to the type makes them
    /// collections again. Null and unknown values stay as they are.
    #[must_use]
    pub fn apply(&self, value: &Value) -> Value {
        if self.is_empty() {
            return value.clone();
        }
        let applied = match value.kind() {
            Kind::Object(entries) => self.apply_to_entries(entries),
            Kind::Map(map) => self.apply_to_entries(&map.items),
            Kind::Tuple(items) => self.apply_to_items(items),
            Kind::List(list) | Kind::Set(list) => self.apply_to_items(&list.items),
            Kind::Null(_) | Kind::Unknown(_) | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => {
                return value.clone();
            }
        };
        applied.with_marks(value.marks().clone())
    }

    fn apply_to_entries(&self, entries: &BTreeMap<Arc<str>, Value>) -> Value {
        let mut filled = entries.clone();
        for (name, default) in &self.values {
            if filled.get(name).is_none_or(Value::is_null) {
                filled.insert(name.clone(), default.clone());
            }
        }
        for (name, value) in &mut filled {
            if let Some(inner) = self.child(name) {
                *value = inner.apply(value);
            }
        }
        Value::object(filled)
    }

    fn apply_to_items(&self, items: &[Value]) -> Value {
        Value::tuple(items.iter().enumerate().map(|(at, item)| match self.child(&at.to_string()) {
            Some(inner) => inner.apply(item),
            None => item.clone(),
        }))
    }

    fn child(&self, key: &str) -> Option<&TypeDefaults> {
        self.children.get("").or_else(|| self.children.get(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defaults(values: &[(&str, Value)], children: &[(&str, TypeDefaults)]) -> TypeDefaults {
        TypeDefaults {
            values: values.iter().map(|(name, value)| (Arc::from(*name), value.clone())).collect(),
            children: children.iter().map(|(name, inner)| (Arc::from(*name), inner.clone())).collect(),
        }
    }

    #[test]
    fn absent_and_null_attributes_get_their_default() {
        let defaults = defaults(&[("a", Value::from(1)), ("b", Value::from(2))], &[]);
        let given = Value::object([("a", Value::null(iac_core::value::Type::Number)), ("c", Value::from(3))]);
        let expected = Value::object([("a", Value::from(1)), ("b", Value::from(2)), ("c", Value::from(3))]);
        assert_eq!(defaults.apply(&given), expected);
    }

    #[test]
    fn every_element_of_a_collection_gets_the_defaults() {
        let inner = defaults(&[("a", Value::from(1))], &[]);
        let defaults = defaults(&[], &[("", inner)]);
        let empty = || Value::object(BTreeMap::<Arc<str>, Value>::new());
        let filled = || Value::object([("a", Value::from(1))]);
        assert_eq!(defaults.apply(&Value::tuple([empty(), empty()])), Value::tuple([filled(), filled()]));
        assert_eq!(defaults.apply(&Value::object([("x", empty())])), Value::object([("x", filled())]));
    }

    #[test]
    fn null_stays_null() {
        let defaults = defaults(&[("a", Value::from(1))], &[]);
        let null = Value::null(iac_core::value::Type::Dynamic);
        assert_eq!(defaults.apply(&null), null);
    }
}
