//! The static data that a derive writes about a struct. It holds no code but validators.

use iac_core::schema::{Equality, Nesting};
use iac_core::value::{Type, Value};

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum TypeSpec {
    /// Any type (`dynamic`).
    Any,
    /// `bool`.
    Bool,
    /// `number`.
    Number,
    /// `string`.
    String,
    /// `list(T)`.
    List(&'static TypeSpec),
    /// `set(T)`.
    Set(&'static TypeSpec),
    /// `map(T)`.
    Map(&'static TypeSpec),
    /// A struct with a derived `Block`.
    Object(&'static [FieldSpec]),
}

impl TypeSpec {
    /// The type of values.
    pub fn ty(&self) -> Type {
        match self {
            Self::Any => Type::Dynamic,
            Self::Bool => Type::Bool,
            Self::Number => Type::Number,
            Self::String => Type::String,
            Self::List(element) => Type::list(element.ty()),
            Self::Set(element) => Type::set(element.ty()),
            Self::Map(element) => Type::map(element.ty()),
            Self::Object(fields) => super::block_schema(fields, "").value_type(),
        }
    }

    /// The fields of the struct it is, or is a collection of.
    pub fn fields(&self) -> &'static [FieldSpec] {
        match self {
            Self::List(element) | Self::Set(element) | Self::Map(element) => element.fields(),
            Self::Object(fields) => fields,
            _ => &[],
        }
    }
}

/// How a field appears in the schema.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// An attribute of its type.
    Attribute,
    /// An attribute that accepts block syntax too.
    AsBlocks(Nesting),
    /// An attribute with nested attributes of its own (protocol 6 nested types).
    Nested(Nesting),
    /// A nested block.
    Block {
        /// How often, and what its value is.
        nesting: Nesting,
        /// The least number of blocks.
        min: u32,
        /// The greatest number of blocks; 0 is no limit.
        max: u32,
    },
    /// Its fields are fields of the struct that contains it.
    Flatten,
}

/// The yes-or-no facts of a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(pub u16);

impl Flags {
    /// Must be set in configuration.
    pub const REQUIRED: Self = Self(1);
    /// May be set in configuration.
    pub const OPTIONAL: Self = Self(2);
    /// The provider may fill it.
    pub const COMPUTED: Self = Self(4);
    /// A change of it replaces the object.
    pub const FORCE_NEW: Self = Self(8);
    /// Hidden from output.
    pub const SENSITIVE: Self = Self(16);
    /// Accepted in configuration, never stored.
    pub const WRITE_ONLY: Self = Self(32);
    /// Never returned by the API.
    pub const CONFIG_ONLY: Self = Self(64);

    /// Both sets of facts.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` hold.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A default that can be written in an attribute.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    /// A bool.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// Text.
    Str(&'static str),
}

/// A check of one known value of a field; collections are checked element by element.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// One of these numbers.
    OneOfNumbers(&'static [i64]),
    /// A number between these, inclusive.
    Range(i64, i64),
    /// Text of a length between these, inclusive.
    Length(usize, usize),
    /// A JSON document, or empty text.
    Json,
    /// A function of the argument's name and value.
    Custom(fn(&str, &Value) -> Result<(), String>),
}

/// A rule over several fields of one block; names may lead into blocks with dots (`rule.days`).
#[derive(Clone, Copy, Debug)]
pub enum Relation {
    /// Excludes these.
    ConflictsWith(&'static [&'static str]),
    /// One and only one of these.
    ExactlyOneOf(&'static [&'static str]),
    /// One or more of these.
    AtLeastOneOf(&'static [&'static str]),
    /// Needs all of these.
    RequiredWith(&'static [&'static str]),
}

/// How a document given as text is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextForm {
    /// As it was written.
    #[default]
    Verbatim,
    /// Compact, with sorted keys.
    Sorted,
    /// Compact, with sorted keys but `Version` first.
    VersionFirst,
}

/// One field of a struct with a derived `Model` or `Block`.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// Its name in configuration.
    pub name: &'static str,
    /// Its doc comment.
    pub description: &'static str,
    /// Its type.
    pub ty: TypeSpec,
    /// How it appears in the schema.
    pub shape: Shape,
    /// Its flags.
    pub flags: Flags,
    /// What is planned when configuration leaves it null.
    pub default: Option<Literal>,
    /// When two values count as the same.
    pub equality: Equality,
    /// How its text is stored.
    pub form: TextForm,
    /// What is stored of a text instead of the text, such as its digest. Applied to what it returned, it changes nothing.
    pub stored_as: Option<fn(&str) -> String>,
    /// Why it should not be used any more.
    pub deprecated: Option<&'static str>,
    /// Checks of its value.
    pub checks: &'static [Check],
    /// Rules that it takes part in.
    pub relations: &'static [Relation],
}

impl FieldSpec {
    /// A field with nothing special about it.
    pub const fn new(name: &'static str, description: &'static str, ty: TypeSpec, shape: Shape) -> Self {
        Self {
            name,
            description,
            ty,
            shape,
            flags: Flags(0),
            default: None,
            equality: Equality::Exact,
            form: TextForm::Verbatim,
            stored_as: None,
            deprecated: None,
            checks: &[],
            relations: &[],
        }
    }

    /// Whether that flag is set.
    pub const fn has(&self, flag: Flags) -> bool {
        self.flags.has(flag)
    }
}

/// A resource type or data source.
#[derive(Clone, Copy, Debug)]
pub struct ModelSpec {
    /// Its type, such as `aws_vpc`.
    pub ty: &'static str,
    /// What people call it, for messages: `EC2 VPC`.
    pub label: &'static str,
    /// Its doc comment.
    pub description: &'static str,
    /// The version of its state layout.
    pub version: u64,
    /// It does not belong to a region: no `region` argument.
    pub global: bool,
    /// The operations of its `timeouts` block, with their defaults in seconds.
    pub timeouts: &'static [(&'static str, u64)],
    /// Its fields.
    pub fields: &'static [FieldSpec],
}
