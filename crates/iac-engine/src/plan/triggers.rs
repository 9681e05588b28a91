//! `replace_triggered_by`: whether something a resource points at changes in this plan.

use super::{BlockContext, Planner};
use crate::change::Change;
use crate::eval::InstanceScope;
use iac_core::addr::{AbsResourceInstanceAddr, InstanceKey};
use iac_core::diag::Diagnostics;
use iac_core::value::{Path, Value};
use iac_lang::eval::Scope;
use iac_lang::expr::Expr;
use iac_lang::refs::{RefStep, Reference, Subject};
use std::sync::Arc;

/// The instance key that an index expression gives, if it is known.
pub(crate) fn instance_key(key: &Expr, scope: &dyn Scope) -> Option<InstanceKey> {
    let (value, diags) = key.eval(scope);
    if diags.has_errors() {
        return None;
    }
    match (value.as_str(), value.as_number()) {
        (Some(text), _) => Some(InstanceKey::String(Arc::from(text))),
        (_, Some(number)) => u64::try_from(number.as_i64()?).ok().map(InstanceKey::Int),
        _ => None,
    }
}

impl<'p> Planner<'p> {
    /// Whether any trigger of the block fires for this instance.
    pub(crate) fn is_triggered(&self, context: &BlockContext<'p>, scope: &InstanceScope<'_, 'p>) -> bool {
        context
            .block
            .lifecycle
            .replace_triggered_by
            .iter()
            .any(|trigger| self.fires(context, scope, &trigger.reference))
    }

    fn fires(&self, context: &BlockContext<'p>, scope: &InstanceScope<'_, 'p>, reference: &Reference) -> bool {
        let Subject::Resource(resource) = &reference.subject else { return false };
        let Some(cell) = context.module.cell(resource) else { return false };
        let resource = resource.clone().absolute(context.module.addr.clone());
        let path = static_path(&reference.steps, scope);
        match reference.key.as_ref().and_then(|key| instance_key(key, scope)) {
            Some(key) => self.changes_at(&resource.instance(key), &path),
            None => cell.repeated.keys().any(|key| self.changes_at(&resource.instance(key.clone()), &path)),
        }
    }

    fn changes_at(&self, addr: &AbsResourceInstanceAddr, path: &Path) -> bool {
        let found = self.found.read();
        let Some(change) = found.by_addr.get(addr).and_then(|at| found.changes.get(*at)) else { return false };
        let (Change::Update { prior, planned } | Change::Replace { prior, planned, .. }) = &change.change else {
            return false;
        };
        if path.is_root() {
            return true;
        }
        match (prior.at_path(path), planned.at_path(path)) {
            (Some(before), Some(after)) => !after.is_wholly_known() || !before.same(&after),
            (before, after) => before.is_some() != after.is_some(),
        }
    }
}

fn static_path(steps: &[RefStep], scope: &dyn Scope) -> Path {
    let mut path = Path::root();
    for step in steps {
        path = match step {
            RefStep::Attribute(name, _) => path.then_attribute(name.clone()),
            RefStep::Index(index, _) => {
                let (key, diags): (Value, Diagnostics) = index.eval(scope);
                if diags.has_errors() {
                    return path;
                }
                path.then_index(key)
            }
        };
    }
    path
}
