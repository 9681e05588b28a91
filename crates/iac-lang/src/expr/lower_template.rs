//! Lowering of templates: adjacent literals are joined, constants folded, a sole interpolation unwrapped.

use super::lower::Lowerer;
use super::{Expr, ExprKind, TemplateNode};
use iac_core::diag::Span;
use iac_core::value::{Kind, Value};
use iac_hcl::ast::{Directive, Template, TemplatePart};
use std::sync::Arc;

impl Lowerer {
    /// A template is a string, unless it consists of one interpolation: then it is what that is.
    pub(super) fn template(&mut self, template: &Template, span: Span) -> Expr {
        if let [TemplatePart::Interpolation(inner)] = &template.parts[..] {
            return self.expr(inner).with_span(span);
        }
        let mut parts = self.parts(template);
        match &mut parts[..] {
            [] => Expr::new(ExprKind::Literal(Value::string("")), span),
            [TemplateNode::Literal(text)] => Expr::new(ExprKind::Literal(Value::string(text)), span),
            _ => Expr::new(ExprKind::Template(parts), span),
        }
    }

    fn parts(&mut self, template: &Template) -> Vec<TemplateNode> {
        let mut parts = Vec::with_capacity(template.parts.len());
        for part in &template.parts {
            match part {
                TemplatePart::Literal { text, .. } => push_text(&mut parts, text),
                TemplatePart::Interpolation(expr) => {
                    let expr = self.expr(expr);
                    match expr.kind() {
                        ExprKind::Literal(value) if let Kind::String(text) = value.kind() => {
                            push_text(&mut parts, text);
                        }
                        _ => parts.push(TemplateNode::Interpolation(expr)),
                    }
                }
                TemplatePart::Directive(directive) => parts.push(self.directive(directive)),
            }
        }
        parts
    }

    fn directive(&mut self, directive: &Directive) -> TemplateNode {
        match directive {
            Directive::If { condition, then, otherwise, .. } => {
                TemplateNode::If(self.expr(condition), self.parts(then), self.parts(otherwise))
            }
            Directive::For { key_name, value_name, collection, body, .. } => {
                let collection = self.expr(collection);
                self.bind(key_name.as_ref(), value_name, |this| TemplateNode::For {
                    key_name: key_name.as_ref().map(|ident| ident.name.clone()),
                    value_name: value_name.name.clone(),
                    collection,
                    body: this.parts(body),
                })
            }
        }
    }
}

/// Appends literal text, joined to literal text before it.
fn push_text(parts: &mut Vec<TemplateNode>, text: &Arc<str>) {
    if let Some(TemplateNode::Literal(before)) = parts.last_mut() {
        *before = format!("{before}{text}").into();
    } else if !text.is_empty() {
        parts.push(TemplateNode::Literal(text.clone()));
    }
}
