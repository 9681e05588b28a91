//! Builds the configuration graph from references: one pure function, linear in nodes and references.

use super::cycle::report_cycles;
use super::references::{Collector, schema_of};
use super::{BlockReference, ConfigGraph, Node, Target};
use crate::plan::import_target;
use crate::provider_config::resolve_provider;
use crate::providers::Providers;
use iac_core::addr::{AbsProviderConfigAddr, ConfigResourceAddr, ModuleAddr};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_lang::config::{Config, Module};
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The graph of a configuration, with every cycle and every block that refers to itself reported.
pub fn build_config_graph(config: &Config, providers: &Providers) -> (ConfigGraph, Diagnostics) {
    let mut builder = Builder {
        config,
        providers,
        graph: ConfigGraph { graph: DiGraph::new(), index: HashMap::new(), references: Vec::new() },
        edges: HashSet::new(),
        diags: Diagnostics::new(),
    };
    config.root.walk(&mut |module| builder.declare(module));
    config.root.walk(&mut |module| builder.connect(module));
    let mut diags = builder.diags;
    report_cycles(&builder.graph.graph, &mut diags);
    (builder.graph, diags)
}

struct Builder<'a> {
    config: &'a Config,
    providers: &'a Providers,
    graph: ConfigGraph,
    edges: HashSet<(NodeIndex, NodeIndex)>,
    diags: Diagnostics,
}

impl Builder<'_> {
    fn node(&mut self, node: Node) -> NodeIndex {
        if let Some(at) = self.graph.index.get(&node) {
            return *at;
        }
        let at = self.graph.graph.add_node(node.clone());
        self.graph.index.insert(node, at);
        self.graph.references.push(Vec::new());
        at
    }

    fn edge(&mut self, from: NodeIndex, to: NodeIndex) {
        if from != to && self.edges.insert((from, to)) {
            self.graph.graph.add_edge(from, to, ());
        }
    }

    fn declare(&mut self, module: &Module) {
        let addr = &module.addr;
        self.node(Node::ModuleOpen(addr.clone()));
        for (name, variable) in &module.variables {
            self.node(Node::Variable(addr.clone(), name.clone()));
            if !variable.validations.is_empty() {
                self.node(Node::Validation(addr.clone(), name.clone()));
            }
        }
        for name in module.locals.keys() {
            self.node(Node::Local(addr.clone(), name.clone()));
        }
        for key in module.providers.keys() {
            let provider = AbsProviderConfigAddr {
                module: addr.clone(),
                provider: module.provider_for(&key.0),
                alias: key.1.clone(),
            };
            self.node(Node::Provider(provider));
        }
        for resource in module.resources.keys() {
            self.node(Node::Resource(ConfigResourceAddr { module: addr.clone(), resource: resource.clone() }));
        }
        for name in module.outputs.keys() {
            self.node(Node::Output(addr.clone(), name.clone()));
        }
        for name in module.checks.keys() {
            self.node(Node::Check(addr.clone(), name.clone()));
        }
        self.node(Node::ModuleOutputs(addr.clone()));
        self.node(Node::ModuleClose(addr.clone()));
    }

    fn connect(&mut self, module: &Module) {
        self.connect_values(module);
        self.connect_providers(module);
        self.connect_resources(module);
        self.connect_calls(module);
        self.close(module);
    }

    /// Adds edges for what a block refers to, and remembers the references. `from` must be declared.
    fn refer(&mut self, module: &Module, from: Node, references: Vec<BlockReference>) {
        let from_at = self.node(from);
        let open = self.node(Node::ModuleOpen(module.addr.clone()));
        self.edge(from_at, open);
        let mut itself = false;
        for reference in &references {
            let Some(to) = self.graph.index.get(&reference.node()).copied() else { continue };
            if to == from_at && !std::mem::replace(&mut itself, true) {
                self.report_self(from_at, reference);
            }
            self.edge(from_at, to);
        }
        self.graph.references[from_at.index()] = references;
    }

    fn report_self(&mut self, at: NodeIndex, reference: &BlockReference) {
        let node = &self.graph.graph[at];
        let name = match node {
            Node::Resource(addr) => addr.to_string(),
            Node::Local(_, name) => format!("local.{name}"),
            other => other.to_string(),
        };
        let detail = format!("Configuration for {name} may not refer to itself.");
        self.diags.push(Diagnostic::error("Self-referential block", detail).at(reference.span));
    }

    fn connect_values(&mut self, module: &Module) {
        for (name, variable) in &module.variables {
            if !variable.validations.is_empty() {
                let mut collector = Collector::new(module);
                collector.conditions(&variable.validations);
                self.refer(module, Node::Validation(module.addr.clone(), name.clone()), collector.finish());
            }
        }
        for (name, local) in &module.locals {
            let mut collector = Collector::new(module);
            collector.expr(&local.expr);
            self.refer(module, Node::Local(module.addr.clone(), name.clone()), collector.finish());
        }
        for (name, output) in &module.outputs {
            let mut collector = Collector::new(module);
            collector.expr(&output.expr);
            collector.conditions(&output.preconditions);
            collector.depends_on(&output.depends_on);
            self.refer(module, Node::Output(module.addr.clone(), name.clone()), collector.finish());
        }
        for (name, check) in &module.checks {
            let mut collector = Collector::new(module);
            collector.conditions(&check.asserts);
            self.refer(module, Node::Check(module.addr.clone(), name.clone()), collector.finish());
        }
    }

    fn connect_providers(&mut self, module: &Module) {
        for (key, block) in &module.providers {
            let addr = module.provider_for(&key.0);
            let mut collector = Collector::new(module);
            if let Some(provider) = self.providers.find(&addr) {
                collector.body(&block.body, &provider.config_schema());
            }
            let node = AbsProviderConfigAddr { module: module.addr.clone(), provider: addr, alias: key.1.clone() };
            self.refer(module, Node::Provider(node), collector.finish());
        }
    }

    fn connect_resources(&mut self, module: &Module) {
        for (addr, block) in &module.resources {
            let mut collector = Collector::new(module);
            let schema = schema_of(self.providers, module, block);
            collector.resource(block, schema.as_deref(), self.providers);
            let config_addr = ConfigResourceAddr { module: module.addr.clone(), resource: addr.clone() };
            let mut references = collector.finish();
            references.extend(self.import_references(&config_addr));
            let node = Node::Resource(config_addr);
            self.refer(module, node.clone(), references);
            match resolve_provider(self.config, &module.addr, &block.provider) {
                Ok(provider) => {
                    let from = self.node(node);
                    let to = self.node(Node::Provider(provider));
                    self.edge(from, to);
                }
                Err(diagnostic) => self.diags.push(diagnostic.at(block.provider_span.unwrap_or(block.span)).on(addr)),
            }
        }
    }

    /// What the `import` blocks for a resource refer to; they stand in the root module.
    fn import_references(&self, addr: &ConfigResourceAddr) -> Vec<BlockReference> {
        let root = &self.config.root;
        let mut collector = Collector::new(root);
        for block in root.imports.iter().filter(|block| import_target(block).as_ref() == Some(addr)) {
            collector.optional_expr(block.id.as_ref());
            collector.optional_expr(block.for_each.as_ref());
        }
        let whole = |mut reference: BlockReference| {
            reference.target = Target::Node(reference.node());
            reference
        };
        collector.finish().into_iter().map(whole).collect()
    }

    /// A call's inputs belong to the child's variables; its repetition and `depends_on` to the child's opening.
    fn connect_calls(&mut self, module: &Module) {
        for (name, call) in &module.module_calls {
            let Some(child) = module.children.get(name) else { continue };
            let mut collector = Collector::new(module);
            collector.optional_expr(call.count.as_ref());
            collector.optional_expr(call.for_each.as_ref());
            collector.depends_on(&call.depends_on);
            self.refer(module, Node::ModuleOpen(child.addr.clone()), collector.finish());
            for variable in child.variables.keys() {
                let mut collector = Collector::new(module);
                collector.optional_expr(call.inputs.get(variable));
                let node = Node::Variable(child.addr.clone(), variable.clone());
                let from = self.node(node.clone());
                let open = self.node(Node::ModuleOpen(child.addr.clone()));
                self.edge(from, open);
                self.refer(module, node, collector.finish());
            }
        }
    }

    fn close(&mut self, module: &Module) {
        let addr: &ModuleAddr = &module.addr;
        let close = self.node(Node::ModuleClose(addr.clone()));
        let outputs = self.node(Node::ModuleOutputs(addr.clone()));
        let open = self.node(Node::ModuleOpen(addr.clone()));
        self.edge(outputs, open);
        self.edge(close, outputs);
        for name in module.outputs.keys() {
            let output = self.node(Node::Output(addr.clone(), Arc::clone(name)));
            self.edge(outputs, output);
        }
        for resource in module.resources.keys() {
            let node = Node::Resource(ConfigResourceAddr { module: addr.clone(), resource: resource.clone() });
            let resource = self.node(node);
            self.edge(close, resource);
        }
        for child in module.children.values() {
            let child = self.node(Node::ModuleClose(child.addr.clone()));
            self.edge(close, child);
        }
    }
}
