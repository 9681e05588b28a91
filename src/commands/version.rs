//! `iac version`: this program's version, and that of the Terraform language it speaks.

use crate::args::VersionArgs;
use crate::lock_file;
use crate::session::Session;
use crate::settings::TERRAFORM_VERSION;
use std::collections::BTreeMap;

/// Prints the version.
pub(crate) fn run(args: &VersionArgs, session: &Session) -> u8 {
    let platform = format!("{}_{}", std::env::consts::OS, architecture());
    let selections = lock_file::selections().unwrap_or_else(|diagnostic| {
        session.report(&diagnostic.into());
        BTreeMap::new()
    });
    if args.json {
        let version = serde_json::json!({
            "terraform_version": TERRAFORM_VERSION,
            "iac_version": env!("CARGO_PKG_VERSION"),
            "platform": platform,
            "provider_selections": selections,
            "terraform_outdated": false,
        });
        session.terminal.line(&format!("{version:#}"));
    } else {
        session.terminal.line(&format!("iac v{} (Terraform language {TERRAFORM_VERSION})", env!("CARGO_PKG_VERSION")));
        session.terminal.line(&format!("on {platform}"));
        for (addr, version) in &selections {
            session.terminal.line(&format!("+ provider {addr} v{version} (as locked; iac has it built in)"));
        }
    }
    0
}

/// The processor as Terraform names it.
fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    }
}
