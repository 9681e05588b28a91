//! The tree of a JSON text.

use iac_core::diag::Span;
use iac_core::value::Number;
use std::sync::Arc;

/// A JSON value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A syntax error was reported here.
    Invalid,
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A number with all its digits.
    Number(Number),
    /// A string, escapes resolved.
    String(Arc<str>),
    /// An array.
    Array(Vec<Node>),
    /// An object; members in source order, duplicates kept.
    Object(Vec<Member>),
}

/// A member of a JSON object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The name.
    pub name: Arc<str>,
    /// Where the name stands, quotes included.
    pub name_span: Span,
    /// The value.
    pub value: Node,
}
