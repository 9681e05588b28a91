//! `time_static`: a moment that stays.

use super::moment::{Moment, timestamp};
use super::parts::Parts;
use iac_core::value::Value;
use iac_provider::{Created, Error, Model, Resource};
use std::collections::BTreeMap;

/// Remembers a moment, normally that of its creation. Import with an RFC 3339 timestamp.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "time_static", label = "Time Static")]
pub(super) struct TimeStatic {
    /// The moment, as RFC 3339.
    #[attr(computed)]
    id: String,
    /// Any values; their change takes a new moment.
    #[attr(optional, force_new)]
    triggers: Option<BTreeMap<String, String>>,
    /// The moment, as RFC 3339; that of the creation if it is omitted.
    #[attr(optional, computed, force_new, validate = timestamp)]
    rfc3339: String,
    #[attr(flatten)]
    parts: Parts,
}

impl Resource for TimeStatic {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        let text = match plan.rfc3339.as_str() {
            "" => Moment::now().to_string(),
            text => text.to_owned(),
        };
        Ok(Created::new(&text).with("rfc3339", Value::string(text)))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        let parts = Moment::parse(&prior.rfc3339)?.into();
        Ok(Some(Self { parts, ..prior.clone() }))
    }

    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }

    async fn import(_ctx: &(), id: &str) -> Result<Self, Error> {
        let parts = Moment::parse(id)?.into();
        Ok(Self { id: id.to_owned(), rfc3339: id.to_owned(), parts, triggers: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[tokio::test]
    async fn it_keeps_its_moment() {
        assert_model::<TimeStatic>();
        let mut it = Trial::of::<TimeStatic>(());
        it.converge("{}").await;
        assert_eq!(it.text("id"), it.text("rfc3339"));
        assert_eq!(it.import(it.text("id")).await, it.state);
        it.converge(r#"{"rfc3339":"2020-02-12T06:36:13Z"}"#).await;
        let shown = ["year", "month", "day", "hour", "minute", "second", "unix"].map(|name| it.shown(name));
        assert_eq!(shown, [2020, 2, 12, 6, 36, 13, 1_581_489_373].map(|number| format!("cty.NumberIntVal({number})")));
        assert!(it.destroy().await.is_empty());
    }
}
