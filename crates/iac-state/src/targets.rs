//! Which target the objects of a state live on, remembered in a sidecar beside the state file.
//!
//! Terraform drops keys it does not know, so that the state file itself cannot carry this.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a provider configuration sent its requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// `emulator` or `aws`.
    pub kind: String,
    /// The endpoint's URL without path.
    pub endpoint: String,
    /// The account number.
    pub account: String,
    /// The region.
    pub region: String,
}

/// Targets by provider configuration address.
pub type Targets = BTreeMap<String, Target>;
