//! The configured provider. Every call runs on behalf of its resource, which logs and the ledger then name.

use iac_aws_kit::Ctx;
use iac_provider::{
    ApplyRequest, ApplyResponse, BoxFuture, ImportRequest, ImportResponse, PlanRequest, PlanResponse, ProviderInstance,
    ProviderTarget, ReadDataRequest, ReadDataResponse, ReadRequest, ReadResponse, TypedInstance,
};

/// A configured AWS provider.
pub(crate) struct AwsInstance(pub TypedInstance<Ctx>);

impl ProviderInstance for AwsInstance {
    fn target(&self) -> Option<ProviderTarget> {
        self.0.target()
    }

    fn plan(&self, request: &PlanRequest<'_>) -> PlanResponse {
        self.0.plan(request)
    }

    fn apply<'a>(&'a self, request: ApplyRequest<'a>) -> BoxFuture<'a, ApplyResponse> {
        Box::pin(self.0.context().on_behalf_of(request.address, self.0.apply(request)))
    }

    fn read<'a>(&'a self, request: ReadRequest<'a>) -> BoxFuture<'a, ReadResponse> {
        Box::pin(self.0.context().on_behalf_of(request.address, self.0.read(request)))
    }

    fn import<'a>(&'a self, request: ImportRequest<'a>) -> BoxFuture<'a, ImportResponse> {
        Box::pin(self.0.context().on_behalf_of(request.address, self.0.import(request)))
    }

    fn read_data<'a>(&'a self, request: ReadDataRequest<'a>) -> BoxFuture<'a, ReadDataResponse> {
        Box::pin(self.0.context().on_behalf_of(request.address, self.0.read_data(request)))
    }
}
