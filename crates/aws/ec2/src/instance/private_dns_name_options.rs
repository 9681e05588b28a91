//! `private_dns_name_options`: the instance's names inside the VPC.

use crate::text::given;
use aws_sdk_ec2::types::{HostnameType, PrivateDnsNameOptionsRequest, PrivateDnsNameOptionsResponse};
use iac_provider::Block;

/// The instance's names inside the VPC.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct PrivateDnsNameOptions {
    /// Whether the resource name has an A record.
    #[attr(optional, computed)]
    pub(super) enable_resource_name_dns_a_record: Option<bool>,
    /// Whether the resource name has an AAAA record.
    #[attr(optional, computed)]
    pub(super) enable_resource_name_dns_aaaa_record: Option<bool>,
    /// What the host name is made of: `ip-name` or `resource-name`.
    #[attr(optional, computed, enum = ["ip-name", "resource-name"])]
    pub(super) hostname_type: String,
}

impl PrivateDnsNameOptions {
    pub(super) fn kind(&self) -> Option<HostnameType> {
        given(&self.hostname_type).as_deref().map(HostnameType::from)
    }

    pub(super) fn request(&self) -> PrivateDnsNameOptionsRequest {
        PrivateDnsNameOptionsRequest::builder()
            .set_enable_resource_name_dns_a_record(self.enable_resource_name_dns_a_record)
            .set_enable_resource_name_dns_aaaa_record(self.enable_resource_name_dns_aaaa_record)
            .set_hostname_type(self.kind())
            .build()
    }

    pub(super) fn found(found: &PrivateDnsNameOptionsResponse) -> Self {
        Self {
            enable_resource_name_dns_a_record: found.enable_resource_name_dns_a_record(),
            enable_resource_name_dns_aaaa_record: found.enable_resource_name_dns_aaaa_record(),
            hostname_type: found.hostname_type().map(|it| it.as_str().to_owned()).unwrap_or_default(),
        }
    }
}
