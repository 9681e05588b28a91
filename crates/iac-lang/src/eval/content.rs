//! What a body contains, read by a schema: native, JSON and merged bodies look alike from here on.
//!
//! Reports names that the schema lacks. Does not evaluate anything.

use crate::config::{self, Block, Body, ConfigBody};
use crate::expr::suggest::did_you_mean;
use crate::expr::{Expr, ExprKind, LowerContext, lower_json_expr};
use iac_core::diag::{Diagnostic, Diagnostics, Span};
use iac_core::schema::{BlockSchema, Nesting};
use iac_hcl::json::{Member, Node, NodeKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A body, borrowed.
#[derive(Clone, Copy)]
pub(super) enum BodyRef<'b> {
    /// From native syntax.
    Native(&'b Body),
    /// From JSON.
    Json(&'b Node),
    /// A base with overriding bodies.
    Merged(&'b ConfigBody, &'b [ConfigBody]),
}

impl<'b> From<&'b ConfigBody> for BodyRef<'b> {
    fn from(body: &'b ConfigBody) -> Self {
        match body {
            ConfigBody::Native(body) => Self::Native(body),
            ConfigBody::Json(node) => Self::Json(node),
            ConfigBody::Merged(base, over) => Self::Merged(base, over),
        }
    }
}

impl BodyRef<'_> {
    /// Where something that is missing would stand.
    pub(super) fn span(self) -> Span {
        match self {
            Self::Native(body) => body.span,
            Self::Json(node) => node.span,
            Self::Merged(base, _) => BodyRef::from(base).span(),
        }
    }
}

/// An argument that is written.
pub(super) struct Given {
    pub(super) expr: Expr,
}

/// A block, or blocks, that are written.
#[derive(Clone)]
pub(super) struct GivenBlock<'b> {
    pub(super) ty: Arc<str>,
    pub(super) header: Span,
    pub(super) source: Source<'b>,
}

/// How blocks are written.
#[derive(Clone)]
pub(super) enum Source<'b> {
    /// As one block.
    Static { labels: Vec<(Arc<str>, Span)>, body: BodyRef<'b> },
    /// As a `dynamic` block.
    Dynamic(Dynamic<'b>),
}

/// A `dynamic` block.
#[derive(Clone)]
pub(super) struct Dynamic<'b> {
    pub(super) for_each: Option<Expr>,
    pub(super) iterator: Arc<str>,
    pub(super) labels: Option<Expr>,
    pub(super) content: Vec<BodyRef<'b>>,
}

/// What a body contains.
#[derive(Default)]
pub(super) struct Content<'b> {
    pub(super) attributes: BTreeMap<Arc<str>, Given>,
    pub(super) blocks: Vec<GivenBlock<'b>>,
}

/// Reads bodies; see [`Content`].
pub(super) struct Reader<'s> {
    pub(super) schema: &'s BlockSchema,
    /// Names bound by enclosing `dynamic` blocks; JSON is lowered here.
    pub(super) iterators: &'s [Arc<str>],
    pub(super) diags: Diagnostics,
}

impl Reader<'_> {
    pub(super) fn read<'b>(&mut self, body: BodyRef<'b>) -> Content<'b> {
        match body {
            BodyRef::Native(body) => self.native(body),
            BodyRef::Json(node) => {
                let mut content = Content::default();
                self.json_body(node, &mut content);
                content
            }
            BodyRef::Merged(base, over) => {
                let mut content = self.read(base.into());
                for body in over {
                    let over = self.read(body.into());
                    content.attributes.extend(over.attributes);
                    content.blocks.retain(|block| over.blocks.iter().all(|other| other.ty != block.ty));
                    content.blocks.extend(over.blocks);
                }
                content
            }
        }
    }

    fn native<'b>(&mut self, body: &'b Body) -> Content<'b> {
        let mut content = Content::default();
        for (name, attribute) in &body.attributes {
            if self.schema.attributes.contains_key(name) {
                let given = Given { expr: attribute.expr.clone() };
                content.attributes.insert(name.clone(), given);
            } else {
                let error = self.unsupported_argument(name);
                self.diags.push(error.at(attribute.name_span));
            }
        }
        for block in &body.blocks {
            let (ty, ty_span) = match (&*block.ty, block.labels.first()) {
                ("dynamic", Some((label, span))) => (label, *span),
                _ => (&block.ty, block.ty_span),
            };
            if !self.takes_blocks(ty) {
                let error = self.unsupported_block(ty);
                self.diags.push(error.at(ty_span));
                continue;
            }
            let source = if &*block.ty == "dynamic" {
                Source::Dynamic(self.native_dynamic(ty, block))
            } else {
                self.check_labels(ty, &block.labels, block.header);
                Source::Static { labels: block.labels.clone(), body: BodyRef::Native(&block.body) }
            };
            content.blocks.push(GivenBlock { ty: ty.clone(), header: block.header, source });
        }
        content
    }

    fn native_dynamic<'b>(&mut self, ty: &Arc<str>, block: &'b Block) -> Dynamic<'b> {
        let attribute =
            |name: &str| block.body.attributes.get(name).map(|attribute: &config::Attribute| attribute.expr.clone());
        for (name, attribute) in &block.body.attributes {
            if !matches!(&**name, "for_each" | "iterator" | "labels") {
                self.diags.push(unexpected_argument(name, "").at(attribute.name_span));
            }
        }
        let (content, others): (Vec<&Block>, Vec<&Block>) =
            block.body.blocks.iter().partition(|inner| &*inner.ty == "content");
        for other in others {
            self.diags.push(unexpected_block(&other.ty, "").at(other.ty_span));
        }
        Dynamic {
            for_each: attribute("for_each"),
            iterator: attribute("iterator").as_ref().and_then(iterator_name).unwrap_or_else(|| ty.clone()),
            labels: attribute("labels"),
            content: content.into_iter().map(|inner| BodyRef::Native(&inner.body)).collect(),
        }
    }

    fn json_body<'b>(&mut self, node: &'b Node, content: &mut Content<'b>) {
        match &node.kind {
            NodeKind::Object(members) => members.iter().for_each(|member| self.json_member(member, content)),
            NodeKind::Array(bodies) => bodies.iter().for_each(|body| self.json_body(body, content)),
            NodeKind::Null | NodeKind::Invalid => {}
            _ => {
                let detail = "A JSON object is required here, to define arguments and child blocks.";
                self.diags.push(Diagnostic::error("Incorrect JSON value type", detail).at(node.span));
            }
        }
    }

    fn json_member<'b>(&mut self, member: &'b Member, content: &mut Content<'b>) {
        let name = &member.name;
        let is_blocks = self.schema.blocks.contains_key(name)
            || (self.takes_blocks(name) && matches!(member.value.kind, NodeKind::Object(_) | NodeKind::Array(_)));
        if is_blocks {
            let labels = usize::from(self.label_count(name));
            self.json_blocks(name, member.name_span, &member.value, labels, &mut Vec::new(), content);
        } else if self.schema.attributes.contains_key(name) {
            let expr = self.lower(&member.value, None);
            let given = Given { expr };
            if content.attributes.insert(name.clone(), given).is_some() {
                let detail = format!("The argument {name:?} was already set.");
                self.diags.push(Diagnostic::error("Duplicate argument", detail).at(member.name_span));
            }
        } else if &**name == "dynamic" {
            self.json_dynamics(&member.value, content);
        } else if &**name != "//" {
            let names = self.schema.attributes.keys().chain(self.schema.blocks.keys()).map(|name| &**name);
            let detail = format!("No argument or block type is named {name:?}.{}", did_you_mean(name, names));
            self.diags.push(Diagnostic::error("Extraneous JSON object property", detail).at(member.name_span));
        }
    }

    /// Blocks are objects or arrays of objects, below as many levels of names as there are labels.
    fn json_blocks<'b>(
        &mut self,
        ty: &Arc<str>,
        header: Span,
        node: &'b Node,
        labels_left: usize,
        labels: &mut Vec<(Arc<str>, Span)>,
        content: &mut Content<'b>,
    ) {
        match &node.kind {
            NodeKind::Null | NodeKind::Invalid => {}
            NodeKind::Array(items) => {
                for item in items {
                    self.json_blocks(ty, header, item, labels_left, labels, content);
                }
            }
            NodeKind::Object(members) if labels_left > 0 => {
                for member in members {
                    labels.push((member.name.clone(), member.name_span));
                    self.json_blocks(ty, member.name_span, &member.value, labels_left - 1, labels, content);
                    labels.pop();
                }
            }
            NodeKind::Object(_) => {
                let source = Source::Static { labels: labels.clone(), body: BodyRef::Json(node) };
                content.blocks.push(GivenBlock { ty: ty.clone(), header, source });
            }
            _ => {
                let detail =
                    "Either a JSON object or JSON array of objects is required here, to define the child block.";
                self.diags.push(Diagnostic::error("Incorrect JSON value type", detail).at(node.span));
            }
        }
    }

    fn json_dynamics<'b>(&mut self, node: &'b Node, content: &mut Content<'b>) {
        for member in members(node) {
            if !self.takes_blocks(&member.name) {
                let error = self.unsupported_block(&member.name);
                self.diags.push(error.at(member.name_span));
                continue;
            }
            for body in objects(&member.value) {
                let dynamic = self.json_dynamic(&member.name, body);
                let source = Source::Dynamic(dynamic);
                content.blocks.push(GivenBlock { ty: member.name.clone(), header: member.name_span, source });
            }
        }
    }

    fn json_dynamic<'b>(&mut self, ty: &Arc<str>, node: &'b Node) -> Dynamic<'b> {
        let find =
            |name: &str| members(node).into_iter().find(|member| &*member.name == name).map(|member| &member.value);
        let iterator = match find("iterator").map(|node| &node.kind) {
            Some(NodeKind::String(name)) => name.clone(),
            _ => ty.clone(),
        };
        Dynamic {
            for_each: find("for_each").map(|node| self.lower(node, None)),
            labels: find("labels").map(|node| self.lower(node, Some(&iterator))),
            content: find("content").into_iter().flat_map(objects).map(BodyRef::Json).collect(),
            iterator,
        }
    }

    fn lower(&mut self, node: &Node, iterator: Option<&Arc<str>>) -> Expr {
        let iterators = self.iterators.iter().chain(iterator).cloned().collect();
        self.diags.absorb(lower_json_expr(node, &LowerContext { iterators }))
    }

    /// Whether blocks of a type may be written: nested blocks, and attributes that accept block syntax.
    fn takes_blocks(&self, ty: &str) -> bool {
        self.schema.blocks.contains_key(ty)
            || self.schema.attributes.get(ty).is_some_and(|attribute| attribute.as_blocks)
    }

    fn label_count(&self, ty: &str) -> bool {
        self.schema.blocks.get(ty).is_some_and(|nested| nested.nesting == Nesting::Map)
    }

    fn check_labels(&mut self, ty: &str, labels: &[(Arc<str>, Span)], header: Span) {
        let expected = usize::from(self.label_count(ty));
        if labels.len() < expected {
            let detail = format!("All {ty} blocks must have {expected} labels (key).");
            self.diags.push(Diagnostic::error(format!("Missing key for {ty}"), detail).at(header));
        } else if let Some((_, span)) = labels.get(expected) {
            let detail = match expected {
                0 => format!("No labels are expected for {ty} blocks."),
                _ => format!("Only {expected} labels (key) are expected for {ty} blocks."),
            };
            self.diags.push(Diagnostic::error(format!("Extraneous label for {ty}"), detail).at(*span).within(header));
        }
    }

    fn unsupported_argument(&self, name: &str) -> Diagnostic {
        let hint = if self.schema.blocks.contains_key(name) {
            format!(" Did you mean to define a block of type {name:?}?")
        } else {
            did_you_mean(name, self.schema.attributes.keys().map(|name| &**name))
        };
        unexpected_argument(name, &hint)
    }

    fn unsupported_block(&self, ty: &str) -> Diagnostic {
        let hint = if self.schema.attributes.contains_key(ty) {
            format!(" Did you mean to define argument {ty:?}? If so, use the equals sign to assign it a value.")
        } else {
            did_you_mean(ty, self.schema.blocks.keys().map(|name| &**name))
        };
        unexpected_block(ty, &hint)
    }
}

fn unexpected_argument(name: &str, hint: &str) -> Diagnostic {
    Diagnostic::error("Unsupported argument", format!("An argument named {name:?} is not expected here.{hint}"))
}

fn unexpected_block(ty: &str, hint: &str) -> Diagnostic {
    Diagnostic::error("Unsupported block type", format!("Blocks of type {ty:?} are not expected here.{hint}"))
}

fn iterator_name(expr: &Expr) -> Option<Arc<str>> {
    match expr.kind() {
        ExprKind::Iterator(name) => Some(name.clone()),
        ExprKind::Literal(value) => value.as_str().map(Arc::from),
        _ => None,
    }
}

/// The members of an object, or of all objects of an array.
fn members(node: &Node) -> Vec<&Member> {
    match &node.kind {
        NodeKind::Object(members) => members.iter().collect(),
        NodeKind::Array(items) => items.iter().flat_map(members).collect(),
        _ => Vec::new(),
    }
}

/// An object, or the objects of an array.
fn objects(node: &Node) -> Vec<&Node> {
    match &node.kind {
        NodeKind::Object(_) => vec![node],
        NodeKind::Array(items) => items.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}
