//! What an expression refers to: names resolved syntactically, before anything is evaluated.

use crate::expr::Expr;
use iac_core::addr::ResourceAddr;
use iac_core::diag::Span;
use std::sync::Arc;

/// The thing a reference names, relative to the module that contains the expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// `var.name`
    Variable(Arc<str>),
    /// `local.name`
    Local(Arc<str>),
    /// `module.name`, followed by an optional index and an output name.
    ModuleCall(Arc<str>),
    /// `aws_vpc.main`, `data.aws_ami.a`, `ephemeral.…`, followed by an optional index.
    Resource(ResourceAddr),
    /// `each.key`
    EachKey,
    /// `each.value`
    EachValue,
    /// `count.index`
    CountIndex,
    /// `self`
    This,
    /// `path.module`, `path.root`, `path.cwd`
    Path(PathKind),
    /// `terraform.workspace`, `terraform.applying`, …
    Terraform(Arc<str>),
    /// `run.name` in test files.
    Run(Arc<str>),
}

/// The three directories of `path.…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PathKind {
    /// `path.module`
    Module,
    /// `path.root`
    Root,
    /// `path.cwd`
    Cwd,
}

/// A reference as it stands in an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// What it names.
    pub subject: Subject,
    /// The index directly after a resource or module call: `aws_vpc.main[count.index]`.
    pub key: Option<Expr>,
    /// The steps after that, as far as they are attribute names or literal keys: `.id`, `["a"]`.
    pub steps: Vec<RefStep>,
    /// The whole reference.
    pub span: Span,
}

/// A static step after a reference's subject.
#[derive(Clone, Debug, PartialEq)]
pub enum RefStep {
    /// `.name`
    Attribute(Arc<str>, Span),
    /// `[expr]` or `.0`
    Index(Expr, Span),
}
