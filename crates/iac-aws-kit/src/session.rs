//! A configured provider's session: region, account, credentials, endpoints, and one client per service and region.

use crate::endpoint::host_of;
use crate::guard::http_client;
use crate::profile::{ProfileChoice, load};
use crate::services::{self, SERVICES, service};
use crate::{Endpoint, EndpointError, EndpointSettings, Environment, Ledger, Recorder};
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials as SdkCredentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use iac_provider::TagPolicy;
use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Which cloud the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TargetCloud {
    /// LocalStack or another emulator.
    #[default]
    Emulator,
    /// AWS itself, because the user said so.
    Aws,
}

/// Static credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key; twelve digits are an account to LocalStack.
    pub access_key: String,
    /// The secret key.
    pub secret_key: String,
    /// The session token, if any.
    pub session_token: Option<String>,
}

impl std::fmt::Debug for Credentials {
    /// Secrets stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

/// What a session is made from: the provider block and the process around it.
#[derive(Clone, Debug, Default)]
pub struct SessionOptions {
    /// The process environment.
    pub environment: Environment,
    /// Which cloud.
    pub target: TargetCloud,
    /// `region`
    pub region: Option<String>,
    /// `access_key`, `secret_key`, `token`
    pub access_key: Option<String>,
    /// `secret_key`
    pub secret_key: Option<String>,
    /// `token`
    pub token: Option<String>,
    /// `profile`
    pub profile: Option<String>,
    /// `shared_config_files`
    pub shared_config_files: Vec<String>,
    /// `shared_credentials_files`
    pub shared_credentials_files: Vec<String>,
    /// `endpoints {}`
    pub endpoints: BTreeMap<String, String>,
    /// `s3_use_path_style`; `None` chooses path style for an emulator.
    pub s3_use_path_style: Option<bool>,
    /// `assume_role`: the role's ARN, whose account the session then works in.
    pub assume_role_arn: Option<String>,
    /// `default_tags` and `ignore_tags`
    pub tags: TagPolicy,
    /// `max_retries`
    pub max_attempts: Option<u32>,
    /// Where API calls are recorded.
    pub ledger: Option<Ledger>,
}

/// A configured provider's session.
pub struct Session {
    region: String,
    account_id: String,
    target: TargetCloud,
    credentials: Option<Credentials>,
    endpoints: EndpointSettings,
    path_style: bool,
    tags: TagPolicy,
    max_attempts: u32,
    ledger: Option<Ledger>,
    http: SharedHttpClient,
    clients: Mutex<BTreeMap<(&'static str, String), Arc<dyn Any + Send + Sync>>>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("region", &self.region)
            .field("account_id", &self.account_id)
            .finish_non_exhaustive()
    }
}

/// The account that LocalStack uses for keys that are no account numbers.
const DEFAULT_ACCOUNT: &str = "000000000000";

impl Session {
    /// Makes a session. Sends no request. Every endpoint is resolved at once, so that a refused one is reported before
    /// anything happens.
    pub async fn open(options: SessionOptions) -> Result<Self, EndpointError> {
        let profile = load(
            &options.environment,
            &ProfileChoice {
                name: options.profile.as_deref(),
                config_files: &options.shared_config_files,
                credentials_files: &options.shared_credentials_files,
            },
        )
        .await;
        let env = |name: &str| options.environment.var(name).map(str::to_owned);
        let region = options.region.clone().or_else(|| env("AWS_REGION")).or_else(|| env("AWS_DEFAULT_REGION"));
        let region = region.or(profile.region).unwrap_or_else(|| "us-east-1".to_owned());
        let access_key = options.access_key.clone().or_else(|| env("AWS_ACCESS_KEY_ID")).or(profile.access_key);
        let secret_key = options.secret_key.clone().or_else(|| env("AWS_SECRET_ACCESS_KEY")).or(profile.secret_key);
        let session_token = options.token.clone().or_else(|| env("AWS_SESSION_TOKEN")).or(profile.session_token);
        let credentials = match (access_key, secret_key, options.target) {
            (Some(access_key), secret_key, _) => {
                Some(Credentials { access_key, secret_key: secret_key.unwrap_or_else(|| "test".into()), session_token })
            }
            (None, _, TargetCloud::Emulator) => {
                Some(Credentials { access_key: "test".into(), secret_key: "test".into(), session_token: None })
            }
            (None, _, TargetCloud::Aws) => None,
        };
        let endpoints = EndpointSettings {
            environment: options.environment.clone(),
            configured: options.endpoints.clone(),
            profile_url: profile.endpoint_url,
            target: options.target,
        };
        let mut hosts = Vec::new();
        let mut needs_tls = options.target == TargetCloud::Aws;
        for service in SERVICES {
            if let Some(url) = endpoints.resolve(service)?.url {
                needs_tls |= url.starts_with("https://");
                hosts.extend(host_of(&url));
            }
        }
        hosts.sort_unstable();
        hosts.dedup();
        Ok(Self {
            account_id: account_of(credentials.as_ref(), options.assume_role_arn.as_deref()),
            region,
            target: options.target,
            credentials,
            endpoints,
            path_style: options.s3_use_path_style.unwrap_or(options.target == TargetCloud::Emulator),
            tags: options.tags,
            max_attempts: options
                .max_attempts
                .unwrap_or(if options.target == TargetCloud::Aws { 25 } else { 5 })
                .max(1),
            ledger: options.ledger,
            http: http_client(hosts, options.target == TargetCloud::Aws, needs_tls),
            clients: Mutex::default(),
        })
    }

    /// The provider configuration's region.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The account that the session works in.
    pub fn account_id(&self) -> &str {
        &self.account_id
    }

    /// Which cloud.
    pub fn target(&self) -> TargetCloud {
        self.target
    }

    /// Whether S3 buckets are addressed by path.
    pub fn s3_path_style(&self) -> bool {
        self.path_style
    }

    /// `default_tags` and `ignore_tags`.
    pub fn tags(&self) -> &TagPolicy {
        &self.tags
    }

    /// The endpoint of a service, by the name of its SDK crate.
    pub fn endpoint(&self, name: &str) -> Result<Endpoint, EndpointError> {
        let service = service(name).expect("invariant: every SDK crate's service is in the catalogue");
        self.endpoints.resolve(service)
    }

    /// The client of a service in a region, made on first use. `make` builds it from a configuration and gives it the
    /// recorder as an interceptor.
    pub fn client<C: Clone + Send + Sync + 'static>(
        &self,
        service: &'static str,
        region: &str,
        make: impl FnOnce(&SdkConfig, Recorder) -> C,
    ) -> C {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = clients.entry((service, region.to_owned())).or_insert_with(|| {
            let recorder = Recorder { ledger: self.ledger.clone(), region: region.into() };
            Arc::new(make(&self.sdk_config(service, region), recorder))
        });
        slot.downcast_ref::<C>().expect("invariant: a service has one client type").clone()
    }

    fn sdk_config(&self, service: &str, region: &str) -> SdkConfig {
        let endpoint = self.endpoint(service).ok().and_then(|endpoint| endpoint.url);
        let connect = Duration::from_secs(if self.target == TargetCloud::Aws { 10 } else { 2 });
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .http_client(self.http.clone())
            .sleep_impl(TokioSleep::new())
            .retry_config(self.retry_config())
            .timeout_config(TimeoutConfig::builder().connect_timeout(connect).build());
        config.set_endpoint_url(endpoint);
        config.set_credentials_provider(self.credentials.as_ref().map(|credentials| {
            SharedCredentialsProvider::new(SdkCredentials::new(
                credentials.access_key.clone(),
                credentials.secret_key.clone(),
                credentials.session_token.clone(),
                None,
                "iac",
            ))
        }));
        config.build()
    }

    /// Against an emulator a refused connection is final after a few quick tries; AWS gets the usual back-off.
    fn retry_config(&self) -> RetryConfig {
        let retry = RetryConfig::standard().with_max_attempts(self.max_attempts);
        if self.target == TargetCloud::Aws {
            retry
        } else {
            retry.with_initial_backoff(Duration::from_millis(50)).with_max_backoff(Duration::from_millis(500))
        }
    }

    /// What was tried when nothing answered, why it failed, and what to do.
    pub(crate) fn explain_unreachable(&self, service: &str, why: &str) -> String {
        let endpoint = services::service(service).and_then(|service| self.endpoints.resolve(service).ok());
        let url = endpoint.as_ref().and_then(|endpoint| endpoint.url.as_deref()).unwrap_or("AWS");
        let origin = endpoint.as_ref().map(|endpoint| format!(" ({})", endpoint.origin)).unwrap_or_default();
        let advice = match self.target {
            TargetCloud::Aws => "Check the network.",
            TargetCloud::Emulator => {
                "Start LocalStack, for instance with \"localstack start -d\", or \"docker compose up -d\", or scripts/localstack up. If it \
                 listens elsewhere, say where with AWS_ENDPOINT_URL=http://HOST:PORT."
            }
        };
        format!("Nothing answered at {url}{origin}: {why}.\n\n{advice}")
    }
}

/// The account that an emulator derives from credentials: that of an assumed role, else an access key of twelve digits.
fn account_of(credentials: Option<&Credentials>, role_arn: Option<&str>) -> String {
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let of_role = role_arn.and_then(|arn| arn.split(':').nth(4)).filter(|account| is_account(account));
    let of_key = credentials.map(|credentials| credentials.access_key.as_str()).filter(|key| is_account(key));
    of_role.or(of_key).unwrap_or(DEFAULT_ACCOUNT).to_owned()
}
