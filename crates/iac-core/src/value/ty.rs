//! Types of values. Cheap to clone: compound types share their parts.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// The type of a value, or (with [`Type::Dynamic`] inside) a constraint on it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// Not known yet, or any type (`any`); the type of an untyped null and of an unknown of unknown type.
    Dynamic,
    /// `bool`.
    Bool,
    /// `number`.
    Number,
    /// `string`.
    String,
    /// `list(T)`.
    List(Arc<Type>),
    /// `set(T)`.
    Set(Arc<Type>),
    /// `map(T)`.
    Map(Arc<Type>),
    /// `object({…})`.
    Object(Arc<ObjectType>),
    /// `tuple([…])`.
    Tuple(Arc<[Type]>),
}

/// The attributes of an object type; attributes named in `optional` may be absent when converting to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectType {
    /// Attribute types by name.
    pub attributes: BTreeMap<Arc<str>, Type>,
    /// The names that may be absent. Only in constraints, never in the type of a value.
    pub optional: BTreeSet<Arc<str>>,
}

impl Type {
    /// `list(element)`.
    pub fn list(element: Type) -> Self {
        Self::List(Arc::new(element))
    }

    /// `set(element)`.
    pub fn set(element: Type) -> Self {
        Self::Set(Arc::new(element))
    }

    /// `map(element)`.
    pub fn map(element: Type) -> Self {
        Self::Map(Arc::new(element))
    }

    /// `object({…})` without optional attributes.
    pub fn object<K: Into<Arc<str>>>(attributes: impl IntoIterator<Item = (K, Type)>) -> Self {
        let attributes = attributes.into_iter().map(|(name, ty)| (name.into(), ty)).collect();
        Self::Object(Arc::new(ObjectType { attributes, optional: BTreeSet::new() }))
    }

    /// `tuple([…])`.
    pub fn tuple(elements: impl IntoIterator<Item = Type>) -> Self {
        Self::Tuple(elements.into_iter().collect())
    }

    /// Whether it is bool, number or string.
    pub fn is_primitive(&self) -> bool {
        matches!(self, Self::Bool | Self::Number | Self::String)
    }

    /// Whether it is a list, set or map.
    pub fn is_collection(&self) -> bool {
        matches!(self, Self::List(_) | Self::Set(_) | Self::Map(_))
    }

    /// The element type of a list, set or map.
    pub fn element(&self) -> Option<&Type> {
        match self {
            Self::List(element) | Self::Set(element) | Self::Map(element) => Some(element),
            _ => None,
        }
    }

    /// The type of an object's attribute.
    pub fn attribute(&self, name: &str) -> Option<&Type> {
        match self {
            Self::Object(object) => object.attributes.get(name),
            _ => None,
        }
    }

    /// Whether `Dynamic` occurs anywhere inside.
    pub fn has_dynamic(&self) -> bool {
        match self {
            Self::Dynamic => true,
            Self::Bool | Self::Number | Self::String => false,
            Self::List(element) | Self::Set(element) | Self::Map(element) => element.has_dynamic(),
            Self::Object(object) => object.attributes.values().any(Type::has_dynamic),
            Self::Tuple(elements) => elements.iter().any(Type::has_dynamic),
        }
    }

    /// The name people know it by, such as `list of string` or `object`; used in messages about a value's type.
    pub fn friendly_name(&self) -> String {
        self.name_in_prose(false)
    }

    /// The name people know it by as something wanted: like [`Type::friendly_name`], but `any type` for `Dynamic`.
    pub fn friendly_name_for_constraint(&self) -> String {
        self.name_in_prose(true)
    }

    fn name_in_prose(&self, is_constraint: bool) -> String {
        let of = |kind: &str, element: &Type| {
            if is_constraint && *element == Self::Dynamic {
                format!("{kind} of any single type")
            } else {
                format!("{kind} of {}", element.name_in_prose(is_constraint))
            }
        };
        match self {
            Self::Dynamic if is_constraint => "any type".into(),
            Self::Dynamic => "dynamic".into(),
            Self::Bool => "bool".into(),
            Self::Number => "number".into(),
            Self::String => "string".into(),
            Self::List(element) => of("list", element),
            Self::Set(element) => of("set", element),
            Self::Map(element) => of("map", element),
            Self::Object(_) => "object".into(),
            Self::Tuple(_) => "tuple".into(),
        }
    }

    /// Whether an object inside has optional attributes.
    pub fn has_optional(&self) -> bool {
        match self {
            Self::Dynamic | Self::Bool | Self::Number | Self::String => false,
            Self::List(element) | Self::Set(element) | Self::Map(element) => element.has_optional(),
            Self::Object(object) => !object.optional.is_empty() || object.attributes.values().any(Type::has_optional),
            Self::Tuple(elements) => elements.iter().any(Type::has_optional),
        }
    }

    /// The same type with no attribute optional: a constraint as the type of a value.
    #[must_use]
    pub fn without_optional(&self) -> Type {
        if !self.has_optional() {
            return self.clone();
        }
        match self {
            Self::Dynamic | Self::Bool | Self::Number | Self::String => self.clone(),
            Self::List(element) => Self::list(element.without_optional()),
            Self::Set(element) => Self::set(element.without_optional()),
            Self::Map(element) => Self::map(element.without_optional()),
            Self::Object(object) => {
                Self::object(object.attributes.iter().map(|(name, ty)| (name.clone(), ty.without_optional())))
            }
            Self::Tuple(elements) => Self::tuple(elements.iter().map(Type::without_optional)),
        }
    }
}

impl fmt::Display for Type {
    /// The type-constraint syntax of the language, such as `map(string)` or `object({ a = number })`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dynamic => f.write_str("any"),
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::List(element) => write!(f, "list({element})"),
            Self::Set(element) => write!(f, "set({element})"),
            Self::Map(element) => write!(f, "map({element})"),
            Self::Object(object) => {
                f.write_str("object({")?;
                for (at, (name, ty)) in object.attributes.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "," };
                    if object.optional.contains(name) {
                        write!(f, "{comma} {name} = optional({ty})")?;
                    } else {
                        write!(f, "{comma} {name} = {ty}")?;
                    }
                }
                f.write_str(if object.attributes.is_empty() { "})" } else { " })" })
            }
            Self::Tuple(elements) => {
                f.write_str("tuple([")?;
                for (at, ty) in elements.iter().enumerate() {
                    write!(f, "{}{ty}", if at == 0 { "" } else { ", " })?;
                }
                f.write_str("])")
            }
        }
    }
}
