//! Deleting an object that others may use for a moment longer.

use iac_aws_kit::{AwsError, Ctx};
use iac_provider::Context;
use std::future::Future;

/// Tries again while EC2 says that something depends on the object. Against AWS that takes as long as the operation may,
/// because network interfaces of other services linger; in an emulator nothing does.
pub(crate) async fn until_free<T, F>(ctx: &Ctx, attempt: impl FnMut() -> F + Send) -> Result<T, AwsError>
where
    F: Future<Output = Result<T, AwsError>> + Send,
{
    let waiter = if ctx.is_emulator() { ctx.waiter().briefly() } else { ctx.waiter() };
    let in_use = |error: &AwsError| error.is(&["DependencyViolation", "InvalidGroup.InUse", "InvalidIPAddress.InUse"]);
    waiter.retry(attempt, in_use).await
}
