//! Functions that search a sequence, or measure it.

use super::function::{Call, Function, FunctionError, Parameter};
use super::operand::list_of;
use iac_core::value::{Type, Value, convert, unify};

type Outcome = Result<Value, FunctionError>;

pub(super) fn contains() -> Function {
    Function::new("contains", "Whether a sequence has an element equal to a value.", Type::Bool, |call| {
        if !matches!(call.args[0].ty(), Type::List(_) | Type::Set(_) | Type::Tuple(_)) {
            return Err(FunctionError::failed("argument must be list, tuple, or set"));
        }
        let mut undecided = false;
        for item in call.elements(0) {
            match call.args[1].equals(item).as_bool() {
                Some(true) => return Ok(Value::bool(true)),
                Some(false) => {}
                None => undecided = true,
            }
        }
        Ok(if undecided { call.unknown() } else { Value::bool(false) })
    })
    .param("list", Type::Dynamic)
    .param("value", Type::Dynamic)
}

pub(super) fn index() -> Function {
    Function::new("index", "Finds the position of the first element equal to a value.", Type::Number, |call| {
        if !matches!(call.args[0].ty(), Type::List(_) | Type::Tuple(_)) {
            return Err(FunctionError::failed("argument must be a list or tuple"));
        }
        let items = call.elements(0);
        if items.is_empty() {
            return Err(FunctionError::failed("cannot search an empty list"));
        }
        for (at, item) in items.iter().enumerate() {
            match item.equals(&call.args[1]).as_bool() {
                Some(true) => return Ok(Value::number(at)),
                Some(false) => {}
                None => return Ok(call.unknown()),
            }
        }
        Err(FunctionError::failed("item not found"))
    })
    .param("list", Type::Dynamic)
    .param("value", Type::Dynamic)
}

pub(super) fn length() -> Function {
    let rule = |args: &[Value]| match args[0].ty() {
        Type::Bool | Type::Number => {
            Err(FunctionError::failed("argument must be a string, a collection type, or a structural type"))
        }
        _ => Ok(Type::Number),
    };
    Function::typed("length", "Counts elements, attributes or user-perceived characters.", rule, |call| {
        call.args[0].length().map_err(|error| FunctionError::failed(error.0))
    })
    .with(Parameter::new("value", Type::Dynamic).marked_inside().unknown().dynamic())
}

pub(super) fn matchkeys() -> Function {
    Function::typed("matchkeys", "Takes the values whose keys are among those searched for.", matchkeys_type, matching)
        .param("values", Type::list(Type::Dynamic))
        .param("keys", Type::list(Type::Dynamic))
        .param("searchset", Type::list(Type::Dynamic))
}

fn matchkeys_type(args: &[Value]) -> Result<Type, FunctionError> {
    unify(&[args[1].ty(), args[2].ty()])
        .map(|_| args[0].ty())
        .ok_or_else(|| FunctionError::failed("keys and searchset must be of the same type"))
}

fn matching(call: &Call<'_>) -> Outcome {
    let values = call.elements(0);
    if values.len() != call.elements(1).len() {
        return Err(FunctionError::failed("length of keys and values should be equal"));
    }
    let ty = unify(&[call.args[1].ty(), call.args[2].ty()]).expect("invariant: the type rule has unified them");
    let converted =
        |at: usize| convert(&call.args[at], &ty).map_err(|error| FunctionError::argument(at, error.message));
    let (keys, searched) = (converted(1)?, converted(2)?);
    let searched = searched.as_elements().unwrap_or_default();
    if searched.is_empty() {
        return Ok(list_of(&call.ty, Vec::new()));
    }
    if !call.args[0].is_wholly_known() || !keys.is_wholly_known() {
        return Ok(call.unknown());
    }
    let mut found = Vec::new();
    for (value, key) in values.iter().zip(keys.as_elements().unwrap_or_default()) {
        for candidate in searched {
            match key.equals(candidate).as_bool() {
                Some(true) => {
                    found.push(value.clone());
                    break;
                }
                Some(false) => {}
                // Terraform gives an empty list, not an unknown one.
                None => return Ok(list_of(&call.ty, Vec::new())),
            }
        }
    }
    Ok(list_of(&call.ty, found))
}

const ONE_OR_NONE: &str = "must be a list, set, or tuple value with either zero or one elements";

pub(super) fn one() -> Function {
    let rule = |args: &[Value]| match args[0].ty() {
        Type::List(element) | Type::Set(element) => Ok((*element).clone()),
        Type::Tuple(parts) if parts.is_empty() => Ok(Type::Dynamic),
        Type::Tuple(parts) if parts.len() == 1 => Ok(parts[0].clone()),
        _ => Err(FunctionError::argument(0, ONE_OR_NONE)),
    };
    Function::typed("one", "Takes the only element, or null if there is none.", rule, |call| {
        let items = call.elements(0);
        // A set may shrink once its unknown elements are known.
        if items.len() > 1 && matches!(call.args[0].ty(), Type::Set(_)) && !call.args[0].is_wholly_known() {
            return Ok(call.unknown());
        }
        match items {
            [] => Ok(Value::null(call.ty.clone())),
            [only] => Ok(only.clone()),
            _ => Err(FunctionError::argument(0, ONE_OR_NONE)),
        }
    })
    .param("list", Type::Dynamic)
    .nullable()
}
