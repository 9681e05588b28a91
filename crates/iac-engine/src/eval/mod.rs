//! Evaluation: module instances with the values of their names, and the scope that expressions see.

mod blocks;
mod conditions;
mod expansion;
mod schemas;
mod scope;
mod shared;
mod world;

pub(crate) use blocks::{evaluate_block, root_output_changes};
pub(crate) use conditions::{CheckKind, CheckReport, evaluate_conditions};
pub(crate) use expansion::expand;
pub(crate) use schemas::{SchemaCache, TypeInfo};
pub(crate) use scope::InstanceScope;
pub(crate) use shared::Shared;
pub(crate) use world::{CallCell, ModuleInstance, Phase, Repeated, ResourceCell, World};
