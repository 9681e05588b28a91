//! Reading the values of input variables: variables files, `-var`, `-var-file` and the environment.

use super::ConfigFiles;
use super::decode::{DecodeCtx, constant, json_attribute, json_members, native_attribute};
use super::directory::shown;
use super::variables::{GivenText, GivenValue, InputVariables, VariableSource};
use iac_core::diag::{Diagnostic, Diagnostics, Sources};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// A `-var` or `-var-file` argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableArgument {
    /// `-var name=value`
    Var(String),
    /// `-var-file path`
    File(String),
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
    let mut reader = VariableReader { files, sources, given: InputVariables::default(), diags: Diagnostics::new() };
    for (name, text) in environment {
        let name = name.strip_prefix("TF_VAR_").unwrap_or(name);
        reader.give(name.into(), GivenText::Text(text.as_str().into()), VariableSource::Environment);
    }
    // A directory that cannot be listed is reported when its configuration is loaded.
    let names = files.list(dir).unwrap_or_default();
    for name in automatic_files(&names) {
        let path = dir.join(name);
        let source = VariableSource::AutoFile(shown(&path).into());
        reader.read_file(&path, &source);
    }
    for argument in arguments {
        match argument {
            VariableArgument::Var(text) => reader.read_argument(text),
            VariableArgument::File(path) => {
                reader.read_file(Path::new(path), &VariableSource::NamedFile(path.as_str().into()));
            }
        }
    }
    (reader.given, reader.diags)
}

/// The files that are loaded without being named, weakest first.
fn automatic_files(names: &[String]) -> Vec<&str> {
    let mut found: Vec<&str> = ["terraform.tfvars", "terraform.tfvars.json"]
        .into_iter()
        .filter(|fixed| names.iter().any(|name| name == fixed))
        .collect();
    let mut automatic: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json"))
        .collect();
    automatic.sort_unstable();
    found.extend(automatic);
    found
}

struct VariableReader<'a> {
    files: &'a dyn ConfigFiles,
    sources: &'a mut Sources,
    given: InputVariables,
    diags: Diagnostics,
}

impl VariableReader<'_> {
    fn give(&mut self, name: Arc<str>, value: GivenText, source: VariableSource) {
        self.given.values.insert(name, GivenValue { value, source, span: None });
    }

    fn read_argument(&mut self, text: &str) {
        let Some((name, value)) = text.split_once('=') else {
            self.diags.push(Diagnostic::error(
                "Invalid -var option",
                format!("The -var option {text:?} has no equals sign. Write it as name=value."),
            ));
            return;
        };
        if name.ends_with(' ') {
            self.diags.push(Diagnostic::error(
                "Invalid -var option",
                format!("The name in the -var option {text:?} ends with a space. Write it as name=value."),
            ));
            return;
        }
        self.give(name.into(), GivenText::Text(value.into()), VariableSource::CommandLine);
    }

    fn read_file(&mut self, path: &Path, source: &VariableSource) {
        const UNREADABLE: &str = "Failed to read variables file";
        let bytes = match self.files.read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let path = shown(path);
                let detail = match error.kind() {
                    io::ErrorKind::NotFound => format!("There is no variables file {path:?}."),
                    io::ErrorKind::IsADirectory => format!("{path:?} is a directory, not a variables file."),
                    _ => format!("The variables file {path:?} cannot be read: {error}."),
                };
                self.diags.push(Diagnostic::error(UNREADABLE, detail));
                return;
            }
        };
        let id = self.sources.add(shown(path), bytes.clone());
        if path.extension().is_some_and(|extension| extension == "json") {
            let node = self.diags.absorb(iac_hcl::json::parse(id, &bytes));
            let mut ctx = DecodeCtx::new(self.sources);
            let attributes = json_members(&node, &mut ctx).into_iter().filter(|member| &*member.name != "//");
            let attributes: Vec<_> = attributes.map(json_attribute).collect();
            read_values(&attributes, source, &mut self.given, &mut ctx);
            self.diags.extend(ctx.diags);
        } else {
            let body = self.diags.absorb(iac_hcl::parse_body(id, &bytes));
            let mut ctx = DecodeCtx::new(self.sources);
            for block in &body.blocks {
                reject_declaration(block, &mut ctx);
            }
            let attributes: Vec<_> = body.attributes.iter().map(native_attribute).collect();
            read_values(&attributes, source, &mut self.given, &mut ctx);
            self.diags.extend(ctx.diags);
        }
    }
}

fn reject_declaration(block: &iac_hcl::ast::Block, ctx: &mut DecodeCtx<'_>) {
    let ty = &block.ty.name;
    if &**ty == "variable" {
        let name = block.labels.first().map_or("name", |label| &label.value);
        ctx.error(
            "Variable declaration in .tfvars file",
            format!(
                "A variables file gives values to variables that are declared elsewhere. Write {name} = … instead."
            ),
            block.ty.span,
        );
    } else {
        let detail = "There are no blocks in a variables file, only name = value.";
        ctx.error(format!("Unexpected {ty:?} block"), detail, block.ty.span);
    }
}

fn read_values(
    attributes: &[super::decode::RawAttribute<'_>],
    source: &VariableSource,
    given: &mut InputVariables,
    ctx: &mut DecodeCtx<'_>,
) {
    for attribute in attributes {
        if let Some(value) = constant(attribute.expr, ctx) {
            let span = Some(attribute.expr.span());
            let value = GivenValue { value: GivenText::Value(value), source: source.clone(), span };
            given.values.insert(attribute.name.clone(), value);
        }
    }
}
