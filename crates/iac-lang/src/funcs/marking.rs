//! Functions that put on, take off or ask for marks.

use super::function::{Function, Parameter};
use iac_core::value::{Marks, Type, Value};

#[expect(clippy::unnecessary_wraps, reason = "the shape that the catalogue wants")]
fn same_type(args: &[Value]) -> Result<Type, super::function::FunctionError> {
    Ok(args[0].ty())
}

pub(super) fn ephemeralasnull() -> Function {
    Function::typed("ephemeralasnull", "Replaces ephemeral values inside by null.", same_type, |call| {
        Ok(call.args[0].transform(&mut |_, value| {
            if !value.marks().ephemeral {
                return value;
            }
            let marks = Marks { ephemeral: false, ..value.marks().clone() };
            Value::null(value.ty()).with_marks(marks)
        }))
    })
    .with(Parameter::anything("value"))
    .nullable()
}

pub(super) fn issensitive() -> Function {
    Function::new("issensitive", "Whether a value is sensitive.", Type::Bool, |call| {
        let value = &call.args[0];
        if !value.is_known() && !value.marks().sensitive {
            return Ok(call.unknown());
        }
        Ok(Value::bool(value.marks().sensitive))
    })
    .with(Parameter::anything("value"))
    .nullable()
}

pub(super) fn nonsensitive() -> Function {
    Function::typed("nonsensitive", "Takes off the sensitive mark.", same_type, |call| {
        let value = call.args[0].clone();
        let marks = Marks { sensitive: false, ..value.marks().clone() };
        Ok(value.with_marks(marks))
    })
    .with(Parameter::anything("value"))
    .nullable()
}

pub(super) fn sensitive() -> Function {
    Function::typed("sensitive", "Marks a value as sensitive.", same_type, |call| {
        Ok(call.args[0].clone().mark(&Marks::SENSITIVE))
    })
    .with(Parameter::anything("value"))
    .nullable()
}
