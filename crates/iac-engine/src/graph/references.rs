//! What a block refers to: every reference of its expressions, with the node each leads to.
//!
//! Undeclared names lead nowhere; evaluation reports them.

use super::Node;
use crate::providers::Providers;
use iac_core::addr::{ConfigResourceAddr, ModuleAddr, ResourceMode};
use iac_core::diag::Span;
use iac_core::schema::Schema;
use iac_lang::config::{Condition, ConfigBody, Module, Provisioner, ResourceBlock};
use iac_lang::eval::body_references;
use iac_lang::expr::Expr;
use iac_lang::refs::{RefStep, Reference, Subject};
use std::sync::Arc;

/// What a reference of a block leads to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    /// One node as a whole.
    Node(Node),
    /// An instance of a resource of the same module: the key decides which.
    Instance(ConfigResourceAddr, Expr),
}

/// One reference of a block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BlockReference {
    /// What it leads to.
    pub target: Target,
    /// Whether it only orders (`depends_on`), and does not pass a value.
    pub ordering_only: bool,
    /// Where it stands.
    pub span: Span,
    /// The attribute names that follow a resource, as far as they are plain.
    pub attributes: Vec<Arc<str>>,
}

impl BlockReference {
    /// The node it leads to.
    pub(crate) fn node(&self) -> Node {
        match &self.target {
            Target::Node(node) => node.clone(),
            Target::Instance(addr, _) => Node::Resource(addr.clone()),
        }
    }
}

/// Collects the references of one block of a module.
pub(super) struct Collector<'a> {
    module: &'a Module,
    found: Vec<BlockReference>,
}

impl<'a> Collector<'a> {
    /// Starts a block of the given module.
    pub(super) fn new(module: &'a Module) -> Self {
        Self { module, found: Vec::new() }
    }

    /// What was found.
    pub(super) fn finish(self) -> Vec<BlockReference> {
        self.found
    }

    pub(super) fn expr(&mut self, expr: &Expr) {
        for reference in expr.references() {
            self.reference(reference, false);
        }
    }

    pub(super) fn optional_expr(&mut self, expr: Option<&Expr>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    pub(super) fn depends_on(&mut self, references: &[Reference]) {
        for reference in references {
            self.reference(reference, true);
        }
    }

    pub(super) fn conditions(&mut self, conditions: &[Condition]) {
        for condition in conditions {
            self.expr(&condition.condition);
            self.expr(&condition.error_message);
        }
    }

    pub(super) fn body(&mut self, body: &ConfigBody, schema: &Schema) {
        for reference in body_references(body, &schema.block) {
            self.reference(&reference, false);
        }
    }

    fn provisioner(&mut self, provisioner: &Provisioner, providers: &Providers) {
        if let Ok(implementation) = providers.provisioner(&provisioner.ty) {
            self.body(&provisioner.body, &implementation.schema());
        }
        if let Some(connection) = &provisioner.connection {
            self.body(connection, &crate::apply::connection_schema());
        }
    }

    /// Everything in a resource block, given its type's schema where it is known.
    pub(super) fn resource(&mut self, block: &ResourceBlock, schema: Option<&Schema>, providers: &Providers) {
        self.optional_expr(block.count.as_ref());
        self.optional_expr(block.for_each.as_ref());
        self.depends_on(&block.depends_on);
        if let Some(schema) = schema {
            self.body(&block.body, schema);
        }
        for provisioner in &block.provisioners {
            self.provisioner(provisioner, providers);
        }
        if let Some(connection) = &block.connection {
            self.body(connection, &crate::apply::connection_schema());
        }
        // Conditions may look at the resource itself, which is no dependency.
        let mut own = Collector::new(self.module);
        own.conditions(&block.lifecycle.preconditions);
        own.conditions(&block.lifecycle.postconditions);
        let this =
            Node::Resource(ConfigResourceAddr { module: self.module.addr.clone(), resource: block.addr.clone() });
        self.found.extend(own.finish().into_iter().filter(|reference| reference.node() != this));
        for trigger in &block.lifecycle.replace_triggered_by {
            self.reference(&trigger.reference, false);
        }
    }

    fn reference(&mut self, reference: &Reference, ordering_only: bool) {
        if let Some(key) = &reference.key {
            self.expr(key);
        }
        for step in &reference.steps {
            if let RefStep::Index(index, _) = step {
                self.expr(index);
            }
        }
        let Some(target) = self.target(reference, ordering_only) else { return };
        let attributes = reference
            .steps
            .iter()
            .map_while(|step| match step {
                RefStep::Attribute(name, _) => Some(name.clone()),
                RefStep::Index(..) => None,
            })
            .collect();
        let found = BlockReference { target, ordering_only, span: reference.span, attributes };
        // Blocks often name the same thing many times over.
        if !self
            .found
            .iter()
            .rev()
            .take(8)
            .any(|known| known.target == found.target && known.ordering_only == ordering_only)
        {
            self.found.push(found);
        }
    }

    fn target(&self, reference: &Reference, ordering_only: bool) -> Option<Target> {
        let module = self.module.addr.clone();
        let node = match &reference.subject {
            Subject::Variable(name) => Node::Variable(module, name.clone()),
            Subject::Local(name) => Node::Local(module, name.clone()),
            Subject::Resource(resource) => {
                let addr = ConfigResourceAddr { module, resource: resource.clone() };
                match &reference.key {
                    Some(key) if self.repeats(&addr) => return Some(Target::Instance(addr, key.clone())),
                    _ => Node::Resource(addr),
                }
            }
            Subject::ModuleCall(name) => module_target(module.child(name.clone()), reference, ordering_only),
            Subject::EachKey
            | Subject::EachValue
            | Subject::CountIndex
            | Subject::This
            | Subject::Path(_)
            | Subject::Terraform(_)
            | Subject::Run(_) => return None,
        };
        Some(Target::Node(node))
    }

    fn repeats(&self, addr: &ConfigResourceAddr) -> bool {
        self.module.resources.get(&addr.resource).is_some_and(|block| block.count.is_some() || block.for_each.is_some())
    }
}

/// `module.x.out` leads to the output, `module.x` to all of them, or to everything inside where it only orders.
fn module_target(child: ModuleAddr, reference: &Reference, ordering_only: bool) -> Node {
    match reference.steps.first() {
        _ if ordering_only => Node::ModuleClose(child),
        Some(RefStep::Attribute(output, _)) => Node::Output(child, output.clone()),
        _ => Node::ModuleOutputs(child),
    }
}

/// The schema of a resource block's type, if its provider is there and has the type.
pub(super) fn schema_of(providers: &Providers, module: &Module, block: &ResourceBlock) -> Option<Arc<Schema>> {
    let provider = providers.find(&module.provider_for(&block.provider.local_name))?;
    match block.addr.mode {
        ResourceMode::Managed => provider.resource_schema(&block.addr.ty),
        ResourceMode::Data => provider.data_source_schema(&block.addr.ty),
        ResourceMode::Ephemeral => None,
    }
}
