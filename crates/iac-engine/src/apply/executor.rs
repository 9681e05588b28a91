//! Executes one step at a time, on request of the walk.

use super::dependencies::Dependencies;
use super::journal::Journal;
use crate::cancellation::CancellationToken;
use crate::change::ResourceChange;
use crate::eval::{ModuleInstance, Repeated, ResourceCell, Shared, World, evaluate_block};
use crate::events::UiEvents;
use crate::graph::{ConfigGraph, Node, Visit};
use crate::objects::decode_object;
use crate::options::PlanMode;
use crate::plan::{BlockContext, Plan, Reports, Step};
use crate::provider_config::ProviderInstances;
use iac_core::addr::{AbsResourceInstanceAddr, InstanceKey, ModuleInstanceAddr, ResourceMode};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_lang::eval::Repetition;
use iac_state::Deposed;
use petgraph::graph::NodeIndex;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What was done.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub added: usize,
    pub changed: usize,
    pub destroyed: usize,
}

/// Executes the steps of a plan.
pub(crate) struct Executor<'a> {
    pub plan: &'a Plan,
    pub world: World<'a>,
    pub graph: &'a ConfigGraph,
    pub events: &'a dyn UiEvents,
    pub stop: &'a CancellationToken,
    pub journal: &'a Journal<'a>,
    pub providers: ProviderInstances,
    pub dependencies: Dependencies,
    pub diags: Shared<Diagnostics>,
    pub counts: Shared<Counts>,
    pub reports: Shared<Reports>,
    /// The keys under which replacements deposed their predecessors, by change.
    pub deposed: Shared<HashMap<usize, Deposed>>,
}

impl<'a> Executor<'a> {
    /// Adds messages; whether there is an error among them.
    pub(crate) fn report(&self, diags: Diagnostics) -> bool {
        let failed = diags.has_errors();
        if !diags.is_empty() {
            self.diags.write().extend(diags);
        }
        failed
    }

    /// Executes one step.
    pub(crate) async fn visit(&self, at: NodeIndex) -> Visit {
        // What cannot be recorded must not be begun.
        if self.stop.is_cancelled() || self.journal.has_failed() {
            return Visit::Stop;
        }
        let mut diags = Diagnostics::new();
        let done = self.step(&self.plan.steps[at], &mut diags).await;
        let failed = self.report(diags);
        if failed || done.is_none() { Visit::Failed } else { Visit::Done }
    }

    async fn step(&self, step: &Step, diags: &mut Diagnostics) -> Option<()> {
        match step {
            Step::Evaluate(module, node) => self.evaluate(module, node, diags),
            Step::Configure(addr) => {
                diags.extend(self.providers.configure(&self.world, addr, false).await);
                Some(())
            }
            Step::Settled(_) | Step::Barrier(..) | Step::DestroyGate(_) | Step::CreateGate(_) | Step::Destroyed(_) => {
                Some(())
            }
            Step::Recheck(at) => self.recheck(*at, diags),
            Step::Create(at) => self.create(*at, diags).await,
            Step::Update(at) => self.update(*at, diags).await,
            Step::Delete(at) => self.delete(*at, diags).await,
            Step::Read(at) => self.read_data(*at, diags).await,
            Step::Forget(at) => {
                let change = self.change(*at)?;
                match &change.deposed {
                    Some(key) => self.journal.set_deposed(&change.addr, &change.provider, key, None),
                    None => self.journal.set_object(&change.addr, &change.provider, None),
                }
                Some(())
            }
        }
    }

    /// The change at a position; a damaged plan may lack it.
    pub(crate) fn change(&self, at: usize) -> Option<&'a ResourceChange> {
        self.plan.changes.get(at)
    }

    fn evaluate(&self, module: &ModuleInstanceAddr, node: &Node, diags: &mut Diagnostics) -> Option<()> {
        let instance = self.world.instance(module)?;
        let (report, found) = evaluate_block(&self.world, node, &instance, &self.plan.variables);
        if let Some(report) = report {
            self.reports.write().block(node, module, report);
        }
        // What is gone already cannot be evaluated any more, and need not be.
        if self.plan.mode != PlanMode::Destroy {
            let broken = found.has_errors();
            diags.extend(found);
            if broken {
                return None;
            }
        }
        if let Node::ModuleOpen(child) = node {
            let opened = child.0.last().and_then(|name| instance.call(name));
            for child in opened.iter().flat_map(|call| call.instances.values()) {
                self.preload(child, diags);
            }
        }
        Some(())
    }

    /// Gives the resources of a module instance the values they have in the state.
    pub(crate) fn preload(&self, instance: &ModuleInstance<'a>, diags: &mut Diagnostics) {
        for (resource, block) in &instance.module.resources {
            let addr = resource.clone().absolute(instance.addr.clone());
            let objects: Vec<_> = self.journal.with(|state| {
                let instances = state.resources.get(&addr).map(|resource| &resource.instances);
                let instances = instances.into_iter().flatten();
                instances.filter_map(|(key, instance)| Some((key.clone(), instance.current.clone()?))).collect()
            });
            let repetition = match (&block.for_each, &block.count) {
                (Some(_), _) => Repetition::ForEach,
                (_, Some(_)) => Repetition::Count,
                _ => Repetition::None,
            };
            // Keys that do not fit the block are orphans; they have no value for anyone.
            let fits = |key: &InstanceKey| {
                matches!(
                    (repetition, key),
                    (Repetition::None, InstanceKey::None)
                        | (Repetition::Count, InstanceKey::Int(_))
                        | (Repetition::ForEach, InstanceKey::String(_))
                )
            };
            let deleted = |key: &InstanceKey| self.is_deleted(&addr.instance(key.clone()));
            let kept: Vec<_> = objects.into_iter().filter(|(key, _)| fits(key) && !deleted(key)).collect();
            let repeated: BTreeMap<_, _> = kept.iter().map(|(key, _)| (key.clone(), Repeated::No)).collect();
            let cell = ResourceCell::new(repetition, repeated);
            let provider_addr = instance.module.provider_for(&block.provider.local_name);
            let Some(provider) = self.world.providers.find(&provider_addr) else { continue };
            let Ok(info) = self.world.schemas.find(self.world.providers, &provider_addr, resource) else { continue };
            for (key, object) in kept {
                match decode_object(&**provider, &info, &addr.instance(key.clone()), &object) {
                    Ok(value) => cell.set(key, value),
                    Err(found) => diags.extend(found),
                }
            }
            instance.resources.write().insert(resource.clone(), Arc::new(cell));
        }
    }

    /// Whether an instance goes away for good, while others of its block stay.
    fn is_deleted(&self, addr: &AbsResourceInstanceAddr) -> bool {
        if self.plan.mode == PlanMode::Destroy {
            return false;
        }
        let found = self
            .plan
            .changes
            .binary_search_by(|change| change.addr.cmp(addr).then(change.deposed.is_some().cmp(&false)));
        found.is_ok_and(|at| self.plan.changes[at].change.planned().is_none())
    }

    /// What is needed to work on an instance of a configured resource.
    pub(crate) fn context(&self, change: &ResourceChange) -> Result<BlockContext<'a>, Diagnostic> {
        let addr = change.addr.config();
        let gone = || {
            let detail = format!("{} is not in the configuration any more. This is a bug in iac.", change.addr);
            Diagnostic::error("Invalid plan", detail)
        };
        let module = self.world.instance(&change.addr.module).ok_or_else(gone)?;
        let block = module.module.resources.get(&addr.resource).ok_or_else(gone)?;
        let cell = module.cell(&addr.resource).ok_or_else(gone)?;
        let node = self.graph.find(&Node::Resource(addr.clone())).ok_or_else(gone)?;
        let provider = Arc::clone(self.world.providers.provider(&change.provider.provider)?);
        let info = self.world.schemas.find(self.world.providers, &change.provider.provider, &addr.resource)?;
        let instance = self.providers.find(&change.provider).ok_or_else(gone)?;
        Ok(BlockContext {
            module,
            block,
            cell,
            info,
            provider_addr: change.provider.clone(),
            provider,
            instance,
            node,
            addr,
            imports: HashMap::new(),
        })
    }

    /// What `each` and `count` are in an instance.
    pub(crate) fn repeated(context: &BlockContext<'_>, key: &InstanceKey) -> Repeated {
        context.cell.repeated.get(key).cloned().unwrap_or(Repeated::No)
    }

    /// Gives unchanged objects the dependencies and the order of replacement that the configuration has now.
    pub(crate) fn refresh_metadata(&self) {
        for change in self.plan.changes.iter().filter(|change| change.change.is_noop() && change.deposed.is_none()) {
            if change.addr.resource.mode != ResourceMode::Managed {
                continue;
            }
            let Some(node) = self.graph.find(&Node::Resource(change.addr.config())) else { continue };
            let wanted = self.dependencies.of(self.graph, node);
            let differs = self.journal.with(|state| {
                state.object(&change.addr).is_some_and(|object| {
                    object.create_before_destroy != change.create_before_destroy || *object.dependencies != *wanted
                })
            });
            if !differs {
                continue;
            }
            self.journal.edit(|state| {
                let Some(mut object) = state.object(&change.addr).cloned() else { return };
                object.dependencies = wanted;
                object.create_before_destroy = change.create_before_destroy;
                state.set_object(&change.addr, &change.provider, Some(object));
            });
        }
    }
}
