//! What tests check of every typed resource and data source.

use crate::model::{FieldSpec, Flags, Model, Record, Shape};
use crate::{DataSource, Resource, ResourceEntry};
use iac_core::value::{Type, Value};

/// Checks a resource type: its schema makes sense, its model survives the way through a value, `id` is there.
///
/// # Panics
/// If it does not; meant for tests.
pub fn assert_model<R: Resource>() {
    assert_shape::<R>();
    assert!(R::FIELDS_NAMED_ID, "{}: has no `id` attribute", R::SPEC.ty);
    let entry = ResourceEntry::<R::Context>::of::<R>();
    let ty = entry.schema().block.value_type();
    let tags = ty.attribute("tags").is_some() && ty.attribute("tags_all").is_some();
    assert_eq!(ty.attribute("tags").is_some(), tags, "{}: use #[attr(flatten)] tags: Tags", R::SPEC.ty);
}

/// Checks a data source: its schema makes sense, its model survives the way through a value.
///
/// # Panics
/// If it does not; meant for tests.
pub fn assert_data_source<D: DataSource>() {
    assert_shape::<D>();
}

/// What the checks want to know of a type's fields.
trait NamedFields {
    const FIELDS_NAMED_ID: bool;
}

impl<T: Record> NamedFields for T {
    const FIELDS_NAMED_ID: bool = has_id(T::FIELDS);
}

const fn has_id(fields: &[FieldSpec]) -> bool {
    let mut at = 0;
    while at < fields.len() {
        let name = fields[at].name.as_bytes();
        if name.len() == 2 && name[0] == b'i' && name[1] == b'd' {
            return true;
        }
        at += 1;
    }
    false
}

fn assert_shape<M: Model>() {
    let ty = M::SPEC.ty;
    assert!(!M::SPEC.description.is_empty(), "{ty}: needs a doc comment");
    assert_fields(ty, M::SPEC.fields);
    let block = crate::model::block_schema(M::SPEC.fields, "");
    let blank = M::default().to_value();
    let wanted = block.value_type();
    let written = blank.as_entries().expect("invariant: models write objects");
    for (name, value) in written {
        let expected =
            wanted.attribute(name).unwrap_or_else(|| panic!("{ty}: {name} is written but not in the schema"));
        assert!(fits(value, expected), "{ty}: {name} is written as {} but the schema says {expected}", value.ty());
    }
    let Type::Object(object) = &wanted else { panic!("{ty}: not an object") };
    for name in object.attributes.keys() {
        assert!(written.contains_key(name), "{ty}: {name} is in the schema but not written");
    }
    let again =
        M::from_value(&blank).unwrap_or_else(|error| panic!("{ty}: cannot read what it wrote: {error}")).to_value();
    assert!(blank == again, "{ty}: the way through a value changes it:\n{blank:?}\n{again:?}");
}

fn fits(value: &Value, ty: &Type) -> bool {
    value.ty() == *ty || ty.has_dynamic()
}

fn assert_fields(ty: &str, fields: &[FieldSpec]) {
    for field in fields {
        let name = format!("{ty}.{}", field.name);
        let inner = field.ty.fields();
        if matches!(field.shape, Shape::Flatten) {
            assert_fields(ty, inner);
            continue;
        }
        let computed_only = field.has(Flags::COMPUTED) && !field.has(Flags::OPTIONAL);
        let attribute = matches!(field.shape, Shape::Attribute);
        assert!(
            !(computed_only && attribute && field.has(Flags::FORCE_NEW)),
            "{name}: a computed attribute cannot force replacement"
        );
        assert!(
            !(field.default.is_some() && field.has(Flags::REQUIRED)),
            "{name}: a required argument has no use for a default"
        );
        assert!(!(field.default.is_some() && computed_only), "{name}: a default leaves nothing to compute");
        assert!(
            attribute == inner.is_empty() || matches!(field.shape, Shape::Attribute),
            "{name}: a block needs a struct"
        );
        assert!(
            !attribute || inner.is_empty() || computed_only || field.has(Flags::OPTIONAL) || field.has(Flags::REQUIRED),
            "{name}: say block or attr"
        );
        assert_fields(&name, inner);
    }
}
