//! Destroying an object: the current one, one that a replacement deposed, or one deposed earlier.

use super::Executor;
use super::progress::with_progress;
use crate::change::ResourceChange;
use crate::events::{Operation, OperationKind};
use crate::objects::{decode_object, display_id, encode_object};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::Value;
use iac_provider::ApplyRequest;
use iac_state::{Deposed, ObjectState, ObjectStatus};
use std::sync::Arc;
use std::time::Instant;

impl Executor<'_> {
    /// Destroys the object of a change.
    pub(crate) async fn delete(&self, at: usize, diags: &mut Diagnostics) -> Option<()> {
        let change = self.change(at)?;
        let deposed = change.deposed.clone().or_else(|| self.deposed.read().get(&at).cloned());
        // It may be gone already, for instance with an apply that was interrupted.
        let Some(object) = self.find_object(change, deposed.as_ref()) else { return Some(()) };
        let provider = Arc::clone(
            self.world.providers.provider(&change.provider.provider).map_err(|found| diags.push(found)).ok()?,
        );
        let info = self.world.schemas.find(self.world.providers, &change.provider.provider, &change.addr.resource);
        let info = info.map_err(|diagnostic| diags.push(diagnostic)).ok()?;
        let value =
            decode_object(&*provider, &info, &change.addr, &object).map_err(|found| diags.extend(found)).ok()?;
        // Terraform runs destroy-time provisioners neither for tainted objects nor for deposed ones.
        let provisioned = deposed.is_none() && object.status != ObjectStatus::Tainted;
        if provisioned && !self.destroy_provisioners(change, &value, diags).await {
            return None;
        }
        let (prior_state, marks) = value.unmark_deep();
        let operation = Operation {
            addr: change.addr.clone(),
            kind: OperationKind::Delete,
            deposed: deposed.clone(),
            id: display_id(&value),
        };
        let null = Value::null(info.ty.clone());
        let address = change.addr.to_string();
        let Some(instance) = self.providers.find(&change.provider) else {
            diags.push(Diagnostic::error(
                "Provider not configured",
                format!("{} could not be configured.", change.provider),
            ));
            return None;
        };
        let begun = Instant::now();
        self.events.apply_start(&operation);
        let request = ApplyRequest {
            address: &address,
            ty: &change.addr.resource.ty,
            prior_state: &prior_state,
            planned_state: &null,
            config_value: &null,
            private: &object.private,
            created: &|_| {},
        };
        let response = with_progress(self.events, &operation, instance.apply(request)).await;
        let failed = response.diags.has_errors();
        diags.extend(response.diags.into_iter().map(|diagnostic| diagnostic.on(&change.addr)));
        if failed {
            self.events.apply_errored(&operation, begun.elapsed());
            if !response.new_state.is_null() && response.new_state.is_wholly_known() {
                let left = info.mark(response.new_state.mark_paths(&marks));
                let left =
                    encode_object(&info, &change.addr, &left, ObjectState { private: response.private, ..object });
                if let Ok(object) = left {
                    self.store(change, deposed.as_ref(), Some(object));
                }
            }
            return None;
        }
        self.store(change, deposed.as_ref(), None);
        self.counts.write().destroyed += 1;
        self.events.apply_complete(&operation, begun.elapsed(), None);
        Some(())
    }

    fn find_object(&self, change: &ResourceChange, deposed: Option<&Deposed>) -> Option<ObjectState> {
        self.journal.with(|state| match deposed {
            None => state.object(&change.addr).cloned(),
            Some(key) => {
                let resource = state.resources.get(&change.addr.resource_addr())?;
                resource.instances.get(&change.addr.key)?.deposed.get(key).map(|object| ObjectState::clone(object))
            }
        })
    }

    fn store(&self, change: &ResourceChange, deposed: Option<&Deposed>, object: Option<ObjectState>) {
        match deposed {
            None => self.journal.set_object(&change.addr, &change.provider, object),
            Some(key) => self.journal.set_deposed(&change.addr, &change.provider, key, object),
        }
    }
}
