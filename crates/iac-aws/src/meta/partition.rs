//! `data.aws_partition`: the partition that the provider configuration works in.

use iac_aws_kit::{AwsError, Ctx};
use iac_provider::{DataSource, Model};

/// The AWS partition of the provider configuration's region.
#[derive(Clone, Debug, Default, Model)]
#[model(type = "aws_partition", label = "Partition", global)]
pub(crate) struct Partition {
    /// The partition.
    #[attr(computed)]
    id: String,
    /// The base domain name, such as `amazonaws.com`.
    #[attr(computed)]
    dns_suffix: String,
    /// The partition, such as `aws`.
    #[attr(computed)]
    partition: String,
    /// The prefix of service names in reverse notation, such as `com.amazonaws`.
    #[attr(computed)]
    reverse_dns_prefix: String,
}

impl DataSource for Partition {
    type Context = Ctx;

    async fn read(ctx: &Ctx, _config: &Self) -> Result<Self, AwsError> {
        let dns_suffix = ctx.dns_suffix();
        let reversed: Vec<&str> = dns_suffix.split('.').rev().collect();
        Ok(Self {
            id: ctx.partition().into(),
            dns_suffix: dns_suffix.into(),
            partition: ctx.partition().into(),
            reverse_dns_prefix: reversed.join("."),
        })
    }
}
