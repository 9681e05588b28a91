//! Tables and properties of the JSON codec.
