//! The `filter` block that data sources share.

use aws_sdk_ec2::types::Filter as ApiFilter;
use iac_provider::{Block, TagMap};
use std::collections::BTreeSet;

/// A condition that EC2 checks; a value may contain `*` and `?`.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct Filter {
    /// The name of the property, as in EC2's API.
    #[attr(required)]
    name: String,
    /// The values of which it must have one.
    #[attr(required)]
    values: BTreeSet<String>,
}

impl Filter {
    fn request(&self) -> ApiFilter {
        ApiFilter::builder().name(&self.name).set_values(Some(self.values.iter().cloned().collect())).build()
    }
}

/// The conditions of a data source: its own arguments where they are given, tags, and the blocks. `None` without any,
/// because an empty list is an error.
pub(crate) fn conditions(own: &[(&str, &str)], tags: &TagMap, blocks: &[Filter]) -> Option<Vec<ApiFilter>> {
    let mut all: Vec<ApiFilter> = own
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| crate::filter::filter(name, *value))
        .collect();
    all.extend(tags.iter().map(|(key, value)| crate::filter::filter(&format!("tag:{key}"), value)));
    all.extend(blocks.iter().map(Filter::request));
    (!all.is_empty()).then_some(all)
}
