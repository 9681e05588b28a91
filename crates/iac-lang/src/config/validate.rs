pub fn validate_references(config: &super::Config) -> iac_core::diag::Diagnostics { let _ = config; iac_core::diag::Diagnostics::new() }
