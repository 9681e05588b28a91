//! `== !=`: three-valued equality without conversion.

use super::unknown_not_null;
use crate::value::{Kind, Number, Type, Unknown, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// `None` is undecided.
type Decision = Option<bool>;

impl Value {
    /// `a == b` of the language, without conversion: values of different types are unequal; unknowns give an unknown
    /// bool unless something known of them decides. Null equals null, whatever their types.
    #[must_use]
    pub fn equals(&self, other: &Value) -> Value {
        // Beside null nothing inside a value is looked at, so that marks inside say nothing about the result.
        let marks = if self.is_null() == other.is_null() {
            self.deep_marks().union(&other.deep_marks())
        } else {
            self.marks().union(other.marks())
        };
        decide(self, other).map_or_else(|| unknown_not_null(Type::Bool), Value::bool).mark(&marks)
    }

    /// `a != b`.
    #[must_use]
    pub fn not_equals(&self, other: &Value) -> Value {
        let equals = self.equals(other);
        let marks = equals.marks().clone();
        match equals.as_bool() {
            Some(is_equal) => Value::bool(!is_equal).with_marks(marks),
            None => equals,
        }
    }

    /// Whether `a == b` is known to be true.
    pub fn is_equal(&self, other: &Value) -> bool {
        decide(self, other) == Some(true)
    }
}

fn decide(a: &Value, b: &Value) -> Decision {
    match (a.kind(), b.kind()) {
        (Kind::Null(_), Kind::Null(_)) => Some(true),
        (Kind::Null(_), _) => b.is_definitely_not_null().then_some(false),
        (_, Kind::Null(_)) => a.is_definitely_not_null().then_some(false),
        (Kind::Unknown(_), Kind::Unknown(_)) => None,
        (Kind::Unknown(unknown), _) => could_be(unknown, b),
        (_, Kind::Unknown(unknown)) => could_be(unknown, a),
        _ => decide_known(a, b),
    }
}

/// `Some(false)` if the unknown cannot become the known value, which is not null.
fn could_be(unknown: &Unknown, known: &Value) -> Decision {
    if !could_have_type(known, &unknown.ty) {
        return Some(false);
    }
    let refinement = &unknown.refinement;
    let is_possible = match known.kind() {
        Kind::String(text) => refinement.prefix.as_ref().is_none_or(|prefix| text.starts_with(&**prefix)),
        Kind::Number(number) => {
            let above = |(min, or_equal): &(Number, bool)| number > min || (*or_equal && number == min);
            let below = |(max, or_equal): &(Number, bool)| number < max || (*or_equal && number == max);
            refinement.min.as_ref().is_none_or(above) && refinement.max.as_ref().is_none_or(below)
        }
        Kind::List(_) | Kind::Set(_) | Kind::Map(_) => {
            let length = known.length().ok().and_then(|length| length.as_number().and_then(Number::as_u64));
            length.is_none_or(|length| {
                refinement.min_length.is_none_or(|min| length >= min)
                    && refinement.max_length.is_none_or(|max| length <= max)
            })
        }
        _ => true,
    };
    if is_possible { None } else { Some(false) }
}

/// Whether a value of the type, once its unknown parts are known, may have the type of this value.
#[expect(clippy::match_same_arms, reason = "one arm per rule")]
fn could_have_type(value: &Value, ty: &Type) -> bool {
    match (value.kind(), ty) {
        (_, Type::Dynamic) => true,
        (Kind::Null(own), ty) => could_be_same_type(own, ty),
        (Kind::Unknown(unknown), ty) => could_be_same_type(&unknown.ty, ty),
        (Kind::Bool(_), Type::Bool) | (Kind::Number(_), Type::Number) | (Kind::String(_), Type::String) => true,
        (Kind::List(list), Type::List(element)) => could_be_same_type(&list.element, element),
        (Kind::Set(set), Type::Set(element)) => could_be_same_type(&set.element, element),
        (Kind::Map(map), Type::Map(element)) => could_be_same_type(&map.element, element),
        (Kind::Object(values), Type::Object(object)) => {
            values.len() == object.attributes.len()
                && values
                    .iter()
                    .zip(&object.attributes)
                    .all(|((a, value), (b, ty))| a == b && could_have_type(value, ty))
        }
        (Kind::Tuple(items), Type::Tuple(types)) => {
            items.len() == types.len() && items.iter().zip(types.iter()).all(|(item, ty)| could_have_type(item, ty))
        }
        _ => false,
    }
}

fn could_be_same_type(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Dynamic, _) | (_, Type::Dynamic) => true,
        (Type::List(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) | (Type::Map(a), Type::Map(b)) => {
            could_be_same_type(a, b)
        }
        (Type::Object(a), Type::Object(b)) => {
            a.attributes.len() == b.attributes.len()
                && a.attributes.iter().zip(&b.attributes).all(|((k, a), (l, b))| k == l && could_be_same_type(a, b))
        }
        (Type::Tuple(a), Type::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| could_be_same_type(a, b))
        }
        (a, b) => a == b,
    }
}

fn decide_known(a: &Value, b: &Value) -> Decision {
    match (a.kind(), b.kind()) {
        (Kind::Bool(a), Kind::Bool(b)) => Some(a == b),
        (Kind::Number(a), Kind::Number(b)) => Some(a == b),
        (Kind::String(a), Kind::String(b)) => Some(a == b),
        (Kind::List(x), Kind::List(y)) => match same_type(a, b) {
            Some(true) => decide_items(&x.items, &y.items),
            other => other,
        },
        (Kind::Set(x), Kind::Set(y)) => match same_type(a, b) {
            Some(true) if a.is_wholly_known() && b.is_wholly_known() => decide_items(&x.items, &y.items),
            Some(true) => None,
            other => other,
        },
        (Kind::Map(x), Kind::Map(y)) => match same_type(a, b) {
            Some(true) => decide_entries(&x.items, &y.items),
            other => other,
        },
        (Kind::Object(x), Kind::Object(y)) => match same_type(a, b) {
            Some(true) => decide_entries(x, y),
            other => other,
        },
        (Kind::Tuple(x), Kind::Tuple(y)) => match same_type(a, b) {
            Some(true) => decide_items(x, y),
            other => other,
        },
        _ => Some(false),
    }
}

/// Whether both have one type; undecided while a part of unknown type may still make it so.
fn same_type(a: &Value, b: &Value) -> Decision {
    match (a.kind(), b.kind()) {
        (Kind::Unknown(unknown), _) if unknown.ty.has_dynamic() => (!could_have_type(b, &unknown.ty)).then_some(false),
        (_, Kind::Unknown(unknown)) if unknown.ty.has_dynamic() => (!could_have_type(a, &unknown.ty)).then_some(false),
        (Kind::Object(a), Kind::Object(b)) => {
            if !a.keys().eq(b.keys()) {
                return Some(false);
            }
            all(a.values().zip(b.values()).map(|(a, b)| same_type(a, b)))
        }
        (Kind::Tuple(a), Kind::Tuple(b)) if a.len() == b.len() => {
            all(a.iter().zip(b.iter()).map(|(a, b)| same_type(a, b)))
        }
        (Kind::List(x), Kind::List(y)) | (Kind::Set(x), Kind::Set(y)) => Some(x.element == y.element),
        (Kind::Map(x), Kind::Map(y)) => Some(x.element == y.element),
        (_, Kind::Null(ty)) => Some(a.has_type(ty)),
        (_, Kind::Unknown(unknown)) => Some(a.has_type(&unknown.ty)),
        (Kind::Null(ty), _) => Some(b.has_type(ty)),
        (Kind::Unknown(unknown), _) => Some(b.has_type(&unknown.ty)),
        (a, b) => Some(std::mem::discriminant(a) == std::mem::discriminant(b)),
    }
}

/// False if any is false, else undecided if any is.
fn all(decisions: impl Iterator<Item = Decision>) -> Decision {
    let mut result = Some(true);
    for decision in decisions {
        match decision {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}

/// In order, up to the first pair that is unequal or undecided, as Terraform goes about it.
fn decide_items(a: &[Value], b: &[Value]) -> Decision {
    if a.len() != b.len() {
        return Some(false);
    }
    a.iter().zip(b).map(|(a, b)| decide(a, b)).find(|decision| *decision != Some(true)).unwrap_or(Some(true))
}

fn decide_entries(a: &BTreeMap<Arc<str>, Value>, b: &BTreeMap<Arc<str>, Value>) -> Decision {
    if a.len() != b.len() || !a.keys().eq(b.keys()) {
        return Some(false);
    }
    all(a.values().zip(b.values()).map(|(a, b)| decide(a, b)))
}
