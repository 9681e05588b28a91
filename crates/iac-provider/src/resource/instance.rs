//! A catalogue with a context: a configured provider.

use super::catalogue::{Catalogue, unknown_type};
use super::{apply, plan, read};
use crate::context::Context;
use crate::{
    ApplyRequest, ApplyResponse, BoxFuture, ImportRequest, ImportResponse, PlanRequest, PlanResponse, ProviderInstance,
    ProviderTarget, ReadDataRequest, ReadDataResponse, ReadRequest, ReadResponse,
};
use iac_core::value::{Type, Value};
use std::sync::Arc;

/// A configured provider made of typed resources and data sources.
pub struct TypedInstance<C> {
    catalogue: Arc<Catalogue<C>>,
    context: C,
    target: Option<ProviderTarget>,
}

impl<C: Context> TypedInstance<C> {
    /// An instance that sends requests to `target`, if it sends any.
    pub fn new(catalogue: Arc<Catalogue<C>>, context: C, target: Option<ProviderTarget>) -> Self {
        Self { catalogue, context, target }
    }

    /// What its operations work with.
    pub fn context(&self) -> &C {
        &self.context
    }
}

impl<C: Context> ProviderInstance for TypedInstance<C> {
    fn target(&self) -> Option<ProviderTarget> {
        self.target.clone()
    }

    fn plan(&self, request: &PlanRequest<'_>) -> PlanResponse {
        match self.catalogue.resource(request.ty) {
            Some(entry) => plan::plan(entry, &self.context, request),
            None => PlanResponse {
                planned_state: request.proposed_new_state.clone(),
                requires_replace: Vec::new(),
                private: request.private.to_vec(),
                diags: unknown_type("resource type", request.ty).into(),
            },
        }
    }

    fn apply<'a>(&'a self, request: ApplyRequest<'a>) -> BoxFuture<'a, ApplyResponse> {
        Box::pin(async move {
            match self.catalogue.resource(request.ty) {
                Some(entry) => apply::apply(entry, &self.context, request).await,
                None => ApplyResponse {
                    new_state: request.prior_state.clone(),
                    private: request.private.to_vec(),
                    diags: unknown_type("resource type", request.ty).into(),
                },
            }
        })
    }

    fn read<'a>(&'a self, request: ReadRequest<'a>) -> BoxFuture<'a, ReadResponse> {
        Box::pin(async move {
            match self.catalogue.resource(request.ty) {
                Some(entry) => read::read(entry, &self.context, request).await,
                None => ReadResponse {
                    new_state: request.current_state.clone(),
                    private: request.private.to_vec(),
                    diags: unknown_type("resource type", request.ty).into(),
                },
            }
        })
    }

    fn import<'a>(&'a self, request: ImportRequest<'a>) -> BoxFuture<'a, ImportResponse> {
        Box::pin(async move {
            match self.catalogue.resource(request.ty) {
                Some(entry) => read::import(entry, &self.context, request).await,
                None => {
                    ImportResponse { imported: Vec::new(), diags: unknown_type("resource type", request.ty).into() }
                }
            }
        })
    }

    fn read_data<'a>(&'a self, request: ReadDataRequest<'a>) -> BoxFuture<'a, ReadDataResponse> {
        Box::pin(async move {
            match self.catalogue.data_source(request.ty) {
                Some(entry) => read::read_data(entry, &self.context, request).await,
                None => ReadDataResponse {
                    state: Value::null(Type::Dynamic),
                    diags: unknown_type("data source", request.ty).into(),
                },
            }
        })
    }
}
