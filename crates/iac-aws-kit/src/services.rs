//! The AWS services by every name that configurations and environments use for them.

/// One service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// The name of its SDK crate without `aws-sdk-`.
    pub name: &'static str,
    /// Its key in `endpoints {}`, first, and the aliases of that key.
    pub endpoint_keys: &'static [&'static str],
    /// What follows `AWS_ENDPOINT_URL_`.
    pub env_suffix: &'static str,
}

macro_rules! services {
    ($($name:literal, [$($key:literal),+], $env:literal;)+) => {
        /// Every service that has an SDK crate here or an alias in `endpoints {}`, sorted by name.
        pub const SERVICES: &[Service] = &[$(Service { name: $name, endpoint_keys: &[$($key),+], env_suffix: $env }),+];
    };
}

services! {
    "acm", ["acm"], "ACM";
    "apigateway", ["apigateway"], "API_GATEWAY";
    "apigatewayv2", ["apigatewayv2"], "APIGATEWAYV2";
    "cloudformation", ["cloudformation"], "CLOUDFORMATION";
    "cloudwatch", ["cloudwatch"], "CLOUDWATCH";
    "cloudwatchlogs", ["logs", "cloudwatchlog", "cloudwatchlogs"], "CLOUDWATCH_LOGS";
    "config", ["configservice", "config"], "CONFIG_SERVICE";
    "dynamodb", ["dynamodb"], "DYNAMODB";
    "ec2", ["ec2"], "EC2";
    "elasticsearch", ["elasticsearch", "es", "elasticsearchservice"], "ELASTICSEARCH_SERVICE";
    "eventbridge", ["events", "cloudwatchevents", "eventbridge"], "EVENTBRIDGE";
    "firehose", ["firehose"], "FIREHOSE";
    "iam", ["iam"], "IAM";
    "kinesis", ["kinesis"], "KINESIS";
    "kms", ["kms"], "KMS";
    "lambda", ["lambda"], "LAMBDA";
    "opensearch", ["opensearch", "opensearchservice"], "OPENSEARCH";
    "redshift", ["redshift"], "REDSHIFT";
    "route53", ["route53"], "ROUTE_53";
    "route53resolver", ["route53resolver"], "ROUTE53RESOLVER";
    "s3", ["s3", "s3api"], "S3";
    "s3control", ["s3control"], "S3_CONTROL";
    "scheduler", ["scheduler"], "SCHEDULER";
    "secretsmanager", ["secretsmanager"], "SECRETS_MANAGER";
    "ses", ["ses"], "SES";
    "sfn", ["sfn", "stepfunctions"], "SFN";
    "sns", ["sns"], "SNS";
    "sqs", ["sqs"], "SQS";
    "ssm", ["ssm"], "SSM";
    "sts", ["sts"], "STS";
    "swf", ["swf"], "SWF";
    "transcribe", ["transcribe", "transcribeservice"], "TRANSCRIBE";
}

/// The service whose SDK crate has that name.
pub fn service(name: &str) -> Option<&'static Service> {
    SERVICES.binary_search_by(|service| service.name.cmp(name)).ok().map(|at| &SERVICES[at])
}

#[cfg(test)]
mod tests {
    use super::{SERVICES, service};

    #[test]
    fn the_catalogue_is_sorted() {
        assert!(SERVICES.is_sorted_by_key(|service| service.name));
        assert_eq!(service("sqs").map(|service| service.env_suffix), Some("SQS"));
        assert_eq!(service("nothing"), None);
    }
}
