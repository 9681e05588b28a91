//! `maintenance_options`: automatic recovery.

use crate::text::given;
use aws_sdk_ec2::types::{InstanceAutoRecoveryState, InstanceMaintenanceOptions, InstanceMaintenanceOptionsRequest};
use iac_provider::Block;

/// What happens when the hardware fails.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct MaintenanceOptions {
    /// Whether the instance recovers automatically: `default` or `disabled`.
    #[attr(optional, computed, enum = ["disabled", "default"])]
    pub(super) auto_recovery: String,
}

impl MaintenanceOptions {
    pub(super) fn auto_recovery_state(&self) -> Option<InstanceAutoRecoveryState> {
        given(&self.auto_recovery).as_deref().map(InstanceAutoRecoveryState::from)
    }

    pub(super) fn request(&self) -> InstanceMaintenanceOptionsRequest {
        InstanceMaintenanceOptionsRequest::builder().set_auto_recovery(self.auto_recovery_state()).build()
    }

    pub(super) fn found(options: &InstanceMaintenanceOptions) -> Self {
        Self { auto_recovery: options.auto_recovery().map(|it| it.as_str().to_owned()).unwrap_or_default() }
    }
}
