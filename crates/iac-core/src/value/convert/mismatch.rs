//! Why one type does not convert to another, in Terraform's words.

use super::is_possible;
use crate::value::{ObjectType, Type};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn message(have: &Type, want: &Type) -> String {
    match (have, want) {
        (Type::Object(have), Type::Object(want)) => for_objects(have, want),
        (Type::Tuple(_), Type::List(element)) if **element == Type::Dynamic => {
            "all list elements must have the same type".into()
        }
        (Type::Tuple(_), Type::Set(element)) if **element == Type::Dynamic => {
            "all set elements must have the same type".into()
        }
        (Type::Object(_), Type::Map(element)) if **element == Type::Dynamic => {
            "all map elements must have the same type".into()
        }
        (Type::Tuple(types), Type::List(element) | Type::Set(element)) => for_tuple(types, element),
        (Type::Object(object), Type::Map(element)) => for_attributes(&object.attributes, element),
        (Type::List(have) | Type::Set(have), Type::List(want)) => for_elements("list", have, want),
        (Type::List(have) | Type::Set(have), Type::Set(want)) => for_elements("set", have, want),
        (Type::Map(have), Type::Map(want)) => for_elements("map", have, want),
        (have, want) if names_help(have, want) => {
            format!("{} required, but have {}", want.friendly_name(), have.friendly_name())
        }
        (_, want) => required(want),
    }
}

fn required(want: &Type) -> String {
    format!("{} required", want.friendly_name_for_constraint())
}

fn for_objects(have: &ObjectType, want: &ObjectType) -> String {
    let missing: Vec<&Arc<str>> = want
        .attributes
        .keys()
        .filter(|name| !have.attributes.contains_key(*name) && !want.optional.contains(*name))
        .collect();
    match missing.as_slice() {
        [] => {}
        [one] => return format!("attribute {one:?} is required"),
        [a, b] => return format!("attributes {a:?} and {b:?} are required"),
        [rest @ .., last] => {
            let rest: Vec<String> = rest.iter().map(|name| format!("{name:?}")).collect();
            return format!("attributes {}, and {last:?} are required", rest.join(", "));
        }
    }
    let differing = |unsafely: bool| {
        want.attributes.iter().find_map(|(name, want)| {
            let have = have.attributes.get(name)?;
            (have != want && !is_possible(have, want, unsafely))
                .then(|| format!("attribute {name:?}: {}", message(have, want)))
        })
    };
    differing(true).or_else(|| differing(false)).unwrap_or_else(|| "incorrect object attributes".into())
}

fn for_tuple(have: &[Type], want: &Type) -> String {
    let differing = have.iter().enumerate().find(|(_, have)| *have != want && !is_possible(have, want, true));
    differing.map_or_else(
        || format!("all elements must be {}", want.friendly_name_for_constraint()),
        |(at, have)| format!("element {at}: {}", message(have, want)),
    )
}

fn for_attributes(have: &BTreeMap<Arc<str>, Type>, want: &Type) -> String {
    let differing = have.iter().find(|(_, have)| *have != want && !is_possible(have, want, true));
    differing.map_or_else(
        || format!("all elements must be {}", want.friendly_name_for_constraint()),
        |(name, have)| format!("element {name:?}: {}", message(have, want)),
    )
}

fn for_elements(kind: &str, have: &Type, want: &Type) -> String {
    format!("incorrect {kind} element type: {}", message(have, want))
}

/// Whether naming both types tells people more than naming the wanted one: not where the types could convert and it is
/// the value that is wrong.
fn names_help(have: &Type, want: &Type) -> bool {
    if have.is_collection() && want.is_collection() || (have.is_collection_like() && want.is_collection()) {
        return false;
    }
    have.is_primitive() != want.is_primitive()
        || *want == Type::String
        || matches!(
            (have, want),
            (Type::Number, Type::Bool) | (Type::Bool, Type::Number) | (Type::Tuple(_), Type::Object(_))
        )
}

impl Type {
    /// Whether it is a tuple or object.
    fn is_collection_like(&self) -> bool {
        matches!(self, Self::Tuple(_) | Self::Object(_))
    }
}
