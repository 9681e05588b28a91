//! The last gate before the network: an HTTP client that sends only to hosts that were named, resolves local names by
//! itself, and never asks a proxy for them.

use crate::hosts::{HostClass, classify_host, is_local, is_within};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use std::net::{IpAddr, Ipv4Addr, ToSocketAddrs};
use std::sync::Arc;

/// An HTTP client for the given endpoint hosts; with `allow_aws` also for hosts of AWS.
pub(crate) fn http_client(hosts: Vec<String>, allow_aws: bool, needs_tls: bool) -> SharedHttpClient {
    // Reading the system's certificates takes longer than a whole plan against an emulator.
    let trust = if needs_tls { TrustStore::default() } else { TrustStore::empty() };
    let tls = TlsContext::builder().with_trust_store(trust).build();
    let builder = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    let builder = match tls {
        Ok(context) => builder.tls_context(context),
        Err(_) => builder,
    };
    let inner = builder.build_with_resolver(LocalNames);
    SharedHttpClient::new(Guard { inner, rule: Arc::new(Rule { hosts, allow_aws }) })
}

#[derive(Debug)]
struct Rule {
    hosts: Vec<String>,
    allow_aws: bool,
}

impl Rule {
    fn check(&self, host: &str) -> Result<(), String> {
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        match classify_host(&host) {
            HostClass::Metadata => Err(format!("a request to the metadata address {host} was refused")),
            HostClass::Aws if self.allow_aws => Ok(()),
            HostClass::Aws => Err(format!(
                "a request to {host} was refused: iac talks to AWS only when asked to (iac -target-cloud=aws, or IAC_TARGET=aws)"
            )),
            HostClass::Local | HostClass::Other if self.hosts.iter().any(|named| is_within(&host, named)) => Ok(()),
            HostClass::Local | HostClass::Other => Err(format!(
                "a request to {host} was refused: no endpoint of the provider configuration names that host"
            )),
        }
    }
}

#[derive(Debug)]
struct Guard {
    inner: SharedHttpClient,
    rule: Arc<Rule>,
}

impl HttpClient for Guard {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(GuardedConnector { inner, rule: self.rule.clone() })
    }
}

#[derive(Debug)]
struct GuardedConnector {
    inner: SharedHttpConnector,
    rule: Arc<Rule>,
}

impl HttpConnector for GuardedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let host = crate::endpoint::host_of(request.uri()).unwrap_or_default();
        match self.rule.check(&host) {
            Ok(()) => self.inner.call(request),
            Err(message) => HttpConnectorFuture::ready(Err(ConnectorError::user(message.into()))),
        }
    }
}

/// Resolves names of this machine without a name server, others as the system does.
#[derive(Clone, Debug)]
struct LocalNames;

impl ResolveDns for LocalNames {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        if is_local(&name.to_ascii_lowercase()) {
            return DnsFuture::ready(Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]));
        }
        let name = name.to_owned();
        DnsFuture::new(async move {
            let lookup = tokio::task::spawn_blocking(move || (name.as_str(), 0).to_socket_addrs());
            match lookup.await {
                Ok(Ok(addresses)) => Ok(addresses.map(|address| address.ip()).collect()),
                Ok(Err(error)) => Err(ResolveDnsError::new(error)),
                Err(error) => Err(ResolveDnsError::new(error)),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;

    #[test]
    fn only_named_hosts_pass() {
        let emulator = Rule { hosts: vec!["localhost".into(), "localstack".into()], allow_aws: false };
        for host in ["localhost", "123.localhost", "localstack", "LOCALSTACK"] {
            assert!(emulator.check(host).is_ok(), "{host}");
        }
        for host in
            ["sqs.us-east-1.amazonaws.com", "169.254.169.254", "example.org", "evil-localstack", "127.0.0.1", ""]
        {
            assert!(emulator.check(host).is_err(), "{host}");
        }
        let aws = Rule { hosts: vec![], allow_aws: true };
        assert!(aws.check("sqs.us-east-1.amazonaws.com").is_ok());
        assert!(aws.check("169.254.169.254").is_err());
        assert!(aws.check("example.org").is_err());
    }
}
