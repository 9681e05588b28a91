//! Functions that choose the first usable of their arguments.

use super::function::{Function, FunctionError, Parameter};
use iac_core::value::{Type, Value, convert, unify};

pub(super) fn coalesce() -> Function {
    let rule = |args: &[Value]| {
        let types: Vec<Type> = args.iter().map(Value::ty).collect();
        let unified = if types.is_empty() { None } else { unify(&types) };
        unified.ok_or_else(|| FunctionError::failed("all arguments must have the same type"))
    };
    Function::typed("coalesce", "Takes the first argument that is neither null nor empty text.", rule, |call| {
        for (at, arg) in call.args.iter().enumerate() {
            let value = convert(arg, &call.ty).map_err(|error| FunctionError::argument(at, error.message))?;
            if !value.is_known() {
                return Ok(call.unknown());
            }
            if !value.is_null() && (call.ty != Type::String || value.as_str() != Some("")) {
                return Ok(value);
            }
        }
        Err(FunctionError::failed("no non-null, non-empty-string arguments"))
    })
    .variadic(Parameter::new("vals", Type::Dynamic).null().unknown().dynamic())
}

pub(super) fn coalescelist() -> Function {
    Function::typed("coalescelist", "Takes the first list or tuple that is not empty.", coalescelist_type, |call| {
        for arg in &call.args {
            match arg.as_elements() {
                None if arg.is_null() => {}
                None => return Ok(call.unknown()),
                Some([]) => {}
                Some(_) => return Ok(arg.clone()),
            }
        }
        Err(FunctionError::failed("no non-null arguments"))
    })
    .variadic(Parameter::new("vals", Type::Dynamic).null().unknown().dynamic())
}

/// The type of all arguments if they have one; an unknown argument ends the checks.
fn coalescelist_type(args: &[Value]) -> Result<Type, FunctionError> {
    let Some(first) = args.first() else {
        return Err(FunctionError::failed("at least one argument is required"));
    };
    for arg in args {
        if !arg.is_known() {
            return Ok(Type::Dynamic);
        }
        if !matches!(arg.ty(), Type::List(_) | Type::Tuple(_)) {
            return Err(FunctionError::failed("coalescelist arguments must be lists or tuples"));
        }
    }
    let ty = first.ty();
    Ok(if args.iter().all(|arg| arg.ty() == ty) { ty } else { Type::Dynamic })
}
