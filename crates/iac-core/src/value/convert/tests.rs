//! Tables of conversions.
