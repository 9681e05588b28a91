//! Writes a syntax tree in one line, so that tests can compare it with text.

use iac_hcl::ast::{
    Attribute, BinaryOp, Block, Body, Directive, Expr, ExprKind, ForExpr, Label, ObjectKey, Template, TemplatePart,
    TraversalStep, UnaryOp,
};

/// `{name=value;type "label" {…}}`
pub fn body(it: &Body) -> String {
    let attribute = |it: &Attribute| format!("{}={};", it.name.name, expr(&it.expr));
    let label = |it: &Label| if it.quoted { format!(" {:?}", it.value) } else { format!(" {}", it.value) };
    let block = |it: &Block| {
        let labels: String = it.labels.iter().map(label).collect();
        format!("{}{labels}{}", it.ty.name, body(&it.body))
    };
    let attributes: String = it.attributes.iter().map(attribute).collect();
    let blocks: String = it.blocks.iter().map(block).collect();
    format!("{{{attributes}{blocks}}}")
}

/// A lisp-like form; strings stand for literal text.
pub fn expr(it: &Expr) -> String {
    match &it.kind {
        ExprKind::Invalid => "?".to_owned(),
        ExprKind::Null => "null".to_owned(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Number(value) => value.to_string(),
        ExprKind::Template(it) => template(it),
        ExprKind::Variable(name) => name.to_string(),
        ExprKind::Traversal { operand, steps } => format!("{}{}", expr(operand), all_steps(steps)),
        ExprKind::Splat { operand, attribute_only, steps, .. } => {
            format!("{}{}", expr(operand), splat(*attribute_only, steps))
        }
        ExprKind::Call { name, arguments, expand_last, .. } => {
            format!("{}({}{})", name.name, list(arguments), if *expand_last { "..." } else { "" })
        }
        ExprKind::Tuple(elements) => format!("[{}]", list(elements)),
        ExprKind::Object(items) => {
            let items = items.iter().map(|item| {
                let key = match &item.key {
                    ObjectKey::Name(name) => name.name.to_string(),
                    ObjectKey::Expr(key) => format!("<{}>", expr(key)),
                };
                format!("{key}={}", expr(&item.value))
            });
            format!("{{{}}}", items.collect::<Vec<_>>().join(","))
        }
        ExprKind::For(it) => for_expr(it),
        ExprKind::Conditional { condition, then, otherwise } => {
            format!("(if {} {} {})", expr(condition), expr(then), expr(otherwise))
        }
        ExprKind::Binary { op, left, right } => format!("({} {} {})", binary(*op), expr(left), expr(right)),
        ExprKind::Unary { op: UnaryOp::Negate, operand } => format!("(- {})", expr(operand)),
        ExprKind::Unary { op: UnaryOp::Not, operand } => format!("(! {})", expr(operand)),
        ExprKind::Parens(inner) => format!("(paren {})", expr(inner)),
    }
}

fn list(exprs: &[Expr]) -> String {
    exprs.iter().map(expr).collect::<Vec<_>>().join(",")
}

fn all_steps(steps: &[TraversalStep]) -> String {
    let step = |step: &TraversalStep| match step {
        TraversalStep::Attribute(name) => format!(".{}", name.name),
        TraversalStep::LegacyIndex { index, .. } => format!(".{index}"),
        TraversalStep::Index { key, .. } => format!("[{}]", expr(key)),
        TraversalStep::Splat { attribute_only, steps, .. } => splat(*attribute_only, steps),
    };
    steps.iter().map(step).collect()
}

fn splat(attribute_only: bool, steps: &[TraversalStep]) -> String {
    format!("{}<{}>", if attribute_only { ".*" } else { "[*]" }, all_steps(steps))
}

fn for_expr(it: &ForExpr) -> String {
    let key_name = it.key_name.as_ref().map(|name| format!("{},", name.name)).unwrap_or_default();
    let key = it.key.as_ref().map(|key| format!("{} => ", expr(key))).unwrap_or_default();
    let grouped = if it.grouped { "..." } else { "" };
    let condition = it.condition.as_ref().map(|it| format!(" if {}", expr(it))).unwrap_or_default();
    let (name, collection, value) = (&it.value_name.name, expr(&it.collection), expr(&it.value));
    format!("(for {key_name}{name} in {collection}: {key}{value}{grouped}{condition})")
}

fn template(it: &Template) -> String {
    let part = |part: &TemplatePart| match part {
        TemplatePart::Literal { text, .. } => format!("{text:?}"),
        TemplatePart::Interpolation(inner) => format!("${{{}}}", expr(inner)),
        TemplatePart::Directive(directive) => match &**directive {
            Directive::If { condition, then, otherwise, .. } => {
                format!("%if({} {} {})", expr(condition), template(then), template(otherwise))
            }
            Directive::For { key_name, value_name, collection, body, .. } => {
                let key_name = key_name.as_ref().map(|name| format!("{},", name.name)).unwrap_or_default();
                format!("%for({key_name}{} in {} {})", value_name.name, expr(collection), template(body))
            }
        },
    };
    match it.parts.as_slice() {
        [literal @ TemplatePart::Literal { .. }] => part(literal),
        parts => format!("`{}`", parts.iter().map(part).collect::<Vec<_>>().join(" ")),
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Or => "||",
        BinaryOp::And => "&&",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::LessOrEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterOrEqual => ">=",
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Modulo => "%",
    }
}
