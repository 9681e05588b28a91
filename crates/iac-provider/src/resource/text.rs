//! Documents given as text, in the form in which they are stored.

use crate::equivalence::json;
use crate::model::{FieldSpec, Shape, TextForm};
use iac_core::value::Value;

/// The object with the texts of these fields in their stored form. Text that is no JSON stays; so do texts inside blocks,
/// which the AWS provider stores as written.
pub(super) fn stored_form(fields: &[FieldSpec], mut object: Value) -> Value {
    for field in fields {
        if matches!(field.shape, Shape::Flatten) {
            object = stored_form(field.ty.fields(), object);
        }
        let Some(text) = object.attribute(field.name).and_then(Value::as_str) else { continue };
        let stored = match field.form {
            TextForm::Verbatim => None,
            TextForm::Sorted => json::normalize(text),
            TextForm::VersionFirst => json::normalize_version_first(text),
        };
        if let Some(stored) = stored {
            object = object.with_attribute(field.name, Value::string(stored));
        }
    }
    object
}

/// The object with what is stored instead of texts that state does not hold, such as their digests. Plans keep the texts,
/// because operations need them.
pub(super) fn sealed(fields: &[FieldSpec], mut object: Value) -> Value {
    for field in fields {
        let Some(stored_as) = field.stored_as else { continue };
        let Some(text) = object.attribute(field.name).and_then(Value::as_str) else { continue };
        let stored = Value::string(stored_as(text));
        object = object.with_attribute(field.name, stored);
    }
    object
}
