//! Places that take a reference, an address, a path or a keyword instead of an expression to evaluate: `depends_on`,
//! `ignore_changes`, `replace_triggered_by`, `moved`, `removed`, `provider`, `providers`, `when`, ….
//!
//! Native and JSON syntax are read alike through [`Syntax`]: a JSON string holds the text of the native expression, and a
//! quoted native string (the pre-0.12 form) is accepted too. Nothing here evaluates anything.

use crate::config::ProviderRef;
use crate::refs::Reference;
use iac_core::addr::Target;
use iac_core::diag::{Diagnostic, Span};
use iac_core::value::Path;
use std::sync::Arc;

/// An expression not yet lowered, native or JSON.
#[derive(Clone, Copy, Debug)]
pub enum Syntax<'a> {
    /// From native syntax.
    Native(&'a iac_hcl::ast::Expr),
    /// From JSON.
    Json(&'a iac_hcl::json::Node),
}

impl<'a> From<&'a iac_hcl::ast::Expr> for Syntax<'a> {
    fn from(expr: &'a iac_hcl::ast::Expr) -> Self {
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
        }
    }

    /// The elements of a list written out: `[a, b]`.
    pub fn elements(self) -> Result<Vec<Syntax<'a>>, Diagnostic> {
        todo!()
    }

    /// The entries of an object written out: `{ a = b }`, as `providers` of a module call.
    pub fn entries(self) -> Result<Vec<(Syntax<'a>, Syntax<'a>)>, Diagnostic> {
        todo!()
    }

    /// The single name it consists of, bare or quoted: `all`, `destroy`, `create`.
    pub fn keyword(self) -> Option<Arc<str>> {
        todo!()
    }

    /// The text of a string without interpolations.
    pub fn static_string(self) -> Option<Arc<str>> {
        todo!()
    }
}

/// A reference for `depends_on`: `aws_vpc.main`, `module.network`, `data.aws_ami.a`, `var.x`, also quoted.
pub fn lower_reference(expr: Syntax<'_>) -> Result<Reference, Diagnostic> {
    let _ = expr;
    todo!()
}

/// A reference for `replace_triggered_by`: a resource, an instance (the key may use `count.index` or `each.key`) or an
/// attribute of one.
pub fn lower_trigger(expr: Syntax<'_>) -> Result<Reference, Diagnostic> {
    let _ = expr;
    todo!()
}

/// A path for `ignore_changes`, relative to the resource: `tags["Name"]`, `ingress[0].description`. Handle `all` first,
/// with [`Syntax::keyword`] on the whole argument.
pub fn lower_path(expr: Syntax<'_>) -> Result<Path, Diagnostic> {
    let _ = expr;
    todo!()
}

/// An address relative to the module for `moved` and `removed`: `aws_vpc.main`, `module.a["k"].aws_vpc.main[0]`, `module.a`.
/// Without an index at its end it is [`Target::Resource`] or [`Target::Module`].
pub fn expr_as_target(expr: Syntax<'_>) -> Result<Target, Diagnostic> {
    let _ = expr;
    todo!()
}

/// A provider configuration: `aws`, `aws.west`. `argument` is the name of the argument, for the message.
pub fn lower_provider_ref(expr: Syntax<'_>, argument: &str) -> Result<ProviderRef, Diagnostic> {
    let _ = (expr, argument);
    todo!()
}
