//! Places that take a reference, an address, a path or a keyword instead of an expression to evaluate: `depends_on`,
//! `ignore_changes`, `replace_triggered_by`, `moved`, `removed`, `provider`, `providers`, `when`, ….
//!
//! Native and JSON syntax are read alike through [`Syntax`]: a JSON string holds the text of the native expression, and a
//! quoted native string (the pre-0.12 form) is accepted too. Nothing here evaluates anything.

use super::lower::Lowerer;
use super::lower_root::{RootTraversal, resolve_root, step_span};
use super::{ExprKind, LowerContext};
use crate::config::ProviderRef;
use crate::refs::{Reference, Subject};
use iac_core::addr::{InstanceKey, ModuleInstanceAddr, ModuleStep, ResourceAddr, ResourceMode, Target};
use iac_core::diag::{Diagnostic, Span};
use iac_core::value::{Kind, Path, Value};
use iac_hcl::ast::{self, ObjectKey, TemplatePart, TraversalStep};
use iac_hcl::json::NodeKind;
use std::borrow::Cow;
use std::sync::Arc;

/// An expression not yet lowered, native or JSON.
#[derive(Clone, Copy, Debug)]
pub enum Syntax<'a> {
    /// From native syntax.
    Native(&'a ast::Expr),
    /// From JSON.
    Json(&'a iac_hcl::json::Node),
    /// The name of an object's entry: a bare native key, or a JSON member's name.
    Name(&'a Arc<str>, Span),
}

impl<'a> From<&'a ast::Expr> for Syntax<'a> {
    fn from(expr: &'a ast::Expr) -> Self {
        Self::Native(expr)
    }
}

impl<'a> From<&'a iac_hcl::json::Node> for Syntax<'a> {
    fn from(node: &'a iac_hcl::json::Node) -> Self {
        Self::Json(node)
    }
}

impl<'a> Syntax<'a> {
    /// Where it stands.
    pub fn span(self) -> Span {
        match self {
            Self::Native(expr) => expr.span,
            Self::Json(node) => node.span,
            Self::Name(_, span) => span,
        }
    }

    /// The elements of a list written out: `[a, b]`.
    pub fn elements(self) -> Result<Vec<Syntax<'a>>, Diagnostic> {
        match self {
            Self::Native(ast::Expr { kind: ast::ExprKind::Tuple(items), .. }) => {
                Ok(items.iter().map(Syntax::Native).collect())
            }
            Self::Json(iac_hcl::json::Node { kind: NodeKind::Array(items), .. }) => {
                Ok(items.iter().map(Syntax::Json).collect())
            }
            _ => {
                let detail = "A static list expression is required.";
                Err(Diagnostic::error("Invalid expression", detail).at(self.span()))
            }
        }
    }

    /// The entries of an object written out: `{ a = b }`, as `providers` of a module call.
    pub fn entries(self) -> Result<Vec<(Syntax<'a>, Syntax<'a>)>, Diagnostic> {
        match self {
            Self::Native(ast::Expr { kind: ast::ExprKind::Object(items), .. }) => Ok(items
                .iter()
                .map(|item| match &item.key {
                    ObjectKey::Name(ident) => (Syntax::Name(&ident.name, ident.span), Syntax::Native(&item.value)),
                    ObjectKey::Expr(key) => (Syntax::Native(key), Syntax::Native(&item.value)),
                })
                .collect()),
            Self::Json(iac_hcl::json::Node { kind: NodeKind::Object(members), .. }) => Ok(members
                .iter()
                .map(|member| (Syntax::Name(&member.name, member.name_span), Syntax::Json(&member.value)))
                .collect()),
            _ => {
                let detail = "A static map expression is required.";
                Err(Diagnostic::error("Invalid expression", detail).at(self.span()))
            }
        }
    }

    /// The single name it consists of, bare or quoted: `all`, `destroy`, `create`.
    pub fn keyword(self) -> Option<Arc<str>> {
        match self {
            Self::Native(ast::Expr { kind: ast::ExprKind::Variable(name), .. }) => Some(name.clone()),
            _ => self.static_string(),
        }
    }

    /// The text of a string without interpolations.
    pub fn static_string(self) -> Option<Arc<str>> {
        match self {
            Self::Native(ast::Expr { kind: ast::ExprKind::Template(template), .. }) => match &template.parts[..] {
                [] => Some("".into()),
                [TemplatePart::Literal { text, .. }] => Some(text.clone()),
                parts => parts
                    .iter()
                    .map(|part| match part {
                        TemplatePart::Literal { text, .. } => Some(&**text),
                        _ => None,
                    })
                    .collect::<Option<String>>()
                    .map(Arc::from),
            },
            Self::Json(iac_hcl::json::Node { kind: NodeKind::String(text), .. })
                if !text.contains("${") && !text.contains("%{") =>
            {
                Some(text.clone())
            }
            Self::Name(name, _) => Some(name.clone()),
            _ => None,
        }
    }

    /// The native expression: text is parsed, interpolation marks around it are dropped.
    fn native(self) -> Result<Cow<'a, ast::Expr>, Diagnostic> {
        let (text, start) = match self {
            Self::Native(expr) => match self.static_string() {
                Some(text) => (text, expr.span.start + 1),
                None => return Ok(Cow::Borrowed(expr)),
            },
            Self::Name(name, span) => (name.clone(), span.start),
            Self::Json(iac_hcl::json::Node { kind: NodeKind::String(text), span }) => (text.clone(), span.start + 1),
            Self::Json(_) => return Err(self.not_static()),
        };
        let (expr, diags) = match text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
            Some(inner) => iac_hcl::parse_expression(self.span().source, inner.as_bytes(), start + 2),
            None => iac_hcl::parse_expression(self.span().source, text.as_bytes(), start),
        };
        match diags.into_iter().find(Diagnostic::is_error) {
            Some(error) => Err(error),
            None => Ok(Cow::Owned(expr)),
        }
    }

    fn not_static(self) -> Diagnostic {
        let detail = "A single static variable reference is required: only attribute access and indexing with constant keys. No \
                      calculations, function calls, template expressions, etc are allowed here.";
        Diagnostic::error("Invalid expression", detail).at(self.span())
    }

    /// The traversal it consists of: a root name and constant steps.
    fn with_traversal<T>(self, read: impl FnOnce(RootTraversal<'_>) -> Result<T, Diagnostic>) -> Result<T, Diagnostic> {
        let expr = self.native()?;
        let (root, steps) = match &expr.kind {
            ast::ExprKind::Variable(_) => (&*expr, &[][..]),
            ast::ExprKind::Traversal { operand, steps } => (&**operand, &steps[..]),
            _ => return Err(self.not_static()),
        };
        let ast::ExprKind::Variable(name) = &root.kind else { return Err(self.not_static()) };
        let is_static = |step: &TraversalStep| match step {
            TraversalStep::Attribute(_) | TraversalStep::LegacyIndex { .. } => true,
            TraversalStep::Index { key, .. } => constant_key(key).is_some(),
            TraversalStep::Splat { .. } => false,
        };
        if !steps.iter().all(is_static) {
            return Err(self.not_static());
        }
        read(RootTraversal { name, name_span: root.span, steps, span: expr.span })
    }
}

/// The value of an index that is written as a constant.
pub(super) fn constant_key(key: &ast::Expr) -> Option<Value> {
    match &key.kind {
        ast::ExprKind::Number(number) => Some(Value::number(number.clone())),
        ast::ExprKind::Template(_) => Syntax::Native(key).static_string().map(Value::string),
        _ => None,
    }
}

/// A reference for `depends_on`: `aws_vpc.main`, `module.network`, `data.aws_ami.a`, `var.x`, also quoted.
pub fn lower_reference(expr: Syntax<'_>) -> Result<Reference, Diagnostic> {
    expr.with_traversal(|traversal| {
        let (subject, used) = resolve_root(traversal)?;
        Ok(Lowerer::new(&LowerContext::default()).reference(subject, used, traversal))
    })
}

/// A reference for `replace_triggered_by`: a resource, an instance (the key may use `count.index` or `each.key`) or an
/// attribute of one.
pub fn lower_trigger(expr: Syntax<'_>) -> Result<Reference, Diagnostic> {
    let native = expr.native()?;
    let (lowered, diags) = super::lower_expr(&native, &LowerContext::default());
    if let Some(error) = diags.into_iter().find(Diagnostic::is_error) {
        return Err(error);
    }
    let resources =
        lowered.references().iter().filter(|reference| matches!(reference.subject, Subject::Resource(_))).count();
    let problem = match (lowered.kind(), resources) {
        (ExprKind::Reference(reference), 1) if matches!(reference.subject, Subject::Resource(_)) => {
            return Ok(reference.clone());
        }
        (_, 0) => "Missing resource reference in replace_triggered_by expression.",
        (_, 1) => "Only a reference to a resource or its attributes is allowed in a replace_triggered_by expression.",
        _ => "Multiple resource references in replace_triggered_by expression.",
    };
    Err(Diagnostic::error("Invalid replace_triggered_by expression", problem).at(expr.span()))
}

/// A path for `ignore_changes`, relative to the resource: `tags["Name"]`, `ingress[0].description`. Handle `all` first,
/// with [`Syntax::keyword`] on the whole argument.
pub fn lower_path(expr: Syntax<'_>) -> Result<Path, Diagnostic> {
    expr.with_traversal(|traversal| {
        Ok(traversal.steps.iter().fold(Path::attribute(traversal.name.clone()), |path, step| match step {
            TraversalStep::Attribute(ident) => path.then_attribute(ident.name.clone()),
            TraversalStep::LegacyIndex { index, .. } => path.then_index(Value::number(index.clone())),
            TraversalStep::Index { key, .. } => match constant_key(key) {
                Some(key) => path.then_index(key),
                None => path,
            },
            TraversalStep::Splat { .. } => path,
        }))
    })
}

/// A provider configuration: `aws`, `aws.west`. `argument` is the name of the argument, for the message.
pub fn lower_provider_ref(expr: Syntax<'_>, argument: &str) -> Result<ProviderRef, Diagnostic> {
    let summary = "Invalid provider configuration reference";
    let shape = || {
        let detail = format!(
            "The {argument} argument requires a provider type name, optionally followed by a period and then a configuration alias."
        );
        Diagnostic::error(summary, detail).at(expr.span())
    };
    expr.with_traversal(|traversal| match traversal.steps {
        [] => Ok(ProviderRef { local_name: traversal.name.clone(), alias: None }),
        [TraversalStep::Attribute(alias)] => {
            Ok(ProviderRef { local_name: traversal.name.clone(), alias: Some(alias.name.clone()) })
        }
        [step, ..] => {
            let detail =
                "Provider name must either stand alone or be followed by a period and then a configuration alias.";
            Err(Diagnostic::error(summary, detail).at(step_span(step)))
        }
    })
    .map_err(|error| if error.summary == summary { error } else { shape() })
}

/// An address relative to the module for `moved` and `removed`: `aws_vpc.main`, `module.a["k"].aws_vpc.main[0]`, `module.a`.
/// Without an index at its end it is [`Target::Resource`] or [`Target::Module`].
pub fn expr_as_target(expr: Syntax<'_>) -> Result<Target, Diagnostic> {
    expr.with_traversal(|traversal| TargetParser::new(traversal)?.target())
}

/// A part of an address.
enum Segment {
    Name(Arc<str>),
    Key(InstanceKey),
}

struct TargetParser {
    segments: std::iter::Peekable<std::vec::IntoIter<Segment>>,
    span: Span,
}

impl TargetParser {
    fn new(traversal: RootTraversal<'_>) -> Result<Self, Diagnostic> {
        let mut segments = vec![Segment::Name(traversal.name.clone())];
        for step in traversal.steps {
            segments.push(match step {
                TraversalStep::Attribute(ident) => Segment::Name(ident.name.clone()),
                TraversalStep::LegacyIndex { index, span } => instance_key(&Value::number(index.clone()), *span)?,
                TraversalStep::Index { key, span } => {
                    let key = constant_key(key).unwrap_or_else(|| Value::bool(false));
                    instance_key(&key, *span)?
                }
                TraversalStep::Splat { .. } => continue,
            });
        }
        Ok(Self { segments: segments.into_iter().peekable(), span: traversal.span })
    }

    fn error<T>(&self, detail: &str) -> Result<T, Diagnostic> {
        Err(Diagnostic::error("Invalid address", detail).at(self.span))
    }

    fn name(&mut self) -> Option<Arc<str>> {
        match self.segments.next_if(|segment| matches!(segment, Segment::Name(_))) {
            Some(Segment::Name(name)) => Some(name),
            _ => None,
        }
    }

    fn key(&mut self) -> Option<InstanceKey> {
        match self.segments.next_if(|segment| matches!(segment, Segment::Key(_))) {
            Some(Segment::Key(key)) => Some(key),
            _ => None,
        }
    }

    fn target(mut self) -> Result<Target, Diagnostic> {
        let mut modules = Vec::new();
        while self.segments.next_if(|segment| matches!(segment, Segment::Name(name) if &**name == "module")).is_some() {
            let Some(name) = self.name() else {
                return self.error("Prefix \"module.\" must be followed by a module name.");
            };
            modules.push(ModuleStep { name, key: self.key().unwrap_or_default() });
        }
        let module = ModuleInstanceAddr::from(modules);
        if self.segments.peek().is_none() {
            return Ok(Target::Module(module));
        }
        let mode = self.mode();
        let (Some(ty), Some(name)) = (self.name(), self.name()) else {
            return self.error("Resource specification must include a resource type and name.");
        };
        let resource = ResourceAddr { mode, ty, name }.absolute(module);
        let key = self.key();
        if self.segments.next().is_some() {
            return self.error("Unexpected extra operators after address.");
        }
        Ok(key.map_or_else(|| Target::Resource(resource.clone()), |key| Target::Instance(resource.instance(key))))
    }

    fn mode(&mut self) -> ResourceMode {
        let mode = match self.segments.peek() {
            Some(Segment::Name(name)) => match &**name {
                "data" => Some(ResourceMode::Data),
                "ephemeral" => Some(ResourceMode::Ephemeral),
                "resource" => Some(ResourceMode::Managed),
                _ => None,
            },
            _ => None,
        };
        if mode.is_some() {
            self.segments.next();
        }
        mode.unwrap_or(ResourceMode::Managed)
    }
}

fn instance_key(key: &Value, span: Span) -> Result<Segment, Diagnostic> {
    let key = match key.kind() {
        Kind::String(text) => Some(InstanceKey::String(text.clone())),
        Kind::Number(number) => number.as_i64().and_then(|index| u64::try_from(index).ok()).map(InstanceKey::Int),
        _ => None,
    };
    key.map(Segment::Key).ok_or_else(|| {
        let detail = "Resource instance key must be given in square brackets: a whole number or a string.";
        Diagnostic::error("Invalid index key", detail).at(span)
    })
}
