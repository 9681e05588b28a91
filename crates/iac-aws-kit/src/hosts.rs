//! Which hosts are AWS, which serve instance metadata, and which are this machine.

/// What a host is to the safety rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostClass {
    /// An AWS service or website.
    Aws,
    /// Instance or container metadata: would hand out real credentials.
    Metadata,
    /// This machine, or a name that LocalStack gives it.
    Local,
    /// Anything else: allowed only when the user named it.
    Other,
}

const AWS_DOMAINS: &[&str] = &[
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "amazonwebservices.com",
    "amazonwebservices.com.cn",
    "api.aws",
    "api.amazonwebservices.com.cn",
    "aws.amazon.com",
    "awsapps.com",
    "aws.dev",
    "c2s.ic.gov",
    "cloud.adc-e.uk",
    "csp.hci.ic.gov",
    "on.aws",
    "sc2s.sgov.gov",
];

const METADATA_HOSTS: &[&str] = &[
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "fd00:ec2::254",
    "fd00:ec2::23",
    "metadata.google.internal",
];

/// Classifies a host name or address (no port; IPv6 with or without brackets).
pub fn classify_host(host: &str) -> HostClass {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
    if METADATA_HOSTS.contains(&host.as_str()) || host.starts_with("169.254.") {
        return HostClass::Metadata;
    }
    if AWS_DOMAINS.iter().any(|domain| is_within(&host, domain)) {
        return HostClass::Aws;
    }
    if is_local(&host) { HostClass::Local } else { HostClass::Other }
}

/// Whether a host is this machine by name: `localhost`, `*.localhost`, `*.localhost.localstack.cloud`, or loopback.
/// Such names are resolved here, without a name server.
pub(crate) fn is_local(host: &str) -> bool {
    is_within(host, "localhost")
        || is_within(host, "localhost.localstack.cloud")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether a host is a domain or below it.
pub(crate) fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{HostClass, classify_host};

    #[test]
    fn hosts_are_told_apart() {
        let table = [
            ("sqs.us-east-1.amazonaws.com", HostClass::Aws),
            ("SQS.US-EAST-1.AMAZONAWS.COM.", HostClass::Aws),
            ("s3.cn-north-1.amazonaws.com.cn", HostClass::Aws),
            ("lambda.us-east-1.api.aws", HostClass::Aws),
            ("abc.lambda-url.us-east-1.on.aws", HostClass::Aws),
            ("notamazonaws.com", HostClass::Other),
            ("amazonaws.com.example.org", HostClass::Other),
            ("169.254.169.254", HostClass::Metadata),
            ("169.254.170.2", HostClass::Metadata),
            ("[fd00:ec2::254]", HostClass::Metadata),
            ("localhost", HostClass::Local),
            ("s3.localhost.localstack.cloud", HostClass::Local),
            ("bucket.localhost", HostClass::Local),
            ("127.0.0.1", HostClass::Local),
            ("[::1]", HostClass::Local),
            ("localstack", HostClass::Other),
            ("mylocalhost", HostClass::Other),
        ];
        for (host, want) in table {
            assert_eq!(classify_host(host), want, "{host}");
        }
    }
}
