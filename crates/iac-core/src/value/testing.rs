//! Short ways to write values and types in tests.

use super::{Kind, Marks, Path, Refinement, Step, Type, Value, type_from_json};

pub(super) fn s(text: &str) -> Value {
    Value::string(text)
}

pub(super) fn n(text: &str) -> Value {
    Value::number(text.parse::<super::Number>().expect("a number"))
}

pub(super) fn b(value: bool) -> Value {
    Value::bool(value)
}

/// A type in JSON form, with `'` for `"`.
pub(super) fn ty(json: &str) -> Type {
    let json = json.replace('\'', "\"");
    type_from_json(&json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

pub(super) fn null(json: &str) -> Value {
    Value::null(ty(json))
}

pub(super) fn unknown(json: &str) -> Value {
    Value::unknown(ty(json))
}

pub(super) fn not_null(json: &str) -> Value {
    Value::refined(ty(json), Refinement { not_null: true, ..Refinement::default() })
}

pub(super) fn prefixed(prefix: &str) -> Value {
    Value::refined(Type::String, Refinement { not_null: true, prefix: Some(prefix.into()), ..Refinement::default() })
}

pub(super) fn list(items: impl IntoIterator<Item = Value>) -> Value {
    let items: Vec<Value> = items.into_iter().collect();
    Value::list(items.first().map_or(Type::Dynamic, Value::ty), items)
}

pub(super) fn set(items: impl IntoIterator<Item = Value>) -> Value {
    let items: Vec<Value> = items.into_iter().collect();
    Value::set(items.first().map_or(Type::Dynamic, Value::ty), items)
}

pub(super) fn map<'a>(items: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let items: std::collections::BTreeMap<_, _> = items.into_iter().map(|(key, value)| (key.into(), value)).collect();
    Value::map(items.values().next().map_or(Type::Dynamic, Value::ty), items)
}

pub(super) fn object<'a>(items: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    Value::object(items)
}

pub(super) fn tuple(items: impl IntoIterator<Item = Value>) -> Value {
    Value::tuple(items)
}

pub(super) fn secret(value: Value) -> Value {
    value.mark(&Marks::SENSITIVE)
}

/// A path such as `a.b[0]["k"]`.
pub(super) fn path(text: &str) -> Path {
    let mut path = Path::root();
    for part in text.split_inclusive(['.', ']']).flat_map(|part| part.split_inclusive('[')) {
        let part = part.trim_end_matches(['.', '[']);
        match part.strip_suffix(']') {
            Some(key) if key.starts_with('"') => path.steps.push(Step::Index(s(key.trim_matches('"')))),
            Some(key) => path.steps.push(Step::Index(n(key))),
            None if part.is_empty() => {}
            None => path.steps.push(Step::Attribute(part.into())),
        }
    }
    path
}

/// Equal in every respect: kind, types, refinements and marks.
#[track_caller]
pub(super) fn check(got: &Value, want: &Value) {
    assert!(got == want, "got  {}\nwant {}", show(got), show(want));
}

/// A value as compact text for failed tests.
pub(super) fn show(value: &Value) -> String {
    let all = |items: &[Value]| items.iter().map(show).collect::<Vec<_>>().join(", ");
    let text = match value.kind() {
        Kind::Null(ty) => format!("null({ty})"),
        Kind::Unknown(unknown) if unknown.refinement.is_empty() => format!("unknown({})", unknown.ty),
        Kind::Unknown(unknown) => format!("unknown({}, {:?})", unknown.ty, unknown.refinement),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(number) => number.to_string(),
        Kind::String(text) => format!("{text:?}"),
        Kind::List(list) => format!("list({})[{}]", list.element, all(&list.items)),
        Kind::Set(set) => format!("set({})[{}]", set.element, all(&set.items)),
        Kind::Tuple(items) => format!("[{}]", all(items)),
        Kind::Map(map) => format!(
            "map({}){:?}",
            map.element,
            map.items.iter().map(|(k, v)| format!("{k} = {}", show(v))).collect::<Vec<_>>()
        ),
        Kind::Object(attributes) => {
            format!("{:?}", attributes.iter().map(|(k, v)| format!("{k} = {}", show(v))).collect::<Vec<_>>())
        }
    };
    if value.marks().is_empty() { text } else { format!("{text} marked {:?}", value.marks()) }
}

/// Random values for properties.
pub(super) mod random {
    use super::super::{Number, Refinement, Type, Value};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    pub fn types(is_concrete: bool) -> BoxedStrategy<Type> {
        let dynamic = if is_concrete { Type::String } else { Type::Dynamic };
        let leaf = prop_oneof![Just(Type::Bool), Just(Type::Number), Just(Type::String), Just(dynamic)];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(Type::list),
                inner.clone().prop_map(Type::set),
                inner.clone().prop_map(Type::map),
                prop::collection::vec(inner.clone(), 0..3).prop_map(Type::tuple),
                prop::collection::btree_map("[a-c]", inner, 0..3).prop_map(Type::object),
            ]
        })
        .boxed()
    }

    /// Values of a concrete type.
    pub fn values(ty: Type, with_unknown: bool) -> BoxedStrategy<Value> {
        let known = known(&ty, with_unknown);
        let null = Just(Value::null(ty.clone()));
        if !with_unknown {
            return prop_oneof![8 => known, 1 => null].boxed();
        }
        let refinement = Refinement { not_null: true, ..Refinement::default() };
        let unknown = prop_oneof![Just(Value::unknown(ty.clone())), Just(Value::refined(ty, refinement))];
        prop_oneof![8 => known, 1 => null, 1 => unknown].boxed()
    }

    fn known(ty: &Type, with_unknown: bool) -> BoxedStrategy<Value> {
        let items = |element: &Type| prop::collection::vec(values(element.clone(), with_unknown), 0..4);
        match ty.clone() {
            Type::Bool => any::<bool>().prop_map(Value::bool).boxed(),
            Type::Number => "-?[1-9][0-9]{0,25}(\\.[0-9]{1,30})?|0|[0-9]e-?[0-9]{1,2}"
                .prop_map(|text| Value::number(text.parse::<Number>().expect("a number")))
                .boxed(),
            Type::String | Type::Dynamic => "\\PC{0,6}|[<>&\"\\\\\n\t\u{1}é]{0,4}".prop_map(Value::string).boxed(),
            Type::List(element) => {
                items(&element).prop_map(move |items| Value::list((*element).clone(), items)).boxed()
            }
            Type::Set(element) => items(&element).prop_map(move |items| Value::set((*element).clone(), items)).boxed(),
            Type::Map(element) => {
                prop::collection::btree_map("\\PC{0,3}", values((*element).clone(), with_unknown), 0..4)
                    .prop_map(move |items| {
                        let items =
                            items.into_iter().map(|(key, value)| (super::super::kind::nfc(&key), value)).collect();
                        Value::map((*element).clone(), items)
                    })
                    .boxed()
            }
            Type::Object(object) => object
                .attributes
                .iter()
                .map(|(name, ty)| {
                    values(ty.clone(), with_unknown).prop_map({
                        let name = name.clone();
                        move |value| (name.clone(), value)
                    })
                })
                .collect::<Vec<_>>()
                .prop_map(|attributes| Value::object(attributes.into_iter().collect::<BTreeMap<_, _>>()))
                .boxed(),
            Type::Tuple(types) => types
                .iter()
                .map(|ty| values(ty.clone(), with_unknown))
                .collect::<Vec<_>>()
                .prop_map(Value::tuple)
                .boxed(),
        }
    }

    pub fn typed_values(with_unknown: bool) -> BoxedStrategy<Value> {
        types(true).prop_flat_map(move |ty| values(ty, with_unknown)).boxed()
    }
}
