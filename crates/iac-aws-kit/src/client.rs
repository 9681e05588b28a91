//! What every SDK client gets: an interceptor that logs each API call and enters it in the ledger.

use crate::Ledger;
use crate::behalf;
use crate::ledger::Call;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use std::sync::Arc;
use std::time::Instant;

/// Logs API calls and enters them in the ledger. Given to every client of a session.
#[derive(Clone, Debug)]
pub struct Recorder {
    pub(crate) ledger: Option<Ledger>,
    pub(crate) region: Arc<str>,
}

/// What is known of an attempt before it is sent; the request is gone when the answer is there.
#[derive(Debug)]
struct Started {
    at: Instant,
    method: String,
    uri: String,
}

impl Storable for Started {
    type Storer = StoreReplace<Self>;
}

#[dyn_dispatch_hint]
impl Intercept for Recorder {
    fn name(&self) -> &'static str {
        "Recorder"
    }

    fn read_before_attempt(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let (method, uri) = (request.method().to_owned(), request.uri().to_owned());
        config.interceptor_state().store_put(Started { at: Instant::now(), method, uri });
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let metadata = config.load::<Metadata>();
        let started = config.load::<Started>();
        let response = context.response();
        let call = Call {
            service: metadata.map_or("", Metadata::service),
            operation: metadata.map_or("", Metadata::name),
            region: &self.region,
            duration: started.map(|started| started.at.elapsed()).unwrap_or_default(),
            status: response.map(|response| response.status().as_u16()),
            request_id: response.and_then(|response| {
                let headers = response.headers();
                headers.get("x-amzn-requestid").or_else(|| headers.get("x-amz-request-id"))
            }),
            method: started.map_or("", |started| &started.method),
            uri: started.map_or("", |started| &started.uri),
        };
        let resource = behalf::address();
        tracing::debug!(
            target: "iac::aws", service = call.service, operation = call.operation, resource = &*resource,
            ms = call.duration.as_secs_f64() * 1000.0, status = call.status, "API call"
        );
        if let Some(ledger) = &self.ledger {
            ledger.record(&call);
        }
        Ok(())
    }
}
