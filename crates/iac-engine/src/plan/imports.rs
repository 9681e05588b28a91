//! `import` blocks: which instance gets which existing object.

use super::triggers::instance_key;
use crate::eval::{InstanceScope, ModuleInstance, Repeated, World, expand};
use iac_core::addr::{
    AbsResourceInstanceAddr, ConfigResourceAddr, InstanceKey, ModuleAddr, ModuleInstanceAddr, ResourceAddr,
};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Type, convert};
use iac_lang::config::ImportBlock;
use iac_lang::eval::Scope;
use iac_lang::expr::{Expr, ExprKind};
use iac_lang::refs::{RefStep, Reference, Subject};
use std::collections::HashMap;
use std::sync::Arc;

/// The address that `to` names: names and the index expressions between them.
struct Path<'e> {
    modules: Vec<(Arc<str>, Option<&'e Expr>)>,
    resource: ResourceAddr,
    key: Option<&'e Expr>,
}

fn parse_to(to: &Expr) -> Option<Path<'_>> {
    let ExprKind::Reference(reference) = to.kind() else { return None };
    match &reference.subject {
        Subject::Resource(resource) => {
            Some(Path { modules: Vec::new(), resource: resource.clone(), key: reference.key.as_ref() })
        }
        Subject::ModuleCall(name) => parse_in_module(name, reference),
        _ => None,
    }
}

fn parse_in_module<'e>(name: &Arc<str>, reference: &'e Reference) -> Option<Path<'e>> {
    let mut modules = vec![(name.clone(), reference.key.as_ref())];
    let mut names: Vec<Arc<str>> = Vec::new();
    let mut key = None;
    let mut steps = reference.steps.iter().peekable();
    while let Some(step) = steps.next() {
        match step {
            RefStep::Attribute(word, _) if &**word == "module" && names.is_empty() => {
                let Some(RefStep::Attribute(child, _)) = steps.next() else { return None };
                let index = match steps.peek() {
                    Some(RefStep::Index(index, _)) => {
                        steps.next();
                        Some(index)
                    }
                    _ => None,
                };
                modules.push((child.clone(), index));
            }
            RefStep::Attribute(word, _) => names.push(word.clone()),
            RefStep::Index(index, _) => key = Some(index),
        }
    }
    match names.as_slice() {
        [ty, name] => Some(Path { modules, resource: ResourceAddr::managed(ty.clone(), name.clone()), key }),
        _ => None,
    }
}

/// The block that an `import` block imports into.
pub(crate) fn import_target(block: &ImportBlock) -> Option<ConfigResourceAddr> {
    let path = parse_to(&block.to)?;
    let module = ModuleAddr(path.modules.into_iter().map(|(name, _)| name).collect());
    Some(ConfigResourceAddr { module, resource: path.resource })
}

fn absolute(path: &Path<'_>, scope: &dyn Scope) -> Option<AbsResourceInstanceAddr> {
    let key = |expr: Option<&Expr>| expr.map_or(Some(InstanceKey::None), |expr| instance_key(expr, scope));
    let mut module = ModuleInstanceAddr::root();
    for (name, index) in &path.modules {
        module = module.child(name.clone(), key(*index)?);
    }
    Some(path.resource.clone().absolute(module).instance(key(path.key)?))
}

/// The objects to import into instances of a block, by instance.
pub(crate) fn imports_into<'c>(
    world: &World<'c>,
    root: &ModuleInstance<'c>,
    addr: &ConfigResourceAddr,
    diags: &mut Diagnostics,
) -> HashMap<AbsResourceInstanceAddr, Arc<str>> {
    let mut found = HashMap::new();
    for block in world.config.root.imports.iter().filter(|block| import_target(block).as_ref() == Some(addr)) {
        let scope = InstanceScope::new(world, root);
        let (instances, expanded) = expand(None, block.for_each.as_ref(), &scope, false);
        diags.extend(expanded);
        for repeated in instances.into_iter().flat_map(|instances| instances.repeated.into_values()) {
            if let Some((target, id)) = import_one(world, root, block, repeated, diags) {
                found.insert(target, id);
            }
        }
    }
    found
}

fn import_one<'c>(
    world: &World<'c>,
    root: &ModuleInstance<'c>,
    block: &ImportBlock,
    repeated: Repeated,
    diags: &mut Diagnostics,
) -> Option<(AbsResourceInstanceAddr, Arc<str>)> {
    let scope = InstanceScope::new(world, root).repeated(repeated);
    let bad = |detail: String, expr: &Expr| Diagnostic::error("Invalid import id argument", detail).at(expr.span());
    let target = absolute(&parse_to(&block.to)?, &scope);
    let Some(target) = target else {
        diags.push(
            Diagnostic::error("Invalid import address", "The index of an import target must be known while planning.")
                .at(block.to.span()),
        );
        return None;
    };
    let Some(expr) = &block.id else {
        let detail = "Importing by identity is not supported by iac yet; use the \"id\" argument.";
        diags.push(Diagnostic::error("Unsupported argument", detail).at(block.span));
        return None;
    };
    let value = diags.absorb(expr.eval(&scope));
    if !value.is_known() {
        diags.push(bad("The import block \"id\" argument depends on resource attributes that cannot be determined until apply, so Terraform cannot plan to import this resource.".into(), expr));
        return None;
    }
    if value.is_null() {
        diags.push(bad("The import ID cannot be null.".into(), expr));
        return None;
    }
    if value.marks().sensitive {
        diags.push(bad("The import ID cannot be sensitive.".into(), expr));
        return None;
    }
    let text = convert(&value, &Type::String).ok().and_then(|text| text.as_str().map(Arc::<str>::from));
    match text {
        Some(id) if !id.is_empty() => Some((target, id)),
        _ => {
            diags.push(bad("The import ID value must be a non-empty string.".into(), expr));
            None
        }
    }
}
