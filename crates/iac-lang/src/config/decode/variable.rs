//! `variable` blocks.

use super::condition::validation;
use super::constant::{constant, flag, text};
use super::content::{Schema, content};
use super::context::DecodeCtx;
use super::names::check_name;
use super::raw::{RawAttribute, RawBlock};
use super::type_expr::type_constraint;
use crate::config::{TypeDefaults, VariableBlock};
use iac_core::value::{Type, Value, convert};

const VARIABLE: Schema = Schema {
    attributes: &[
        ("description", false),
        ("default", false),
        ("type", false),
        ("sensitive", false),
        ("ephemeral", false),
        ("nullable", false),
        ("const", false),
        ("deprecated", false),
    ],
    blocks: &[("validation", &[])],
};

/// Names with a meaning of their own in `module` blocks.
const RESERVED: [&str; 8] =
    ["source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"];

/// Reads a `variable` block.
pub(super) fn variable(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) -> VariableBlock {
    let name = block.label(0);
    check_name(&name, "Invalid variable name", block.label_span(0), ctx);
    if RESERVED.contains(&&*name) {
        let detail = format!("A variable cannot have the name {name:?}: it has a meaning of its own in module blocks.");
        ctx.error("Invalid variable name", detail, block.label_span(0));
    }
    let found = content(&block.body, &VARIABLE, ctx);
    let typed = found.attribute("type").map(|attribute| type_constraint(attribute.expr, ctx));
    let explicit_type = typed.is_some();
    let (ty, type_defaults) = typed.unwrap_or((Type::Dynamic, TypeDefaults::default()));
    let mut variable = VariableBlock {
        ty,
        type_defaults,
        explicit_type,
        default: None,
        description: text(found.attribute("description"), ctx),
        sensitive: flag(found.attribute("sensitive"), ctx).unwrap_or(false),
        ephemeral: flag(found.attribute("ephemeral"), ctx).unwrap_or(false),
        nullable: flag(found.attribute("nullable"), ctx).unwrap_or(true),
        constant: flag(found.attribute("const"), ctx).unwrap_or(false),
        deprecated: text(found.attribute("deprecated"), ctx),
        validations: found.blocks_of("validation").filter_map(|block| validation(block, &name, ctx)).collect(),
        span: block.header,
        name,
    };
    if let Some(attribute) = found.attribute("default") {
        variable.default = default(&variable, attribute, ctx);
    }
    check_const(&variable, ctx);
    variable
}

/// The default, converted; what does not fit is reported, and stands for unknown so that the variable is not required.
fn default(variable: &VariableBlock, attribute: &RawAttribute<'_>, ctx: &mut DecodeCtx<'_>) -> Option<Value> {
    const SUMMARY: &str = "Invalid default value for variable";
    let unknown = Some(Value::unknown(variable.ty.clone()));
    let Some(value) = constant(attribute.expr, ctx) else { return unknown };
    let span = attribute.expr.span();
    if value.is_null() && !variable.nullable {
        ctx.error(SUMMARY, "The default is null, but the variable says nullable = false.", span);
        return unknown;
    }
    match convert(&variable.type_defaults.apply(&value), &variable.ty) {
        Ok(value) => Some(value),
        Err(error) => {
            let path = if error.path.is_root() { String::new() } else { format!("{}: ", error.path) };
            let detail = format!("The default does not fit the variable's type {}: {path}{error}.", variable.ty);
            ctx.error(SUMMARY, detail, span);
            unknown
        }
    }
}

fn check_const(variable: &VariableBlock, ctx: &mut DecodeCtx<'_>) {
    if !variable.constant {
        return;
    }
    let reasons = [("sensitive", variable.sensitive), ("ephemeral", variable.ephemeral)];
    for (word, set) in reasons {
        if set {
            let detail = format!("A variable cannot be both const and {word}.");
            ctx.error(format!("Const variable cannot be {word}"), detail, variable.span);
        }
    }
}
