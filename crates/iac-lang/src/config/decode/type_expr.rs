//! Type constraints: `map(object({ a = string, b = optional(number, 5) }))`.

use super::constant::constant;
use super::context::DecodeCtx;
use super::static_syntax::{quoted_text, spelled_out};
use crate::config::TypeDefaults;
use crate::expr::Syntax;
use iac_core::diag::{Diagnostics, Sources, Span};
use iac_core::value::{ObjectType, Type, Value, convert};
use iac_hcl::ast::{Expr, ExprKind, ObjectItem, ObjectKey};
use std::sync::Arc;

/// A type constraint with the defaults of its optional attributes.
pub(in crate::config) type Constraint = (Type, TypeDefaults);

/// Reads the `type` of a variable or output. Anything wrong is reported and stands for `any`.
pub(in crate::config) fn type_constraint(syntax: Syntax<'_>, ctx: &mut DecodeCtx<'_>) -> Constraint {
    if let Some(text) = quoted_text(syntax) {
        quoted_type(&text, syntax.span(), ctx);
        return any();
    }
    let Some(expr) = spelled_out(syntax, ctx) else { return any() };
    match &expr.kind {
        // The two collection keywords that variables may still use alone.
        ExprKind::Variable(word) if &**word == "list" => (Type::list(Type::Dynamic), TypeDefaults::default()),
        ExprKind::Variable(word) if &**word == "map" => (Type::map(Type::Dynamic), TypeDefaults::default()),
        _ => constraint(&expr, ctx),
    }
}

/// Reads a type outside a variable, as the second argument of `convert`.
pub(crate) fn type_argument(expr: &Expr) -> (Constraint, Diagnostics) {
    let sources = Sources::new();
    let mut ctx = DecodeCtx::new(&sources);
    let constraint = constraint(expr, &mut ctx);
    (constraint, ctx.diags)
}

fn any() -> Constraint {
    (Type::Dynamic, TypeDefaults::default())
}

fn quoted_type(text: &str, span: Span, ctx: &mut DecodeCtx<'_>) {
    let instead = match text {
        "string" => "string",
        "list" => "list(string)",
        "map" => "map(string)",
        _ => {
            ctx.error(
                "Invalid legacy variable type hint",
                "A type is written without quotes: remove them and keep the type expression.",
                span,
            );
            return;
        }
    };
    ctx.error(
        "Invalid quoted type constraints",
        format!("Types are not written in quotes any more. Write {instead} instead of {text:?}."),
        span,
    );
}

fn constraint(expr: &Expr, ctx: &mut DecodeCtx<'_>) -> Constraint {
    match &expr.kind {
        ExprKind::Invalid => any(),
        ExprKind::Parens(inner) => constraint(inner, ctx),
        ExprKind::Variable(word) => keyword(word, expr.span, ctx),
        ExprKind::Call { name, arguments, parens, .. } => {
            call(&name.name, name.span, arguments, *parens, expr.span, ctx)
        }
        _ => invalid(
            "A type is one of the words string, number, bool and any, or is built like list(string) and object({ … }).",
            expr.span,
            ctx,
        ),
    }
}

fn invalid(detail: impl Into<String>, span: Span, ctx: &mut DecodeCtx<'_>) -> Constraint {
    ctx.error("Invalid type specification", detail, span);
    any()
}

fn keyword(word: &str, span: Span, ctx: &mut DecodeCtx<'_>) -> Constraint {
    let ty = match word {
        "bool" => Type::Bool,
        "string" => Type::String,
        "number" => Type::Number,
        "any" => Type::Dynamic,
        "list" | "set" | "map" => {
            let detail = format!("{word} needs the type of its elements, as in {word}(string).");
            return invalid(detail, span, ctx);
        }
        "object" => return invalid("object needs its attributes, as in object({ name = string }).", span, ctx),
        "tuple" => return invalid("tuple needs the types of its elements, as in tuple([string, number]).", span, ctx),
        _ => return invalid(format!("{word:?} is not the name of a type."), span, ctx),
    };
    (ty, TypeDefaults::default())
}

fn call(
    name: &str,
    name_span: Span,
    arguments: &[Expr],
    parens: Span,
    span: Span,
    ctx: &mut DecodeCtx<'_>,
) -> Constraint {
    match name {
        "bool" | "string" | "number" | "any" => invalid(format!("The type {name} takes no arguments."), parens, ctx),
        "optional" => invalid("optional is possible only for the attributes of an object type.", span, ctx),
        "list" | "set" | "map" | "object" | "tuple" => {
            let [argument] = arguments else {
                let place = arguments.get(1).map_or(parens, |second| second.span);
                return invalid(format!("The type {name} takes exactly one argument."), place, ctx);
            };
            match name {
                "object" => object(argument, ctx),
                "tuple" => tuple(argument, ctx),
                _ => collection(name, argument, ctx),
            }
        }
        _ => invalid(format!("{name:?} does not build a type."), name_span.to(span), ctx),
    }
}

fn collection(name: &str, argument: &Expr, ctx: &mut DecodeCtx<'_>) -> Constraint {
    let (element, inner) = constraint(argument, ctx);
    let ty = match name {
        "list" => Type::list(element),
        "set" => Type::set(element),
        _ => Type::map(element),
    };
    let mut defaults = TypeDefaults::default();
    if !inner.is_empty() {
        defaults.children.insert("".into(), inner);
    }
    (ty, defaults)
}

fn tuple(argument: &Expr, ctx: &mut DecodeCtx<'_>) -> Constraint {
    let ExprKind::Tuple(items) = &argument.kind else {
        return invalid("tuple takes a list of types, as in tuple([string, number]).", argument.span, ctx);
    };
    let mut defaults = TypeDefaults::default();
    let mut elements = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let (ty, inner) = constraint(item, ctx);
        if !inner.is_empty() {
            defaults.children.insert(at.to_string().into(), inner);
        }
        elements.push(ty);
    }
    (Type::tuple(elements), defaults)
}

fn object(argument: &Expr, ctx: &mut DecodeCtx<'_>) -> Constraint {
    let ExprKind::Object(items) = &argument.kind else {
        return invalid("object takes its attributes, as in object({ name = string }).", argument.span, ctx);
    };
    let mut ty = ObjectType::default();
    let mut defaults = TypeDefaults::default();
    for item in items {
        if let Some(name) = attribute_name(item) {
            object_attribute(&name, &item.value, &mut ty, &mut defaults, ctx);
        } else {
            invalid("The key of an object type is the name of an attribute.", key_span(item), ctx);
        }
    }
    (Type::Object(Arc::new(ty)), defaults)
}

fn attribute_name(item: &ObjectItem) -> Option<Arc<str>> {
    match &item.key {
        ObjectKey::Name(name) => Some(name.name.clone()),
        ObjectKey::Expr(Expr { kind: ExprKind::Variable(name), .. }) => Some(name.clone()),
        ObjectKey::Expr(_) => None,
    }
}

fn key_span(item: &ObjectItem) -> Span {
    match &item.key {
        ObjectKey::Name(name) => name.span,
        ObjectKey::Expr(expr) => expr.span,
    }
}

fn object_attribute(
    name: &Arc<str>,
    value: &Expr,
    ty: &mut ObjectType,
    defaults: &mut TypeDefaults,
    ctx: &mut DecodeCtx<'_>,
) {
    let ExprKind::Call { name: called, arguments, parens, .. } = &value.kind else {
        let (found, inner) = constraint(value, ctx);
        keep(name, found, inner, ty, defaults);
        return;
    };
    if &*called.name != "optional" {
        let (found, inner) = constraint(value, ctx);
        keep(name, found, inner, ty, defaults);
        return;
    }
    ty.optional.insert(name.clone());
    match arguments.as_slice() {
        [] => {
            invalid("optional needs the type of the attribute.", *parens, ctx);
            ty.attributes.insert(name.clone(), Type::Dynamic);
        }
        [argument] => {
            let (found, inner) = constraint(argument, ctx);
            keep(name, found, inner, ty, defaults);
        }
        [argument, default, rest @ ..] => {
            if !rest.is_empty() {
                invalid("optional takes a type and a default value, nothing else.", value.span, ctx);
            }
            let (found, inner) = constraint(argument, ctx);
            if let Some(default) = attribute_default(default, &found, &inner, ctx) {
                defaults.values.insert(name.clone(), default);
            }
            keep(name, found, inner, ty, defaults);
        }
    }
}

fn keep(name: &Arc<str>, found: Type, inner: TypeDefaults, ty: &mut ObjectType, defaults: &mut TypeDefaults) {
    ty.attributes.insert(name.clone(), found);
    if !inner.is_empty() {
        defaults.children.insert(name.clone(), inner);
    }
}

fn attribute_default(expr: &Expr, ty: &Type, inner: &TypeDefaults, ctx: &mut DecodeCtx<'_>) -> Option<Value> {
    let value = constant(Syntax::Native(expr), ctx)?;
    match convert(&inner.apply(&value), ty) {
        Ok(value) => Some(value),
        Err(error) => {
            let detail = format!("The default does not fit the attribute's type {ty}: {error}.");
            ctx.error("Invalid default value for optional attribute", detail, expr.span);
            None
        }
    }
}
