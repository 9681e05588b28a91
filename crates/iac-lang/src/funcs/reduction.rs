//! Functions that reduce many values to one: truth of all or any, sum, extremes.

use super::function::{Call, Function, FunctionError, Parameter};
use iac_core::value::{Number, Type, Value, convert};

type Outcome = Result<Value, FunctionError>;

pub(super) fn alltrue() -> Function {
    Function::new("alltrue", "Whether every element is true.", Type::Bool, |call| {
        for item in call.elements(0) {
            if !item.is_known() {
                return Ok(call.unknown());
            }
            if item.as_bool() != Some(true) {
                return Ok(Value::bool(false));
            }
        }
        Ok(Value::bool(true))
    })
    .param("list", Type::list(Type::Bool))
}

pub(super) fn anytrue() -> Function {
    Function::new("anytrue", "Whether some element is true.", Type::Bool, |call| {
        let items = call.elements(0);
        if items.iter().any(|item| item.as_bool() == Some(true)) {
            return Ok(Value::bool(true));
        }
        Ok(if items.iter().any(|item| !item.is_known()) { call.unknown() } else { Value::bool(false) })
    })
    .param("list", Type::list(Type::Bool))
}

pub(super) fn max() -> Function {
    Function::new("max", "The greatest of some numbers.", Type::Number, |call| extreme(call, |new, best| new > best))
        .variadic(Parameter::new("numbers", Type::Number).dynamic())
}

pub(super) fn min() -> Function {
    Function::new("min", "The least of some numbers.", Type::Number, |call| extreme(call, |new, best| new < best))
        .variadic(Parameter::new("numbers", Type::Number).dynamic())
}

fn extreme(call: &Call<'_>, better: fn(&Number, &Number) -> bool) -> Outcome {
    let mut numbers = (0..call.args.len()).map(|at| call.number(at));
    let first = numbers.next().ok_or_else(|| FunctionError::failed("must pass at least one number"))?;
    let best = numbers.fold(first, |best, new| if better(new, best) { new } else { best });
    Ok(Value::number(best.clone()))
}

pub(super) fn sum() -> Function {
    Function::new("sum", "Adds up numbers.", Type::Number, |call| {
        let arg = &call.args[0];
        let ty = arg.ty();
        let failed = |text: &str| FunctionError::argument(0, text);
        let count =
            arg.as_elements().map(<[Value]>::len).or_else(|| arg.as_entries().map(std::collections::BTreeMap::len));
        match count {
            None => return Err(failed("cannot sum noniterable")),
            Some(0) => return Err(failed("cannot sum an empty list")),
            Some(_) => {}
        }
        let Some(items) = arg.as_elements() else {
            let received = ty.friendly_name();
            return Err(failed(&format!("argument must be list, set, or tuple. Received {received}")));
        };
        if !arg.is_wholly_known() {
            return Ok(call.unknown());
        }
        let mut total: Option<Number> = None;
        for item in items {
            let item = convert(item, &Type::Number).ok();
            let number = item.as_ref().and_then(Value::as_number);
            let number = number.ok_or_else(|| failed("argument must be list, set, or tuple of number values"))?;
            total = Some(match total {
                // The first is not added to zero, which would change the precision of a number that began as a float.
                None => number.clone(),
                Some(total) => {
                    total.add(number).map_err(|_| FunctionError::failed("can't compute sum of opposing infinities"))?
                }
            });
        }
        Ok(Value::number(total.unwrap_or_default()))
    })
    .param("list", Type::Dynamic)
}
