//! Validation: every block evaluated with unknown values, checked against schemas and by the providers.

use crate::clock;
use crate::eval::{InstanceScope, ModuleInstance, Phase, Repeated, Shared, World, evaluate_block};
use crate::graph::{ConfigGraph, Node, build_config_graph};
use crate::options::Environment;
use crate::provider_config::{provider_config_value, resolve_provider};
use crate::providers::Providers;
use iac_core::addr::{AbsProviderConfigAddr, ConfigResourceAddr, ModuleAddr, ResourceMode};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Type, Value};
use iac_lang::config::{Condition, Config, Module, Provisioner, ResourceBlock};
use iac_lang::eval::{decode_attribute_span, decode_body};
use petgraph::algo::toposort;
use std::collections::BTreeMap;

/// Checks a configuration without looking at any object or variable value.
pub fn validate(config: &Config, providers: &Providers, environment: &Environment) -> Diagnostics {
    let (graph, mut diags) = build_config_graph(config, providers);
    if !diags.has_errors() {
        diags.extend(validate_graph(config, providers, environment, &graph));
    }
    diags
}

/// Checks a configuration whose graph is built already, and has no cycles.
pub(crate) fn validate_graph(
    config: &Config,
    providers: &Providers,
    environment: &Environment,
    graph: &ConfigGraph,
) -> Diagnostics {
    let validator = Validator {
        world: World::new(config, providers, environment, Phase::Validate, Some(clock::now())),
        diags: Shared::default(),
    };
    config.root.walk(&mut |module| validator.module(module));
    let Ok(mut order) = toposort(&graph.graph, None) else { return validator.diags.into_inner() };
    order.reverse();
    for at in order {
        validator.node(&graph.graph[at]);
    }
    validator.diags.into_inner()
}

struct Validator<'c> {
    world: World<'c>,
    diags: Shared<Diagnostics>,
}

impl<'c> Validator<'c> {
    fn node(&self, node: &Node) {
        match node {
            Node::Provider(addr) => self.provider(addr),
            Node::Resource(addr) => self.resource(addr),
            Node::ModuleOpen(module) if module.is_root() => {}
            Node::ModuleOpen(module) => {
                let parent = ModuleAddr(module.0[..module.0.len() - 1].to_vec());
                self.block(node, &parent);
            }
            Node::Variable(module, _) | Node::Local(module, _) | Node::Output(module, _) => self.block(node, module),
            Node::Validation(module, name) => {
                let Some(instance) = self.instance(module) else { return };
                if let Some(variable) = instance.module.variables.get(name) {
                    self.conditions(&variable.validations, &InstanceScope::new(&self.world, &instance));
                }
            }
            Node::Check(module, name) => {
                let Some(instance) = self.instance(module) else { return };
                if let Some(check) = instance.module.checks.get(name) {
                    self.conditions(&check.asserts, &InstanceScope::new(&self.world, &instance));
                }
            }
            Node::ModuleOutputs(_) | Node::ModuleClose(_) => {}
        }
    }

    fn instance(&self, module: &ModuleAddr) -> Option<std::sync::Arc<ModuleInstance<'c>>> {
        self.world.instances(module).into_iter().next()
    }

    fn block(&self, node: &Node, module: &ModuleAddr) {
        for instance in self.world.instances(module) {
            let (_, diags) = evaluate_block(&self.world, node, &instance, &BTreeMap::new());
            self.diags.write().extend(diags);
        }
    }

    /// `import` blocks whose target is not declared, which no single block can tell.
    fn module(&self, module: &Module) {
        for block in &module.imports {
            let target = crate::plan::import_target(block);
            let known = target.as_ref().is_some_and(|target| {
                let holder = self.world.config.root.descendant(&target.module);
                holder.is_some_and(|holder| holder.resources.contains_key(&target.resource))
            });
            if let (false, Some(target)) = (known, target) {
                let detail = format!(
                    "The configuration for the given import target {target} does not exist. All target instances must have an associated configuration to be imported."
                );
                self.diags.write().push(
                    Diagnostic::error("Configuration for import target does not exist", detail).at(block.to.span()),
                );
            }
        }
    }

    fn provider(&self, addr: &AbsProviderConfigAddr) {
        let provider = match self.world.providers.provider(&addr.provider) {
            Ok(provider) => provider,
            Err(diagnostic) => return self.diags.write().push(diagnostic),
        };
        let written = self.world.config.root.descendant(&addr.module).is_some_and(|module| {
            module
                .providers
                .keys()
                .any(|(name, alias)| *alias == addr.alias && module.provider_for(name) == addr.provider)
        });
        // An implied configuration may lack what the environment supplies; configuring it tells.
        if !written {
            return;
        }
        let (config_value, diags) = provider_config_value(&self.world, addr, &provider.config_schema().block);
        let broken = diags.has_errors();
        self.diags.write().extend(diags);
        if !broken {
            let diags = provider.validate_config(&config_value);
            self.diags.write().extend(diags);
        }
    }

    fn resource(&self, addr: &ConfigResourceAddr) {
        let Some(instance) = self.instance(&addr.module) else { return };
        let Some(block) = instance.module.resources.get(&addr.resource) else { return };
        let (_, diags) = evaluate_block(&self.world, &Node::Resource(addr.clone()), &instance, &BTreeMap::new());
        self.diags.write().extend(diags);
        let cell = instance.cell(&addr.resource);
        let repeated = cell.and_then(|cell| cell.repeated.values().next().cloned()).unwrap_or_else(|| fallback(block));
        let Ok(provider_addr) = resolve_provider(self.world.config, &addr.module, &block.provider) else { return };
        // A provider that is missing is reported with its own node.
        let Some(provider) = self.world.providers.find(&provider_addr.provider) else { return };
        let info = match self.world.schemas.find(self.world.providers, &provider_addr.provider, &addr.resource) {
            Ok(info) => info,
            Err(diagnostic) => return self.diags.write().push(diagnostic.at(block.span)),
        };
        let scope = InstanceScope::new(&self.world, &instance).repeated(repeated.clone());
        let (value, diags) = decode_body(&block.body, &info.schema.block, &scope);
        let broken = diags.has_errors();
        self.diags.write().extend(diags);
        if !broken {
            let value = value.unmark_deep().0;
            let ty = &addr.resource.ty;
            let diags = match addr.resource.mode {
                ResourceMode::Data => provider.validate_data_source(ty, &value),
                _ => provider.validate_resource(ty, &value),
            };
            self.diags.write().extend(diags.into_iter().map(|mut diagnostic| {
                if diagnostic.subject.is_none() {
                    let written = diagnostic.path.as_ref().and_then(|path| decode_attribute_span(&block.body, path));
                    diagnostic.subject = written.or(Some(block.span));
                }
                diagnostic
            }));
        }
        self.conditions(&block.lifecycle.preconditions, &scope);
        let scope =
            InstanceScope::new(&self.world, &instance).repeated(repeated).with_self(Value::unknown(info.ty.clone()));
        self.conditions(&block.lifecycle.postconditions, &scope);
        for provisioner in &block.provisioners {
            self.provisioner(provisioner, &scope);
        }
    }

    fn provisioner(&self, provisioner: &Provisioner, scope: &InstanceScope<'_, '_>) {
        let scope = InstanceScope {
            world: scope.world,
            module: scope.module,
            repeated: scope.repeated.clone(),
            this: scope.this.clone(),
            only_self: provisioner.on_destroy,
        };
        match scope.world.providers.provisioner(&provisioner.ty) {
            Ok(implementation) => {
                let (_, diags) = decode_body(&provisioner.body, &implementation.schema().block, &scope);
                self.diags.write().extend(diags);
            }
            Err(diagnostic) => self.diags.write().push(diagnostic.at(provisioner.span)),
        }
    }

    /// Conditions must be evaluable.
    fn conditions(&self, conditions: &[Condition], scope: &InstanceScope<'_, '_>) {
        for condition in conditions {
            let (_, diags) = condition.condition.eval(scope);
            self.diags.write().extend(diags);
            let (_, diags) = condition.error_message.eval(scope);
            self.diags.write().extend(diags);
        }
    }
}

/// What `each` and `count` are where their argument could not be evaluated.
fn fallback(block: &ResourceBlock) -> Repeated {
    if block.for_each.is_some() {
        Repeated::Each(Value::unknown(Type::String), Value::unknown(Type::Dynamic))
    } else if block.count.is_some() {
        Repeated::Count(None)
    } else {
        Repeated::No
    }
}
