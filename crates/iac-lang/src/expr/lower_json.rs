//! Lowering of JSON values: strings and object keys are templates.

use super::lower::Lowerer;
use super::{Expr, ExprKind};
use iac_core::diag::Span;
use iac_core::value::{Type, Value};
use iac_hcl::json::{Node, NodeKind};

impl Lowerer {
    pub(super) fn json(&mut self, node: &Node) -> Expr {
        self.nested(1, node.span, |this| {
            let kind = match &node.kind {
                NodeKind::Invalid => ExprKind::Invalid,
                NodeKind::Null => ExprKind::Literal(Value::null(Type::Dynamic)),
                NodeKind::Bool(value) => ExprKind::Literal(Value::bool(*value)),
                NodeKind::Number(number) => ExprKind::Literal(Value::number(number.clone())),
                NodeKind::String(text) => return this.json_text(text, node.span),
                NodeKind::Array(items) => ExprKind::Tuple(items.iter().map(|item| this.json(item)).collect()),
                NodeKind::Object(members) => ExprKind::Object(
                    members
                        .iter()
                        .map(|member| (this.json_text(&member.name, member.name_span), this.json(&member.value)))
                        .collect(),
                ),
            };
            Expr::new(kind, node.span)
        })
    }

    fn json_text(&mut self, text: &str, span: Span) -> Expr {
        if !text.contains("${") && !text.contains("%{") {
            return Expr::new(ExprKind::Literal(Value::string(text)), span);
        }
        let (template, diags) = iac_hcl::parse_template(span.source, text.as_bytes(), span.start + 1);
        self.diags.extend(diags);
        self.expr(&template).with_span(span)
    }
}
