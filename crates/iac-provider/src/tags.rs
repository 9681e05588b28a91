//! Tags: the `tags` and `tags_all` attributes, the provider's `default_tags` and `ignore_tags`, and what to change.
//!
//! Resources only send `tags_all` when they create, hand back every remote tag when they read, and apply a
//! [`TagChange`]; what is shown in `tags` and what in `tags_all` is decided here.

use crate::Error;
use crate::model::{Field, FieldSpec, Flags, Reader, Record, Shape, Writer};
use std::collections::BTreeMap;

/// Tags by key.
pub type TagMap = BTreeMap<String, String>;

/// The tags of an object: flatten it into a model to give the type `tags` and `tags_all`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tags {
    /// The object's own tags, as configured.
    pub tags: Option<TagMap>,
    /// All tags, those that the provider adds included: what is sent, and what a read fills.
    pub tags_all: TagMap,
}

impl Tags {
    /// Every tag that the object should have.
    pub fn all(&self) -> &TagMap {
        &self.tags_all
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Tags {
    /// The tags that an object was found to have.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(tags: I) -> Self {
        Self { tags: None, tags_all: tags.into_iter().map(|(key, value)| (key.into(), value.into())).collect() }
    }
}

impl Record for Tags {
    const FIELDS: &'static [FieldSpec] = &[
        FieldSpec {
            flags: Flags::OPTIONAL,
            ..FieldSpec::new("tags", "Tags of the object.", TagMap::TY, Shape::Attribute)
        },
        FieldSpec {
            flags: Flags::OPTIONAL.with(Flags::COMPUTED),
            ..FieldSpec::new(
                "tags_all",
                "All tags of the object, those from the provider's `default_tags` included.",
                TagMap::TY,
                Shape::Attribute,
            )
        },
    ];
    fn read_fields(reader: &Reader<'_>) -> Result<Self, Error> {
        Ok(Self { tags: reader.field("tags")?, tags_all: reader.field("tags_all")? })
    }
    fn write_fields(&self, writer: &mut Writer) {
        writer.field("tags", &self.tags);
        writer.field("tags_all", &self.tags_all);
    }
}

/// What to change about an object's tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagChange {
    /// Tags to add or overwrite.
    pub set: TagMap,
    /// Keys to remove.
    pub remove: Vec<String>,
}

impl TagChange {
    /// The change from one set of tags to another.
    pub fn between(prior: &TagMap, planned: &TagMap) -> Self {
        let set = planned.iter().filter(|(key, value)| prior.get(*key) != Some(value));
        Self {
            set: set.map(|(key, value)| (key.clone(), value.clone())).collect(),
            remove: prior.keys().filter(|key| !planned.contains_key(*key)).cloned().collect(),
        }
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty()
    }
}

/// The provider configuration's `default_tags` and `ignore_tags`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagPolicy {
    /// Tags that every object gets, unless its own have the same key.
    pub defaults: TagMap,
    /// Some default tag is not known yet (while planning): every `tags_all` is unknown.
    pub defaults_unknown: bool,
    /// Keys that are left alone and not shown.
    pub ignored_keys: Vec<String>,
    /// Prefixes of keys that are left alone and not shown.
    pub ignored_prefixes: Vec<String>,
}

impl TagPolicy {
    /// Whether a tag is left alone and not shown. AWS's own tags always are.
    pub fn ignores(&self, key: &str) -> bool {
        key.starts_with("aws:")
            || self.ignored_keys.iter().any(|ignored| ignored == key)
            || self.ignored_prefixes.iter().any(|prefix| key.starts_with(prefix.as_str()))
    }

    /// `tags_all` for an object with these tags of its own.
    pub fn merged(&self, own: &TagMap) -> TagMap {
        let mut all = self.defaults.clone();
        all.extend(own.iter().map(|(key, value)| (key.clone(), value.clone())));
        all.retain(|key, _| !self.ignores(key));
        all
    }

    /// What of an object's remote tags to show: `tags_all`.
    pub fn shown(&self, remote: &TagMap) -> TagMap {
        remote.iter().filter(|(key, _)| !self.ignores(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// What of the tags shown is the object's own: those that no default explains, or that it was configured with.
    pub fn own(&self, shown: &TagMap, configured: &TagMap) -> TagMap {
        let own =
            shown.iter().filter(|(key, value)| self.defaults.get(*key) != Some(value) || configured.contains_key(*key));
        own.map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}
