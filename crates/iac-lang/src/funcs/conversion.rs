//! `tobool`, `tolist`, `tomap`, `tonumber`, `toset` and `tostring`.
//!
//! What converts to what is `iac-core`'s; here are only the messages.

use super::function::{Call, Function, FunctionError, Parameter, TypeRule};
use super::verb::go_quote;
use iac_core::value::{Type, Value, convert};

type Outcome = Result<Value, FunctionError>;

fn to_function(name: &'static str, doc: &'static str, rule: TypeRule) -> Function {
    Function::typed(name, doc, rule, converted)
        .nullable()
        .with(Parameter::new("v", Type::Dynamic).null().marked().dynamic())
}

/// The wanted type, if a value of the argument's type can have it at all; an unknown argument is refused here.
fn reachable(args: &[Value], wanted: Type) -> Result<Type, FunctionError> {
    match convert(&Value::unknown(args[0].ty()), &wanted) {
        Ok(_) => Ok(wanted),
        Err(_) => Err(FunctionError::argument(0, refusal(&args[0], &wanted))),
    }
}

pub(super) fn tobool() -> Function {
    to_function("tobool", "Converts to a bool.", |args| reachable(args, Type::Bool))
}

pub(super) fn tolist() -> Function {
    to_function("tolist", "Converts to a list.", |args| reachable(args, Type::list(Type::Dynamic)))
}

pub(super) fn tomap() -> Function {
    to_function("tomap", "Converts to a map.", |args| reachable(args, Type::map(Type::Dynamic)))
}

pub(super) fn tonumber() -> Function {
    to_function("tonumber", "Converts to a number.", |args| reachable(args, Type::Number))
}

pub(super) fn toset() -> Function {
    to_function("toset", "Converts to a set.", |args| reachable(args, Type::set(Type::Dynamic)))
}

pub(super) fn tostring() -> Function {
    to_function("tostring", "Converts to text.", |args| reachable(args, Type::String))
}

fn converted(call: &Call<'_>) -> Outcome {
    let value = &call.args[0];
    convert(value, &call.ty).map_err(|_| FunctionError::argument(0, refusal(value, &call.ty)))
}

fn refusal(value: &Value, wanted: &Type) -> String {
    let got = value.ty();
    let target = match wanted.element() {
        Some(_) => wanted.friendly_name().replace("dynamic", "any single type"),
        None => wanted.friendly_name(),
    };
    let scalar = got == Type::String && matches!(wanted, Type::Bool | Type::Number);
    if scalar && value.contains_marks() {
        return format!("cannot convert this sensitive {} to {target}", got.friendly_name());
    }
    let shown = value.as_str().map_or_else(|| "string".into(), go_quote);
    match wanted {
        Type::Bool if scalar => {
            format!("cannot convert {shown} to bool; only the strings \"true\" or \"false\" are allowed")
        }
        Type::Number if scalar => {
            format!("cannot convert {shown} to number; given string must be a decimal representation of a number")
        }
        _ => format!("cannot convert {} to {target}", got.friendly_name()),
    }
}
