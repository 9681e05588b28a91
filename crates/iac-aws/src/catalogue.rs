//! Every AWS type there is, from every service that is compiled in.

use crate::meta;
use iac_aws_kit::Ctx;
use iac_provider::{Catalogue, DataSourceEntry, ResourceEntry};

/// The catalogue of all services.
pub(crate) fn catalogue() -> Catalogue<Ctx> {
    let mut resources: Vec<ResourceEntry<Ctx>> = Vec::new();
    let mut data_sources: Vec<DataSourceEntry<Ctx>> = meta::data_sources();
    macro_rules! services {
        ($($feature:literal $service:ident;)+) => {
            $(
                #[cfg(feature = $feature)]
                {
                    resources.extend($service::resources());
                    data_sources.extend($service::data_sources());
                }
            )+
        };
    }
    services! {
        "ec2" iac_aws_ec2;
        "iam" iac_aws_iam;
        "s3" iac_aws_s3;
        "sns" iac_aws_sns;
        "sqs" iac_aws_sqs;
        "sts" iac_aws_sts;
    }
    Catalogue::new(resources, data_sources)
}
