//! `.terraform.lock.hcl`: which provider versions Terraform chose here. It is read, never written: providers are compiled in.

use iac_core::diag::Diagnostic;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io;

/// The file's name.
const NAME: &str = ".terraform.lock.hcl";

#[derive(Deserialize, Default)]
struct LockFile {
    #[serde(default)]
    provider: BTreeMap<String, Provider>,
}

#[derive(Deserialize)]
struct Provider {
    version: String,
}

/// The versions by provider address; none if there is no lock file. A file that cannot be read is a warning: nothing here
/// depends on it.
pub(crate) fn selections() -> Result<BTreeMap<String, String>, Diagnostic> {
    let unusable = |why: &dyn std::fmt::Display| {
        Diagnostic::warning(
            "Dependency lock file ignored",
            format!("The file {NAME} cannot be read: {why}. It is left as it is."),
        )
    };
    let text = match std::fs::read_to_string(NAME) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(unusable(&error)),
    };
    let file: LockFile = hcl::from_str(&text).map_err(|error| unusable(&error))?;
    Ok(file.provider.into_iter().map(|(addr, provider)| (addr, provider.version)).collect())
}

#[cfg(test)]
mod tests {
    use super::LockFile;

    #[test]
    fn versions_are_read_from_terraforms_file() {
        let text = "# This file is maintained automatically by \"terraform init\".\nprovider \"registry.terraform.io/hashicorp/aws\" {\n  version     = \"5.46.0\"\n  constraints = \"~> 5.0\"\n  hashes = [\n    \"h1:abc=\",\n  ]\n}\n";
        let file: LockFile = hcl::from_str(text).expect("parses");
        assert_eq!(file.provider["registry.terraform.io/hashicorp/aws"].version, "5.46.0");
    }
}
