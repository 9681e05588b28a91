//! Root names: what a traversal such as `var.zones[0]` or `data.aws_ami.a.id` refers to.
//!
//! The checks are those that need no configuration: the shape of the reference, and the attributes of the built-in objects.

use super::lower::Lowerer;
use super::{Expr, ExprKind, suggest};
use crate::refs::{PathKind, RefStep, Reference, Subject};
use iac_core::addr::{ResourceAddr, ResourceMode};
use iac_core::diag::{Diagnostic, Span};
use iac_hcl::ast::{Ident, TraversalStep};
use std::sync::Arc;

const INVALID: &str = "Invalid reference";

/// A root name with its place, and the steps written after it.
#[derive(Clone, Copy)]
pub(super) struct RootTraversal<'a> {
    /// The root name.
    pub(super) name: &'a Arc<str>,
    /// Where the root name stands.
    pub(super) name_span: Span,
    /// The steps after it.
    pub(super) steps: &'a [TraversalStep],
    /// The whole traversal.
    pub(super) span: Span,
}

impl Lowerer {
    /// An iterator in scope, or a reference.
    pub(super) fn root(&mut self, name: &Arc<str>, name_span: Span, steps: &[TraversalStep], span: Span) -> Expr {
        if self.iterators.iter().any(|iterator| iterator == name) {
            let operand = Expr::new(ExprKind::Iterator(name.clone()), name_span);
            return self.steps(operand, steps);
        }
        if self.is_standalone {
            self.unbound.push((name.clone(), name_span));
            return Expr::new(ExprKind::Invalid, span);
        }
        let reference = RootTraversal { name, name_span, steps, span };
        match resolve_root(reference) {
            Ok((subject, used)) => {
                let reference = self.reference(subject, used, reference);
                Expr::new(ExprKind::Reference(reference), span)
            }
            Err(diagnostic) => self.invalid(diagnostic, span),
        }
    }

    /// The reference whose subject takes `used` of the steps.
    pub(super) fn reference(&mut self, subject: Subject, used: usize, traversal: RootTraversal<'_>) -> Reference {
        let mut end = traversal.steps[..used].last().map_or(traversal.name_span, step_span).end;
        let mut rest = traversal.steps[used..].iter().peekable();
        let takes_key = matches!(subject, Subject::Resource(_) | Subject::ModuleCall(_));
        let key = rest.next_if(|step| takes_key && !matches!(step, TraversalStep::Attribute(_))).map(|step| {
            let (key, span) = self.index_key(step);
            end = span.end;
            key
        });
        let steps = rest
            .map(|step| {
                let ends = step_span(step);
                let place = Span { start: end, ..ends };
                end = ends.end;
                match step {
                    TraversalStep::Attribute(ident) => RefStep::Attribute(ident.name.clone(), place),
                    _ => RefStep::Index(self.index_key(step).0, place),
                }
            })
            .collect();
        Reference { subject, key, steps, span: traversal.span }
    }
}

/// Where a step stands; an attribute's span is that of its name.
pub(super) fn step_span(step: &TraversalStep) -> Span {
    match step {
        TraversalStep::Attribute(ident) => ident.span,
        TraversalStep::LegacyIndex { span, .. } | TraversalStep::Index { span, .. } => *span,
        TraversalStep::Splat { marker, .. } => *marker,
    }
}

/// What a root name with its first steps refers to, and how many of the steps that takes.
pub(super) fn resolve_root(traversal: RootTraversal<'_>) -> Result<(Subject, usize), Diagnostic> {
    let single = |make: fn(&Ident) -> Result<Subject, Diagnostic>| {
        let ident = attribute_of_object(traversal)?;
        Ok((make(ident)?, 1))
    };
    match &**traversal.name {
        "var" => single(|ident| Ok(Subject::Variable(ident.name.clone()))),
        "local" => single(|ident| Ok(Subject::Local(ident.name.clone()))),
        "run" => single(|ident| Ok(Subject::Run(ident.name.clone()))),
        "each" => single(each_attribute),
        "count" => single(count_attribute),
        "path" => single(path_attribute),
        "terraform" | "tofu" => single(terraform_attribute),
        "self" => Ok((Subject::This, 0)),
        "module" => {
            let ident = attribute_of_object(traversal)?;
            check_module_steps(traversal.steps)?;
            Ok((Subject::ModuleCall(ident.name.clone()), 1))
        }
        "data" => resource_of_object(traversal, ResourceMode::Data, "data source type"),
        "resource" => resource_of_object(traversal, ResourceMode::Managed, "resource type"),
        "ephemeral" => resource_of_object(traversal, ResourceMode::Ephemeral, "ephemeral resource type"),
        "template" | "lazy" | "arg" => {
            let detail = format!(
                "The symbol name {:?} is reserved for use in a future Terraform version. If you are using a provider that already \
                 uses this as a resource type name, add the prefix \"resource.\" to force interpretation as a resource type name.",
                traversal.name
            );
            Err(Diagnostic::error("Reserved symbol name", detail).at(traversal.name_span))
        }
        _ => managed_resource(traversal),
    }
}

fn attribute_of_object(traversal: RootTraversal<'_>) -> Result<&Ident, Diagnostic> {
    let name = traversal.name;
    match traversal.steps.first() {
        Some(TraversalStep::Attribute(ident)) => Ok(ident),
        Some(step) => Err(unsupported_operation(name, step)),
        None => {
            let detail =
                format!("The {name:?} object cannot be accessed directly. Instead, access one of its attributes.");
            Err(Diagnostic::error(INVALID, detail).at(traversal.name_span))
        }
    }
}

fn unsupported_operation(name: &str, step: &TraversalStep) -> Diagnostic {
    Diagnostic::error(INVALID, format!("The {name:?} object does not support this operation.")).at(step_span(step))
}

/// After a module call and its index comes an output's name.
fn check_module_steps(steps: &[TraversalStep]) -> Result<(), Diagnostic> {
    match &steps[1..] {
        [TraversalStep::Attribute(_), ..] | [] | [_] | [_, TraversalStep::Attribute(_), ..] => Ok(()),
        [_, second, ..] => {
            let detail = "Module instance objects do not support this operation.";
            Err(Diagnostic::error(INVALID, detail).at(step_span(second)))
        }
    }
}

fn managed_resource(traversal: RootTraversal<'_>) -> Result<(Subject, usize), Diagnostic> {
    match traversal.steps.first() {
        Some(TraversalStep::Attribute(name)) => {
            Ok((Subject::Resource(ResourceAddr::managed(traversal.name.clone(), name.name.clone())), 1))
        }
        _ => Err(missing_resource_name("resource type", traversal.span)),
    }
}

fn resource_of_object(
    traversal: RootTraversal<'_>,
    mode: ResourceMode,
    type_word: &str,
) -> Result<(Subject, usize), Diagnostic> {
    let root = traversal.name;
    match traversal.steps {
        [TraversalStep::Attribute(ty), TraversalStep::Attribute(name), ..] => {
            Ok((Subject::Resource(ResourceAddr { mode, ty: ty.name.clone(), name: name.name.clone() }), 2))
        }
        [] | [_] => {
            let detail = format!(
                "The {root:?} object must be followed by two attribute names: the {type_word} and the resource name."
            );
            Err(Diagnostic::error(INVALID, detail).at(traversal.span))
        }
        [TraversalStep::Attribute(_), ..] => {
            let word = if mode == ResourceMode::Data { "data source" } else { "resource type" };
            Err(missing_resource_name(word, traversal.span))
        }
        [step, ..] => Err(unsupported_operation(root, step)),
    }
}

fn missing_resource_name(word: &str, span: Span) -> Diagnostic {
    let detail = format!(
        "A reference to a {word} must be followed by at least one attribute access, specifying the resource name."
    );
    Diagnostic::error(INVALID, detail).at(span)
}

fn each_attribute(ident: &Ident) -> Result<Subject, Diagnostic> {
    match &*ident.name {
        "key" => Ok(Subject::EachKey),
        "value" => Ok(Subject::EachValue),
        other => {
            let detail = format!(
                "The \"each\" object does not have an attribute named {other:?}. The supported attributes are each.key and \
                 each.value, the current key and value pair of the \"for_each\" attribute set."
            );
            Err(Diagnostic::error("Invalid \"each\" attribute", detail).at(ident.span))
        }
    }
}

fn count_attribute(ident: &Ident) -> Result<Subject, Diagnostic> {
    if &*ident.name == "index" {
        return Ok(Subject::CountIndex);
    }
    let detail = format!(
        "The \"count\" object does not have an attribute named {:?}. The only supported attribute is count.index, which is the \
         index of each instance of a resource block that has the \"count\" argument set.",
        ident.name
    );
    Err(Diagnostic::error("Invalid \"count\" attribute", detail).at(ident.span))
}

fn path_attribute(ident: &Ident) -> Result<Subject, Diagnostic> {
    match &*ident.name {
        "module" => Ok(Subject::Path(PathKind::Module)),
        "root" => Ok(Subject::Path(PathKind::Root)),
        "cwd" => Ok(Subject::Path(PathKind::Cwd)),
        other => {
            let hint = suggest::did_you_mean(other, ["cwd", "module", "root"]);
            let detail = format!("The \"path\" object does not have an attribute named {other:?}.{hint}");
            Err(Diagnostic::error("Invalid \"path\" attribute", detail).at(ident.span))
        }
    }
}

fn terraform_attribute(ident: &Ident) -> Result<Subject, Diagnostic> {
    match &*ident.name {
        "workspace" | "applying" => Ok(Subject::Terraform(ident.name.clone())),
        "env" => {
            let detail = "The terraform.env attribute was deprecated in v0.10 and removed in v0.12. The \"state environment\" \
                          concept was renamed to \"workspace\" in v0.12, and so the workspace name can now be accessed using the \
                          terraform.workspace attribute.";
            Err(Diagnostic::error("Invalid \"terraform\" attribute", detail).at(ident.span))
        }
        other => {
            let detail = format!(
                "The \"terraform\" object does not have an attribute named {other:?}. The only supported attributes are \
                 terraform.workspace, the name of the currently-selected workspace, and terraform.applying, a boolean which is \
                 true only during apply."
            );
            Err(Diagnostic::error("Invalid \"terraform\" attribute", detail).at(ident.span))
        }
    }
}
