//! The blocks of a module, decoded as far as the language itself defines them.

use super::ConfigBody;
use crate::expr::Expr;
use crate::refs::Reference;
use iac_core::addr::{ModuleAddr, ResourceAddr};
use iac_core::diag::Span;
use iac_core::value::{Path, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// `variable "name" { … }`
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "one for each argument of the block")]
pub struct VariableBlock {
    /// Its name.
    pub name: Arc<str>,
    /// The type constraint, optional attributes included; `Dynamic` when absent.
    pub ty: Type,
    /// Whether `type` was written: text given for a variable without it is taken literally, for `any` it is parsed.
    pub explicit_type: bool,
    /// Defaults of optional attributes, by path within the type; see [`super::variables`].
    pub type_defaults: TypeDefaults,
    /// The default value, already converted; `None` means required.
    pub default: Option<Value>,
    /// `description`
    pub description: Option<Arc<str>>,
    /// `sensitive`
    pub sensitive: bool,
    /// `ephemeral`
    pub ephemeral: bool,
    /// `nullable`, true unless said otherwise.
    pub nullable: bool,
    /// `const`
    pub constant: bool,
    /// `deprecated`
    pub deprecated: Option<Arc<str>>,
    /// `validation` blocks.
    pub validations: Vec<Condition>,
    /// The block's header.
    pub span: Span,
}

/// Defaults of optional object attributes inside a type constraint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypeDefaults {
    /// Defaults of this object's attributes.
    pub values: BTreeMap<Arc<str>, Value>,
    /// Defaults further inside: by attribute name for objects, by index for tuples, under `""` for collections.
    pub children: BTreeMap<Arc<str>, TypeDefaults>,
}

/// A condition with its message: `validation`, `precondition`, `postcondition`, `assert`.
#[derive(Clone, Debug)]
pub struct Condition {
    /// What must be true.
    pub condition: Expr,
    /// What is said if it is not.
    pub error_message: Expr,
    /// The block's header.
    pub span: Span,
}

/// A definition in a `locals` block.
#[derive(Clone, Debug)]
pub struct LocalDef {
    /// Its value.
    pub expr: Expr,
    /// The whole definition.
    pub span: Span,
}

/// `output "name" { … }`
#[derive(Clone, Debug)]
pub struct OutputBlock {
    /// `value`
    pub expr: Expr,
    /// `type`, with defaults of optional attributes.
    pub ty: Option<(Type, TypeDefaults)>,
    /// `description`
    pub description: Option<Arc<str>>,
    /// `sensitive`
    pub sensitive: bool,
    /// `ephemeral`
    pub ephemeral: bool,
    /// `deprecated`
    pub deprecated: Option<Arc<str>>,
    /// `depends_on`
    pub depends_on: Vec<Reference>,
    /// `precondition` blocks.
    pub preconditions: Vec<Condition>,
    /// The block's header.
    pub span: Span,
}

/// `module "name" { … }`
#[derive(Clone, Debug)]
pub struct ModuleCallBlock {
    /// Its name.
    pub name: Arc<str>,
    /// `source`; empty if it is missing (already reported).
    pub source: Arc<str>,
    /// Where the source stands.
    pub source_span: Span,
    /// `version`
    pub version: Option<Arc<str>>,
    /// `count`
    pub count: Option<Expr>,
    /// `for_each`
    pub for_each: Option<Expr>,
    /// `depends_on`
    pub depends_on: Vec<Reference>,
    /// `providers`: the child's name and alias, and the caller's.
    pub providers: Vec<(ProviderRef, ProviderRef)>,
    /// Every other argument: input variables by name.
    pub inputs: BTreeMap<Arc<str>, Expr>,
    /// Where each input's name stands.
    pub input_spans: BTreeMap<Arc<str>, Span>,
    /// The block's header.
    pub span: Span,
}

/// A provider configuration named in configuration: `aws`, `aws.west`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProviderRef {
    /// The local name.
    pub local_name: Arc<str>,
    /// The alias.
    pub alias: Option<Arc<str>>,
}

/// `provider "name" { … }`
#[derive(Clone, Debug)]
pub struct ProviderBlock {
    /// The local name and alias.
    pub name: ProviderRef,
    /// The provider's own arguments.
    pub body: ConfigBody,
    /// The block's header.
    pub span: Span,
}

/// `resource`, `data` or `ephemeral` block.
#[derive(Clone, Debug)]
pub struct ResourceBlock {
    /// Its address in the module.
    pub addr: ResourceAddr,
    /// `count`
    pub count: Option<Expr>,
    /// `for_each`
    pub for_each: Option<Expr>,
    /// `depends_on`
    pub depends_on: Vec<Reference>,
    /// `provider`, or the one that the type implies.
    pub provider: ProviderRef,
    /// Whether `provider` was written.
    pub provider_span: Option<Span>,
    /// `lifecycle`
    pub lifecycle: Lifecycle,
    /// `provisioner` blocks.
    pub provisioners: Vec<Provisioner>,
    /// `connection`
    pub connection: Option<ConfigBody>,
    /// The type's own arguments and blocks.
    pub body: ConfigBody,
    /// The block's header.
    pub span: Span,
}

/// `lifecycle { … }`
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    /// `create_before_destroy`
    pub create_before_destroy: Option<bool>,
    /// `prevent_destroy`
    pub prevent_destroy: bool,
    /// `ignore_changes`
    pub ignore_changes: IgnoreChanges,
    /// `replace_triggered_by`
    pub replace_triggered_by: Vec<TriggerRef>,
    /// `precondition` blocks.
    pub preconditions: Vec<Condition>,
    /// `postcondition` blocks.
    pub postconditions: Vec<Condition>,
}

/// `ignore_changes`
#[derive(Clone, Debug, Default, PartialEq)]
pub enum IgnoreChanges {
    /// Nothing.
    #[default]
    None,
    /// `all`
    All,
    /// These paths, with their places.
    Paths(Vec<(Path, Span)>),
}

/// An entry of `replace_triggered_by`.
#[derive(Clone, Debug)]
pub struct TriggerRef {
    /// What triggers: a resource, an instance, or one of its attributes.
    pub reference: Reference,
    /// Where it stands.
    pub span: Span,
}

/// `provisioner "type" { … }`
#[derive(Clone, Debug)]
pub struct Provisioner {
    /// Its type.
    pub ty: Arc<str>,
    /// Whether it runs at destruction.
    pub on_destroy: bool,
    /// Whether its failure is only reported.
    pub continue_on_failure: bool,
    /// Its own `connection`.
    pub connection: Option<ConfigBody>,
    /// Its arguments.
    pub body: ConfigBody,
    /// The block's header.
    pub span: Span,
}

/// `moved { from = …, to = … }`: addresses as written, relative to the module, instance keys kept.
#[derive(Clone, Debug)]
pub struct MovedBlock {
    /// Where objects were.
    pub from: MoveEndpoint,
    /// Where they are now.
    pub to: MoveEndpoint,
    /// The block's header.
    pub span: Span,
}

/// One end of a `moved` block, relative to the module that declares it; parse with `iac_core::addr::Target`.
pub type MoveEndpoint = iac_core::addr::Target;

/// `removed { from = … }`
#[derive(Clone, Debug)]
pub struct RemovedBlock {
    /// The module part of `from`, relative to the declaring module.
    pub module: ModuleAddr,
    /// The resource; `None` removes the whole module.
    pub resource: Option<ResourceAddr>,
    /// Whether objects are destroyed (`lifecycle { destroy = true }`, the default) or only forgotten.
    pub destroy: bool,
    /// `provisioner` blocks, all `when = destroy`.
    pub provisioners: Vec<Provisioner>,
    /// The block's header.
    pub span: Span,
}

/// `import { to = …, id = … }`
#[derive(Clone, Debug)]
pub struct ImportBlock {
    /// The resource it imports into, with the module path; instance keys may be expressions.
    pub to: Expr,
    /// `id`
    pub id: Option<Expr>,
    /// `identity`
    pub identity: Option<Expr>,
    /// `for_each`
    pub for_each: Option<Expr>,
    /// `provider`
    pub provider: Option<ProviderRef>,
    /// The block's header.
    pub span: Span,
}

/// `check "name" { … }`
#[derive(Clone, Debug)]
pub struct CheckBlock {
    /// Its scoped data source, if it has one (also listed among the module's resources).
    pub data: Option<ResourceAddr>,
    /// `assert` blocks.
    pub asserts: Vec<Condition>,
    /// The block's header.
    pub span: Span,
}
