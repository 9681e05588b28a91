//! Data sources.

pub(crate) mod ami;
pub(crate) mod availability_zones;
pub(crate) mod filter;
pub(crate) mod vpc;
