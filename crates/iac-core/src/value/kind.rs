//! The value itself: a kind with its payload, plus marks.

use super::{Marks, Number, Refinement, Type, Unknown};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A value of the language. Cheap to clone: compound payloads are shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    kind: Kind,
    marks: Marks,
}

/// What a value is. Match on it with [`Value::kind`].
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Null of a type.
    Null(Type),
    /// Not known yet.
    Unknown(Arc<Unknown>),
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text, NFC-normalised.
    String(Arc<str>),
    /// A list: elements of one type.
    List(Arc<Elements>),
    /// A set: distinct elements of one type, in Terraform's order.
    Set(Arc<Elements>),
    /// A map: elements of one type by key.
    Map(Arc<Entries>),
    /// An object: attributes by name.
    Object(Arc<BTreeMap<Arc<str>, Value>>),
    /// A tuple: elements of a type each.
    Tuple(Arc<[Value]>),
}

/// The elements of a list or set.
#[derive(Clone, Debug, PartialEq)]
pub struct Elements {
    /// The type of every element.
    pub element: Type,
    /// The elements.
    pub items: Vec<Value>,
}

/// The elements of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries {
    /// The type of every element.
    pub element: Type,
    /// The elements by key, sorted bytewise.
    pub items: BTreeMap<Arc<str>, Value>,
}

/// Text in the normal form that all text of the language has.
pub(super) fn nfc(text: &str) -> Arc<str> {
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Arc::from(text)
    } else {
        Arc::from(text.nfc().collect::<String>())
    }
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Self {
        Self { kind, marks: Marks::NONE }
    }
}

impl Value {
    /// A known bool.
    pub fn bool(value: bool) -> Self {
        Kind::Bool(value).into()
    }

    /// A known number.
    pub fn number(value: impl Into<Number>) -> Self {
        Kind::Number(value.into()).into()
    }

    /// Known text, normalised to NFC.
    pub fn string(text: impl AsRef<str>) -> Self {
        Kind::String(nfc(text.as_ref())).into()
    }

    /// Null of a type.
    pub fn null(ty: Type) -> Self {
        Kind::Null(ty).into()
    }

    /// Unknown of a type, with nothing known of it.
    pub fn unknown(ty: Type) -> Self {
        Kind::Unknown(Arc::new(Unknown { ty, refinement: Refinement::default() })).into()
    }

    /// Unknown of a type, of which something is known. When so much is known that only one value (or one number of
    /// elements) is left, it is that value (or has that many unknown elements).
    pub fn refined(ty: Type, refinement: Refinement) -> Self {
        match refinement.settle(&ty) {
            Some(value) => value,
            None => Kind::Unknown(Arc::new(Unknown { ty, refinement })).into(),
        }
    }

    /// A list; every element must have the given type (or the type must be `Dynamic`).
    pub fn list(element: Type, items: Vec<Value>) -> Self {
        Kind::List(Arc::new(Elements { element, items })).into()
    }

    /// A set: duplicates go, order becomes Terraform's, marks of elements move to the set.
    pub fn set(element: Type, items: Vec<Value>) -> Self {
        super::set_order::set(element, items)
    }

    /// A set of elements that are already distinct, sorted and free of marks.
    pub(super) fn sorted_set(element: Type, items: Vec<Value>) -> Self {
        Kind::Set(Arc::new(Elements { element, items })).into()
    }

    /// A map.
    pub fn map(element: Type, items: BTreeMap<Arc<str>, Value>) -> Self {
        Kind::Map(Arc::new(Entries { element, items })).into()
    }

    /// An object.
    pub fn object<K: Into<Arc<str>>>(attributes: impl IntoIterator<Item = (K, Value)>) -> Self {
        Kind::Object(Arc::new(attributes.into_iter().map(|(name, value)| (name.into(), value)).collect())).into()
    }

    /// A tuple.
    pub fn tuple(items: impl IntoIterator<Item = Value>) -> Self {
        Kind::Tuple(items.into_iter().collect()).into()
    }

    /// What it is, without its marks.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// What it is, taken out; marks are dropped.
    pub fn into_kind(self) -> Kind {
        self.kind
    }

    /// What it is, to change in place.
    pub(super) fn kind_mut(&mut self) -> &mut Kind {
        &mut self.kind
    }

    /// Its own marks, to change in place.
    pub(super) fn marks_mut(&mut self) -> &mut Marks {
        &mut self.marks
    }

    /// Its own marks, not those of values inside.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// The same value with exactly these marks.
    #[must_use]
    pub fn with_marks(mut self, marks: Marks) -> Self {
        self.marks = marks;
        self
    }

    /// The same value with these marks added.
    #[must_use]
    pub fn mark(mut self, marks: &Marks) -> Self {
        if !marks.is_empty() {
            self.marks = self.marks.union(marks);
        }
        self
    }

    /// Whether it has the given type; the same as comparing [`Value::ty`], without building it.
    pub fn has_type(&self, ty: &Type) -> bool {
        match (&self.kind, ty) {
            (Kind::Null(own), ty) => own == ty,
            (Kind::Unknown(unknown), ty) => unknown.ty == *ty,
            (Kind::Bool(_), Type::Bool) | (Kind::Number(_), Type::Number) | (Kind::String(_), Type::String) => true,
            (Kind::List(list), Type::List(element)) => list.element == **element,
            (Kind::Set(set), Type::Set(element)) => set.element == **element,
            (Kind::Map(map), Type::Map(element)) => map.element == **element,
            (Kind::Object(values), Type::Object(object)) => {
                object.optional.is_empty()
                    && values.len() == object.attributes.len()
                    && values.iter().zip(&object.attributes).all(|((a, value), (b, ty))| a == b && value.has_type(ty))
            }
            (Kind::Tuple(items), Type::Tuple(types)) => {
                items.len() == types.len() && items.iter().zip(types.iter()).all(|(item, ty)| item.has_type(ty))
            }
            _ => false,
        }
    }

    /// Its type.
    pub fn ty(&self) -> Type {
        match &self.kind {
            Kind::Null(ty) => ty.clone(),
            Kind::Unknown(unknown) => unknown.ty.clone(),
            Kind::Bool(_) => Type::Bool,
            Kind::Number(_) => Type::Number,
            Kind::String(_) => Type::String,
            Kind::List(list) => Type::list(list.element.clone()),
            Kind::Set(set) => Type::set(set.element.clone()),
            Kind::Map(map) => Type::map(map.element.clone()),
            Kind::Object(attributes) => Type::object(attributes.iter().map(|(name, value)| (name.clone(), value.ty()))),
            Kind::Tuple(items) => Type::tuple(items.iter().map(Value::ty)),
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null(_))
    }

    /// Whether it is known; values inside may still be unknown.
    pub fn is_known(&self) -> bool {
        !matches!(self.kind, Kind::Unknown(_))
    }

    /// Text, if it is known text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// A bool, if it is a known bool.
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A number, if it is a known number.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The elements of a known list, set or tuple.
    pub fn as_elements(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(list) | Kind::Set(list) => Some(&list.items),
            Kind::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The elements of a known map, or the attributes of a known object.
    pub fn as_entries(&self) -> Option<&BTreeMap<Arc<str>, Value>> {
        match &self.kind {
            Kind::Map(map) => Some(&map.items),
            Kind::Object(attributes) => Some(attributes),
            _ => None,
        }
    }

    /// An attribute of a known object, or an element of a known map.
    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.as_entries()?.get(name)
    }

    /// The same object with one attribute replaced or added; other kinds are returned as they are.
    #[must_use]
    pub fn with_attribute(self, name: impl Into<Arc<str>>, value: Value) -> Self {
        let marks = self.marks;
        match self.kind {
            Kind::Object(mut attributes) => {
                Arc::make_mut(&mut attributes).insert(name.into(), value);
                Value { kind: Kind::Object(attributes), marks }
            }
            kind => Value { kind, marks },
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::string(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::number(value)
    }
}
