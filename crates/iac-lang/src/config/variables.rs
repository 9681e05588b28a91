//! Values of the root module's input variables, from every place they may come from.
//!
//! Precedence, lowest first: `TF_VAR_name`, `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars[.json]` in lexical
//! order, then `-var` and `-var-file` in the order given.

use super::{ConfigFiles, Module, VariableBlock};
use iac_core::diag::{Diagnostic, Diagnostics, Sources, Span};
use iac_core::value::Value;
use std::collections::BTreeMap;
use std::path::Path;
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

/// Reads the automatically loaded variables files of `dir`, then the named arguments, in order of precedence.
/// `arguments` are `-var` (`name=value`) and `-var-file` (path) in command-line order; `environment` are all `TF_VAR_` entries.
pub fn load_variable_files(
    dir: &Path,
    files: &dyn ConfigFiles,
    environment: &[(String, String)],
    arguments: &[VariableArgument],
    sources: &mut Sources,
) -> (InputVariables, Diagnostics) {
    let _ = (dir, files, environment, arguments, sources);
    todo!()
}

/// A `-var` or `-var-file` argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableArgument {
    /// `-var name=value`
    Var(String),
    /// `-var-file path`
    File(String),
}

impl InputVariables {
    /// The final values of the root module's variables: converted, defaults filled in, marked. Reports undeclared values
    /// (command line: error; file: warning; environment: silent) and missing ones.
    pub fn resolve(&self, module: &Module) -> (BTreeMap<Arc<str>, Value>, Diagnostics) {
        let _ = module;
        todo!()
    }
}

impl VariableBlock {
    /// A given value as the variable's own: defaults of optional attributes, conversion, `nullable`, marks.
    pub fn prepare(&self, value: &Value) -> Result<Value, Diagnostic> {
        let _ = value;
        todo!()
    }
}
