//! One attribute of a block or nested object: its type, flags and planning facts.

use super::Nesting;
use crate::value::{Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// When two known values of an attribute count as the same, so that no change is planned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Equality {
    /// Equal values only.
    #[default]
    Exact,
    /// Equal as JSON documents.
    Json,
    /// Equal as IAM policy documents (order-free statements and lists, scalar as one-element list, …).
    Policy,
    /// Equal without regard to ASCII case.
    CaseInsensitive,
    /// Equal as a function says, for texts of a form that one type alone knows.
    Custom(SameText),
}

/// Decides whether two texts mean the same.
#[derive(Clone, Copy, Debug)]
pub struct SameText(pub fn(&str, &str) -> bool);

impl PartialEq for SameText {
    /// The same function, as far as its address tells.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

impl Eq for SameText {}

/// An attribute whose type is an object with attribute schemas of its own (protocol 6 nested types).
#[derive(Clone, Debug, PartialEq)]
pub struct NestedObject {
    /// One object, or a collection of them.
    pub nesting: Nesting,
    /// The attributes of each object.
    pub attributes: BTreeMap<Arc<str>, Attribute>,
}

/// The type of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeType {
    /// A plain type.
    Plain(Type),
    /// An object with attribute schemas of its own.
    Nested(NestedObject),
}

/// Checks one known value; returns what is wrong, as a sentence fragment for a diagnostic's detail.
pub type Validator = Arc<dyn Fn(&Value) -> Result<(), String> + Send + Sync>;

/// One attribute of a block.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "the flags of a schema are independent of each other")]
pub struct Attribute {
    /// Its type.
    pub ty: AttributeType,
    /// What it is, one or more sentences of Markdown.
    pub description: Arc<str>,
    /// Must be set in configuration.
    pub required: bool,
    /// May be set in configuration.
    pub optional: bool,
    /// The provider may fill it when the configuration leaves it null.
    pub computed: bool,
    /// Its value is hidden from output.
    pub sensitive: bool,
    /// Accepted in configuration, never stored.
    pub write_only: bool,
    /// A change of it replaces the object.
    pub force_new: bool,
    /// The API never returns it; the kit carries it over from configuration or prior state.
    pub config_only: bool,
    /// Accepts block syntax too (the AWS provider's attributes-as-blocks mode); its type is a list or set of objects.
    pub as_blocks: bool,
    /// The value planned when the configuration leaves it null.
    pub default: Option<Value>,
    /// When two values count as the same.
    pub equality: Equality,
    /// Why it should not be used any more.
    pub deprecated: Option<Arc<str>>,
    /// Checks of a known value.
    pub validators: Vec<Validator>,
}

impl Attribute {
    /// An attribute of that type with no flag set.
    pub fn new(ty: Type) -> Self {
        Self {
            ty: AttributeType::Plain(ty),
            description: Arc::from(""),
            required: false,
            optional: false,
            computed: false,
            sensitive: false,
            write_only: false,
            force_new: false,
            config_only: false,
            as_blocks: false,
            default: None,
            equality: Equality::Exact,
            deprecated: None,
            validators: Vec::new(),
        }
    }

    /// The type of its values, nested objects spelled out.
    pub fn value_type(&self) -> Type {
        match &self.ty {
            AttributeType::Plain(ty) => ty.clone(),
            AttributeType::Nested(nested) => {
                let object = Type::object(
                    nested.attributes.iter().map(|(name, attribute)| (name.clone(), attribute.value_type())),
                );
                nested.nesting.wrap(object)
            }
        }
    }

    /// Whether only the provider sets it.
    pub fn is_read_only(&self) -> bool {
        self.computed && !self.optional && !self.required
    }
}

impl std::fmt::Debug for Attribute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attribute")
            .field("ty", &self.ty)
            .field("required", &self.required)
            .field("optional", &self.optional)
            .field("computed", &self.computed)
            .field("sensitive", &self.sensitive)
            .field("force_new", &self.force_new)
            .field("default", &self.default)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Attribute {
    /// Validators are code and are not compared.
    fn eq(&self, other: &Self) -> bool {
        self.ty == other.ty
            && self.description == other.description
            && self.required == other.required
            && self.optional == other.optional
            && self.computed == other.computed
            && self.sensitive == other.sensitive
            && self.write_only == other.write_only
            && self.force_new == other.force_new
            && self.config_only == other.config_only
            && self.as_blocks == other.as_blocks
            && self.default == other.default
            && self.equality == other.equality
            && self.deprecated == other.deprecated
    }
}
