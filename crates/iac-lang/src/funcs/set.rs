//! Set algebra, and the cartesian product.

use super::function::{Call, Function, FunctionError, Parameter};
use super::operand::{element_of, list_of};
use iac_core::value::{Type, Value, convert, unify};

type Outcome = Result<Value, FunctionError>;

fn set_of_any() -> Type {
    Type::set(Type::Dynamic)
}

pub(super) fn setintersection() -> Function {
    Function::typed("setintersection", "The elements that are in every set.", common_set, |call| {
        combined(call, false, |first, second| retained(first, second, true))
    })
    .param("first_set", set_of_any())
    .variadic(Parameter::new("other_sets", set_of_any()).dynamic())
}

pub(super) fn setsubtract() -> Function {
    Function::typed("setsubtract", "The elements of a set that are not in another.", common_set, |call| {
        combined(call, false, |first, second| retained(first, second, false))
    })
    .param("a", set_of_any())
    .param("b", set_of_any())
}

pub(super) fn setunion() -> Function {
    Function::typed("setunion", "The elements that are in some set.", common_set, |call| {
        combined(call, true, |mut first, second| {
            first.extend_from_slice(second);
            first
        })
    })
    .param("first_set", set_of_any())
    .variadic(Parameter::new("other_sets", set_of_any()).dynamic())
}

/// The set type that all arguments convert to; empty sets of unknown type do not count.
fn common_set(args: &[Value]) -> Result<Type, FunctionError> {
    let mut elements = Vec::with_capacity(args.len());
    let mut unsure = false;
    for arg in args {
        let element = element_of(&arg.ty());
        if element != Type::Dynamic {
            elements.push(element);
        } else if arg.as_elements().is_none_or(|items| !items.is_empty()) {
            unsure = true;
        }
    }
    if unsure || elements.is_empty() {
        return Ok(set_of_any());
    }
    unify(&elements)
        .map(Type::set)
        .ok_or_else(|| FunctionError::failed("given sets must all have compatible element types"))
}

type Combine = fn(Vec<Value>, &[Value]) -> Vec<Value>;

fn combined(call: &Call<'_>, admit_unknown: bool, combine: Combine) -> Outcome {
    let element = element_of(&call.ty);
    let mut outcome: Option<Vec<Value>> = None;
    for (at, arg) in call.args.iter().enumerate() {
        if !admit_unknown && !arg.is_wholly_known() {
            return Ok(call.unknown());
        }
        let empty = arg.as_elements().is_some_and(<[Value]>::is_empty);
        let set = if empty { Value::set(element.clone(), Vec::new()) } else { converted(arg, &call.ty, at)? };
        let Some(items) = set.as_elements() else { return Ok(call.unknown()) };
        outcome = Some(match outcome {
            None => items.to_vec(),
            Some(first) => combine(first, items),
        });
    }
    Ok(Value::set(element, outcome.unwrap_or_default()))
}

fn converted(value: &Value, ty: &Type, at: usize) -> Outcome {
    convert(value, ty).map_err(|error| FunctionError::argument(at, error.message))
}

fn retained(first: Vec<Value>, second: &[Value], present: bool) -> Vec<Value> {
    first.into_iter().filter(|item| second.iter().any(|other| other.same(item)) == present).collect()
}

pub(super) fn setproduct() -> Function {
    Function::typed("setproduct", "Every combination of one element from each set.", product_type, product)
        .variadic(Parameter::new("sets", Type::Dynamic).marked_inside())
}

/// A list of tuples if every argument has an order, else a set of tuples.
fn product_type(args: &[Value]) -> Result<Type, FunctionError> {
    if args.len() < 2 {
        return Err(FunctionError::failed("at least two arguments are required"));
    }
    let mut ordered = true;
    let mut parts = Vec::with_capacity(args.len());
    for (at, arg) in args.iter().enumerate() {
        parts.push(match arg.ty() {
            Type::Set(element) => {
                ordered = false;
                (*element).clone()
            }
            Type::List(element) => (*element).clone(),
            Type::Tuple(types) if types.is_empty() => Type::Dynamic,
            Type::Tuple(types) => {
                unify(&types).ok_or_else(|| FunctionError::argument(at, "all elements must be of the same type"))?
            }
            _ => return Err(FunctionError::argument(at, "a set or a list is required")),
        });
    }
    let tuple = Type::tuple(parts);
    Ok(if ordered { Type::list(tuple) } else { Type::set(tuple) })
}

fn product(call: &Call<'_>) -> Outcome {
    let tuple = element_of(&call.ty);
    let Type::Tuple(parts) = &tuple else { return Ok(call.unknown()) };
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for (at, part) in parts.iter().enumerate() {
        let mut items = Vec::new();
        for item in call.elements(at) {
            items.push(if item.has_type(part) { item.clone() } else { converted(item, part, at)? });
        }
        rows = rows
            .iter()
            .flat_map(|row| items.iter().map(move |item| row.iter().cloned().chain([item.clone()]).collect()))
            .collect();
    }
    let tuples = rows.into_iter().map(Value::tuple).collect();
    Ok(if matches!(call.ty, Type::List(_)) { list_of(&call.ty, tuples) } else { Value::set(tuple.clone(), tuples) })
}
