//! `iac init`: installs modules and checks backend and versions. Providers are compiled in: nothing is downloaded.

use crate::args::{GetArgs, InitArgs};
use crate::project::Project;
use crate::session::Session;
use iac_core::addr::ProviderAddr;
use iac_core::diag::Diagnostic;
use iac_modules::{InstallOptions, install};
use std::collections::BTreeSet;
use std::path::Path;

/// Initialises the working directory.
pub(crate) fn run(args: &InitArgs, session: &Session) -> u8 {
    let style = session.style();
    if let Some(source) = &args.from_module {
        let detail = format!(
            "Copying the module {source:?} into this directory is not supported by iac yet. Copy it yourself, then run \"iac init\"."
        );
        return session.fail(Diagnostic::error("Option not supported", detail));
    }
    if args.json {
        let detail = "JSON output of init (-json) is not supported by iac yet.";
        return session.fail(Diagnostic::error("Option not supported", detail));
    }
    if !has_configuration() {
        session.terminal.line("iac initialized in an empty directory!\n\nThe directory has no configuration files. You may begin working with iac\nimmediately by creating configuration files.");
        return 0;
    }
    if args.get && !install_modules(args.upgrade, session) {
        return 1;
    }
    let (project, mut diags) = Project::load(session);
    if !args.backend.backend_config.is_empty() && project.config.root.settings.backend.is_none() {
        let detail = "-backend-config was given, but the configuration has no backend block. The option is ignored.";
        diags.push(Diagnostic::warning("Missing backend configuration", detail));
    }
    if !session.report(&diags) {
        return 1;
    }
    session.terminal.line(&format!("\n{}", style.bold("Initializing the backend...")));
    session.terminal.line(&style.bold("Initializing provider plugins..."));
    for addr in used_providers(&project) {
        session.terminal.line(&format!("- {} is built in", addr.for_display()));
    }
    session.terminal.line(&format!("\n{}", style.bold_green("iac has been successfully initialized!")));
    if !session.settings.automation {
        session.terminal.line("\nYou may now begin working with iac. Try running \"iac plan\" to see\nany changes that are required for your infrastructure.");
    }
    0
}

/// `iac get`: only installs modules.
pub(crate) fn get(args: &GetArgs, session: &Session) -> u8 {
    u8::from(!install_modules(args.update, session))
}

fn install_modules(again: bool, session: &Session) -> bool {
    let options = InstallOptions { upgrade: again };
    let (installation, diags) = install(Path::new("."), &session.settings.data_dir, options);
    session.learn_sources(installation.config.sources);
    if !installation.fetched.is_empty() {
        session.terminal.line(&session.style().bold("Initializing modules..."));
    }
    for (key, source) in &installation.fetched {
        session.terminal.line(&format!("- {key} from {source}"));
    }
    session.report(&diags)
}

/// The providers that the configuration requires or uses, sorted.
fn used_providers(project: &Project) -> BTreeSet<ProviderAddr> {
    let mut used = BTreeSet::new();
    project.config.root.walk(&mut |module| {
        used.extend(module.required_providers.values().map(|required| required.source.clone()));
        used.extend(module.resources.values().map(|resource| module.provider_for(&resource.provider.local_name)));
    });
    used
}

/// Whether the directory has any configuration file.
fn has_configuration() -> bool {
    let entries = std::fs::read_dir(".").into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .any(|name| [".tf", ".tf.json", ".tofu", ".tofu.json"].iter().any(|suffix| name.ends_with(suffix)))
}
