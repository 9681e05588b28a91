//! What an operation on one object works with.

use crate::behalf;
use crate::{AwsError, Recorder, Session, TargetCloud, arn, partition_of_region};
use aws_config::SdkConfig;
use iac_provider::wait::{Pace, Waiter};
use iac_provider::{Context, Operation, Scope, TagPolicy};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// A session made ready for one operation: clients of the object's region, waits that end with the operation's timeout.
#[derive(Clone, Debug)]
pub struct Ctx {
    session: Arc<Session>,
    region: Arc<str>,
    timeout: Option<Duration>,
    operation: Operation,
}

impl Ctx {
    /// The context of a session, for no operation yet.
    pub fn new(session: Arc<Session>) -> Self {
        let region = session.region().into();
        Self { session, region, timeout: None, operation: Operation::Read }
    }

    /// The operation that this is for. Reading an object back belongs to its creation or update.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// The region to work in.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The account to work in.
    pub fn account_id(&self) -> &str {
        self.session.account_id()
    }

    /// The partition of the region.
    pub fn partition(&self) -> &'static str {
        partition_of_region(&self.region)
    }

    /// The domain of the region's service endpoints.
    pub fn dns_suffix(&self) -> &'static str {
        if self.partition() == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" }
    }

    /// Whether requests go to an emulator.
    pub fn is_emulator(&self) -> bool {
        self.session.target() == TargetCloud::Emulator
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// An ARN in this region and account.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        arn(self.partition(), service, &self.region, self.account_id(), resource)
    }

    /// The client of a service in this region; see [`Session::client`].
    pub fn client<C: Clone + Send + Sync + 'static>(
        &self,
        service: &'static str,
        make: impl FnOnce(&SdkConfig, Recorder) -> C,
    ) -> C {
        self.session.client(service, &self.region, make)
    }

    /// Runs something on behalf of a resource instance, which logs and the ledger then name.
    pub async fn on_behalf_of<T>(&self, address: &str, work: impl Future<Output = T>) -> T {
        behalf::run(address, self.session.clone(), work).await
    }
}

impl Context for Ctx {
    type Error = AwsError;
    const REGIONAL: bool = true;

    fn scoped(&self, scope: &Scope<'_>) -> Self {
        Self {
            session: self.session.clone(),
            region: scope.region.map_or_else(|| self.region.clone(), Into::into),
            timeout: scope.timeout,
            operation: scope.operation,
        }
    }

    fn region(&self) -> Option<&str> {
        Some(&self.region)
    }

    fn tag_policy(&self) -> TagPolicy {
        self.session.tags().clone()
    }

    fn waiter(&self) -> Waiter {
        let pace = if self.is_emulator() { Pace::EMULATOR } else { Pace::AWS };
        let waiter = Waiter { pace, ..Waiter::default() };
        match self.timeout {
            Some(timeout) => waiter.within(timeout),
            None => waiter,
        }
    }
}
