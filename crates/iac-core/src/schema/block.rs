//! Blocks: attributes, nested blocks, and rules that span several attributes.

use super::Attribute;
use crate::value::{Path, Type};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How often a nested block or nested object appears, and what its value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// At most one; an object or null.
    Single,
    /// Exactly one, always present; an object with nulls when it was not written.
    Group,
    /// Any number, in order.
    List,
    /// Any number, without order.
    Set,
    /// Any number, keyed by one label.
    Map,
}

impl Nesting {
    /// The type of a value with this nesting around the given object type.
    pub fn wrap(self, object: Type) -> Type {
        match self {
            Self::Single | Self::Group => object,
            Self::List => Type::list(object),
            Self::Set => Type::set(object),
            Self::Map => Type::map(object),
        }
    }
}

/// A nested block type.
#[derive(Clone, Debug, PartialEq)]
pub struct NestedBlock {
    /// How often, and what its value is.
    pub nesting: Nesting,
    /// What each block contains.
    pub block: BlockSchema,
    /// The least number of blocks.
    pub min_items: u32,
    /// The greatest number of blocks; `None` is no limit.
    pub max_items: Option<u32>,
    /// The provider may fill it when the configuration has no such block (optional and computed).
    pub computed: bool,
    /// Adding or removing such a block replaces the object.
    pub force_new: bool,
    /// The API never returns it; the kit carries it over.
    pub config_only: bool,
}

/// A rule over several attributes of one block; paths are relative to that block, and may lead into blocks inside it.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// If `path` is set, none of `others` may be.
    ConflictsWith {
        /// The attribute that declares the rule.
        path: Path,
        /// The attributes it excludes.
        others: Vec<Path>,
    },
    /// One and only one of these must be set.
    ExactlyOneOf(Vec<Path>),
    /// One or more of these must be set.
    AtLeastOneOf(Vec<Path>),
    /// If `path` is set, all of `others` must be.
    RequiredWith {
        /// The attribute that declares the rule.
        path: Path,
        /// The attributes it needs.
        others: Vec<Path>,
    },
}

/// What a block may contain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlockSchema {
    /// Attributes by name.
    pub attributes: BTreeMap<Arc<str>, Attribute>,
    /// Nested block types by name.
    pub blocks: BTreeMap<Arc<str>, NestedBlock>,
    /// Rules over several attributes.
    pub rules: Vec<Rule>,
    /// What the block is.
    pub description: Arc<str>,
    /// Why it should not be used any more.
    pub deprecated: Option<Arc<str>>,
}

impl BlockSchema {
    /// The object type of a value of this block: every attribute and every nested block type.
    pub fn value_type(&self) -> Type {
        let attributes = self.attributes.iter().map(|(name, attribute)| (name.clone(), attribute.value_type()));
        let blocks =
            self.blocks.iter().map(|(name, nested)| (name.clone(), nested.nesting.wrap(nested.block.value_type())));
        Type::object(attributes.chain(blocks))
    }
}

/// The schema of a provider configuration, resource type or data source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The version of the state layout; state written by an older version is upgraded.
    pub version: u64,
    /// Its root block.
    pub block: BlockSchema,
}
