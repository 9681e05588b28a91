//! The state file format: version 4, as Terraform 0.12 to 1.15 read and write it; version 3 is read.
//!
//! Reading tolerates missing fields; whatever attributes say is kept as text. Writing gives the same layout, key order,
//! indentation and escapes as Terraform, so that a file that went through both differs only where its content does.

mod flat;
mod go_format;
mod indent;
mod paths;
mod v3;
mod v4;
mod v4_read;
mod v4_write;

pub(crate) use flat::decode_flat;
pub(crate) use v4::{InstanceV4, OutputV4};
pub(crate) use v4_read::{Names, object_from_v4, output_from_v4, state_from_json};
pub(crate) use v4_write::{InstanceOut, OutputOut, StateOut, outputs_to_v4, state_to_json};
