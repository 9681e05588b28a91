//! The `override_provider` block of an object: default tags of its own, because an object has ten tags at most.

use iac_core::value::{Type, Value};
use iac_provider::planning::Planned;
use iac_provider::{Block, TagMap};
use std::sync::Arc;

/// What of the provider's configuration this object does otherwise.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct OverrideProvider {
    /// Default tags in place of the provider's.
    #[block(list, max = 1)]
    default_tags: Option<DefaultTags>,
}

/// Default tags.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct DefaultTags {
    /// The tags; none at all if it is empty.
    #[attr(optional)]
    tags: TagMap,
}

impl OverrideProvider {
    /// All tags of an object with these tags of its own; `None` if the provider's default tags apply.
    pub(super) fn all_tags(&self, own: &TagMap) -> Option<TagMap> {
        let mut all = self.default_tags.as_ref()?.tags.clone();
        all.extend(own.clone());
        Some(all)
    }
}

/// Plans `tags_all` where the block says so.
pub(super) fn plan_tags(planned: &mut Planned<'_>) {
    let block = planned.configured("override_provider").and_then(|it| it.as_elements()?.first());
    let Some(defaults) = block.and_then(|it| it.attribute("default_tags")?.as_elements()?.first()) else { return };
    let sources = [defaults.attribute("tags").cloned(), planned.planned("tags").cloned()];
    let mut all = std::collections::BTreeMap::new();
    for source in sources.into_iter().flatten().filter(|source| !source.is_null()) {
        let Some(entries) = source.as_entries().filter(|entries| entries.values().all(Value::is_known)) else {
            return planned.set_unknown("tags_all");
        };
        let present = entries.iter().filter(|(_, value)| !value.is_null());
        all.extend(present.map(|(key, value)| (Arc::clone(key), value.clone())));
    }
    planned.set("tags_all", Value::map(Type::String, all));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_default_tags_replace_those_of_the_provider() {
        let own = TagMap::from([("a".into(), "1".into())]);
        assert_eq!(OverrideProvider::default().all_tags(&own), None);
        let none = OverrideProvider { default_tags: Some(DefaultTags::default()) };
        assert_eq!(none.all_tags(&own), Some(own.clone()));
        let tags = TagMap::from([("a".into(), "0".into()), ("b".into(), "2".into())]);
        let some = OverrideProvider { default_tags: Some(DefaultTags { tags }) };
        let all = TagMap::from([("a".into(), "1".into()), ("b".into(), "2".into())]);
        assert_eq!(some.all_tags(&own), Some(all));
    }
}
