//! Static validation: every reference of every module must name something that is declared, and `each`, `count` and `self`
//! must stand where they have a meaning. Nothing is evaluated; what needs schemas is checked elsewhere.

use super::validate_reference::{ReferenceScope, Surroundings};
use super::{Condition, Config, ConfigBody, Module, ModuleCallBlock, Provisioner, ResourceBlock};
use crate::expr::{Expr, LowerContext, lower_json_expr};
use crate::refs::Reference;
use iac_core::addr::ResourceAddr;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_hcl::json::{Member, Node, NodeKind};
use std::sync::Arc;

/// Reports every reference to something that is not declared, in all modules.
pub fn validate_references(config: &Config) -> Diagnostics {
    let mut diags = Diagnostics::new();
    config.root.walk(&mut |module| {
        let mut validator = Validator { scope: ReferenceScope::new(module), diags: &mut diags };
        validator.module(module);
    });
    diags
}

struct Validator<'v> {
    scope: ReferenceScope<'v>,
    diags: &'v mut Diagnostics,
}

const PLAIN: Surroundings<'static> = Surroundings { each: false, count: false, this: false, check: None };

impl Validator<'_> {
    fn module(&mut self, module: &Module) {
        for local in module.locals.values() {
            self.expr(&local.expr, &PLAIN);
        }
        for variable in module.variables.values() {
            self.conditions(&variable.validations, &PLAIN);
        }
        for output in module.outputs.values() {
            self.expr(&output.expr, &PLAIN);
            self.references(&output.depends_on, &PLAIN);
            self.conditions(&output.preconditions, &PLAIN);
        }
        for provider in module.providers.values() {
            self.body(&provider.body, &PLAIN);
        }
        for call in module.module_calls.values() {
            self.call(call);
        }
        for resource in module.resources.values() {
            let check = scoped_by(module, &resource.addr);
            self.resource(resource, check);
        }
        for check in module.checks.values() {
            let surroundings = Surroundings { check: check.data.as_ref(), ..PLAIN };
            self.conditions(&check.asserts, &surroundings);
        }
        for removed in &module.removed {
            self.provisioners(
                &removed.provisioners,
                &Surroundings { each: true, count: true, this: true, check: None },
            );
        }
        self.imports(module);
        if let Some(backend) = &module.settings.backend {
            self.constants_only(&backend.body);
        }
    }

    fn imports(&mut self, module: &Module) {
        for import in &module.imports {
            self.optional(import.for_each.as_ref(), &PLAIN);
            let surroundings = Surroundings { each: import.for_each.is_some(), ..PLAIN };
            self.optional(import.id.as_ref(), &surroundings);
            self.optional(import.identity.as_ref(), &surroundings);
            // The target itself may be missing so far: only what its keys refer to is checked.
            for reference in import.to.references().into_iter().skip(1) {
                self.reference(reference, &surroundings);
            }
        }
    }

    fn call(&mut self, call: &ModuleCallBlock) {
        self.repetition(call.count.as_ref(), call.for_each.as_ref());
        self.references(&call.depends_on, &PLAIN);
        let surroundings = Surroundings { each: call.for_each.is_some(), count: call.count.is_some(), ..PLAIN };
        for input in call.inputs.values() {
            self.expr(input, &surroundings);
        }
    }

    fn resource(&mut self, resource: &ResourceBlock, check: Option<&ResourceAddr>) {
        self.repetition(resource.count.as_ref(), resource.for_each.as_ref());
        let surroundings =
            Surroundings { each: resource.for_each.is_some(), count: resource.count.is_some(), this: false, check };
        let with_self = Surroundings { this: true, ..surroundings };
        self.references(&resource.depends_on, &PLAIN);
        self.body(&resource.body, &surroundings);
        self.conditions(&resource.lifecycle.preconditions, &surroundings);
        self.conditions(&resource.lifecycle.postconditions, &with_self);
        for trigger in &resource.lifecycle.replace_triggered_by {
            self.reference(&trigger.reference, &surroundings);
        }
        if let Some(connection) = &resource.connection {
            self.body(connection, &with_self);
        }
        self.provisioners(&resource.provisioners, &with_self);
    }

    fn provisioners(&mut self, provisioners: &[Provisioner], surroundings: &Surroundings<'_>) {
        for provisioner in provisioners {
            self.body(&provisioner.body, surroundings);
            if let Some(connection) = &provisioner.connection {
                self.body(connection, surroundings);
            }
        }
    }

    fn repetition(&mut self, count: Option<&Expr>, for_each: Option<&Expr>) {
        self.optional(count, &PLAIN);
        self.optional(for_each, &PLAIN);
    }

    fn conditions(&mut self, conditions: &[Condition], surroundings: &Surroundings<'_>) {
        for condition in conditions {
            self.expr(&condition.condition, surroundings);
            self.expr(&condition.error_message, surroundings);
        }
    }

    fn optional(&mut self, expr: Option<&Expr>, surroundings: &Surroundings<'_>) {
        if let Some(expr) = expr {
            self.expr(expr, surroundings);
        }
    }

    fn body(&mut self, body: &ConfigBody, surroundings: &Surroundings<'_>) {
        for expr in body_exprs(body) {
            self.expr(&expr, surroundings);
        }
    }

    fn expr(&mut self, expr: &Expr, surroundings: &Surroundings<'_>) {
        for reference in expr.references() {
            self.reference(reference, surroundings);
        }
    }

    /// References outside expressions; what their indexes refer to is checked as well.
    fn references(&mut self, references: &[Reference], surroundings: &Surroundings<'_>) {
        for reference in references {
            self.reference(reference, surroundings);
            self.optional(reference.key.as_ref(), surroundings);
        }
    }

    fn reference(&mut self, reference: &Reference, surroundings: &Surroundings<'_>) {
        self.diags.extend(self.scope.check(reference, surroundings));
    }

    fn constants_only(&mut self, body: &ConfigBody) {
        for expr in body_exprs(body) {
            if let Some(reference) = expr.references().first() {
                let detail = "Variables may not be used here.";
                self.diags.push(Diagnostic::error("Variables not allowed", detail).at(reference.span));
            }
        }
    }
}

/// The scoped data source itself, if a resource is one: it may be referred to inside its check block.
fn scoped_by<'m>(module: &'m Module, addr: &ResourceAddr) -> Option<&'m ResourceAddr> {
    module.checks.values().filter_map(|check| check.data.as_ref()).find(|data| *data == addr)
}

/// Every expression of a body, in either syntax.
fn body_exprs(body: &ConfigBody) -> Vec<Expr> {
    let mut exprs = Vec::new();
    collect(body, &mut exprs);
    exprs
}

fn collect(body: &ConfigBody, exprs: &mut Vec<Expr>) {
    match body {
        ConfigBody::Native(_) => {
            let mut native = Vec::new();
            super::decode::native_exprs(body, &mut native);
            exprs.extend(native.into_iter().cloned());
        }
        ConfigBody::Json(node) => json_exprs(node, &LowerContext::default(), exprs),
        ConfigBody::Merged(base, over) => {
            collect(base, exprs);
            for body in over {
                collect(body, exprs);
            }
        }
    }
}

/// The text of a JSON body as expressions. Without a schema any text may be one; errors in it are reported when the body is
/// decoded.
fn json_exprs(node: &Node, context: &LowerContext, exprs: &mut Vec<Expr>) {
    match &node.kind {
        NodeKind::String(_) => exprs.push(lower_json_expr(node, context).0),
        NodeKind::Array(items) => items.iter().for_each(|item| json_exprs(item, context, exprs)),
        NodeKind::Object(members) => {
            for member in members {
                match &*member.name {
                    "//" => {}
                    "dynamic" => dynamic_exprs(&member.value, context, exprs),
                    _ => json_exprs(&member.value, context, exprs),
                }
            }
        }
        _ => {}
    }
}

/// The `dynamic` blocks of a JSON body: by label, each an object or an array of objects.
fn dynamic_exprs(node: &Node, context: &LowerContext, exprs: &mut Vec<Expr>) {
    for label in members(node) {
        for block in items(&label.value) {
            let named = members(block).into_iter().find(|member| &*member.name == "iterator");
            let iterator: Arc<str> = match named.map(|member| &member.value.kind) {
                Some(NodeKind::String(name)) => name.clone(),
                _ => label.name.clone(),
            };
            let mut inner = context.clone();
            inner.iterators.push(iterator);
            for member in members(block) {
                match &*member.name {
                    "iterator" | "//" => {}
                    "for_each" => json_exprs(&member.value, context, exprs),
                    _ => json_exprs(&member.value, &inner, exprs),
                }
            }
        }
    }
}

fn items(node: &Node) -> Vec<&Node> {
    match &node.kind {
        NodeKind::Array(items) => items.iter().collect(),
        _ => vec![node],
    }
}

fn members(node: &Node) -> Vec<&Member> {
    let members = items(node).into_iter().map(|item| match &item.kind {
        NodeKind::Object(members) => members.as_slice(),
        _ => &[],
    });
    members.flatten().collect()
}
