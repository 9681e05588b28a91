//! The `null` provider: an object that is nothing but its triggers, and a data source that returns its inputs.

use crate::random::source::Source;
use iac_provider::{Catalogue, Created, DataSource, DataSourceEntry, Error, Model, Resource, ResourceEntry};
use std::collections::BTreeMap;

/// The types of the provider.
pub(crate) fn catalogue() -> Catalogue<()> {
    Catalogue::new([ResourceEntry::of::<NullResource>()], [DataSourceEntry::of::<NullDataSource>()])
}

/// Does nothing, but takes part in the graph: something to hang provisioners on. Import with any ID.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "null_resource", label = "Null Resource")]
struct NullResource {
    /// A made-up number.
    #[attr(computed)]
    id: String,
    /// Values whose change replaces the object, and so runs its provisioners again.
    #[attr(optional, force_new)]
    triggers: Option<BTreeMap<String, String>>,
}

impl Resource for NullResource {
    type Context = ();

    async fn create(_ctx: &(), _plan: &Self) -> Result<Created, Error> {
        Ok(Created::new(made_up()?))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        Ok(Some(prior.clone()))
    }

    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }
}

/// Returns its inputs. Local values do the same and more.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "null_data_source", label = "Null Data Source")]
struct NullDataSource {
    /// Always `static`.
    #[attr(
        computed,
        deprecated = "This attribute is only present for some legacy compatibility issues and should not be used."
    )]
    id: String,
    /// Values to return.
    #[attr(optional)]
    inputs: Option<BTreeMap<String, String>>,
    /// The inputs.
    #[attr(computed)]
    outputs: Option<BTreeMap<String, String>>,
    /// A made-up number, another one each time.
    #[attr(computed)]
    random: String,
    /// What was given, or `default`.
    #[attr(optional, computed)]
    has_computed_default: Option<String>,
}

impl DataSource for NullDataSource {
    type Context = ();

    async fn read(_ctx: &(), config: &Self) -> Result<Self, Error> {
        Ok(Self {
            id: "static".to_owned(),
            outputs: config.inputs.clone(),
            random: made_up()?,
            has_computed_default: config.has_computed_default.clone().or_else(|| Some("default".to_owned())),
            ..config.clone()
        })
    }
}

/// A positive 63-bit number.
fn made_up() -> Result<String, Error> {
    Ok((Source::system().next_u64()? >> 1).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_core::value::Value;
    use iac_provider::contract::{Trial, assert_data_source, assert_model};

    #[test]
    fn the_models_are_sound() {
        assert_model::<NullResource>();
        assert_data_source::<NullDataSource>();
    }

    #[tokio::test]
    async fn triggers_replace_the_object() {
        let mut it = Trial::of::<NullResource>(());
        it.converge("{}").await;
        assert!(it.state.attribute("triggers").is_some_and(Value::is_null));
        let first = it.text("id").to_owned();
        it.converge(r#"{"triggers":{"a":"1"}}"#).await;
        let second = it.text("id").to_owned();
        assert_ne!(first, second);
        let plan = it.plan(&it.config(r#"{"triggers":{"a":"2"}}"#));
        assert_eq!(plan.requires_replace.len(), 1);
        assert!(it.destroy().await.is_empty());
    }

    #[tokio::test]
    async fn the_data_source_returns_its_inputs() {
        let inputs = Some(BTreeMap::from([("a".to_owned(), "b".to_owned())]));
        let read = NullDataSource::read(&(), &NullDataSource { inputs: inputs.clone(), ..Default::default() }).await;
        let read = read.expect("invariant: nothing can fail");
        assert_eq!((read.outputs, read.has_computed_default.as_deref()), (inputs, Some("default")));
    }
}
