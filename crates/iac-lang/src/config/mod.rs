//! The configuration: a tree of modules, each with its blocks.

mod block;
mod body;
mod context;
mod decode;
mod directory;
mod files;
mod load;
mod module;
mod module_check;
mod type_defaults;
mod validate;
mod validate_reference;
mod variable_files;
mod variables;
mod version;

pub use block::{
    CheckBlock, Condition, IgnoreChanges, ImportBlock, Lifecycle, LocalDef, ModuleCallBlock, MoveEndpoint, MovedBlock,
    OutputBlock, ProviderBlock, ProviderRef, Provisioner, RemovedBlock, ResourceBlock, TriggerRef, TypeDefaults,
    VariableBlock,
};
pub use body::{Attribute, Block, Body, ConfigBody};
pub use context::block_context;
pub(crate) use decode::type_argument;
pub use files::{ConfigFiles, DiskFiles, SnapshotFiles};
pub use load::{LoadOptions, LocalModulesOnly, ModuleResolver, clean_path, is_local_source, load_config};
pub use module::{BackendBlock, Config, Module, RequiredProvider, Settings};
pub use validate::validate_references;
pub use variable_files::{VariableArgument, load_variable_files};
pub use variables::{GivenText, GivenValue, InputVariables, VariableSource};
pub use version::{Fit, LANGUAGE_VERSION, Version, VersionConstraint, check_required_version};
