//! The client of this service.

use aws_sdk_sqs::{Client, config};
use iac_aws_kit::Ctx;

/// The client for an operation.
pub(crate) fn sqs(ctx: &Ctx) -> Client {
    ctx.client("sqs", |config, recorder| Client::from_conf(config::Builder::from(config).interceptor(recorder).build()))
}
