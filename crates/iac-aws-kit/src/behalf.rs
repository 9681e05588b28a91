//! On whose behalf the current task calls the API: what logs, the ledger and errors name.

use crate::Session;
use std::future::Future;
use std::sync::Arc;

tokio::task_local! {
    static BEHALF: Behalf;
}

struct Behalf {
    address: Arc<str>,
    session: Arc<Session>,
}

/// Runs something on behalf of a resource instance.
pub(crate) async fn run<T>(address: &str, session: Arc<Session>, work: impl Future<Output = T>) -> T {
    BEHALF.scope(Behalf { address: address.into(), session }, work).await
}

/// The resource instance, if there is one.
pub(crate) fn address() -> Arc<str> {
    BEHALF.try_with(|behalf| behalf.address.clone()).unwrap_or_else(|_| Arc::from(""))
}

/// What was tried when nothing answered, and what to do; `None` outside of any session.
pub(crate) fn explain_unreachable(service: &str, why: &str) -> Option<String> {
    BEHALF.try_with(|behalf| behalf.session.explain_unreachable(service, why)).ok()
}
