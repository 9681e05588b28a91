//! The walk of a plan: what each kind of node does, and what the visits collect.

use super::Reports;
use super::imports::imports_into;
use super::targets::TargetFilter;
use crate::cancellation::CancellationToken;
use crate::change::ResourceChange;
use crate::eval::{ModuleInstance, ResourceCell, Shared, TypeInfo, World, evaluate_block};
use crate::events::UiEvents;
use crate::graph::{ConfigGraph, Node, Visit};
use crate::options::{PlanMode, PlanOptions};
use crate::provider_config::{ProviderInstances, resolve_provider};
use futures_util::stream::{self, StreamExt};
use iac_core::addr::{
    AbsProviderConfigAddr, AbsResourceInstanceAddr, ConfigResourceAddr, ModuleAddr, ModuleInstanceAddr, ResourceMode,
};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_lang::config::ResourceBlock;
use iac_provider::{Provider, ProviderInstance};
use iac_state::State;
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Collects a plan while the configuration graph is walked.
pub(crate) struct Planner<'a> {
    pub world: World<'a>,
    pub graph: &'a ConfigGraph,
    pub options: &'a PlanOptions,
    pub events: &'a dyn UiEvents,
    pub stop: &'a CancellationToken,
    /// The state after moves.
    pub prior: &'a State,
    /// Where moved objects were: by their address now.
    pub moved_from: HashMap<AbsResourceInstanceAddr, AbsResourceInstanceAddr>,
    /// What the `import` command imports.
    pub command_import: Option<(AbsResourceInstanceAddr, Arc<str>)>,
    pub targets: TargetFilter,
    /// The nodes whose objects are replaced by creating first.
    pub create_first: HashSet<NodeIndex>,
    pub providers: ProviderInstances,
    /// Limits requests to providers.
    pub requests: Semaphore,
    pub diags: Shared<Diagnostics>,
    pub found: Shared<Found>,
}

/// What visits found.
#[derive(Default)]
pub(crate) struct Found {
    pub changes: Vec<ResourceChange>,
    /// Where the change of an instance's current object is.
    pub by_addr: HashMap<AbsResourceInstanceAddr, usize>,
    pub drift: Vec<ResourceChange>,
    /// The refreshed state.
    pub state: State,
    /// The resources with pending changes.
    pub pending: HashSet<ConfigResourceAddr>,
    /// The instances that an instance waits for, where an index decides which.
    pub keyed: HashMap<AbsResourceInstanceAddr, Vec<AbsResourceInstanceAddr>>,
    pub reports: Reports,
    /// Unchanged instances whose conditions only apply can decide.
    pub recheck: HashSet<AbsResourceInstanceAddr>,
}

/// A resource block in one instance of its module.
pub(crate) struct BlockContext<'a> {
    pub module: Arc<ModuleInstance<'a>>,
    pub block: &'a ResourceBlock,
    pub cell: Arc<ResourceCell>,
    pub info: Arc<TypeInfo>,
    pub provider_addr: AbsProviderConfigAddr,
    pub provider: Arc<dyn Provider>,
    pub instance: Arc<dyn ProviderInstance>,
    pub node: NodeIndex,
    pub addr: ConfigResourceAddr,
    /// Identifiers of existing objects, by the instance they are imported into.
    pub imports: HashMap<AbsResourceInstanceAddr, Arc<str>>,
}

impl<'a> Planner<'a> {
    /// Adds messages; whether there is an error among them.
    pub(crate) fn report(&self, diags: Diagnostics) -> bool {
        let failed = diags.has_errors();
        if !diags.is_empty() {
            self.diags.write().extend(diags);
        }
        failed
    }

    /// Visits one node of the configuration graph.
    pub(crate) async fn visit(&self, at: NodeIndex) -> Visit {
        if self.stop.is_cancelled() {
            return Visit::Stop;
        }
        if !self.targets.includes(at) {
            return Visit::Done;
        }
        let node = &self.graph.graph[at];
        let failed = match node {
            Node::Provider(addr) => self.configure(at, addr).await,
            Node::Resource(addr) => self.resource(at, addr).await,
            Node::ModuleOpen(module) if module.is_root() => false,
            Node::ModuleOpen(module) => self.blocks(node, &parent(module)),
            Node::Variable(module, _)
            | Node::Validation(module, _)
            | Node::Local(module, _)
            | Node::Output(module, _)
            | Node::Check(module, _) => self.blocks(node, module),
            Node::ModuleOutputs(_) | Node::ModuleClose(_) => false,
        };
        if failed { Visit::Failed } else { Visit::Done }
    }

    /// Evaluates a block in every instance of its module; whether that failed.
    fn blocks(&self, node: &Node, module: &ModuleAddr) -> bool {
        let mut failed = false;
        for instance in self.world.instances(module) {
            let (report, diags) = evaluate_block(&self.world, node, &instance, &self.options.variables);
            if let Some(report) = report {
                self.found.write().reports.block(node, &instance.addr, report);
            }
            // While destroying, what is gone already cannot be evaluated, and need not be.
            if self.options.mode == PlanMode::Destroy {
                continue;
            }
            failed |= self.report(diags);
        }
        failed
    }

    async fn configure(&self, at: NodeIndex, addr: &AbsProviderConfigAddr) -> bool {
        let used = self
            .graph
            .graph
            .neighbors_directed(at, Direction::Incoming)
            .any(|user| matches!(self.graph.graph[user], Node::Resource(_)) && self.targets.includes(user));
        let in_state = || self.prior.resources.values().any(|resource| resource.provider == *addr);
        if !used && !in_state() {
            return false;
        }
        let diags = self.providers.configure(&self.world, addr, true).await;
        self.report(diags)
    }

    async fn resource(&self, at: NodeIndex, addr: &ConfigResourceAddr) -> bool {
        let mut failed = false;
        for module in self.world.instances(&addr.module) {
            let Some(block) = module.module.resources.get(&addr.resource) else { continue };
            let node = &self.graph.graph[at];
            let (_, diags) = evaluate_block(&self.world, node, &module, &self.options.variables);
            if diags.has_errors() {
                failed |= self.options.mode != PlanMode::Destroy && self.report(diags);
                continue;
            }
            self.report(diags);
            let Some(cell) = module.cell(&addr.resource) else { continue };
            match self.context(at, addr, block, module, cell) {
                Ok(context) => failed |= self.instances(&context).await,
                Err(diagnostic) => failed |= self.report(diagnostic.into()),
            }
        }
        failed
    }

    fn context(
        &self,
        node: NodeIndex,
        addr: &ConfigResourceAddr,
        block: &'a ResourceBlock,
        module: Arc<ModuleInstance<'a>>,
        cell: Arc<ResourceCell>,
    ) -> Result<BlockContext<'a>, Diagnostic> {
        let place = |diagnostic: Diagnostic| diagnostic.at(block.span).on(addr);
        if addr.resource.mode == ResourceMode::Ephemeral {
            let detail = format!(
                "Ephemeral resource {addr} cannot be opened: ephemeral resources are not supported by iac yet."
            );
            return Err(place(Diagnostic::error("Unsupported block", detail)));
        }
        let provider_addr = resolve_provider(self.world.config, &addr.module, &block.provider).map_err(place)?;
        let provider = Arc::clone(self.world.providers.provider(&provider_addr.provider).map_err(place)?);
        let info =
            self.world.schemas.find(self.world.providers, &provider_addr.provider, &addr.resource).map_err(place)?;
        let instance = self.providers.find(&provider_addr).ok_or_else(|| {
            place(Diagnostic::error("Provider not configured", format!("{provider_addr} could not be configured.")))
        })?;
        let mut diags = Diagnostics::new();
        let mut imports = match self.world.instance(&ModuleInstanceAddr::root()) {
            Some(root) if self.options.mode == PlanMode::Normal => imports_into(&self.world, &root, addr, &mut diags),
            _ => HashMap::new(),
        };
        self.report(diags);
        imports.extend(self.command_import.clone());
        Ok(BlockContext {
            module,
            block,
            cell,
            info,
            provider_addr,
            provider,
            instance,
            node,
            addr: addr.clone(),
            imports,
        })
    }

    /// Plans every instance of a block, several at a time; whether any failed.
    async fn instances(&self, context: &BlockContext<'a>) -> bool {
        let resource = context.addr.resource.clone().absolute(context.module.addr.clone());
        let planned: Vec<_> = context
            .cell
            .repeated
            .iter()
            .map(|(key, repeated)| (resource.instance(key.clone()), repeated))
            .filter(|(addr, _)| self.targets.includes_instance(context.node, addr))
            .collect();
        let data = context.addr.resource.mode == ResourceMode::Data;
        let failures = stream::iter(planned)
            .map(|(addr, repeated)| async move {
                if self.stop.is_cancelled() {
                    true
                } else if data {
                    self.data_instance(context, addr, repeated).await
                } else {
                    self.managed_instance(context, addr, repeated).await
                }
            })
            .buffer_unordered(self.options.parallelism.max(1))
            .filter(|failed| std::future::ready(*failed))
            .count()
            .await;
        failures > 0
    }

    /// Records the change of an object.
    pub(crate) fn record(&self, change: ResourceChange) {
        let mut found = self.found.write();
        if !change.change.is_noop() {
            found.pending.insert(change.addr.config());
        }
        if change.deposed.is_none() {
            let at = found.changes.len();
            found.by_addr.insert(change.addr.clone(), at);
        }
        found.changes.push(change);
    }
}

/// The module that holds the call of a module.
pub(crate) fn parent(module: &ModuleAddr) -> ModuleAddr {
    ModuleAddr(module.0.split_last().map_or(Vec::new(), |(_, rest)| rest.to_vec()))
}
