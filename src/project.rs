//! A working directory as the commands see it: its configuration, input variables, backend and providers.

use crate::session::Session;
use crate::settings::TERRAFORM_VERSION;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::{Attribute, BlockSchema};
use iac_core::value::{Type, Value};
use iac_engine::{Environment as EngineEnvironment, Providers};
use iac_lang::config::{
    Config, DiskFiles, GivenText, GivenValue, InputVariables, LoadOptions, VariableArgument, VariableSource,
    check_required_version, load_config, load_variable_files,
};
use iac_lang::eval::{EmptyScope, decode_body};
use iac_modules::InstalledModules;
use iac_state::{LocalStore, LocalWorkspaces};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// A working directory with its loaded configuration.
pub(crate) struct Project {
    /// The configuration.
    pub config: Config,
    /// The providers that are compiled in.
    pub providers: Providers,
    /// Its workspaces.
    pub workspaces: LocalWorkspaces,
    /// The workspace in use.
    pub workspace: String,
}

impl Project {
    /// Loads the working directory's configuration with every module. Diagnostics are for the caller to show; the
    /// session learns the files, so that they can be pointed into.
    pub(crate) fn load(session: &Session) -> (Self, Diagnostics) {
        Self::load_with(session, &LoadOptions::default())
    }

    /// The same, with options.
    pub(crate) fn load_with(session: &Session, options: &LoadOptions) -> (Self, Diagnostics) {
        let mut diags = Diagnostics::new();
        let modules = InstalledModules::read(Path::new("."), &session.settings.data_dir).unwrap_or_else(|error| {
            let detail = format!("{error}. Run \"iac init\" to install the modules anew.");
            diags.push(Diagnostic::error("Invalid module manifest", detail));
            InstalledModules::default()
        });
        let config = diags.absorb(load_config(Path::new("."), &DiskFiles, &modules, options));
        diags.extend(check_required_version(&config));
        session.learn_sources(config.sources.clone());
        let workspaces = diags.absorb(local_backend(&config, session));
        let workspace = session.settings.workspace.clone().unwrap_or_else(|| workspaces.selected());
        let providers = crate::providers::registry(session, &mut diags);
        (Self { config, providers, workspaces, workspace }, diags)
    }

    /// The working directory for commands that need its backend only: other errors of the configuration do not matter.
    pub(crate) fn load_backend(session: &Session) -> Result<Self, Diagnostics> {
        let (project, diags) = Self::load(session);
        let backend = local_backend(&project.config, session).1;
        match (project.config.is_whole, backend.has_errors()) {
            (false, _) => Err(diags),
            (_, true) => Err(backend),
            _ => Ok(project),
        }
    }

    /// The project of a saved plan: its own configuration, in this directory's workspace.
    pub(crate) fn of_saved_plan(session: &Session, config: &Config, diags: &mut Diagnostics) -> Self {
        session.learn_sources(config.sources.clone());
        let workspaces = diags.absorb(local_backend(config, session));
        let workspace = session.settings.workspace.clone().unwrap_or_else(|| workspaces.selected());
        let providers = crate::providers::registry(session, diags);
        Self { config: config.clone(), providers, workspaces, workspace }
    }

    /// The values of the root module's input variables. With `ask`, missing ones are asked for where somebody can answer.
    pub(crate) fn variables(
        &self,
        session: &Session,
        arguments: &[VariableArgument],
        ask: bool,
    ) -> (BTreeMap<Arc<str>, Value>, Diagnostics) {
        let environment: Vec<(String, String)> = session
            .settings
            .environment
            .with_prefix("TF_VAR_")
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut sources = session.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut given, mut diags): (InputVariables, Diagnostics) =
            load_variable_files(Path::new("."), &DiskFiles, &environment, arguments, &mut sources);
        drop(sources);
        if ask && session.terminal.is_interactive() && !diags.has_errors() {
            self.ask_for_missing(session, &mut given);
        }
        let values = diags.absorb(given.resolve(&self.config.root));
        (values, diags)
    }

    /// Asks for every required variable that has no value.
    fn ask_for_missing(&self, session: &Session, given: &mut InputVariables) {
        for variable in self.config.root.variables.values() {
            if variable.default.is_some() || given.values.contains_key(&variable.name) {
                continue;
            }
            let description = variable.description.as_deref().map(|text| format!("  {text}\n")).unwrap_or_default();
            let question = format!("var.{}\n{description}\n  Enter a value: ", variable.name);
            if let Some(answer) = session.terminal.ask(&question) {
                let value = GivenText::Text(answer.into());
                let given_value = GivenValue { value, source: VariableSource::Prompt, span: None };
                given.values.insert(variable.name.clone(), given_value);
            }
        }
    }

    /// Whether there is any configuration file.
    pub(crate) fn has_configuration(&self) -> bool {
        self.config.sources.iter().next().is_some()
    }

    /// The store of the workspace's state; `path` overrides the backend's (`-state`).
    pub(crate) fn store(&self, path: Option<&Path>) -> LocalStore {
        LocalStore::new(path.map_or_else(|| self.workspaces.state_path(&self.workspace), PathBuf::from))
    }

    /// What expressions see of the surroundings.
    pub(crate) fn environment(&self) -> EngineEnvironment {
        let working_dir = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        EngineEnvironment { workspace: self.workspace.as_str().into(), working_dir }
    }

    /// How to apply.
    pub(crate) fn apply_options(&self, parallelism: usize) -> iac_engine::ApplyOptions {
        iac_engine::ApplyOptions {
            parallelism,
            environment: self.environment(),
            terraform_version: TERRAFORM_VERSION.to_owned(),
        }
    }
}

/// The workspaces of the local backend as configured; other backends are reported.
fn local_backend(config: &Config, session: &Session) -> (LocalWorkspaces, Diagnostics) {
    let mut diags = Diagnostics::new();
    let settings = &config.root.settings;
    let mut path = "terraform.tfstate".to_owned();
    let mut workspace_dir = "terraform.tfstate.d".to_owned();
    if let Some(cloud) = settings.cloud {
        let detail = "The cloud block is ignored: iac keeps the state in terraform.tfstate beside the configuration.";
        diags.push(Diagnostic::warning("State is kept locally", detail).at(cloud));
    }
    match &settings.backend {
        None => {}
        Some(backend) if &*backend.ty == "local" => {
            let values = diags.absorb(decode_body(&backend.body, &local_backend_schema(), &EmptyScope));
            let text = |name: &str| {
                values.attribute(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
            };
            path = text("path").unwrap_or(path);
            workspace_dir = text("workspace_dir").unwrap_or(workspace_dir);
        }
        Some(backend) => {
            let detail = format!(
                "The backend {:?} is not supported by iac yet. Use the \"local\" backend, for instance in an override file: terraform {{ backend \"local\" {{}} }}.",
                backend.ty
            );
            diags.push(Diagnostic::error("Unsupported backend type", detail).at(backend.span));
        }
    }
    (LocalWorkspaces::new(path, workspace_dir, &session.settings.data_dir), diags)
}

fn local_backend_schema() -> BlockSchema {
    let optional = || Attribute { optional: true, ..Attribute::new(Type::String) };
    let attributes = [("path", optional()), ("workspace_dir", optional())];
    BlockSchema {
        attributes: attributes.into_iter().map(|(name, attribute)| (name.into(), attribute)).collect(),
        ..BlockSchema::default()
    }
}
