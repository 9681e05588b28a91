//! Schemas from static field data.

use super::spec::{Check, FieldSpec, Flags, Literal, Relation, Shape};
use crate::validate;
use iac_core::schema::{Attribute, AttributeType, BlockSchema, NestedBlock, NestedObject, Nesting, Rule};
use iac_core::value::{Path, Type, Value};
use std::sync::Arc;

/// The schema of a block with these fields.
pub(crate) fn block_schema(fields: &[FieldSpec], description: &str) -> BlockSchema {
    let mut block = BlockSchema { description: Arc::from(description), ..BlockSchema::default() };
    for field in fields {
        add_field(&mut block, field);
    }
    block
}

fn add_field(block: &mut BlockSchema, field: &FieldSpec) {
    match field.shape {
        Shape::Flatten => {
            let inner = block_schema(field.ty.fields(), "");
            block.attributes.extend(inner.attributes);
            block.blocks.extend(inner.blocks);
            block.rules.extend(inner.rules);
        }
        Shape::Block { nesting, min, max } => {
            let mut inner = block_schema(field.ty.fields(), field.description);
            inner.deprecated = field.deprecated.map(Arc::from);
            let nested = NestedBlock {
                nesting,
                block: inner,
                min_items: min,
                max_items: (max > 0).then_some(max),
                computed: field.has(Flags::COMPUTED),
                force_new: field.has(Flags::FORCE_NEW),
                config_only: field.has(Flags::CONFIG_ONLY),
            };
            block.blocks.insert(Arc::from(field.name), nested);
        }
        Shape::Attribute => {
            block.attributes.insert(Arc::from(field.name), attribute(field, AttributeType::Plain(field.ty.ty())));
        }
        Shape::AsBlocks(nesting) | Shape::Nested(nesting) => {
            let attributes = block_schema(field.ty.fields(), "").attributes;
            let mut made = attribute(field, AttributeType::Nested(NestedObject { nesting, attributes }));
            made.as_blocks = matches!(field.shape, Shape::AsBlocks(_));
            block.attributes.insert(Arc::from(field.name), made);
        }
    }
    block.rules.extend(field.relations.iter().map(|relation| rule(field.name, relation)));
}

fn attribute(field: &FieldSpec, ty: AttributeType) -> Attribute {
    Attribute {
        ty,
        description: Arc::from(field.description),
        required: field.has(Flags::REQUIRED),
        optional: field.has(Flags::OPTIONAL),
        computed: field.has(Flags::COMPUTED),
        sensitive: field.has(Flags::SENSITIVE),
        write_only: field.has(Flags::WRITE_ONLY),
        force_new: field.has(Flags::FORCE_NEW),
        config_only: field.has(Flags::CONFIG_ONLY),
        default: field.default.map(literal),
        equality: field.equality,
        deprecated: field.deprecated.map(Arc::from),
        validators: field.checks.iter().map(|check| validator(field.name, *check)).collect(),
        ..Attribute::new(Type::Dynamic)
    }
}

fn literal(literal: Literal) -> Value {
    match literal {
        Literal::Bool(value) => Value::bool(value),
        Literal::Int(value) => Value::number(value),
        Literal::Float(value) => Value::number(value),
        Literal::Str(value) => Value::string(value),
    }
}

fn validator(name: &'static str, check: Check) -> iac_core::schema::Validator {
    Arc::new(move |value| validate::each(value, &|item| validate::check(name, check, item)))
}

fn rule(name: &str, relation: &Relation) -> Rule {
    let with_self = |others: &[&str]| {
        let own = (!others.contains(&name)).then_some(name);
        own.into_iter().chain(others.iter().copied()).map(path).collect()
    };
    match relation {
        Relation::ConflictsWith(others) => {
            Rule::ConflictsWith { path: path(name), others: others.iter().map(|other| path(other)).collect() }
        }
        Relation::ExactlyOneOf(others) => Rule::ExactlyOneOf(with_self(others)),
        Relation::AtLeastOneOf(others) => Rule::AtLeastOneOf(with_self(others)),
        Relation::RequiredWith(others) => {
            Rule::RequiredWith { path: path(name), others: others.iter().map(|other| path(other)).collect() }
        }
    }
}

fn path(dotted: &str) -> Path {
    dotted.split('.').fold(Path::root(), |path, step| match step.parse::<i64>() {
        Ok(index) => path.then_index(Value::number(index)),
        Err(_) => path.then_attribute(step),
    })
}

/// The block that holds the operations of `timeouts`.
pub(crate) fn timeouts_block(operations: &[(&str, u64)]) -> NestedBlock {
    let mut block = BlockSchema::default();
    for (operation, _) in operations {
        let mut attribute = Attribute::new(Type::String);
        attribute.optional = true;
        attribute.description = Arc::from(format!("How long to wait for {operation}, such as \"10m\"."));
        block.attributes.insert(Arc::from(*operation), attribute);
    }
    NestedBlock {
        nesting: Nesting::Single,
        block,
        min_items: 0,
        max_items: None,
        computed: false,
        force_new: false,
        config_only: true,
    }
}
