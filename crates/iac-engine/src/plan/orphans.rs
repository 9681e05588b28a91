//! Objects that are in the state only: instances, blocks and modules that are gone, deposed objects, and everything while
//! destroying.

use super::Planner;
use super::managed::prevented;
use crate::change::{ActionReason, Change, ResourceChange};
use crate::eval::TypeInfo;
use crate::objects::{decode_object, display_id};
use crate::options::PlanMode;
use futures_util::stream::{self, StreamExt};
use iac_core::addr::{AbsProviderConfigAddr, AbsResourceInstanceAddr, InstanceKey, ResourceMode};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::Value;
use iac_lang::config::{Module, RemovedBlock, ResourceBlock};
use iac_provider::{Provider, ReadRequest};
use iac_state::{Deposed, ObjectState};
use std::sync::Arc;

/// An object to look at.
struct Orphan<'s> {
    addr: AbsResourceInstanceAddr,
    deposed: Option<&'s Deposed>,
    object: &'s ObjectState,
    provider_addr: &'s AbsProviderConfigAddr,
    configured: bool,
}

impl Planner<'_> {
    /// Plans what becomes of every object that no instance of the configuration accounts for.
    pub(crate) async fn plan_orphans(&self) {
        let mut orphans = Vec::new();
        for (resource_addr, resource) in &self.prior.resources {
            for (key, instance) in &resource.instances {
                let addr = resource_addr.instance(key.clone());
                let configured = self.is_configured(&addr);
                let orphan = |deposed, object| Orphan {
                    addr: addr.clone(),
                    deposed,
                    object,
                    provider_addr: &resource.provider,
                    configured,
                };
                if let Some(object) = &instance.current
                    && (!configured || self.options.mode == PlanMode::Destroy)
                {
                    orphans.push(orphan(None, object));
                }
                orphans.extend(instance.deposed.iter().map(|(key, object)| orphan(Some(key), object)));
            }
        }
        stream::iter(orphans.into_iter().filter(|orphan| self.targets.includes_orphan(&orphan.addr)))
            .for_each_concurrent(self.options.parallelism.max(1), |orphan| async move {
                let mut diags = Diagnostics::new();
                self.plan_orphan(orphan, &mut diags).await;
                self.report(diags);
            })
            .await;
    }

    fn is_configured(&self, addr: &AbsResourceInstanceAddr) -> bool {
        self.world
            .instance(&addr.module)
            .and_then(|module| module.cell(&addr.resource))
            .is_some_and(|cell| cell.repeated.contains_key(&addr.key))
    }

    async fn plan_orphan(&self, orphan: Orphan<'_>, diags: &mut Diagnostics) {
        if orphan.addr.resource.mode != ResourceMode::Managed {
            // What a data source said is of no use to anyone once the block is gone.
            if orphan.deposed.is_none() && (!orphan.configured || self.options.mode == PlanMode::Destroy) {
                let mut found = self.found.write();
                found.state.set_object(&orphan.addr, orphan.provider_addr, None);
            }
            return;
        }
        let removed = self.removed_block(&orphan.addr);
        let Some((prior, private)) = self.orphan_object(&orphan, diags).await else { return };
        if self.options.mode == PlanMode::RefreshOnly {
            return;
        }
        if let (PlanMode::Destroy, Some(block)) = (self.options.mode, self.block_of(&orphan.addr))
            && block.lifecycle.prevent_destroy
            && orphan.deposed.is_none()
        {
            return diags.push(prevented(block.span, &orphan.addr));
        }
        let forgotten =
            self.options.mode == PlanMode::Normal && !orphan.configured && removed.is_some_and(|block| !block.destroy);
        let change = if forgotten { Change::Forget { prior } } else { Change::Delete { prior } };
        let reason = (orphan.deposed.is_none() && self.options.mode == PlanMode::Normal)
            .then(|| self.delete_reason(&orphan.addr));
        self.record(ResourceChange {
            previous_addr: self.moved_from.get(&orphan.addr).cloned(),
            deposed: orphan.deposed.cloned(),
            provider: orphan.provider_addr.clone(),
            change,
            reason,
            importing: None,
            private,
            create_before_destroy: orphan.object.create_before_destroy || orphan.deposed.is_some(),
            addr: orphan.addr,
        });
    }

    /// The object as it is; `None` if it is gone already, or with an error.
    async fn orphan_object(&self, orphan: &Orphan<'_>, diags: &mut Diagnostics) -> Option<(Value, Vec<u8>)> {
        let addr = &orphan.addr;
        // While destroying, configured instances were refreshed on the way.
        if orphan.configured && orphan.deposed.is_none() {
            let found = self.found.read();
            let object = found.state.object(addr)?;
            let (provider, info) = self.type_of(orphan).map_err(|diagnostic| diags.push(diagnostic)).ok()?;
            let value = decode_object(&*provider, &info, addr, object).map_err(|found| diags.extend(found)).ok()?;
            return Some((value, object.private.clone()));
        }
        let (provider, info) = self.type_of(orphan).map_err(|diagnostic| diags.push(diagnostic)).ok()?;
        let value = decode_object(&*provider, &info, addr, orphan.object).map_err(|found| diags.extend(found)).ok()?;
        if !self.options.refresh {
            return Some((value, orphan.object.private.clone()));
        }
        self.refresh_orphan(orphan, &info, value, diags).await
    }

    fn type_of(&self, orphan: &Orphan<'_>) -> Result<(Arc<dyn Provider>, Arc<TypeInfo>), Diagnostic> {
        let addr = &orphan.provider_addr.provider;
        let provider = self.world.providers.provider(addr).map_err(|diagnostic| diagnostic.on(&orphan.addr))?;
        let info = self.world.schemas.find(self.world.providers, addr, &orphan.addr.resource);
        Ok((Arc::clone(provider), info.map_err(|diagnostic| diagnostic.on(&orphan.addr))?))
    }

    async fn refresh_orphan(
        &self,
        orphan: &Orphan<'_>,
        info: &TypeInfo,
        value: Value,
        diags: &mut Diagnostics,
    ) -> Option<(Value, Vec<u8>)> {
        let addr = &orphan.addr;
        let instance = self.orphan_provider(orphan, diags).await?;
        let (current_state, marks) = value.unmark_deep();
        let id = display_id(&value);
        let address = addr.to_string();
        let response = {
            let _slot = self.requests.acquire().await;
            self.events.refresh_start(addr, orphan.deposed, id.as_deref());
            let private = &orphan.object.private;
            let request =
                ReadRequest { address: &address, ty: &addr.resource.ty, current_state: &current_state, private };
            instance.read(request).await
        };
        let failed = response.diags.has_errors();
        diags.extend(response.diags.into_iter().map(|diagnostic| diagnostic.on(addr)));
        if failed {
            return None;
        }
        self.events.refresh_done(addr, orphan.deposed, id.as_deref());
        let mut found = self.found.write();
        if response.new_state.is_null() {
            match orphan.deposed {
                Some(key) => found.state.set_deposed(addr, orphan.provider_addr, key, None),
                None => found.state.set_object(addr, orphan.provider_addr, None),
            }
            found.drift.push(ResourceChange {
                addr: addr.clone(),
                previous_addr: None,
                deposed: orphan.deposed.cloned(),
                provider: orphan.provider_addr.clone(),
                change: Change::Delete { prior: value },
                reason: None,
                importing: None,
                private: Vec::new(),
                create_before_destroy: false,
            });
            return None;
        }
        Some((info.mark(response.new_state.mark_paths(&marks)), response.private))
    }

    async fn orphan_provider(
        &self,
        orphan: &Orphan<'_>,
        diags: &mut Diagnostics,
    ) -> Option<Arc<dyn iac_provider::ProviderInstance>> {
        if let Some(instance) = self.providers.find(orphan.provider_addr) {
            return Some(instance);
        }
        let addr = orphan.provider_addr;
        let declared = self.world.config.root.descendant(&addr.module).is_some_and(|module| {
            module
                .providers
                .keys()
                .any(|(name, alias)| *alias == addr.alias && module.provider_for(name) == addr.provider)
        });
        if !declared && (addr.alias.is_some() || !addr.module.is_root()) {
            let detail = format!(
                "To work with {} (orphan) its original provider configuration at {addr} is required, but it has been removed. This occurs when a provider configuration is removed while objects created by that provider still exist in the state. Re-add the provider configuration to destroy {} (orphan), after which you can remove the provider configuration again.",
                orphan.addr, orphan.addr
            );
            diags.push(Diagnostic::error("Provider configuration not present", detail));
            return None;
        }
        diags.extend(self.providers.configure(&self.world, addr, true).await);
        self.providers.find(addr)
    }

    fn block_of(&self, addr: &AbsResourceInstanceAddr) -> Option<&ResourceBlock> {
        self.world.config.root.descendant(&addr.module.module())?.resources.get(&addr.resource)
    }

    /// The `removed` block that covers an instance, from the nearest enclosing module outwards.
    fn removed_block(&self, addr: &AbsResourceInstanceAddr) -> Option<&RemovedBlock> {
        find_removed(&self.world.config.root, addr)
    }

    fn delete_reason(&self, addr: &AbsResourceInstanceAddr) -> ActionReason {
        let Some(block) = self.block_of(addr) else {
            return if self.moved_from.contains_key(addr) {
                ActionReason::DeleteBecauseNoMoveTarget
            } else {
                ActionReason::DeleteBecauseNoResourceConfig
            };
        };
        if self.world.instance(&addr.module).is_none() {
            return ActionReason::DeleteBecauseNoModule;
        }
        match (&addr.key, block.count.is_some(), block.for_each.is_some()) {
            (InstanceKey::Int(_), true, _) => ActionReason::DeleteBecauseCountIndex,
            (InstanceKey::String(_), _, true) => ActionReason::DeleteBecauseEachKey,
            _ => ActionReason::DeleteBecauseWrongRepetition,
        }
    }
}

/// The `removed` block that covers an instance.
pub(crate) fn find_removed<'c>(root: &'c Module, addr: &AbsResourceInstanceAddr) -> Option<&'c RemovedBlock> {
    let path = addr.module.module().0;
    let mut found = None;
    root.walk(&mut |module| {
        for block in &module.removed {
            let names: Vec<_> = module.addr.0.iter().chain(&block.module.0).cloned().collect();
            let covers = match &block.resource {
                Some(resource) => names == path && *resource == addr.resource,
                None => path.starts_with(&names),
            };
            if covers {
                found = Some(block);
            }
        }
    });
    found
}
