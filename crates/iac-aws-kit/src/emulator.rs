//! An emulator for tests of resource types.

use crate::{Ctx, Environment, Session, SessionOptions};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// A context against the emulator at `IAC_TEST_ENDPOINT`, in an account that no other test uses; `None` if the variable is
/// not set, so that tests without an emulator pass.
pub async fn test_ctx() -> Option<Ctx> {
    let environment = Environment::of_process();
    let endpoint = environment.var("IAC_TEST_ENDPOINT")?.to_owned();
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_nanos());
    // Twelve digits of an access key are the account, to LocalStack.
    let account = format!("{:012}", 100_000_000_000 + nanos / 1000 % 900_000_000_000);
    let options = SessionOptions {
        environment: [("AWS_ENDPOINT_URL", endpoint)].into_iter().collect(),
        region: Some("us-east-1".into()),
        access_key: Some(account),
        secret_key: Some("test".into()),
        ..SessionOptions::default()
    };
    Session::open(options).await.ok().map(|session| Ctx::new(Arc::new(session)))
}
