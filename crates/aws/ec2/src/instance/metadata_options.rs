//! `metadata_options`: the instance metadata service.

use crate::text::given;
use aws_sdk_ec2::types::{
    HttpTokensState, InstanceMetadataEndpointState, InstanceMetadataOptionsRequest, InstanceMetadataOptionsResponse,
    InstanceMetadataProtocolState, InstanceMetadataTagsState,
};
use iac_provider::Block;

/// The instance metadata service.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub struct MetadataOptions {
    /// Whether there is a metadata service: `enabled` or `disabled`.
    #[attr(optional, default = "enabled", enum = ["enabled", "disabled"])]
    pub(super) http_endpoint: String,
    /// Whether it can be reached over IPv6: `enabled` or `disabled`.
    #[attr(optional, default = "disabled", enum = ["enabled", "disabled"])]
    pub(super) http_protocol_ipv6: String,
    /// How many hops its answers travel.
    #[attr(optional, computed, range = 1..=64)]
    pub(super) http_put_response_hop_limit: Option<i32>,
    /// Whether requests need a session token: `optional` or `required`.
    #[attr(optional, computed, enum = ["optional", "required"])]
    pub(super) http_tokens: String,
    /// Whether it shows the tags of the instance: `enabled` or `disabled`.
    #[attr(optional, computed, enum = ["enabled", "disabled"])]
    pub(super) instance_metadata_tags: String,
}

impl MetadataOptions {
    pub(super) fn request(&self) -> InstanceMetadataOptionsRequest {
        // A service that is off takes no settings.
        let on = self.http_endpoint != "disabled";
        let kept = |value: &str| given(value).filter(|_| on);
        InstanceMetadataOptionsRequest::builder()
            .set_http_endpoint(given(&self.http_endpoint).as_deref().map(InstanceMetadataEndpointState::from))
            .set_http_protocol_ipv6(kept(&self.http_protocol_ipv6).as_deref().map(InstanceMetadataProtocolState::from))
            .set_http_put_response_hop_limit(self.http_put_response_hop_limit.filter(|limit| on && *limit > 0))
            .set_http_tokens(kept(&self.http_tokens).as_deref().map(HttpTokensState::from))
            .set_instance_metadata_tags(
                kept(&self.instance_metadata_tags).as_deref().map(InstanceMetadataTagsState::from),
            )
            .build()
    }

    pub(super) fn found(options: &InstanceMetadataOptionsResponse) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            http_endpoint: text(options.http_endpoint().map(|it| it.as_str())),
            http_protocol_ipv6: text(options.http_protocol_ipv6().map(|it| it.as_str())),
            http_put_response_hop_limit: options.http_put_response_hop_limit(),
            http_tokens: text(options.http_tokens().map(|it| it.as_str())),
            instance_metadata_tags: text(options.instance_metadata_tags().map(|it| it.as_str())),
        }
    }
}
