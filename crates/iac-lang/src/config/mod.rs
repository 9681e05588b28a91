//! The configuration: a tree of modules, each with its blocks.

mod block;
mod body;
mod files;
mod load;
mod module;
mod variables;

pub use block::{
    CheckBlock, Condition, IgnoreChanges, ImportBlock, Lifecycle, LocalDef, ModuleCallBlock, MoveEndpoint, MovedBlock,
    OutputBlock, ProviderBlock, ProviderRef, Provisioner, RemovedBlock, ResourceBlock, TriggerRef, TypeDefaults,
    VariableBlock,
};
pub use body::{Attribute, Block, Body, ConfigBody};
pub use files::{ConfigFiles, DiskFiles, SnapshotFiles};
pub use load::{LoadOptions, LocalModulesOnly, ModuleResolver, load_config};
pub use module::{BackendBlock, Config, Module, RequiredProvider, Settings};
pub use variables::{GivenText, GivenValue, InputVariables, VariableArgument, VariableSource, load_variable_files};
