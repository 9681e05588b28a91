//! Typed resources behind a trait object: the only code that exists once per type. Keep it thin.

use super::typed::{Created, DataSource, Resource};
use crate::planning::Planned;
use crate::tags::TagChange;
use crate::wait::Progress;
use crate::{BoxFuture, Error};
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use std::marker::PhantomData;

/// A resource type on values.
pub(super) trait ErasedResource<C>: Send + Sync {
    fn create<'a>(&self, ctx: &'a C, plan: &'a Value) -> BoxFuture<'a, Result<Created, Error>>;
    fn configure<'a>(&self, ctx: &'a C, plan: &'a Value) -> BoxFuture<'a, Result<(), Error>>;
    fn read<'a>(&self, ctx: &'a C, prior: &'a Value) -> BoxFuture<'a, Result<Option<(Value, Progress)>, Error>>;
    fn update<'a>(&self, ctx: &'a C, prior: &'a Value, plan: &'a Value) -> BoxFuture<'a, Result<(), Error>>;
    fn update_tags<'a>(&self, ctx: &'a C, object: &'a Value, change: &'a TagChange)
    -> BoxFuture<'a, Result<(), Error>>;
    fn delete<'a>(&self, ctx: &'a C, prior: &'a Value) -> BoxFuture<'a, Result<(), Error>>;
    fn import<'a>(&self, ctx: &'a C, id: &'a str) -> BoxFuture<'a, Result<Value, Error>>;
    fn plan(&self, planned: &mut Planned<'_>);
    fn validate(&self, config_value: &Value, diags: &mut Diagnostics);
    fn upgrade(&self, from_version: u64, attributes: &str) -> Result<Option<String>, Error>;
    fn tags_on_create(&self) -> bool;
}

/// A data source on values.
pub(super) trait ErasedDataSource<C>: Send + Sync {
    fn read<'a>(&self, ctx: &'a C, config: &'a Value) -> BoxFuture<'a, Result<Value, Error>>;
    fn validate(&self, config_value: &Value, diags: &mut Diagnostics);
}

/// The eraser of a type.
pub(super) struct Erased<T>(PhantomData<fn() -> T>);

impl<T> Default for Erased<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<R: Resource> ErasedResource<R::Context> for Erased<R> {
    fn create<'a>(&self, ctx: &'a R::Context, plan: &'a Value) -> BoxFuture<'a, Result<Created, Error>> {
        Box::pin(async move { R::create(ctx, &R::from_value(plan)?).await.map_err(Into::into) })
    }
    fn configure<'a>(&self, ctx: &'a R::Context, plan: &'a Value) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move { R::configure(ctx, &R::from_value(plan)?).await.map_err(Into::into) })
    }
    fn read<'a>(
        &self,
        ctx: &'a R::Context,
        prior: &'a Value,
    ) -> BoxFuture<'a, Result<Option<(Value, Progress)>, Error>> {
        Box::pin(async move {
            let prior = R::from_value(prior)?;
            let found = R::find(ctx, &prior).await.map_err(Into::into)?;
            Ok(found.map(|found| (found.to_value(), R::settled(&prior, &found))))
        })
    }
    fn update<'a>(&self, ctx: &'a R::Context, prior: &'a Value, plan: &'a Value) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move { R::update(ctx, &R::from_value(prior)?, &R::from_value(plan)?).await.map_err(Into::into) })
    }
    fn update_tags<'a>(
        &self,
        ctx: &'a R::Context,
        object: &'a Value,
        change: &'a TagChange,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move { R::update_tags(ctx, &R::from_value(object)?, change).await.map_err(Into::into) })
    }
    fn delete<'a>(&self, ctx: &'a R::Context, prior: &'a Value) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            match R::delete(ctx, &R::from_value(prior)?).await.map_err(Into::into) {
                Err(error) if error.is_not_found() || error.has_code(R::GONE) => Ok(()),
                done => done,
            }
        })
    }
    fn import<'a>(&self, ctx: &'a R::Context, id: &'a str) -> BoxFuture<'a, Result<Value, Error>> {
        Box::pin(async move { Ok(R::import(ctx, id).await.map_err(Into::into)?.to_value()) })
    }
    fn plan(&self, planned: &mut Planned<'_>) {
        R::plan(planned);
    }
    fn validate(&self, config_value: &Value, diags: &mut Diagnostics) {
        R::validate(config_value, diags);
    }
    fn upgrade(&self, from_version: u64, attributes: &str) -> Result<Option<String>, Error> {
        R::upgrade(from_version, attributes)
    }
    fn tags_on_create(&self) -> bool {
        R::TAGS_ON_CREATE
    }
}

impl<D: DataSource> ErasedDataSource<D::Context> for Erased<D> {
    fn read<'a>(&self, ctx: &'a D::Context, config: &'a Value) -> BoxFuture<'a, Result<Value, Error>> {
        Box::pin(async move { Ok(D::read(ctx, &D::from_value(config)?).await.map_err(Into::into)?.to_value()) })
    }
    fn validate(&self, config_value: &Value, diags: &mut Diagnostics) {
        D::validate(config_value, diags);
    }
}
