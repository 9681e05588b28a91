//! The number of elements.

use super::OperatorError;
use crate::value::{Kind, Number, Refinement, Type, Value};
use unicode_segmentation::UnicodeSegmentation;

impl Value {
    /// The number of elements of a collection, tuple, object, or of grapheme clusters of text; unknown if undecided.
    pub fn length(&self) -> Result<Value, OperatorError> {
        let length = match self.kind() {
            Kind::Null(_) => return Err(OperatorError("argument must not be null".into())),
            Kind::Bool(_) | Kind::Number(_) => return Err(not_countable()),
            Kind::String(text) => Value::number(text.graphemes(true).count()),
            Kind::List(list) => Value::number(list.items.len()),
            Kind::Tuple(items) => Value::number(items.len()),
            Kind::Map(map) => Value::number(map.items.len()),
            Kind::Object(attributes) => Value::number(attributes.len()),
            // Unknown elements may turn out to be duplicates.
            Kind::Set(set) if set.items.len() <= 1 || self.is_wholly_known() => Value::number(set.items.len()),
            Kind::Set(set) => between(1, Some(set.items.len() as u64)),
            Kind::Unknown(unknown) => match &unknown.ty {
                Type::Bool | Type::Number => return Err(not_countable()),
                Type::Tuple(types) => Value::number(types.len()),
                Type::Object(object) => Value::number(object.attributes.len()),
                _ => between(unknown.refinement.min_length.unwrap_or(0), unknown.refinement.max_length),
            },
        };
        Ok(length.mark(self.marks()))
    }
}

/// The grapheme clusters of text: what people see as its characters, and what `length` counts.
pub fn graphemes(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.graphemes(true)
}

fn not_countable() -> OperatorError {
    OperatorError("argument must be a string, a collection type, or a structural type".into())
}

fn between(min: u64, max: Option<u64>) -> Value {
    if max == Some(min) {
        return Value::number(min);
    }
    let bound = |length: u64| (Number::from(length), true);
    let refinement = Refinement { not_null: true, min: Some(bound(min)), max: max.map(bound), ..Refinement::default() };
    Value::refined(Type::Number, refinement)
}
