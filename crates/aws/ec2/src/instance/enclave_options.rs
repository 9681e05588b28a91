//! `enclave_options`: Nitro Enclaves.

use aws_sdk_ec2::types::EnclaveOptionsRequest;
use iac_provider::Block;

/// Nitro Enclaves.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct EnclaveOptions {
    /// Whether the instance can run enclaves.
    #[attr(optional, computed, force_new)]
    pub(super) enabled: Option<bool>,
}

impl EnclaveOptions {
    pub(super) fn request(&self) -> EnclaveOptionsRequest {
        EnclaveOptionsRequest::builder().set_enabled(self.enabled).build()
    }
}
