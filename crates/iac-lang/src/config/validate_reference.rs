//! The check of one reference against the module that contains it.

use super::{Module, ModuleCallBlock, ResourceBlock};
use crate::expr::suggest::did_you_mean;
use crate::refs::{RefStep, Reference, Subject};
use iac_core::addr::{ResourceAddr, ResourceMode};
use iac_core::diag::Diagnostic;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where an expression stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings<'a> {
    /// `each` has a meaning.
    pub each: bool,
    /// `count` has a meaning.
    pub count: bool,
    /// `self` has a meaning.
    pub this: bool,
    /// The data source scoped to the check block around it.
    pub check: Option<&'a ResourceAddr>,
}

/// What a module declares, for the references in it.
pub(super) struct ReferenceScope<'m> {
    module: &'m Module,
    scoped: BTreeSet<&'m ResourceAddr>,
}

impl<'m> ReferenceScope<'m> {
    /// The scope of a module.
    pub fn new(module: &'m Module) -> Self {
        let scoped = module.checks.values().filter_map(|check| check.data.as_ref()).collect();
        Self { module, scoped }
    }

    /// What is wrong with a reference, if anything is.
    pub fn check(&self, reference: &Reference, surroundings: &Surroundings<'_>) -> Option<Diagnostic> {
        let module = self.module;
        let found = match &reference.subject {
            Subject::Variable(name) => undeclared(name, module.variables.keys(), "input variable", module),
            Subject::Local(name) => undeclared(name, module.locals.keys(), "local value", module),
            Subject::ModuleCall(name) => match module.module_calls.get(name) {
                None => undeclared(name, module.module_calls.keys(), "module", module),
                Some(call) => self.module_output(reference, call),
            },
            Subject::Resource(addr) => match module.resources.get(addr) {
                None => Some(undeclared_resource(addr, module)),
                Some(_) if self.scoped.contains(addr) && surroundings.check != Some(addr) => Some(scoped(addr)),
                Some(resource) => instance_key(reference, resource),
            },
            Subject::EachKey | Subject::EachValue if !surroundings.each => Some(Diagnostic::error(
                "Reference to \"each\" in context without for_each",
                "each has a meaning only inside a resource, data or module block that sets for_each.",
            )),
            Subject::CountIndex if !surroundings.count => Some(Diagnostic::error(
                "Reference to \"count\" in non-counted context",
                "count has a meaning only inside a resource, data or module block that sets count.",
            )),
            Subject::This if !surroundings.this => Some(Diagnostic::error(
                "Invalid \"self\" reference",
                "self has a meaning only in provisioner and connection blocks and in postconditions of a resource.",
            )),
            Subject::Run(_) => Some(Diagnostic::error("Invalid reference", "run has a meaning only in test files.")),
            _ => None,
        };
        found.map(|diagnostic| diagnostic.at(reference.span))
    }

    fn module_output(&self, reference: &Reference, call: &ModuleCallBlock) -> Option<Diagnostic> {
        let child = self.module.children.get(&call.name)?;
        let repeats = call.count.is_some() || call.for_each.is_some();
        let Some(RefStep::Attribute(output, span)) = reference.steps.first() else { return None };
        if !repeats && reference.key.is_some() {
            return None;
        }
        if repeats && reference.key.is_none() {
            // With for_each, `module.a.key` is another way to write `module.a["key"]`.
            return call.count.is_some().then(|| {
                let detail = format!(
                    "module.{} has count, so that it is a list of objects. Write module.{}[count.index].{output} for one \
                     of them, or module.{}[*].{output} for all.",
                    call.name, call.name, call.name
                );
                Diagnostic::error("Unsupported attribute", detail).within(*span)
            });
        }
        if child.outputs.contains_key(output) {
            return None;
        }
        let hint = did_you_mean(output, child.outputs.keys().map(|known| &**known));
        let detail = format!("The module {:?} has no output named {output:?}.{hint}", call.name);
        Some(Diagnostic::error("Unsupported attribute", detail))
    }
}

fn place_of(module: &Module) -> String {
    if module.addr.is_root() { "the root module".into() } else { module.addr.to_string() }
}

fn undeclared<'k>(
    name: &Arc<str>,
    mut known: impl Iterator<Item = &'k Arc<str>> + Clone,
    what: &str,
    module: &Module,
) -> Option<Diagnostic> {
    let all = known.clone();
    if known.any(|known| known == name) {
        return None;
    }
    let hint = did_you_mean(name, all.map(|known| &**known));
    let detail = format!("There is no {what} named {name:?} in {}.{hint}", place_of(module));
    Some(Diagnostic::error(format!("Reference to undeclared {what}"), detail))
}

fn undeclared_resource(addr: &ResourceAddr, module: &Module) -> Diagnostic {
    let kind = match addr.mode {
        ResourceMode::Managed => "managed",
        ResourceMode::Data => "data",
        ResourceMode::Ephemeral => "ephemeral",
    };
    let others = || module.resources.keys().filter(|known| known.ty == addr.ty);
    let hint = if let Some(other) = others().find(|known| known.name == addr.name) {
        format!(" Did you mean {other}?")
    } else {
        did_you_mean(&addr.name, others().filter(|known| known.mode == addr.mode).map(|known| &*known.name))
    };
    let detail = format!("There is no {kind} resource {:?} {:?} in {}.{hint}", addr.ty, addr.name, place_of(module));
    Diagnostic::error("Reference to undeclared resource", detail)
}

fn scoped(addr: &ResourceAddr) -> Diagnostic {
    Diagnostic::error(
        "Reference to scoped resource",
        format!("{addr} is declared inside a check block, so that only that block can refer to it."),
    )
}

/// Attributes belong to instances: with repetition an index is needed, without it there is none.
fn instance_key(reference: &Reference, resource: &ResourceBlock) -> Option<Diagnostic> {
    let addr = &resource.addr;
    let index = match (&resource.count, &resource.for_each) {
        (Some(_), _) => Some(("count", "count.index")),
        (None, Some(_)) => Some(("for_each", "each.key")),
        (None, None) => None,
    };
    match (index, &reference.key) {
        (Some((argument, key)), None) if !reference.steps.is_empty() => Some(Diagnostic::error(
            "Missing resource instance key",
            format!(
                "{addr} has {argument}, so that only its instances have attributes. Write {addr}[{key}], for example."
            ),
        )),
        (None, Some(_)) => Some(Diagnostic::error(
            "Unexpected resource instance key",
            format!("{addr} has neither count nor for_each, so that there is one instance only: remove the index."),
        )),
        _ => None,
    }
}
