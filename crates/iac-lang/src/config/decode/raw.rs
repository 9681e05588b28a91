//! Configuration as it was written, in either syntax, before its meaning is known.
//!
//! A [`RawBody`] is a stack of layers: the block as written in a primary file, then the blocks of the same name in
//! override files. Everything above reads layers through [`super::content`], so that native syntax, JSON and override
//! files share one path.

use crate::expr::Syntax;
use iac_core::diag::Span;
use iac_hcl::ast;
use iac_hcl::json::Node;
use std::sync::Arc;

/// An argument of a block.
#[derive(Clone, Debug)]
pub(in crate::config) struct RawAttribute<'a> {
    /// Its name.
    pub name: Arc<str>,
    /// Where the name stands.
    pub name_span: Span,
    /// The whole definition.
    pub span: Span,
    /// Its value.
    pub expr: Syntax<'a>,
}

/// A nested block.
#[derive(Clone, Debug)]
pub(in crate::config) struct RawBlock<'a> {
    /// Its type.
    pub ty: Arc<str>,
    /// Where the type stands.
    pub ty_span: Span,
    /// Its labels with their places.
    pub labels: Vec<(Arc<str>, Span)>,
    /// The whole header.
    pub header: Span,
    /// What it contains.
    pub body: RawBody<'a>,
}

impl RawBlock<'_> {
    /// A label, empty if the header lacks it.
    pub fn label(&self, index: usize) -> Arc<str> {
        self.labels.get(index).map_or_else(|| Arc::from(""), |(label, _)| label.clone())
    }

    /// Where a label stands, the header if it is missing.
    pub fn label_span(&self, index: usize) -> Span {
        self.labels.get(index).map_or(self.header, |(_, span)| *span)
    }
}

/// The content of a block or file.
#[derive(Clone, Debug)]
pub(in crate::config) struct RawBody<'a> {
    /// The content as written first, then what overrides it.
    pub layers: Vec<Layer<'a>>,
    /// Where a missing argument is reported.
    pub missing: Span,
}

/// One body as written.
#[derive(Clone, Copy, Debug)]
pub(in crate::config) enum Layer<'a> {
    /// Native syntax.
    Native(&'a ast::Body),
    /// A JSON object, or an array of objects.
    Json(&'a Node),
}

impl<'a> RawBody<'a> {
    /// A body of one layer.
    pub fn new(layer: Layer<'a>, missing: Span) -> Self {
        Self { layers: vec![layer], missing }
    }

    /// The content of a native block.
    pub fn native(body: &'a ast::Body) -> Self {
        // Where the opening brace stands: the content starts right after it.
        let start = body.span.start.saturating_sub(1);
        let brace = Span::new(body.span.source, start, body.span.start);
        Self::new(Layer::Native(body), brace)
    }

    /// The content of a JSON block.
    pub fn json(node: &'a Node) -> Self {
        Self::new(Layer::Json(node), node.span.head())
    }

    /// Puts the content of an overriding block on top.
    pub fn overlay(&mut self, over: &RawBody<'a>) {
        self.layers.extend(over.layers.iter().copied());
    }
}
