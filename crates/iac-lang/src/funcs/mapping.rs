//! Functions on maps and objects.

use super::function::{Call, Function, FunctionError, Parameter};
use super::operand::{element_of, list_of, list_of_text};
use iac_core::value::{Kind, Marks, Type, Value, convert};
use std::collections::BTreeMap;
use std::sync::Arc;

type Outcome = Result<Value, FunctionError>;

pub(super) fn keys() -> Function {
    let rule = |args: &[Value]| match args[0].ty() {
        Type::Map(_) => Ok(Type::list(Type::String)),
        Type::Object(object) => Ok(Type::tuple(object.attributes.keys().map(|_| Type::String))),
        _ => Err(FunctionError::argument(0, "must have map or object type")),
    };
    Function::typed("keys", "The keys of a map or the names of an object's attributes, sorted.", rule, |call| {
        // The names of an object's attributes are known even if the object is not.
        if let Type::Object(object) = call.args[0].ty() {
            return Ok(Value::tuple(object.attributes.keys().map(Value::string)));
        }
        Ok(call.args[0].as_entries().map_or_else(|| call.unknown(), |entries| list_of_text(entries.keys())))
    })
    .with(Parameter::new("inputMap", Type::Dynamic).unknown().marked_inside())
}

pub(super) fn lookup() -> Function {
    Function::typed("lookup", "Takes the element of a key, or a default.", lookup_type, looked_up)
        .with(Parameter::new("inputMap", Type::Dynamic).unknown().marked_inside())
        .with(Parameter::new("key", Type::String).unknown().marked())
        .variadic(Parameter::anything("default"))
        .nullable()
}

fn lookup_type(args: &[Value]) -> Result<Type, FunctionError> {
    if args.len() > 3 {
        return Err(FunctionError::failed(format!("lookup() takes two or three arguments, got {}", args.len())));
    }
    match (args[0].ty(), args[1].as_str()) {
        (Type::Object(_), None) => Ok(Type::Dynamic),
        (Type::Object(object), Some(key)) => match (object.attributes.get(key), args.get(2)) {
            (Some(ty), _) => Ok(ty.clone()),
            (None, Some(default)) => Ok(default.ty()),
            (None, None) => {
                Err(FunctionError::argument(0, format!("the given object has no attribute {}", quoted(&args[1], key))))
            }
        },
        (Type::Map(element), _) => match args.get(2).map(|default| convert(default, &element)) {
            Some(Err(_)) => {
                Err(FunctionError::argument(2, "the default value must have the same type as the map elements"))
            }
            _ => Ok((*element).clone()),
        },
        _ => Err(FunctionError::argument(0, "lookup() requires a map as the first argument")),
    }
}

fn looked_up(call: &Call<'_>) -> Outcome {
    let marks = call.args[1].marks();
    let (Some(entries), Some(key)) = (call.args[0].as_entries(), call.args[1].as_str()) else {
        return Ok(call.unknown().mark(marks));
    };
    if let Some(found) = entries.get(key) {
        return Ok(found.clone().mark(marks));
    }
    match call.args.get(2) {
        Some(default) => {
            let default = convert(default, &call.ty).map_err(|error| FunctionError::failed(error.message))?;
            Ok(default.mark(marks))
        }
        None => Err(FunctionError::failed(format!("lookup failed to find key {}", quoted(&call.args[1], key)))),
    }
}

/// The key as an error may show it.
fn quoted(value: &Value, key: &str) -> String {
    match value.marks() {
        marks if marks.ephemeral => "(ephemeral value)".into(),
        marks if marks.sensitive => "(sensitive value)".into(),
        _ => super::verb::go_quote(key),
    }
}

pub(super) fn merge() -> Function {
    Function::typed("merge", "Joins maps and objects; for equal keys the later argument wins.", merge_type, |call| {
        let (mut merged, mut marks) = (BTreeMap::new(), Marks::NONE);
        for arg in call.args.iter().filter(|arg| !arg.is_null()) {
            marks = marks.union(arg.marks());
            let Some(entries) = arg.as_entries() else { return Ok(call.unknown()) };
            merged.extend(entries.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        Ok(match &call.ty {
            Type::Map(element) => Value::map((**element).clone(), merged),
            _ => Value::object(merged),
        }
        .mark(&marks))
    })
    .variadic(Parameter::new("maps", Type::Dynamic).null().dynamic().marked_inside())
}

/// A map if all arguments have the same map type, an object if every argument is known well enough to tell its names.
fn merge_type(args: &[Value]) -> Result<Type, FunctionError> {
    let mut attributes: BTreeMap<Arc<str>, Type> = BTreeMap::new();
    let mut undecided = false;
    for arg in args {
        let ty = arg.ty();
        let untyped_null = arg.is_null() && ty == Type::Dynamic;
        match (&ty, arg.as_entries()) {
            _ if untyped_null => {}
            (Type::Dynamic, _) => undecided = true,
            (Type::Object(_), _) if arg.is_null() => {}
            (Type::Object(object), _) => {
                attributes.extend(object.attributes.iter().map(|(name, ty)| (name.clone(), ty.clone())));
            }
            (Type::Map(_), None) => undecided |= !arg.is_null(),
            (Type::Map(element), Some(entries)) => {
                attributes.extend(entries.keys().map(|key| (key.clone(), (**element).clone())));
            }
            _ => {
                let got = super::verb::go_quote(&ty.friendly_name());
                return Err(FunctionError::failed(format!("arguments must be maps or objects, got {got}")));
            }
        }
    }
    // Same-typed arguments keep their map type, null ones included.
    if let Some(first) = args.first().map(Value::ty)
        && matches!(first, Type::Map(_))
        && args.iter().all(|arg| arg.ty() == first)
    {
        return Ok(first);
    }
    Ok(if undecided { Type::Dynamic } else { Type::object(attributes) })
}

pub(super) fn transpose() -> Function {
    let ty = || Type::map(Type::list(Type::String));
    Function::new("transpose", "Swaps the keys and the elements of a map of lists.", ty(), |call| {
        if !call.args[0].is_wholly_known() {
            return Ok(call.unknown());
        }
        let mut swapped: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
        for (key, list) in call.entries(0) {
            if list.is_null() {
                return Err(FunctionError::argument(0, "input must not contain null list"));
            }
            for item in list.as_elements().unwrap_or_default() {
                let Kind::String(text) = item.kind() else {
                    return Err(FunctionError::failed("input list must not contain null string"));
                };
                swapped.entry(text.clone()).or_default().push(Value::string(key));
            }
        }
        let lists = swapped.into_iter().map(|(key, items)| (key, Value::list(Type::String, items)));
        Ok(Value::map(element_of(&call.ty), lists.collect()))
    })
    .param("values", ty())
}

pub(super) fn values() -> Function {
    let rule = |args: &[Value]| match args[0].ty() {
        Type::Map(element) => Ok(Type::List(element)),
        Type::Object(object) => Ok(Type::tuple(object.attributes.values().cloned())),
        _ => Err(FunctionError::failed("values() requires a map as the first argument")),
    };
    Function::typed("values", "The elements of a map or object, in the order of its keys.", rule, |call| {
        let items = call.entries(0).values().cloned();
        Ok(if matches!(call.ty, Type::Tuple(_)) { Value::tuple(items) } else { list_of(&call.ty, items.collect()) })
    })
    .with(Parameter::new("mapping", Type::Dynamic).marked_inside())
}

pub(super) fn zipmap() -> Function {
    Function::typed("zipmap", "Makes a map from a list of keys and one of values.", zipmap_type, |call| {
        let (keys, values) = (call.elements(0), call.elements(1));
        if !call.args[0].is_wholly_known() {
            return Ok(call.unknown());
        }
        if keys.len() != values.len() {
            return Err(length_mismatch(keys.len(), values.len()));
        }
        let mut entries = BTreeMap::new();
        let mut marks = Marks::NONE;
        for (at, (key, value)) in keys.iter().zip(values).enumerate() {
            marks = marks.union(key.marks());
            let Kind::String(key) = key.kind() else { return Err(null_key(at)) };
            entries.insert(key.clone(), value.clone());
        }
        Ok(match &call.ty {
            Type::Map(element) => Value::map((**element).clone(), entries),
            _ => Value::object(entries),
        }
        .mark(&marks))
    })
    .with(Parameter::new("keys", Type::list(Type::String)).marked_inside())
    .with(Parameter::new("values", Type::Dynamic).marked_inside())
}

fn zipmap_type(args: &[Value]) -> Result<Type, FunctionError> {
    match args[1].ty() {
        Type::List(element) => Ok(Type::Map(element)),
        Type::Tuple(parts) => {
            if !args[0].is_wholly_known() {
                return Ok(Type::Dynamic);
            }
            let keys = args[0].as_elements().unwrap_or_default();
            if keys.len() != parts.len() {
                return Err(length_mismatch(keys.len(), parts.len()));
            }
            let mut attributes = Vec::with_capacity(keys.len());
            for (at, (key, ty)) in keys.iter().zip(parts.iter()).enumerate() {
                attributes.push((key.as_str().ok_or_else(|| null_key(at))?, ty.clone()));
            }
            Ok(Type::object(attributes))
        }
        _ => Err(FunctionError::failed("values argument must be a list or tuple value")),
    }
}

fn length_mismatch(keys: usize, values: usize) -> FunctionError {
    FunctionError::failed(format!("number of keys ({keys}) does not match number of values ({values})"))
}

fn null_key(at: usize) -> FunctionError {
    FunctionError::failed(format!("keys list has null value at index {at}"))
}
