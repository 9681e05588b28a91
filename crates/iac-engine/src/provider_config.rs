//! Provider configurations: which block a resource uses, and the configured instance of it.

use crate::eval::{InstanceScope, ModuleInstance, Shared, World};
use iac_core::addr::{AbsProviderConfigAddr, ModuleAddr, ModuleInstanceAddr, ProviderAddr};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::BlockSchema;
use iac_core::value::Value;
use iac_lang::config::{Body, Config, ConfigBody, Module, ProviderRef};
use iac_lang::eval::decode_body;
use iac_provider::{ConfigureContext, ProviderInstance, ProviderTarget};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The provider configuration that a name in a module stands for: the module's own block, the one its caller passes, or
/// the default one inherited from the nearest caller that has it, else an implied empty one of the root module.
pub fn resolve_provider(
    config: &Config,
    module: &ModuleAddr,
    name: &ProviderRef,
) -> Result<AbsProviderConfigAddr, Diagnostic> {
    let mut path: Vec<&Module> = vec![&config.root];
    for step in &module.0 {
        match path.last().and_then(|module| module.children.get(step)) {
            Some(child) => path.push(child),
            None => break,
        }
    }
    let mut wanted = name.clone();
    while let Some(module) = path.pop() {
        let provider = module.provider_for(&wanted.local_name);
        let Some(caller) = path.last() else { return in_root(module, provider, wanted) };
        let passed = module.addr.0.last().and_then(|call| caller.module_calls.get(call)).and_then(|call| {
            let entry = call.providers.iter().find(|(child, _)| *child == wanted);
            entry.map(|(_, outer)| outer.clone())
        });
        if let Some(outer) = passed {
            wanted = outer;
        } else if module.providers.contains_key(&(wanted.local_name.clone(), wanted.alias.clone())) {
            return Ok(AbsProviderConfigAddr { module: module.addr.clone(), provider, alias: wanted.alias });
        } else if wanted.alias.is_some() {
            return Err(missing(module, &wanted));
        } else {
            wanted.local_name = local_name_in(caller, &provider);
        }
    }
    Err(missing(&config.root, name))
}

fn in_root(root: &Module, provider: ProviderAddr, wanted: ProviderRef) -> Result<AbsProviderConfigAddr, Diagnostic> {
    let declared = root.providers.contains_key(&(wanted.local_name.clone(), wanted.alias.clone()));
    if wanted.alias.is_some() && !declared {
        return Err(missing(root, &wanted));
    }
    Ok(AbsProviderConfigAddr { module: root.addr.clone(), provider, alias: wanted.alias })
}

fn missing(module: &Module, wanted: &ProviderRef) -> Diagnostic {
    let alias = wanted.alias.as_deref().map_or(String::new(), |alias| format!(".{alias}"));
    let place = if module.addr.is_root() { "the root module".to_owned() } else { module.addr.to_string() };
    let detail = format!(
        "There is no provider configuration {}{alias} in {place}. Add a provider block with that alias, or pass one in the \"providers\" argument of the module call.",
        wanted.local_name
    );
    Diagnostic::error("Provider configuration not present", detail)
}

/// The name under which a module knows a provider.
fn local_name_in(module: &Module, provider: &ProviderAddr) -> Arc<str> {
    let required = module.required_providers.iter().find(|(_, required)| required.source == *provider);
    required.map_or_else(|| provider.ty.clone(), |(name, _)| name.clone())
}

/// The configured provider instances of a run.
#[derive(Default)]
pub(crate) struct ProviderInstances {
    instances: Shared<HashMap<AbsProviderConfigAddr, Arc<dyn ProviderInstance>>>,
}

impl ProviderInstances {
    /// A configured instance.
    pub(crate) fn find(&self, addr: &AbsProviderConfigAddr) -> Option<Arc<dyn ProviderInstance>> {
        self.instances.read().get(addr).cloned()
    }

    /// Where each instance sends its requests.
    pub(crate) fn targets(&self) -> BTreeMap<AbsProviderConfigAddr, ProviderTarget> {
        let instances = self.instances.read();
        instances.iter().filter_map(|(addr, instance)| Some((addr.clone(), instance.target()?))).collect()
    }

    /// Configures a provider with its block, or with an empty one if there is none.
    pub(crate) async fn configure(
        &self,
        world: &World<'_>,
        addr: &AbsProviderConfigAddr,
        planning: bool,
    ) -> Diagnostics {
        let provider = match world.providers.provider(&addr.provider) {
            Ok(provider) => provider,
            Err(diagnostic) => return diagnostic.into(),
        };
        let (config_value, mut diags) = provider_config_value(world, addr, &provider.config_schema().block);
        if diags.has_errors() {
            return diags;
        }
        diags.extend(locate(world, addr, provider.validate_config(&config_value)));
        if diags.has_errors() {
            return diags;
        }
        let context = ConfigureContext { address: addr.to_string(), planning };
        let (instance, found) = provider.configure(&config_value, &context).await;
        diags.extend(locate(world, addr, found));
        if let Some(instance) = instance {
            self.instances.write().insert(addr.clone(), instance);
        } else if !diags.has_errors() {
            diags.error("Provider configuration failed", format!("{addr} gave neither an instance nor a reason."));
        }
        diags
    }
}

fn block_body<'c>(
    world: &World<'c>,
    addr: &AbsProviderConfigAddr,
) -> Option<(&'c ConfigBody, Arc<ModuleInstance<'c>>)> {
    let module = world.config.root.descendant(&addr.module)?;
    let local_name = local_name_in(module, &addr.provider);
    let block = module.providers.get(&(local_name, addr.alias.clone()))?;
    let instance = if addr.module.is_root() {
        world.instance(&ModuleInstanceAddr::root())
    } else {
        world.instances(&addr.module).into_iter().next()
    };
    Some((&block.body, instance?))
}

/// The value of a provider's configuration block; of an empty one if there is none.
pub(crate) fn provider_config_value(
    world: &World<'_>,
    addr: &AbsProviderConfigAddr,
    schema: &BlockSchema,
) -> (Value, Diagnostics) {
    if let Some((body, instance)) = block_body(world, addr) {
        let (value, diags) = decode_body(body, schema, &InstanceScope::new(world, &instance));
        (value.unmark_deep().0, diags)
    } else {
        let span = iac_core::diag::Span::new(iac_core::diag::SourceId(0), 0, 0);
        let empty = ConfigBody::Native(Body { attributes: BTreeMap::new(), blocks: Vec::new(), span });
        decode_body(&empty, schema, &iac_lang::eval::EmptyScope)
    }
}

/// Points a provider's messages at the configuration they are about.
fn locate(world: &World<'_>, addr: &AbsProviderConfigAddr, diags: Diagnostics) -> Diagnostics {
    let body = block_body(world, addr).map(|(body, _)| body);
    diags
        .into_iter()
        .map(|mut diagnostic| {
            if let (None, Some(path), Some(body)) = (&diagnostic.subject, &diagnostic.path, body) {
                diagnostic.subject = iac_lang::eval::decode_attribute_span(body, path);
            }
            if diagnostic.address.is_none() { diagnostic.on(addr) } else { diagnostic }
        })
        .collect()
}
