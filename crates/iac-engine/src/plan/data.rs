//! Planning one instance of a `data` block: read now if all is known, else during apply.

use super::managed::{Configured, configure, locate};
use super::{BlockContext, Planner};
use crate::change::{ActionReason, Change, ResourceChange};
use crate::eval::{CheckKind, InstanceScope, Repeated, evaluate_conditions};
use crate::events::{Operation, OperationKind};
use crate::graph::Node;
use crate::objects::{blank_object, display_id, encode_object};
use crate::options::PlanMode;
use iac_core::addr::{AbsResourceInstanceAddr, ModuleAddr, ResourceMode};
use iac_core::diag::{Diagnostics, Severity};
use iac_core::value::Value;
use iac_provider::ReadDataRequest;
use iac_provider::planning::propose;
use petgraph::graph::NodeIndex;
use petgraph::visit::Dfs;
use std::sync::Arc;
use std::time::Instant;

impl<'p> Planner<'p> {
    /// Plans an instance; whether that failed.
    pub(crate) async fn data_instance(
        &self,
        context: &BlockContext<'p>,
        addr: AbsResourceInstanceAddr,
        repeated: &Repeated,
    ) -> bool {
        let mut diags = Diagnostics::new();
        let planned = self.plan_data(context, &addr, repeated, &mut diags).await;
        if self.options.mode == PlanMode::Destroy {
            return false;
        }
        // A data source inside a check can only make the check fail.
        let nested = context.module.module.checks.values().any(|check| check.data.as_ref() == Some(&addr.resource));
        if nested {
            diags.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Warning);
            if planned.is_none() {
                context.cell.set(addr.key.clone(), Value::unknown(context.info.ty.clone()));
            }
        }
        self.report(diags) || (planned.is_none() && !nested)
    }

    async fn plan_data(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        repeated: &Repeated,
        diags: &mut Diagnostics,
    ) -> Option<()> {
        let scope = InstanceScope::new(&self.world, &context.module).repeated(repeated.clone());
        let mut report = self.preconditions(context, &scope, diags)?;
        let configured = configure(context, addr, &scope, diags)?;
        let pending = self.options.mode == PlanMode::Normal && self.dependency_pending(context);
        let reason = if configured.value.is_wholly_known() {
            pending.then_some(ActionReason::ReadBecauseDependencyPending)
        } else {
            Some(ActionReason::ReadBecauseConfigUnknown)
        };
        let value = match reason {
            Some(reason) => self.defer(context, addr, &scope, &configured, reason),
            None => self.read_data(context, addr, &configured, diags).await?,
        };
        context.cell.set(addr.key.clone(), value.clone());
        let postconditions = &context.block.lifecycle.postconditions;
        if !postconditions.is_empty() {
            let scope = scope.with_self(value);
            let sources = &self.world.config.sources;
            report.merge(evaluate_conditions(CheckKind::ResourcePostcondition, postconditions, &scope, sources, diags));
        }
        self.record_conditions(context, addr, report);
        (!diags.has_errors()).then_some(())
    }

    /// Leaves the read to apply.
    fn defer(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        scope: &InstanceScope<'_, 'p>,
        configured: &Configured,
        reason: ActionReason,
    ) -> Value {
        let null = Value::null(context.info.ty.clone());
        let proposed = propose(&context.info.schema.block, &null, &configured.value);
        let planned = context.info.mark(proposed.mark_paths(&configured.marks));
        if self.options.mode == PlanMode::Normal {
            self.remember_keyed(context, addr, scope);
            let change = self.change(context, addr, Change::Read { planned: planned.clone() }, Vec::new());
            self.record(ResourceChange { reason: Some(reason), ..change });
        }
        planned
    }

    async fn read_data(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        configured: &Configured,
        diags: &mut Diagnostics,
    ) -> Option<Value> {
        let operation = Operation { addr: addr.clone(), kind: OperationKind::Read, deposed: None, id: None };
        let address = addr.to_string();
        let begun = Instant::now();
        let response = {
            let _slot = self.requests.acquire().await;
            self.events.apply_start(&operation);
            let request = ReadDataRequest { address: &address, ty: &addr.resource.ty, config_value: &configured.value };
            context.instance.read_data(request).await
        };
        let failed = response.diags.has_errors();
        diags.extend(locate(context, addr, response.diags));
        if failed {
            self.events.apply_errored(&operation, begun.elapsed());
            return None;
        }
        self.events.apply_complete(&operation, begun.elapsed(), display_id(&response.state).as_deref());
        let value = context.info.mark(response.state.mark_paths(&configured.marks));
        match encode_object(&context.info, addr, &value, blank_object(Vec::new(), Arc::default(), false)) {
            Ok(object) => self.found.write().state.set_object(addr, &context.provider_addr, Some(object)),
            Err(diagnostic) => {
                diags.push(diagnostic);
                return None;
            }
        }
        Some(value)
    }

    /// Whether something that the block waits for has changes pending: what it, or a module around it, names in
    /// `depends_on`, and the managed resources that its own arguments refer to. A resource counts by itself; behind
    /// anything else every resource that leads to it counts.
    fn dependency_pending(&self, context: &BlockContext<'p>) -> bool {
        let pending = &self.found.read().pending;
        if pending.is_empty() {
            return false;
        }
        let is_pending = |at: NodeIndex| {
            matches!(&self.graph.graph[at], Node::Resource(addr)
                if addr.resource.mode == ResourceMode::Managed && pending.contains(addr))
        };
        self.waited_for(context).into_iter().any(|start| {
            if matches!(self.graph.graph[start], Node::Resource(_)) {
                return is_pending(start);
            }
            let mut dfs = Dfs::new(&self.graph.graph, start);
            std::iter::from_fn(|| dfs.next(&self.graph.graph)).any(is_pending)
        })
    }

    /// The nodes that a data source waits for beyond the values it needs.
    fn waited_for(&self, context: &BlockContext<'p>) -> Vec<NodeIndex> {
        let module = &context.module.module.addr.0;
        let opens = (1..=module.len())
            .filter_map(|depth| self.graph.find(&Node::ModuleOpen(ModuleAddr(module[..depth].to_vec()))));
        let named = opens.flat_map(|at| self.graph.references_of(at)).filter(|reference| reference.ordering_only);
        let own = self.graph.references_of(context.node).into_iter();
        let own = own.filter(|reference| reference.ordering_only || matches!(reference.node(), Node::Resource(_)));
        named.chain(own).filter_map(|reference| self.graph.find(&reference.node())).collect()
    }
}
