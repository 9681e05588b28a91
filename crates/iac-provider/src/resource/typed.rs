//! The traits that authors implement.

use crate::Error;
use crate::context::Context;
use crate::model::Model;
use crate::planning::Planned;
use crate::tags::TagChange;
use crate::wait::Progress;
use iac_core::diag::Diagnostics;
use iac_core::value::Value;
use std::collections::BTreeMap;
use std::future::Future;

/// The result of an operation of a resource type.
pub type Outcome<T, C> = Result<T, <C as Context>::Error>;

/// A new object: its identifier, and what only its creation reveals.
#[derive(Clone, Debug, Default)]
pub struct Created {
    /// The identifier, stored in the `id` attribute.
    pub id: String,
    /// Attributes that no later read returns.
    pub revealed: BTreeMap<&'static str, Value>,
}

impl Created {
    /// An object with that identifier.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), revealed: BTreeMap::new() }
    }

    /// The same, with an attribute that only its creation reveals.
    #[must_use]
    pub fn with(mut self, attribute: &'static str, value: impl Into<Value>) -> Self {
        self.revealed.insert(attribute, value.into());
        self
    }
}

/// A resource type. Its operations get wholly-known models; see `docs/kit.md` for an annotated example.
///
/// The kit does around them: tags, `region`, timeouts, journalling the identifier, reading after creation and update,
/// arguments that the API never returns, equivalent JSON, diagnostics, and objects that are gone.
pub trait Resource: Model {
    /// What its operations work with.
    type Context: Context;

    /// Whether [`create`](Self::create) sends the tags; if not, the kit adds them afterwards.
    const TAGS_ON_CREATE: bool = true;

    /// The API's error codes that mean the object does not exist: reading then finds nothing, deleting succeeds.
    const GONE: &'static [&'static str] = &[];

    /// Creates the object and returns as soon as it has an identity; anything slow or breakable belongs in
    /// [`configure`](Self::configure), because the identity is journalled in between.
    fn create(ctx: &Self::Context, plan: &Self) -> impl Future<Output = Outcome<Created, Self::Context>> + Send;

    /// Finishes a new object: waits until it is usable, sets what creation does not accept.
    fn configure(ctx: &Self::Context, plan: &Self) -> impl Future<Output = Outcome<(), Self::Context>> + Send {
        let _ = (ctx, plan);
        async { Ok(()) }
    }

    /// Reads the object; `None` if it is gone.
    fn read(ctx: &Self::Context, prior: &Self) -> impl Future<Output = Outcome<Option<Self>, Self::Context>> + Send;

    /// The answer to a request, with the codes in [`GONE`](Self::GONE) as `None`.
    fn unless_gone<T, E: Into<<Self::Context as Context>::Error>>(
        answer: Result<T, E>,
    ) -> Outcome<Option<T>, Self::Context> {
        match answer.map_err(|error| -> Error { error.into().into() }) {
            Err(error) if error.is_not_found() || error.has_code(Self::GONE) => Ok(None),
            answer => Ok(Some(answer?)),
        }
    }

    /// [`read`](Self::read), with the codes in [`GONE`](Self::GONE) as `None`; for waiting.
    fn find(ctx: &Self::Context, prior: &Self) -> impl Future<Output = Outcome<Option<Self>, Self::Context>> + Send {
        async move { Ok(Self::unless_gone(Box::pin(Self::read(ctx, prior)).await)?.flatten()) }
    }

    /// Whether what was read after a creation or update shows what was planned; reading is repeated until it does.
    fn settled(plan: &Self, found: &Self) -> Progress {
        let _ = (plan, found);
        Progress::Done
    }

    /// Changes the object in place. Tags are not its business. A type whose arguments all force replacement needs none.
    fn update(
        ctx: &Self::Context,
        prior: &Self,
        plan: &Self,
    ) -> impl Future<Output = Outcome<(), Self::Context>> + Send {
        let _ = (ctx, prior, plan);
        async { Ok(()) }
    }

    /// Changes the object's tags. Types that have tags must implement it.
    fn update_tags(
        ctx: &Self::Context,
        object: &Self,
        change: &TagChange,
    ) -> impl Future<Output = Outcome<(), Self::Context>> + Send {
        let _ = (ctx, object, change);
        async { Err(Error::other("tags of this type cannot be changed").into()) }
    }

    /// Deletes the object and waits until it is gone. An error that says it does not exist counts as success.
    fn delete(ctx: &Self::Context, prior: &Self) -> impl Future<Output = Outcome<(), Self::Context>> + Send;

    /// The attributes that a following read needs to find the object with that import identifier; normally just `id`.
    fn import(ctx: &Self::Context, id: &str) -> impl Future<Output = Outcome<Self, Self::Context>> + Send {
        let _ = ctx;
        let found = Self::from_value(&Value::object([("id", Value::string(id))])).map_err(Into::into);
        async { found }
    }

    /// Adjusts a plan that the schema alone does not decide. Values may be unknown here.
    fn plan(planned: &mut Planned<'_>) {
        let _ = planned;
    }

    /// Checks a configuration beyond what attributes say. Values may be unknown here.
    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        let _ = (config_value, diags);
    }

    /// Brings stored attributes, as JSON text, from an older state version to the current one; `None` leaves them.
    fn upgrade(from_version: u64, attributes: &str) -> Result<Option<String>, Error> {
        let _ = (from_version, attributes);
        Ok(None)
    }
}

/// A data source.
pub trait DataSource: Model {
    /// What its reading works with.
    type Context: Context;

    /// Reads it. What is not found is an error.
    fn read(ctx: &Self::Context, config: &Self) -> impl Future<Output = Outcome<Self, Self::Context>> + Send;

    /// Checks a configuration beyond what attributes say. Values may be unknown here.
    fn validate(config_value: &Value, diags: &mut Diagnostics) {
        let _ = (config_value, diags);
    }
}
