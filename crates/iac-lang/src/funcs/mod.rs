//! The functions of the language: one file per family, one catalogue.

use crate::eval::Scope;
use iac_core::value::{Type, Value};

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What arguments are converted to.
    pub ty: Type,
    /// Whether null is passed in rather than rejected.
    pub allow_null: bool,
    /// Whether unknown is passed in rather than giving an unknown result.
    pub allow_unknown: bool,
    /// Whether marks are passed in rather than taken off and put on the result.
    pub allow_marked: bool,
}

/// Why a call failed; `argument` is the position at fault, if one is.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionError {
    /// The position of the argument at fault, from 0.
    pub argument: Option<usize>,
    /// What is wrong, as Terraform words it.
    pub message: String,
}

/// Calls a function of the catalogue with evaluated arguments: checks arity, converts, handles null, unknown and marks.
/// `None` if there is no function of that name.
pub fn call(name: &str, arguments: &[Value], scope: &dyn Scope) -> Option<Result<Value, FunctionError>> {
    let _ = (name, arguments, scope);
    todo!()
}

/// Whether there is a function of that name.
pub fn exists(name: &str) -> bool {
    let _ = name;
    todo!()
}

/// The names of all functions, sorted.
pub fn names() -> Vec<&'static str> {
    todo!()
}
