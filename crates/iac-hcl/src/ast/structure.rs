//! Bodies, attributes and blocks.

use super::Expr;
use iac_core::diag::Span;
use std::sync::Arc;

/// A name with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ident {
    /// The name.
    pub name: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// The content of a file or of a block, in source order within each list.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Attribute definitions; a duplicate is reported by the parser and kept out.
    pub attributes: Vec<Attribute>,
    /// Blocks.
    pub blocks: Vec<Block>,
    /// The whole content, without the braces.
    pub span: Span,
}

/// `name = expr`.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The name.
    pub name: Ident,
    /// The value.
    pub expr: Expr,
    /// From the name to the end of the value.
    pub span: Span,
}

/// `type "label" … { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The block type.
    pub ty: Ident,
    /// The labels.
    pub labels: Vec<Label>,
    /// The content.
    pub body: Body,
    /// From the type to the opening brace, exclusive: what diagnostics call the block header.
    pub header: Span,
    /// From the type to the closing brace, inclusive.
    pub span: Span,
}

/// A block label, quoted or bare.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Its text, escapes resolved.
    pub value: Arc<str>,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Whether it is quoted.
    pub quoted: bool,
}
