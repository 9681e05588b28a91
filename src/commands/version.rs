//! `iac version`: this program's version, and that of the Terraform language it speaks.

use crate::args::VersionArgs;
use crate::session::Session;
use crate::settings::TERRAFORM_VERSION;

/// Prints the version.
pub(crate) fn run(args: &VersionArgs, session: &Session) -> u8 {
    let platform = format!("{}_{}", std::env::consts::OS, architecture());
    if args.json {
        let version = serde_json::json!({
            "terraform_version": TERRAFORM_VERSION,
            "iac_version": env!("CARGO_PKG_VERSION"),
            "platform": platform,
            "provider_selections": {},
            "terraform_outdated": false,
        });
        session.terminal.line(&format!("{version:#}"));
    } else {
        session.terminal.line(&format!("iac v{} (Terraform language {TERRAFORM_VERSION})", env!("CARGO_PKG_VERSION")));
        session.terminal.line(&format!("on {platform}"));
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
