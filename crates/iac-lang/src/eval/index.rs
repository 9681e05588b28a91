//! `operand.name` and `operand[key]`.

use super::expression::{Env, Evaluator, unknown};
use crate::expr::Expr;
use iac_core::diag::{Diagnostic, Span};
use iac_core::value::{Kind, Number, Type, Value, convert};

const NO_ELEMENT: &str = "The given key does not identify an element in this collection value";

impl Evaluator<'_> {
    pub(super) fn eval_attribute(&mut self, operand: &Expr, name: &str, expr: &Expr, env: Env<'_>) -> Value {
        let step = Span { start: operand.span().end, ..expr.span() };
        // An iterator is borrowed rather than copied: loops over objects live on this.
        let result = match operand.kind() {
            crate::expr::ExprKind::Iterator(iterator) => match env.lookup(iterator) {
                Some(value) => attribute(value, name),
                None => return unknown(),
            },
            _ => attribute(&self.eval(operand, env), name),
        };
        result.unwrap_or_else(|error| {
            self.fail(error.at(step).within(expr.span()), expr, env);
            unknown()
        })
    }

    pub(super) fn eval_index(&mut self, operand: &Expr, key: &Expr, span: Span, expr: &Expr, env: Env<'_>) -> Value {
        let (value, failed) = self.eval_checked(operand, env);
        let (key, key_failed) = self.eval_checked(key, env);
        if failed || key_failed {
            return unknown();
        }
        index(&value, &key).unwrap_or_else(|error| {
            self.fail(error.at(span).within(expr.span()), expr, env);
            unknown()
        })
    }
}

/// An attribute of an object or an element of a map, with the marks of the whole.
pub(super) fn attribute(value: &Value, name: &str) -> Result<Value, Diagnostic> {
    match value.kind() {
        Kind::Object(attributes) => match attributes.get(name) {
            Some(attribute) => Ok(attribute.clone().mark(value.marks())),
            None => Err(no_such_attribute(name)),
        },
        Kind::Map(map) => map.items.get(name).map(|element| element.clone().mark(value.marks())).ok_or_else(|| {
            let detail = format!("This map does not have an element with the key {name:?}.");
            Diagnostic::error("Missing map element", detail)
        }),
        Kind::Null(_) => Err(Diagnostic::error(
            "Attempt to get attribute from null value",
            "This value is null, so it does not have any attributes.",
        )),
        Kind::Unknown(unknown) => attribute_of_type(&unknown.ty, name).map(|ty| Value::unknown(ty).mark(value.marks())),
        _ => Err(attribute_of_type(&value.ty(), name).err().unwrap_or_else(|| no_such_attribute(name))),
    }
}

fn no_such_attribute(name: &str) -> Diagnostic {
    Diagnostic::error("Unsupported attribute", format!("This object does not have an attribute named {name:?}."))
}

/// The type of an attribute of an unknown value.
fn attribute_of_type(ty: &Type, name: &str) -> Result<Type, Diagnostic> {
    let detail = match ty {
        Type::Dynamic => return Ok(Type::Dynamic),
        Type::Map(element) => return Ok((**element).clone()),
        Type::Object(object) => return object.attributes.get(name).cloned().ok_or_else(|| no_such_attribute(name)),
        Type::List(element) if matches!(**element, Type::Object(_)) => {
            let which = if element.attribute(name).is_some() { format!("attribute {name:?}") } else { "an attribute".into() };
            format!(
                "Can't access attributes on a list of objects. Did you mean to access {which} for a specific element of the list, \
                 or across all elements of the list?"
            )
        }
        Type::Set(element) if matches!(**element, Type::Object(_)) => {
            "Can't access attributes on a set of objects. Did you mean to access an attribute across all elements of the set?".into()
        }
        ty if ty.is_primitive() => {
            format!("Can't access attributes on a primitive-typed value ({}).", ty.friendly_name())
        }
        _ => "This value does not have any attributes.".into(),
    };
    Err(Diagnostic::error("Unsupported attribute", detail))
}

fn invalid_index(detail: impl Into<String>) -> Diagnostic {
    Diagnostic::error("Invalid index", detail)
}

/// An element by its key, with the marks of the whole and of the key.
pub(super) fn index(value: &Value, key: &Value) -> Result<Value, Diagnostic> {
    if value.is_null() {
        let detail = "This value is null, so it does not have any indices.";
        return Err(Diagnostic::error("Attempt to index null value", detail));
    }
    if key.is_null() {
        return Err(invalid_index("Can't use a null value as an indexing key."));
    }
    let is_dynamic = |value: &Value| matches!(value.kind(), Kind::Unknown(unknown) if unknown.ty == Type::Dynamic);
    if is_dynamic(value) || is_dynamic(key) {
        return Ok(unknown().mark(value.marks()).mark(key.marks()));
    }
    let element = match value.kind() {
        Kind::List(_) | Kind::Tuple(_) => sequence_element(value, key),
        Kind::Map(map) => match convert_key(key, &Type::String)?.as_str() {
            Some(name) => map.items.get(name).cloned().ok_or_else(|| invalid_index(format!("{NO_ELEMENT}."))),
            None => Ok(Value::unknown(map.element.clone())),
        },
        Kind::Object(attributes) => match object_key(key)? {
            Some(name) => attributes.get(&*name).cloned().ok_or_else(|| no_object_element(key)),
            None => Ok(unknown()),
        },
        Kind::Unknown(unknown) => unknown_element(&unknown.ty, key),
        _ => unknown_element(&value.ty(), key),
    }?;
    Ok(element.mark(value.marks()).mark(key.marks()))
}

fn convert_key(key: &Value, ty: &Type) -> Result<Value, Diagnostic> {
    convert(key, ty).map_err(|error| invalid_index(format!("{NO_ELEMENT}: {}.", error.message)))
}

fn object_key(key: &Value) -> Result<Option<String>, Diagnostic> {
    Ok(convert_key(key, &Type::String)?.as_str().map(str::to_owned))
}

fn no_object_element(key: &Value) -> Diagnostic {
    let hint = if key.as_number().is_some() {
        " An object only supports looking up attributes by name, not by numeric index."
    } else {
        ""
    };
    invalid_index(format!("{NO_ELEMENT}.{hint}"))
}

fn sequence_element(value: &Value, key: &Value) -> Result<Value, Diagnostic> {
    let items = value.as_elements().unwrap_or_default();
    let key = match key.as_number() {
        Some(number) => Some(number.clone()),
        None => convert_key(key, &Type::Number)?.as_number().cloned(),
    };
    match key {
        Some(position) => {
            let item = position.as_u64().and_then(|position| items.get(usize::try_from(position).ok()?));
            item.cloned().ok_or_else(|| no_sequence_element(&position, items.is_empty()))
        }
        None => Ok(match value.kind() {
            Kind::List(list) => Value::unknown(list.element.clone()),
            _ => unknown(),
        }),
    }
}

fn no_sequence_element(position: &Number, is_empty: bool) -> Diagnostic {
    let reason = if !position.is_integer() {
        ": indexing a sequence requires a whole number, but the given index has a fractional part."
    } else if position.is_negative() {
        ": a negative number is not a valid index for a sequence."
    } else if is_empty {
        ": the collection has no elements."
    } else {
        "."
    };
    invalid_index(format!("{NO_ELEMENT}{reason}"))
}

/// The element of an unknown value, as far as its type tells; or why there is none.
fn unknown_element(ty: &Type, key: &Value) -> Result<Value, Diagnostic> {
    match ty {
        Type::List(element) => convert_key(key, &Type::Number).map(|_| Value::unknown((**element).clone())),
        Type::Map(element) => convert_key(key, &Type::String).map(|_| Value::unknown((**element).clone())),
        Type::Tuple(elements) => {
            let key = convert_key(key, &Type::Number)?;
            let Some(position) = key.as_number() else { return Ok(unknown()) };
            let element = position.as_u64().and_then(|position| elements.get(usize::try_from(position).ok()?));
            element.cloned().map(Value::unknown).ok_or_else(|| no_sequence_element(position, elements.is_empty()))
        }
        Type::Object(object) => match object_key(key)? {
            Some(name) => {
                object.attributes.get(&*name).cloned().map(Value::unknown).ok_or_else(|| no_object_element(key))
            }
            None => Ok(unknown()),
        },
        Type::Set(_) => Err(invalid_index(
            "Elements of a set are identified only by their value and don't have any separate index or key to select with, so \
             it's only possible to perform operations across all elements of the set.",
        )),
        _ => Err(invalid_index("This value does not have any indices.")),
    }
}
