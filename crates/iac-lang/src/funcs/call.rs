//! Calling a function: what every call has in common.
//!
//! In this order: arity, conversion to the parameters' types, null, values of unknown type, the type of the result,
//! unknown arguments, the function itself, marks. Invariant: a mark on an argument that the function does not see
//! is always on the result, also when the result is unknown.

use super::catalogue;
use super::function::{Call, Function, FunctionError, Parameter, Returns};
use crate::eval::Scope;
use iac_core::value::{Kind, Marks, Refinement, Type, Value, convert};

/// Calls a function of the catalogue with evaluated arguments: checks arity, converts, handles null, unknown and marks.
/// `None` if there is no function of that name.
pub fn call(name: &str, arguments: &[Value], scope: &dyn Scope) -> Option<Result<Value, FunctionError>> {
    Some(catalogue::find(name)?.call(arguments, scope))
}

/// Whether there is a function of that name.
pub fn exists(name: &str) -> bool {
    catalogue::find(name).is_some()
}

/// The names of all functions, sorted.
pub fn names() -> Vec<&'static str> {
    catalogue::all().iter().map(|function| function.name).collect()
}

impl Function {
    /// Calls it; see [`call`].
    pub fn call(&self, arguments: &[Value], scope: &dyn Scope) -> Result<Value, FunctionError> {
        if let Err(diagnostic) = self.check_arity(arguments.len()) {
            return Err(FunctionError::failed(diagnostic.detail.trim_end_matches('.')));
        }
        let mut args = Vec::with_capacity(arguments.len());
        let mut marks = Marks::NONE;
        for (position, argument) in arguments.iter().enumerate() {
            args.push(self.admit(position, argument, &mut marks)?);
        }
        let result = self.run_admitted(args, scope).map_err(|error| redacted(error, arguments))?;
        Ok(if self.never_null { not_null(result) } else { result }.mark(&marks))
    }

    /// Converts one argument to its parameter's type and takes off the marks that the function does not want to see.
    fn admit(&self, position: usize, argument: &Value, marks: &mut Marks) -> Result<Value, FunctionError> {
        let parameter = self.parameter(position).expect("invariant: arity was checked");
        let value = if parameter.ty == Type::Dynamic {
            argument.clone()
        } else {
            convert(argument, &parameter.ty).map_err(|error| FunctionError::argument(position, error.message))?
        };
        if value.is_null() && !parameter.allow_null {
            return Err(FunctionError::argument(position, "argument must not be null"));
        }
        if parameter.allow_marked || !value.contains_marks() {
            return Ok(value);
        }
        if parameter.allow_marked_inside {
            *marks = marks.union(value.marks());
            return Ok(value.with_marks(Marks::NONE));
        }
        *marks = marks.union(&value.deep_marks());
        Ok(value.unmark_deep().0)
    }

    fn run_admitted(&self, args: Vec<Value>, scope: &dyn Scope) -> Result<Value, FunctionError> {
        let pairs = || args.iter().enumerate().filter_map(|(at, value)| Some((self.parameter(at)?, value)));
        if pairs().any(|(parameter, value)| is_untyped(value) && !parameter.allow_dynamic) {
            return Ok(Value::unknown(Type::Dynamic).mark(&all_marks(&args)));
        }
        let ty = match &self.returns {
            Returns::Always(ty) => ty.clone(),
            Returns::Rule(rule) => rule(&args)?,
        };
        let held_back = |(parameter, value): (&Parameter, &Value)| !value.is_known() && !parameter.allow_unknown;
        if pairs().any(held_back) {
            return Ok(Value::unknown(ty).mark(&all_marks(&args)));
        }
        (self.run)(&Call { args, ty, scope })
    }
}

/// The marks that the function itself would have dealt with.
fn all_marks(args: &[Value]) -> Marks {
    args.iter().fold(Marks::NONE, |marks, arg| marks.union(&arg.deep_marks()))
}

/// The error without the sensitive texts of the arguments; Terraform lets some of them through.
fn redacted(mut error: FunctionError, arguments: &[Value]) -> FunctionError {
    /// Shorter texts occur in any message.
    const SHORTEST_SECRET: usize = 3;
    for argument in arguments.iter().filter(|argument| argument.contains_sensitive()) {
        argument.walk(&mut |_, value| {
            if let Some(text) = value.as_str().filter(|text| !text.is_empty()) {
                error.message = error.message.replace(&super::verb::go_quote(text), "(sensitive value)");
                if text.len() >= SHORTEST_SECRET {
                    error.message = error.message.replace(text, "(sensitive value)");
                }
            }
            true
        });
    }
    error
}

fn is_untyped(value: &Value) -> bool {
    match value.kind() {
        Kind::Null(ty) => *ty == Type::Dynamic,
        Kind::Unknown(unknown) => unknown.ty == Type::Dynamic,
        _ => false,
    }
}

/// The same value; if it is unknown but typed, known not to be null.
pub(super) fn not_null(value: Value) -> Value {
    match value.kind() {
        Kind::Unknown(unknown) if unknown.ty != Type::Dynamic && !unknown.refinement.not_null => {
            let refinement = Refinement { not_null: true, ..unknown.refinement.clone() };
            Value::refined(unknown.ty.clone(), refinement).with_marks(value.marks().clone())
        }
        _ => value,
    }
}
