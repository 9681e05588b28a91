//! Provisioners: run after a creation, or before a destruction.

use super::{Executor, connection_schema};
use crate::change::ResourceChange;
use crate::eval::{InstanceScope, ModuleInstance, Repeated};
use crate::plan::{BlockContext, find_removed};
use iac_core::addr::{AbsResourceInstanceAddr, InstanceKey};
use iac_core::diag::{Diagnostics, Severity};
use iac_core::value::{Type, Value};
use iac_lang::config::{ConfigBody, Provisioner};
use iac_lang::eval::decode_body;
use iac_provider::ProvisionRequest;

impl<'a> Executor<'a> {
    /// Runs what is to run after a creation; whether the object is complete.
    pub(crate) async fn create_provisioners(
        &self,
        context: &BlockContext<'a>,
        change: &ResourceChange,
        value: &Value,
        diags: &mut Diagnostics,
    ) -> bool {
        let repeated = Self::repeated(context, &change.addr.key);
        for provisioner in context.block.provisioners.iter().filter(|provisioner| !provisioner.on_destroy) {
            let scope =
                InstanceScope::new(&self.world, &context.module).repeated(repeated.clone()).with_self(value.clone());
            let connection = provisioner.connection.as_ref().or(context.block.connection.as_ref());
            if !self.provision(&change.addr, provisioner, connection, &scope, diags).await {
                return false;
            }
        }
        true
    }

    /// Runs what is to run before a destruction; whether the object may be destroyed.
    pub(crate) async fn destroy_provisioners(
        &self,
        change: &ResourceChange,
        value: &Value,
        diags: &mut Diagnostics,
    ) -> bool {
        let addr = &change.addr;
        let config = self.world.config;
        let block =
            config.root.descendant(&addr.module.module()).and_then(|module| module.resources.get(&addr.resource));
        let (provisioners, connection): (&[Provisioner], _) = match block {
            Some(block) => (&block.provisioners, block.connection.as_ref()),
            None => (find_removed(&config.root, addr).map_or(&[], |removed| removed.provisioners.as_slice()), None),
        };
        // An instance of a module that is gone is destroyed in the scope of the root module: only `self` is in use.
        let module = self
            .world
            .instance(&addr.module)
            .or_else(|| self.world.instance(&iac_core::addr::ModuleInstanceAddr::root()));
        let Some(module) = module else { return true };
        for provisioner in provisioners.iter().filter(|provisioner| provisioner.on_destroy) {
            let scope = destroy_scope(self, &module, &addr.key, value);
            let connection = provisioner.connection.as_ref().or(connection);
            if !self.provision(addr, provisioner, connection, &scope, diags).await {
                return false;
            }
        }
        true
    }

    async fn provision(
        &self,
        addr: &AbsResourceInstanceAddr,
        provisioner: &Provisioner,
        connection: Option<&ConfigBody>,
        scope: &InstanceScope<'_, '_>,
        diags: &mut Diagnostics,
    ) -> bool {
        let implementation = match self.world.providers.provisioner(&provisioner.ty) {
            Ok(implementation) => implementation,
            Err(diagnostic) => {
                diags.push(diagnostic.at(provisioner.span).on(addr));
                return false;
            }
        };
        let (config_value, mut found) = decode_body(&provisioner.body, &implementation.schema().block, scope);
        let connection = match connection {
            Some(body) => found.absorb(decode_body(body, &connection_schema().block, scope)),
            None => Value::null(Type::Dynamic),
        };
        if !found.has_errors() {
            let secret = config_value.contains_sensitive();
            let output = |line: &str| {
                if !secret {
                    self.events.provision_output(addr, &provisioner.ty, line);
                }
            };
            self.events.provision_start(addr, &provisioner.ty);
            if secret {
                let line = "(output suppressed due to sensitive value in config)";
                self.events.provision_output(addr, &provisioner.ty, line);
            }
            let address = addr.to_string();
            let (config_value, connection) = (config_value.unmark_deep().0, connection.unmark_deep().0);
            let request = ProvisionRequest {
                address: &address,
                config_value: &config_value,
                connection: &connection,
                output: &output,
            };
            found.extend(implementation.provision(request).await);
            if found.has_errors() {
                self.events.provision_errored(addr, &provisioner.ty);
            } else {
                self.events.provision_complete(addr, &provisioner.ty);
            }
        }
        let failed = found.has_errors() && !provisioner.continue_on_failure;
        diags.extend(found.into_iter().map(|mut diagnostic| {
            if provisioner.continue_on_failure {
                diagnostic.severity = Severity::Warning;
            }
            diagnostic.subject = diagnostic.subject.or(Some(provisioner.span));
            if diagnostic.address.is_none() { diagnostic.on(addr) } else { diagnostic }
        }));
        !failed
    }
}

fn destroy_scope<'s, 'a>(
    executor: &'s Executor<'a>,
    module: &'s ModuleInstance<'a>,
    key: &InstanceKey,
    value: &Value,
) -> InstanceScope<'s, 'a> {
    let repeated = match key {
        InstanceKey::None => Repeated::No,
        InstanceKey::Int(index) => Repeated::Count(Some(*index)),
        InstanceKey::String(key) => Repeated::Each(Value::string(key), Value::unknown(Type::Dynamic)),
    };
    let mut scope = InstanceScope::new(&executor.world, module).repeated(repeated).with_self(value.clone());
    scope.only_self = true;
    scope
}
