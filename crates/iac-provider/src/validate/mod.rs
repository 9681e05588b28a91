//! Checks of a configuration beyond its types: single values, and rules over several arguments.
//!
//! The words are those of the AWS provider and its SDK, because people search for them. Unknown and null values pass.

mod check;
mod names;
mod rules;

pub(crate) use check::{check, each};
pub use names::{arn, cidr_block, ipv4_cidr_block, ipv6_cidr_block, json, name_of};
pub use rules::validate;
