//! From the syntax of a body to [`Body`] with lowered expressions.

use super::lower::Lowerer;
use super::{Expr, ExprKind, LowerContext, Syntax};
use crate::config::{Attribute, Block, Body};
use iac_core::diag::{Diagnostic, Diagnostics, Span};
use iac_hcl::ast;
use std::sync::Arc;

/// Lowers a native body whose meta-arguments and meta-blocks are taken out already: the caller passes what is left.
///
/// `dynamic` blocks stay blocks of type `dynamic`: their `iterator` attribute becomes an [`ExprKind::Iterator`], and the
/// expressions in `content` and `labels` see the iterator.
pub fn lower_body<'a>(
    attributes: impl IntoIterator<Item = &'a ast::Attribute>,
    blocks: impl IntoIterator<Item = &'a ast::Block>,
    span: Span,
    context: &LowerContext,
) -> (Body, Diagnostics) {
    let mut lowerer = Lowerer::new(context);
    let body = Body {
        attributes: attributes.into_iter().map(|attribute| lowerer.attribute(attribute)).collect(),
        blocks: blocks.into_iter().map(|block| lowerer.block(block)).collect(),
        span,
    };
    (body, lowerer.diags)
}

impl Lowerer {
    fn body(&mut self, body: &ast::Body) -> Body {
        Body {
            attributes: body.attributes.iter().map(|attribute| self.attribute(attribute)).collect(),
            blocks: body.blocks.iter().map(|block| self.block(block)).collect(),
            span: body.span,
        }
    }

    fn attribute(&mut self, attribute: &ast::Attribute) -> (Arc<str>, Attribute) {
        let expr = self.expr(&attribute.expr);
        let lowered = Attribute { name_span: attribute.name.span, expr, span: attribute.span };
        (attribute.name.name.clone(), lowered)
    }

    fn block(&mut self, block: &ast::Block) -> Block {
        let body = if &*block.ty.name == "dynamic" { self.dynamic(block) } else { self.body(&block.body) };
        Block {
            ty: block.ty.name.clone(),
            ty_span: block.ty.span,
            labels: block.labels.iter().map(|label| (label.value.clone(), label.span)).collect(),
            body,
            header: block.header,
        }
    }

    fn dynamic(&mut self, block: &ast::Block) -> Body {
        let mut body =
            Body { attributes: std::collections::BTreeMap::new(), blocks: Vec::new(), span: block.body.span };
        let mut iterator = block.labels.first().map(|label| ast::Ident { name: label.value.clone(), span: label.span });
        for attribute in &block.body.attributes {
            match &*attribute.name.name {
                "iterator" => {
                    let (name, lowered) = self.iterator_name(attribute);
                    iterator = Some(ast::Ident { name, span: attribute.expr.span });
                    body.attributes.insert(attribute.name.name.clone(), lowered);
                }
                "labels" => {}
                _ => body.attributes.extend([self.attribute(attribute)]),
            }
        }
        let iterator = iterator.unwrap_or_else(|| ast::Ident { name: "".into(), span: block.header });
        self.bind(None, &iterator, |this| {
            let labels = block.body.attributes.iter().find(|attribute| &*attribute.name.name == "labels");
            body.attributes.extend(labels.map(|labels| this.attribute(labels)));
            body.blocks = block.body.blocks.iter().map(|block| this.block(block)).collect();
        });
        body
    }

    fn iterator_name(&mut self, attribute: &ast::Attribute) -> (Arc<str>, Attribute) {
        let span = attribute.expr.span;
        let name = Syntax::Native(&attribute.expr).keyword().unwrap_or_else(|| {
            let detail = "Dynamic iterator must be a single variable name.";
            self.diags.push(Diagnostic::error("Invalid dynamic iterator name", detail).at(span));
            "".into()
        });
        let expr = Expr::new(ExprKind::Iterator(name.clone()), span);
        (name, Attribute { name_span: attribute.name.span, expr, span: attribute.span })
    }
}
