//! From syntax to blocks: one file per kind of block, over a small schema-driven reader that serves native syntax, JSON
//! and override files alike.

mod check;
mod condition;
mod constant;
mod content;
mod context;
mod lifecycle;
mod module_call;
mod moved;
mod names;
mod output;
mod provider;
mod provisioner;
mod raw;
mod remainder;
mod required_providers;
mod resource;
mod static_syntax;
mod terraform;
mod top_level;
mod type_expr;
mod variable;

pub(super) use constant::{constant, parse_constant};
pub(super) use content::{json_attribute, json_members, native_attribute};
pub(super) use context::DecodeCtx;
pub(super) use provisioner::native_exprs;
pub(super) use raw::{Layer, RawAttribute, RawBody};
pub(super) use terraform::PROVIDER_META_IGNORED;
pub(super) use top_level::{ModuleFile, decode_module};
pub(crate) use type_expr::type_argument;
