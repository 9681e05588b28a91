//! Schemas that follow from others: what an attribute written as blocks may contain, and what an attribute is converted to.

use iac_core::schema::{Attribute, AttributeType, BlockSchema, NestedObject, Nesting};
use iac_core::value::{ObjectType, Type};
use std::sync::Arc;

/// What the blocks of an attribute in block syntax contain, and how they nest.
pub(super) fn attribute_as_blocks(attribute: &Attribute) -> Option<(BlockSchema, Nesting)> {
    match &attribute.ty {
        AttributeType::Nested(nested) => {
            let block = BlockSchema { attributes: nested.attributes.clone(), ..BlockSchema::default() };
            Some((block, nested.nesting))
        }
        AttributeType::Plain(Type::List(element)) => Some((object_as_block(element)?, Nesting::List)),
        AttributeType::Plain(Type::Set(element)) => Some((object_as_block(element)?, Nesting::Set)),
        AttributeType::Plain(_) => None,
    }
}

/// A block of an object's attributes, all optional; those that are collections of objects may be blocks again.
fn object_as_block(ty: &Type) -> Option<BlockSchema> {
    let Type::Object(object) = ty else { return None };
    let attributes = object.attributes.iter().map(|(name, ty)| {
        let mut attribute = Attribute::new(ty.clone());
        attribute.optional = true;
        attribute.as_blocks =
            matches!(ty, Type::List(element) | Type::Set(element) if matches!(**element, Type::Object(_)));
        (name.clone(), attribute)
    });
    Some(BlockSchema { attributes: attributes.collect(), ..BlockSchema::default() })
}

/// The type constraint of an attribute: attributes of nested objects that are not required may be absent.
pub(super) fn constraint(attribute: &Attribute) -> Type {
    match &attribute.ty {
        AttributeType::Plain(ty) => ty.clone(),
        AttributeType::Nested(nested) => nested.nesting.wrap(object_constraint(nested)),
    }
}

fn object_constraint(nested: &NestedObject) -> Type {
    let attributes = nested.attributes.iter().map(|(name, attribute)| (name.clone(), constraint(attribute))).collect();
    let optional =
        nested.attributes.iter().filter(|(_, attribute)| !attribute.required).map(|(name, _)| name.clone()).collect();
    Type::Object(Arc::new(ObjectType { attributes, optional }))
}
