//! Where names get their values.

use crate::refs::{PathKind, Subject};
use iac_core::addr::{InstanceKey, ResourceAddr};
use iac_core::diag::Diagnostic;
use iac_core::value::{Type, Value};
use std::path::Path;
use std::sync::Arc;

/// Supplies the values of references, and what functions need of their surroundings.
///
/// Methods return `Err` with a diagnostic that lacks only its place; the evaluator adds the reference's span.
pub trait Scope {
    /// The value of a subject other than a resource or module call: variables, locals, `each`, `count`, `self`, `terraform`.
    fn value(&self, subject: &Subject) -> Result<Value, Diagnostic>;

    /// The value of a whole resource: an object without repetition, a tuple with `count`, an object by key with `for_each`.
    fn resource(&self, addr: &ResourceAddr) -> Result<Value, Diagnostic>;

    /// One instance of a resource with repetition; never builds the others. `Err` if there is no such instance.
    fn resource_instance(&self, addr: &ResourceAddr, key: &InstanceKey) -> Result<Value, Diagnostic>;

    /// All outputs of a module call: an object, a tuple of objects, or an object of objects.
    fn module_call(&self, name: &str) -> Result<Value, Diagnostic>;

    /// One output of one instance of a module call (`key` is `None` without repetition).
    fn module_output(&self, name: &str, key: &InstanceKey, output: &str) -> Result<Value, Diagnostic>;

    /// How a resource or module call repeats, so that the evaluator knows whether an index is an instance key.
    fn repetition(&self, subject: &Subject) -> Repetition;

    /// A directory of `path.…`, as the user sees it.
    fn path(&self, kind: PathKind) -> Result<Value, Diagnostic>;

    /// The directory that file functions resolve relative names against: the process's working directory.
    fn base_dir(&self) -> &Path;

    /// Whether functions with side effects or a clock must stay unknown (`timestamp`, `uuid`, `bcrypt` while planning).
    fn impure_unknown(&self) -> bool;

    /// The time `plantimestamp()` gives, RFC 3339; `None` where the function is not allowed.
    fn plan_timestamp(&self) -> Option<Arc<str>>;

    /// Calls `provider::ns::name(…)`; `None` if there is no such function.
    fn provider_function(&self, namespace: &str, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        let _ = (namespace, name, arguments);
        None
    }

    /// The attributes that references to a resource type may name; `None` if not known. Serves early "Unsupported attribute".
    fn resource_type(&self, addr: &ResourceAddr) -> Option<Type> {
        let _ = addr;
        None
    }
}

/// How a block repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repetition {
    /// No `count` or `for_each`.
    None,
    /// `count`.
    Count,
    /// `for_each`.
    ForEach,
}

/// A scope without any names, for constants such as variable defaults.
#[derive(Clone, Copy, Debug, Default)]
pub struct EmptyScope;

impl Scope for EmptyScope {
    fn value(&self, subject: &Subject) -> Result<Value, Diagnostic> {
        let _ = subject;
        Err(Diagnostic::error("Variables not allowed", "Variables may not be used here."))
    }
    fn resource(&self, addr: &ResourceAddr) -> Result<Value, Diagnostic> {
        self.value(&Subject::Resource(addr.clone()))
    }
    fn resource_instance(&self, addr: &ResourceAddr, _key: &InstanceKey) -> Result<Value, Diagnostic> {
        self.value(&Subject::Resource(addr.clone()))
    }
    fn module_call(&self, name: &str) -> Result<Value, Diagnostic> {
        self.value(&Subject::ModuleCall(name.into()))
    }
    fn module_output(&self, name: &str, _key: &InstanceKey, _output: &str) -> Result<Value, Diagnostic> {
        self.value(&Subject::ModuleCall(name.into()))
    }
    fn repetition(&self, _subject: &Subject) -> Repetition {
        Repetition::None
    }
    fn path(&self, kind: PathKind) -> Result<Value, Diagnostic> {
        self.value(&Subject::Path(kind))
    }
    fn base_dir(&self) -> &Path {
        Path::new(".")
    }
    fn impure_unknown(&self) -> bool {
        false
    }
    fn plan_timestamp(&self) -> Option<Arc<str>> {
        None
    }
}
