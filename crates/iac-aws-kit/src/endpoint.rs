//! Where the requests of a service go. First match wins: `IAC_ENDPOINT_URL`, `endpoints {}`, `AWS_ENDPOINT_URL_<SERVICE>`,
//! `AWS_ENDPOINT_URL`, the profile's `endpoint_url`, `LOCALSTACK_HOST`, `http://localhost:4566`.
//!
//! Hosts of AWS and of instance metadata are refused unless the user asked for AWS.

use crate::hosts::{HostClass, classify_host};
use crate::{Environment, Service, TargetCloud};
use std::collections::BTreeMap;

/// What endpoint resolution works from.
#[derive(Clone, Debug, Default)]
pub struct EndpointSettings {
    /// The process environment.
    pub environment: Environment,
    /// `endpoints {}` of the provider block, by key as written.
    pub configured: BTreeMap<String, String>,
    /// The profile's `endpoint_url`, for all services.
    pub profile_url: Option<String>,
    /// What the user asked for.
    pub target: TargetCloud,
}

/// Which rule gave an endpoint; shown in errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointOrigin {
    /// An environment variable of that name.
    Environment(String),
    /// `endpoints {}`, under that key.
    Configuration(String),
    /// The profile's `endpoint_url`.
    Profile,
    /// Nothing was said.
    Default,
}

/// The endpoint of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its URL; `None` leaves the choice to the SDK, which only happens when the user asked for AWS.
    pub url: Option<String>,
    /// Which rule gave it.
    pub origin: EndpointOrigin,
}

/// An endpoint that must not or cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// It is AWS or instance metadata.
    #[error(
        "the endpoint {url} ({origin}) is a host of {what}, and iac sends requests there only when asked to: use \"iac -target-cloud=aws …\" or IAC_TARGET=aws if that is what you want"
    )]
    Refused {
        /// The URL.
        url: String,
        /// Which rule gave it.
        origin: String,
        /// `AWS` or `instance metadata`.
        what: &'static str,
    },
    /// It is not a URL.
    #[error("the endpoint {url:?} ({origin}) is not a URL such as http://localhost:4566")]
    Invalid {
        /// The text.
        url: String,
        /// Which rule gave it.
        origin: String,
    },
}

impl std::fmt::Display for EndpointOrigin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Environment(name) => write!(f, "from {name}"),
            Self::Configuration(key) => write!(f, "from endpoints.{key} of the provider configuration"),
            Self::Profile => f.write_str("from endpoint_url of the profile"),
            Self::Default => f.write_str("the default"),
        }
    }
}

impl EndpointSettings {
    /// The endpoint of a service.
    pub fn resolve(&self, service: &Service) -> Result<Endpoint, EndpointError> {
        let (url, origin) = self.first_match(service);
        let Some(url) = url else { return Ok(Endpoint { url: None, origin }) };
        let url = url.trim_end_matches('/').to_owned();
        let Some(host) = host_of(&url) else {
            return Err(EndpointError::Invalid { url, origin: origin.to_string() });
        };
        let what = match classify_host(&host) {
            HostClass::Metadata => Some("instance metadata"),
            HostClass::Aws if self.target == TargetCloud::Emulator => Some("AWS"),
            _ => None,
        };
        match what {
            Some(what) => Err(EndpointError::Refused { url, origin: origin.to_string(), what }),
            None => Ok(Endpoint { url: Some(url), origin }),
        }
    }

    fn first_match(&self, service: &Service) -> (Option<String>, EndpointOrigin) {
        let from_env = |name: &str| {
            let url = self.environment.var(name)?.to_owned();
            Some((Some(url), EndpointOrigin::Environment(name.to_owned())))
        };
        from_env("IAC_ENDPOINT_URL")
            .or_else(|| self.from_configuration(service))
            .or_else(|| from_env(&format!("AWS_ENDPOINT_URL_{}", service.env_suffix)))
            .or_else(|| from_env("AWS_ENDPOINT_URL"))
            .or_else(|| Some((Some(self.profile_url.clone()?), EndpointOrigin::Profile)))
            .unwrap_or_else(|| self.default_endpoint())
    }

    fn from_configuration(&self, service: &Service) -> Option<(Option<String>, EndpointOrigin)> {
        service.endpoint_keys.iter().find_map(|key| {
            let url = self.configured.get(*key).filter(|url| !url.is_empty())?;
            Some((Some(url.clone()), EndpointOrigin::Configuration((*key).to_owned())))
        })
    }

    fn default_endpoint(&self) -> (Option<String>, EndpointOrigin) {
        if self.target == TargetCloud::Aws {
            return (None, EndpointOrigin::Default);
        }
        match self.environment.var("LOCALSTACK_HOST") {
            Some(host) if host.contains("://") => {
                (Some(host.to_owned()), EndpointOrigin::Environment("LOCALSTACK_HOST".into()))
            }
            Some(host) => {
                let port = if host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) {
                    ""
                } else {
                    ":4566"
                };
                (Some(format!("http://{host}{port}")), EndpointOrigin::Environment("LOCALSTACK_HOST".into()))
            }
            None => (Some("http://localhost:4566".into()), EndpointOrigin::Default),
        }
    }
}

/// The host of an `http` or `https` URL, without port, user and brackets.
pub(crate) fn host_of(url: &str) -> Option<String> {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => authority.split_once(':').map_or(authority, |(host, _)| host),
    };
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{EndpointError, EndpointSettings};
    use crate::{TargetCloud, service};

    fn check(env: &[(&str, &str)], configured: &[(&str, &str)], name: &str, want: Option<&str>) {
        let settings = EndpointSettings {
            environment: env.iter().copied().collect(),
            configured: configured.iter().map(|(key, url)| ((*key).into(), (*url).into())).collect(),
            profile_url: None,
            target: if env.contains(&("IAC_TARGET", "aws")) { TargetCloud::Aws } else { TargetCloud::Emulator },
        };
        let endpoint = settings.resolve(service(name).expect("a service")).ok().map(|endpoint| endpoint.url);
        assert_eq!(endpoint, want.map(|url| (url != "sdk").then(|| url.to_owned())), "{env:?} {configured:?}");
    }

    #[test]
    fn the_first_matching_rule_wins() {
        check(&[], &[], "sqs", Some("http://localhost:4566"));
        check(&[("LOCALSTACK_HOST", "ls:4510")], &[], "sqs", Some("http://ls:4510"));
        check(&[("LOCALSTACK_HOST", "ls")], &[], "sqs", Some("http://ls:4566"));
        check(&[("AWS_ENDPOINT_URL", "http://a:1/")], &[], "sqs", Some("http://a:1"));
        check(
            &[("AWS_ENDPOINT_URL", "http://a:1"), ("AWS_ENDPOINT_URL_SQS", "http://b:2")],
            &[],
            "sqs",
            Some("http://b:2"),
        );
        check(&[("AWS_ENDPOINT_URL_SQS", "http://b:2")], &[("sqs", "http://c:3")], "sqs", Some("http://c:3"));
        check(&[("AWS_ENDPOINT_URL_SQS", "http://b:2")], &[("sns", "http://c:3")], "sqs", Some("http://b:2"));
        check(&[("IAC_ENDPOINT_URL", "http://d:4")], &[("sqs", "http://c:3")], "sqs", Some("http://d:4"));
        check(&[], &[("stepfunctions", "http://c:3")], "sfn", Some("http://c:3"));
        check(&[("IAC_TARGET", "aws")], &[], "sqs", Some("sdk"));
    }

    #[test]
    fn aws_and_metadata_are_refused() {
        check(&[("AWS_ENDPOINT_URL", "https://sqs.us-east-1.amazonaws.com")], &[], "sqs", None);
        check(&[("AWS_ENDPOINT_URL", "https://user@sqs.us-east-1.amazonaws.com:443/x")], &[], "sqs", None);
        check(&[], &[("sqs", "https://sqs.eu-west-1.api.aws")], "sqs", None);
        check(&[("IAC_TARGET", "aws"), ("AWS_ENDPOINT_URL", "http://169.254.169.254")], &[], "sqs", None);
        check(&[("AWS_ENDPOINT_URL", "localhost:4566")], &[], "sqs", None);
        let settings = EndpointSettings {
            environment: [("AWS_ENDPOINT_URL", "https://sqs.us-east-1.amazonaws.com")].into_iter().collect(),
            ..EndpointSettings::default()
        };
        let error = settings.resolve(service("sqs").expect("a service")).expect_err("is refused");
        assert!(matches!(error, EndpointError::Refused { what: "AWS", .. }));
        assert!(error.to_string().contains("-target-cloud=aws"), "{error}");
    }
}
