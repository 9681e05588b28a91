//! Structs as objects: the traits that the derives implement, and the cursors they use.

use super::field::{elements, object_type};
use super::{Field, FieldSpec, ModelSpec};
use crate::Error;
use iac_core::schema::Nesting;
use iac_core::value::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A struct whose fields are those of an object. Derived by `Model` and `Block`.
pub trait Record: Sized {
    /// Its fields.
    const FIELDS: &'static [FieldSpec];
    /// Reads every field.
    fn read_fields(reader: &Reader<'_>) -> Result<Self, Error>;
    /// Writes every field.
    fn write_fields(&self, writer: &mut Writer);
}

/// A struct that is a resource type or data source. Derived.
pub trait Model: Record + Default + Send + Sync + 'static {
    /// What it is.
    const SPEC: &'static ModelSpec;

    /// Reads it from an object; null and unknown attributes become empty.
    fn from_value(value: &Value) -> Result<Self, Error> {
        Self::read_fields(&Reader::new(value)?)
    }

    /// Writes it as an object of its own fields; what the kit adds (`region`, `timeouts`) is not among them.
    fn to_value(&self) -> Value {
        let mut writer = Writer::default();
        self.write_fields(&mut writer);
        writer.finish()
    }
}

/// Takes attributes out of an object.
pub struct Reader<'a> {
    attributes: &'a BTreeMap<Arc<str>, Value>,
}

impl<'a> Reader<'a> {
    /// Opens a known object.
    pub fn new(value: &'a Value) -> Result<Self, Error> {
        let attributes = value.as_entries().ok_or_else(|| Error::other("an object is required"))?;
        Ok(Self { attributes })
    }

    /// One attribute; empty if the object has none of that name.
    pub fn field<T: Field>(&self, name: &'static str) -> Result<T, Error> {
        match self.attributes.get(name) {
            Some(value) => T::from_value(value).map_err(|error| error.inside_attribute(name)),
            None => T::from_value(&Value::null(T::TY.ty())),
        }
    }

    /// The only element of a block list or set; `None` if there is none.
    pub fn only<T: Field>(&self, name: &'static str) -> Result<Option<T>, Error> {
        let Some(value) = self.attributes.get(name) else { return Ok(None) };
        let first = elements(value).map_err(|error| error.inside_attribute(name))?.first();
        first.map(T::from_value).transpose().map_err(|error| error.inside_attribute(name))
    }
}

/// Puts an object together.
#[derive(Default)]
pub struct Writer {
    attributes: BTreeMap<Arc<str>, Value>,
}

impl Writer {
    /// One attribute.
    pub fn field<T: Field>(&mut self, name: &'static str, value: &T) {
        self.attributes.insert(Arc::from(name), value.to_value());
    }

    /// Several blocks, as a list or set.
    pub fn blocks<'a, T: Field + 'a>(
        &mut self,
        name: &'static str,
        nesting: Nesting,
        items: impl IntoIterator<Item = &'a T>,
    ) {
        let items = items.into_iter().map(Field::to_value).collect();
        let element = object_type(&T::TY);
        let value = if nesting == Nesting::Set { Value::set(element, items) } else { Value::list(element, items) };
        self.attributes.insert(Arc::from(name), value);
    }

    /// Several blocks, as a list or set; null if they are not given at all.
    pub fn optional_blocks<T: Field>(&mut self, name: &'static str, nesting: Nesting, items: Option<&[T]>) {
        if let Some(items) = items {
            return self.blocks(name, nesting, items);
        }
        let null = Value::null(nesting.wrap(object_type(&T::TY)));
        self.attributes.insert(Arc::from(name), null);
    }

    /// The object.
    pub fn finish(self) -> Value {
        Value::object(self.attributes)
    }
}
