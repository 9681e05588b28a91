//! Values of the root module's input variables, from every place they may come from.
//!
//! Precedence, lowest first: `TF_VAR_name`, `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars[.json]` in lexical
//! order, then `-var` and `-var-file` in the order given.

use super::decode::parse_constant;
use super::{Module, VariableBlock};
use crate::expr::suggest::did_you_mean;
use iac_core::diag::{Diagnostic, Diagnostics, Span};
use iac_core::value::{Marks, Value, convert};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableSource {
    /// `TF_VAR_name`
    Environment,
    /// A variables file loaded automatically.
    AutoFile(Arc<str>),
    /// A file named by `-var-file`.
    NamedFile(Arc<str>),
    /// `-var`
    CommandLine,
    /// Typed at a prompt.
    Prompt,
    /// A saved plan.
    Plan,
}

/// Values as given, not yet converted.
#[derive(Clone, Debug, Default)]
pub struct InputVariables {
    /// By name: the value (or the raw text, for `TF_VAR_` and `-var`, whose reading depends on the type), its origin, its place.
    pub values: BTreeMap<Arc<str>, GivenValue>,
}

/// One given value.
#[derive(Clone, Debug)]
pub struct GivenValue {
    /// A value from a file, or raw text from the environment, the command line or a prompt.
    pub value: GivenText,
    /// Where it was given.
    pub source: VariableSource,
    /// Its place in a variables file.
    pub span: Option<Span>,
}

/// A value or the text to read it from.
#[derive(Clone, Debug)]
pub enum GivenText {
    /// Already evaluated.
    Value(Value),
    /// Raw: taken as it is for a string variable, parsed as an expression otherwise.
    Text(Arc<str>),
}

impl InputVariables {
    /// The final values of the root module's variables: converted, defaults filled in, marked. Reports undeclared values
    /// (command line: error; file: warning; environment: silent) and missing ones.
    pub fn resolve(&self, module: &Module) -> (BTreeMap<Arc<str>, Value>, Diagnostics) {
        let mut diags = Diagnostics::new();
        self.check_undeclared(module, &mut diags);
        let mut values = BTreeMap::new();
        for variable in module.variables.values() {
            let (value, found) = match self.values.get(&variable.name) {
                Some(given) => variable.resolve_given(given),
                None => variable.resolve_absent(),
            };
            diags.extend(found);
            values.insert(variable.name.clone(), value);
        }
        (values, diags)
    }

    fn check_undeclared(&self, module: &Module, diags: &mut Diagnostics) {
        let mut in_files = 0;
        for (name, given) in self.values.iter().filter(|(name, _)| !module.variables.contains_key(*name)) {
            let hint = did_you_mean(name, module.variables.keys().map(|known| &**known));
            match &given.source {
                VariableSource::Environment => {}
                VariableSource::AutoFile(file) | VariableSource::NamedFile(file) => {
                    in_files += 1;
                    // Files shared by several configurations would bury everything else.
                    if in_files <= 2 {
                        let detail = format!(
                            "The file {file:?} has a value for {name:?}, but the root module declares no such variable.{hint}"
                        );
                        diags.push(Diagnostic::warning("Value for undeclared variable", detail).at(given.span));
                    }
                }
                VariableSource::CommandLine | VariableSource::Prompt | VariableSource::Plan => {
                    let detail = format!(
                        "The command line has a value for {name:?}, but the root module declares no such variable.{hint}"
                    );
                    diags.error("Value for undeclared variable", detail);
                }
            }
        }
        if in_files > 2 {
            let detail = format!("{} more variables have a value in a file without being declared.", in_files - 2);
            diags.push(Diagnostic::warning("Values for undeclared variables", detail));
        }
    }
}

impl VariableBlock {
    /// A given value as the variable's own: defaults of optional attributes, conversion, `nullable`, marks.
    pub fn prepare(&self, value: &Value) -> Result<Value, Diagnostic> {
        let converted = convert(&self.type_defaults.apply(value), &self.ty).map_err(|error| {
            let place = if error.path.is_root() { String::new() } else { format!("{}: ", error.path) };
            Diagnostic::error(
                "Invalid value for input variable",
                format!("The value given for var.{} does not fit its type {}: {place}{error}.", self.name, self.ty),
            )
        })?;
        if !converted.is_null() || self.nullable {
            return Ok(self.marked(converted));
        }
        match &self.default {
            Some(default) => Ok(self.marked(default.clone())),
            None => Err(Diagnostic::error(
                "Required variable not set",
                format!("The value given for var.{} is null, but the variable says nullable = false.", self.name),
            )),
        }
    }

    fn marked(&self, value: Value) -> Value {
        value.mark(&Marks { sensitive: self.sensitive, ephemeral: self.ephemeral, deprecated: None })
    }

    fn unknown(&self) -> Value {
        self.marked(Value::unknown(self.ty.clone()))
    }

    fn resolve_absent(&self) -> (Value, Diagnostics) {
        if let Some(default) = &self.default {
            return (self.marked(default.clone()), Diagnostics::new());
        }
        let detail = format!(
            "The root module's variable {:?} has no default and got no value. Give it one with -var, in a variables file, or \
             in the environment as TF_VAR_{}.",
            self.name, self.name
        );
        let error = Diagnostic::error("No value for required variable", detail).at(self.span);
        (self.unknown(), error.into())
    }

    fn resolve_given(&self, given: &GivenValue) -> (Value, Diagnostics) {
        let (value, mut diags) = match &given.value {
            GivenText::Value(value) => (Some(value.clone()), Diagnostics::new()),
            GivenText::Text(text) => self.read_text(text, &given.source),
        };
        if let Some(reason) = &self.deprecated {
            let warning = Diagnostic::warning("Deprecated variable got a value", reason.to_string());
            diags.push(warning.at(given.span.or(Some(self.span))));
        }
        let Some(value) = value else { return (self.unknown(), diags) };
        match self.prepare(&value) {
            Ok(value) => (value, diags),
            Err(mut error) => {
                error.detail.push_str(&given.source.told(&self.name));
                diags.push(error.at(given.span.or(Some(self.span))));
                (self.unknown(), diags)
            }
        }
    }

    /// The value that text stands for: the text itself, or, for a variable of a complex type, an expression.
    fn read_text(&self, text: &str, source: &VariableSource) -> (Option<Value>, Diagnostics) {
        if !self.explicit_type || self.ty.is_primitive() {
            return (Some(Value::string(text)), Diagnostics::new());
        }
        let (value, found) = parse_constant(text);
        let diags = found
            .into_iter()
            .map(|mut error| {
                error.detail.push_str(&source.told(&self.name));
                error
            })
            .collect();
        (value, diags)
    }
}

impl VariableSource {
    /// Where the value came from, as a sentence to end a message with.
    fn told(&self, name: &str) -> String {
        match self {
            Self::Environment => format!(" The value comes from the environment variable TF_VAR_{name}."),
            Self::AutoFile(file) | Self::NamedFile(file) => format!(" The value comes from the file {file:?}."),
            Self::CommandLine => format!(" The value comes from the option -var=\"{name}=...\"."),
            Self::Prompt => " The value was typed at the prompt.".to_owned(),
            Self::Plan => " The value comes from the saved plan.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
