//! `time_sleep`: a pause.

use super::moment::Moment;
use iac_core::value::Value;
use iac_provider::wait::parse_duration;
use iac_provider::{Created, Error, Model, Resource};
use std::collections::BTreeMap;

/// Waits when it is created, or before it is destroyed. Import with both durations, a comma between them.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "time_sleep", label = "Time Sleep")]
pub(super) struct TimeSleep {
    /// When it was created, as RFC 3339.
    #[attr(computed)]
    id: String,
    /// How long to wait after creation, such as `30s`.
    #[attr(optional, validate = duration, at_least_one_of = ["create_duration", "destroy_duration"])]
    create_duration: Option<String>,
    /// How long to wait before destruction.
    #[attr(optional, validate = duration)]
    destroy_duration: Option<String>,
    /// Any values; their change waits again.
    #[attr(optional, force_new)]
    triggers: Option<BTreeMap<String, String>>,
}

fn duration(name: &str, value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(text) if parse_duration(text).is_none() => {
            Err(format!("{name} must be a duration such as \"500ms\", \"30s\" or \"5m\", got {text:?}"))
        }
        _ => Ok(()),
    }
}

async fn wait(duration: Option<&str>) {
    if let Some(duration) = duration.and_then(parse_duration) {
        tokio::time::sleep(duration).await;
    }
}

impl Resource for TimeSleep {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        wait(plan.create_duration.as_deref()).await;
        Ok(Created::new(Moment::now().to_string()))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        Ok(Some(prior.clone()))
    }

    async fn delete(_ctx: &(), prior: &Self) -> Result<(), Error> {
        wait(prior.destroy_duration.as_deref()).await;
        Ok(())
    }

    async fn import(_ctx: &(), id: &str) -> Result<Self, Error> {
        let wrong = || Error::other("the import identifier must be CREATE_DURATION,DESTROY_DURATION; one may be empty");
        let (create, destroy) = id.split_once(',').ok_or_else(wrong)?;
        let part = |text: &str| match text {
            "" => Ok(None),
            text => parse_duration(text).map(|_| Some(text.to_owned())).ok_or_else(wrong),
        };
        let (create_duration, destroy_duration) = (part(create)?, part(destroy)?);
        Ok(Self { id: Moment::now().to_string(), create_duration, destroy_duration, triggers: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[tokio::test]
    async fn it_waits() {
        assert_model::<TimeSleep>();
        let mut it = Trial::of::<TimeSleep>(());
        let start = std::time::Instant::now();
        it.converge(r#"{"create_duration":"30ms"}"#).await;
        assert!(start.elapsed().as_millis() >= 30);
        it.converge(r#"{"create_duration":"1h","destroy_duration":"30ms"}"#).await;
        assert!(start.elapsed().as_secs() < 60, "a changed duration is not waited for");
        let before = std::time::Instant::now();
        assert!(it.destroy().await.is_empty());
        assert!(before.elapsed().as_millis() >= 30);
        assert!(duration("d", &Value::string("x")).is_err());
    }
}
