//! Data sources that ask no service: they are computed from the provider configuration.

mod partition;
mod region;

use iac_aws_kit::Ctx;
use iac_provider::DataSourceEntry;

/// The data sources here, sorted.
pub(crate) fn data_sources() -> Vec<DataSourceEntry<Ctx>> {
    vec![DataSourceEntry::of::<partition::Partition>(), DataSourceEntry::of::<region::Region>()]
}
