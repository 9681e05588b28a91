//! The providers that are compiled into the program.

use crate::session::Session;
use iac_core::diag::Diagnostics;
use iac_engine::Providers;

/// Every provider and provisioner. A ledger file that cannot be made is reported.
pub(crate) fn registry(session: &Session, diags: &mut Diagnostics) -> Providers {
    let mut providers = Providers::new();
    for provider in iac_builtin::providers() {
        providers.add(provider);
    }
    for (ty, provisioner) in iac_builtin::provisioners() {
        providers.add_provisioner(ty, provisioner);
    }
    #[cfg(feature = "aws")]
    add_aws(&mut providers, session, diags);
    #[cfg(not(feature = "aws"))]
    let _ = (session, diags);
    providers
}

#[cfg(feature = "aws")]
fn add_aws(providers: &mut Providers, session: &Session, diags: &mut Diagnostics) {
    use iac_aws::{AwsOptions, AwsProvider, Ledger, TargetCloud};
    use iac_core::diag::Diagnostic;
    use std::sync::Arc;
    let settings = &session.settings;
    let ledger = settings.ledger.as_ref().and_then(|path| {
        Ledger::create(path)
            .map_err(|error| {
                let detail = format!("The ledger {} cannot be written: {error}.", path.display());
                diags.push(Diagnostic::error("Invalid ledger file", detail));
            })
            .ok()
    });
    let environment = settings.environment.iter().collect();
    let target = if settings.target_aws { TargetCloud::Aws } else { TargetCloud::Emulator };
    providers.add(Arc::new(AwsProvider::new(AwsOptions { environment, target, ledger })));
}
