//! Evaluation of the blocks that have no objects: variables, locals, outputs, and the repetition of modules and resources.

use super::{CallCell, CheckKind, CheckReport, InstanceScope, ModuleInstance, Phase, ResourceCell, Shared, World};
use super::{evaluate_conditions, expand};
use crate::change::OutputChange;
use crate::graph::Node;
use iac_core::addr::{ModuleAddr, ModuleInstanceAddr, ResourceAddr};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Marks, Value, convert};
use iac_lang::config::{OutputBlock, VariableBlock};
use iac_state::State;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Evaluates a block in one instance of its module (for [`Node::ModuleOpen`]: of the calling module) and stores the result.
/// `variables` are the root module's. Resources get their cell; their objects are not this module's work.
pub(crate) fn evaluate_block<'c>(
    world: &World<'c>,
    node: &Node,
    instance: &ModuleInstance<'c>,
    variables: &BTreeMap<Arc<str>, Value>,
) -> (Option<CheckReport>, Diagnostics) {
    let mut diags = Diagnostics::new();
    let mut report = None;
    match node {
        Node::Variable(_, name) => variable(world, instance, name, variables, &mut diags),
        Node::Validation(_, name) => report = validation(world, instance, name, &mut diags),
        Node::Local(_, name) => local(world, instance, name, &mut diags),
        Node::Output(_, name) => report = output(world, instance, name, &mut diags),
        Node::ModuleOpen(child) => open_module(world, instance, child, &mut diags),
        Node::Resource(addr) => resource_cell(world, instance, &addr.resource, &mut diags),
        Node::Check(_, name) => report = check(world, instance, name, &mut diags),
        Node::Provider(_) | Node::ModuleOutputs(_) | Node::ModuleClose(_) => {}
    }
    (report, diags)
}

fn variable<'c>(
    world: &World<'c>,
    instance: &ModuleInstance<'c>,
    name: &Arc<str>,
    variables: &BTreeMap<Arc<str>, Value>,
    diags: &mut Diagnostics,
) {
    let Some(block) = instance.module.variables.get(name) else { return };
    let value = match world.parent(instance) {
        None if world.phase == Phase::Validate => marked_unknown(block),
        None => variables.get(name).cloned().unwrap_or_else(|| marked_unknown(block)),
        Some(caller) => module_argument(world, instance, &caller, block, diags),
    };
    instance.variables.write().insert(name.clone(), value);
}

fn marked_unknown(block: &VariableBlock) -> Value {
    Value::unknown(block.ty.clone()).mark(&variable_marks(block))
}

fn variable_marks(block: &VariableBlock) -> Marks {
    Marks { sensitive: block.sensitive, ephemeral: block.ephemeral, deprecated: None }
}

/// The value that a call passes for a variable of the module.
fn module_argument<'c>(
    world: &World<'c>,
    instance: &ModuleInstance<'c>,
    caller: &ModuleInstance<'c>,
    block: &VariableBlock,
    diags: &mut Diagnostics,
) -> Value {
    let call = instance.addr.0.last().and_then(|step| caller.module.module_calls.get(&step.name));
    let given = call.and_then(|call| call.inputs.get(&block.name));
    let Some(expr) = given else {
        return match &block.default {
            Some(default) => block.prepare(default).unwrap_or_else(|_| default.clone()),
            None => marked_unknown(block),
        };
    };
    let scope = InstanceScope::new(world, caller).repeated(instance.repeated.clone());
    let (value, found) = expr.eval(&scope);
    let broken = found.has_errors();
    diags.extend(found);
    if broken {
        return marked_unknown(block);
    }
    block.prepare(&value).unwrap_or_else(|mut diagnostic| {
        diagnostic.subject = Some(expr.span());
        diags.push(diagnostic);
        marked_unknown(block)
    })
}

fn validation<'c>(
    world: &World<'c>,
    instance: &ModuleInstance<'c>,
    name: &Arc<str>,
    diags: &mut Diagnostics,
) -> Option<CheckReport> {
    let block = instance.module.variables.get(name)?;
    let scope = InstanceScope::new(world, instance);
    let mut found = Diagnostics::new();
    let sources = &world.config.sources;
    let report = evaluate_conditions(CheckKind::VariableValidation, &block.validations, &scope, sources, &mut found);
    // The value is at fault, not the rule: point at where it is given.
    let given = world.parent(instance).and_then(|caller| {
        let call = caller.module.module_calls.get(&instance.addr.0.last()?.name)?;
        Some(call.inputs.get(name)?.span())
    });
    for mut diagnostic in found {
        if diagnostic.summary == "Invalid value for variable" {
            diagnostic.subject = Some(given.unwrap_or(block.span));
        }
        diags.push(diagnostic);
    }
    Some(report)
}

fn local<'c>(world: &World<'c>, instance: &ModuleInstance<'c>, name: &Arc<str>, diags: &mut Diagnostics) {
    let Some(local) = instance.module.locals.get(name) else { return };
    let value = diags.absorb(local.expr.eval(&InstanceScope::new(world, instance)));
    instance.locals.write().insert(name.clone(), value);
}

fn output<'c>(
    world: &World<'c>,
    instance: &ModuleInstance<'c>,
    name: &Arc<str>,
    diags: &mut Diagnostics,
) -> Option<CheckReport> {
    let block = instance.module.outputs.get(name)?;
    let scope = InstanceScope::new(world, instance);
    let mut report = None;
    if !block.preconditions.is_empty() && world.phase != Phase::Validate {
        let sources = &world.config.sources;
        report = Some(evaluate_conditions(CheckKind::OutputPrecondition, &block.preconditions, &scope, sources, diags));
    } else {
        for condition in &block.preconditions {
            diags.absorb(condition.condition.eval(&scope));
        }
    }
    let (value, found) = block.expr.eval(&scope);
    let broken = found.has_errors();
    diags.extend(found);
    let value = if broken { value } else { output_value(block, value, instance.addr.is_root(), diags) };
    instance.outputs.write().insert(name.clone(), value);
    report
}

fn output_value(block: &OutputBlock, value: Value, is_root: bool, diags: &mut Diagnostics) -> Value {
    let mut value = value;
    if let Some((ty, _)) = &block.ty {
        match convert(&value, ty) {
            Ok(converted) => value = converted,
            Err(error) => {
                let detail = format!(
                    "The value expression does not match this output value's type constraint: {}.",
                    error.message
                );
                diags.push(Diagnostic::error("Invalid output value", detail).at(block.expr.span()));
                return Value::unknown(ty.clone());
            }
        }
    }
    let marks = value.deep_marks();
    if marks.ephemeral && !block.ephemeral {
        let detail = "This output value is not declared as returning an ephemeral value, so it cannot be set to a result derived from an ephemeral value.";
        diags.push(Diagnostic::error("Ephemeral value not allowed", detail).at(block.expr.span()));
    }
    if is_root && marks.sensitive && !block.sensitive {
        let detail = "To reduce the risk of accidentally exporting sensitive data that was intended to be only internal, Terraform requires that any root module output containing sensitive data be explicitly marked as sensitive, to confirm your intent.\n\nIf you do intend to export this data, annotate the output value as sensitive by adding the following argument:\n    sensitive = true";
        diags.push(Diagnostic::error("Output refers to sensitive values", detail).at(block.span));
    }
    let marks = Marks { sensitive: block.sensitive, ephemeral: block.ephemeral, deprecated: None };
    value.mark(&marks)
}

fn open_module<'c>(world: &World<'c>, caller: &ModuleInstance<'c>, child: &ModuleAddr, diags: &mut Diagnostics) {
    let Some(name) = child.0.last() else { return };
    let Some(call) = caller.module.module_calls.get(name) else { return };
    let Some(module) = caller.module.children.get(name) else { return };
    let scope = InstanceScope::new(world, caller);
    let symbolic = world.phase == Phase::Validate;
    let (instances, found) = expand(call.count.as_ref(), call.for_each.as_ref(), &scope, symbolic);
    diags.extend(found);
    let Some(instances) = instances else { return };
    let by_key = instances
        .repeated
        .into_iter()
        .map(|(key, repeated)| {
            let addr = caller.addr.child(name.clone(), key.clone());
            (key, world.add(ModuleInstance::new(addr, module, repeated)))
        })
        .collect();
    let opened = CallCell { repetition: instances.repetition, instances: by_key, whole: Shared::default() };
    caller.calls.write().insert(name.clone(), Arc::new(opened));
}

/// Finds the instances of a resource and makes the cell for their values.
fn resource_cell<'c>(
    world: &World<'c>,
    instance: &ModuleInstance<'c>,
    resource: &ResourceAddr,
    diags: &mut Diagnostics,
) {
    let Some(block) = instance.module.resources.get(resource) else { return };
    let scope = InstanceScope::new(world, instance);
    let symbolic = world.phase == Phase::Validate;
    let (instances, found) = expand(block.count.as_ref(), block.for_each.as_ref(), &scope, symbolic);
    diags.extend(found);
    let Some(instances) = instances else { return };
    let cell = ResourceCell::new(instances.repetition, instances.repeated);
    if let Some(known) = instance.cell(resource) {
        cell.adopt(&known);
    }
    instance.resources.write().insert(resource.clone(), Arc::new(cell));
}

fn check<'c>(
    world: &World<'c>,
    instance: &ModuleInstance<'c>,
    name: &Arc<str>,
    diags: &mut Diagnostics,
) -> Option<CheckReport> {
    let block = instance.module.checks.get(name)?;
    let scope = InstanceScope::new(world, instance);
    let sources = &world.config.sources;
    Some(evaluate_conditions(CheckKind::CheckAssertion, &block.asserts, &scope, sources, diags))
}

/// What happens to the root module's outputs, given those in state and those evaluated.
///
/// With `partial` (`-target`) only what was evaluated changes.
pub(crate) fn root_output_changes(
    world: &World<'_>,
    prior: &State,
    destroy: bool,
    partial: bool,
) -> BTreeMap<Arc<str>, OutputChange> {
    let mut changes = BTreeMap::new();
    let Some(root) = world.instance(&ModuleInstanceAddr::root()) else { return changes };
    let evaluated = root.outputs.read();
    for (name, block) in &world.config.root.outputs {
        if block.ephemeral || partial && !evaluated.contains_key(name) {
            continue;
        }
        let before = prior.outputs.get(name);
        let prior = before.map(|output| {
            if output.sensitive { output.value.clone().mark(&Marks::SENSITIVE) } else { output.value.clone() }
        });
        // Left out of the walk (-target, or after an error): stays as it is.
        let planned = if destroy { None } else { evaluated.get(name).cloned().or_else(|| prior.clone()) };
        // A root output that is null counts as absent.
        let planned = planned.filter(|value| !value.is_null());
        let sensitive = block.sensitive || before.is_some_and(|output| output.sensitive);
        changes.insert(name.clone(), OutputChange { prior, planned, sensitive });
    }
    if partial {
        return changes;
    }
    for (name, output) in prior.outputs.iter().filter(|(name, _)| !world.config.root.outputs.contains_key(*name)) {
        let change = OutputChange { prior: Some(output.value.clone()), planned: None, sensitive: output.sensitive };
        changes.insert(name.clone(), change);
    }
    changes
}
