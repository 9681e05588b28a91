//! Reading a data source during apply, when everything in its configuration is known.

use super::Executor;
use super::progress::with_progress;
use crate::eval::{CheckKind, InstanceScope, evaluate_conditions};
use crate::events::{Operation, OperationKind};
use crate::objects::{blank_object, display_id, encode_object};
use crate::plan::{configure, locate};
use iac_core::diag::Diagnostics;
use iac_provider::ReadDataRequest;
use std::sync::Arc;
use std::time::Instant;

impl Executor<'_> {
    /// Reads the data source of a change.
    pub(crate) async fn read_data(&self, at: usize, diags: &mut Diagnostics) -> Option<()> {
        let change = self.change(at)?;
        let context = self.context(change).map_err(|diagnostic| diags.push(diagnostic)).ok()?;
        let addr = &change.addr;
        let scope = InstanceScope::new(&self.world, &context.module).repeated(Self::repeated(&context, &addr.key));
        let lifecycle = &context.block.lifecycle;
        let sources = &self.world.config.sources;
        let mut report =
            evaluate_conditions(CheckKind::ResourcePrecondition, &lifecycle.preconditions, &scope, sources, diags);
        if diags.has_errors() {
            return None;
        }
        let configured = configure(&context, addr, &scope, diags)?;
        let operation = Operation { addr: addr.clone(), kind: OperationKind::Read, deposed: None, id: None };
        let address = addr.to_string();
        let begun = Instant::now();
        self.events.apply_start(&operation);
        let request = ReadDataRequest { address: &address, ty: &addr.resource.ty, config_value: &configured.value };
        let response = with_progress(self.events, &operation, context.instance.read_data(request)).await;
        let failed = response.diags.has_errors();
        diags.extend(locate(&context, addr, response.diags));
        if failed {
            self.events.apply_errored(&operation, begun.elapsed());
            return None;
        }
        let value = context.info.mark(response.state.mark_paths(&configured.marks));
        let object = encode_object(&context.info, addr, &value, blank_object(Vec::new(), Arc::default(), false));
        let object = object.map_err(|diagnostic| diags.push(diagnostic)).ok()?;
        self.events.apply_complete(&operation, begun.elapsed(), display_id(&value).as_deref());
        self.journal.set_object(addr, &change.provider, Some(object));
        context.cell.set(addr.key.clone(), value.clone());
        if !lifecycle.preconditions.is_empty() || !lifecycle.postconditions.is_empty() {
            let scope = scope.with_self(value);
            let postconditions = &lifecycle.postconditions;
            report.merge(evaluate_conditions(CheckKind::ResourcePostcondition, postconditions, &scope, sources, diags));
            self.reports.write().resource(addr, report);
        }
        (!diags.has_errors()).then_some(())
    }
}
