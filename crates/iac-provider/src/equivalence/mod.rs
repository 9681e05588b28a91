//! When two texts mean the same document: JSON, and IAM policies.

pub mod json;
pub mod policy;
