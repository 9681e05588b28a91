//! What a function is: its parameters, how its result type follows from its arguments, and what it computes.
//!
//! A family file builds its functions with [`Function::new`] and the builder methods; nothing here knows any function.

use crate::eval::Scope;
use iac_core::diag::Diagnostic;
use iac_core::value::{Type, Value};

/// A parameter of a function.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "five independent permissions, each asked for alone")]
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
    /// Whether marks of values inside are passed in; its own are taken off and put on the result.
    pub allow_marked_inside: bool,
    /// Whether a value of unknown type is passed in rather than giving a result of unknown type.
    pub allow_dynamic: bool,
}

impl Parameter {
    /// A parameter that takes only known, non-null values without marks.
    pub(super) fn new(name: &'static str, ty: Type) -> Self {
        Self {
            name,
            ty,
            allow_null: false,
            allow_unknown: false,
            allow_marked: false,
            allow_marked_inside: false,
            allow_dynamic: false,
        }
    }

    pub(super) fn null(mut self) -> Self {
        self.allow_null = true;
        self
    }

    pub(super) fn unknown(mut self) -> Self {
        self.allow_unknown = true;
        self
    }

    pub(super) fn marked(mut self) -> Self {
        self.allow_marked = true;
        self
    }

    pub(super) fn marked_inside(mut self) -> Self {
        self.allow_marked_inside = true;
        self
    }

    pub(super) fn dynamic(mut self) -> Self {
        self.allow_dynamic = true;
        self
    }

    /// Anything at all is passed in.
    pub(super) fn anything(name: &'static str) -> Self {
        Self::new(name, Type::Dynamic).null().unknown().marked().dynamic()
    }
}

/// Why a call failed; `argument` is the position at fault, if one is.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionError {
    /// The position of the argument at fault, from 0.
    pub argument: Option<usize>,
    /// What is wrong, as Terraform words it.
    pub message: String,
}

impl FunctionError {
    /// The call as a whole failed.
    pub(super) fn failed(message: impl Into<String>) -> Self {
        Self { argument: None, message: message.into() }
    }

    /// One argument is at fault.
    pub(super) fn argument(position: usize, message: impl Into<String>) -> Self {
        Self { argument: Some(position), message: message.into() }
    }
}

/// How the type of the result follows from the arguments, which may be unknown.
pub(super) type TypeRule = fn(&[Value]) -> Result<Type, FunctionError>;

/// What a function computes, once its arguments have passed the checks of its parameters.
pub(super) type Run = fn(&Call<'_>) -> Result<Value, FunctionError>;

/// The type of a function's result.
#[derive(Clone, Debug)]
pub(super) enum Returns {
    Always(Type),
    Rule(TypeRule),
}

/// One call: converted arguments, the type that the result will have, and the surroundings.
pub(super) struct Call<'a> {
    pub(super) args: Vec<Value>,
    pub(super) ty: Type,
    pub(super) scope: &'a dyn Scope,
}

/// A function of the catalogue.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub doc: &'static str,
    /// Its positional parameters.
    pub params: Vec<Parameter>,
    /// What further arguments are, if it takes any.
    pub variadic: Option<Parameter>,
    pub(super) returns: Returns,
    pub(super) never_null: bool,
    pub(super) run: Run,
}

impl Function {
    pub(super) fn new(name: &'static str, doc: &'static str, returns: Type, run: Run) -> Self {
        let returns = Returns::Always(returns);
        Self { name, doc, params: Vec::new(), variadic: None, returns, never_null: true, run }
    }

    /// A function whose result type depends on its arguments.
    pub(super) fn typed(name: &'static str, doc: &'static str, rule: TypeRule, run: Run) -> Self {
        Self { returns: Returns::Rule(rule), ..Self::new(name, doc, Type::Dynamic, run) }
    }

    pub(super) fn param(self, name: &'static str, ty: Type) -> Self {
        self.with(Parameter::new(name, ty))
    }

    pub(super) fn with(mut self, parameter: Parameter) -> Self {
        self.params.push(parameter);
        self
    }

    pub(super) fn variadic(mut self, parameter: Parameter) -> Self {
        self.variadic = Some(parameter);
        self
    }

    /// Its result may be null, so an unknown result says nothing about that.
    pub(super) fn nullable(mut self) -> Self {
        self.never_null = false;
        self
    }

    /// The parameter that an argument at this position is for.
    pub fn parameter(&self, position: usize) -> Option<&Parameter> {
        self.params.get(position).or(self.variadic.as_ref())
    }

    /// The type of the result where it does not depend on the arguments; `Dynamic` otherwise.
    pub fn return_type(&self) -> Type {
        match &self.returns {
            Returns::Always(ty) => ty.clone(),
            Returns::Rule(_) => Type::Dynamic,
        }
    }

    /// What is wrong with calling it with this many arguments, if something is.
    pub fn check_arity(&self, count: usize) -> Result<(), Diagnostic> {
        let required = self.params.len();
        if count < required {
            let qualifier = if self.variadic.is_some() { " at least" } else { "" };
            return Err(Diagnostic::error(
                "Not enough function arguments",
                format!(
                    "Function \"{}\" expects{qualifier} {required} argument(s). Missing value for \"{}\".",
                    self.name, self.params[count].name
                ),
            ));
        }
        if count > required && self.variadic.is_none() {
            return Err(Diagnostic::error(
                "Too many function arguments",
                format!("Function \"{}\" expects only {required} argument(s).", self.name),
            ));
        }
        Ok(())
    }

    /// The diagnostic for a failed call; it lacks only its place.
    pub fn diagnostic(&self, error: &FunctionError) -> Diagnostic {
        match error.argument.and_then(|position| self.parameter(position)) {
            Some(parameter) => Diagnostic::error(
                "Invalid function argument",
                format!("Invalid value for \"{}\" parameter: {}.", parameter.name, error.message),
            ),
            None => Diagnostic::error(
                "Error in function call",
                format!("Call to function \"{}\" failed: {}.", self.name, error.message),
            ),
        }
    }
}
