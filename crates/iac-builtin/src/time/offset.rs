//! `time_offset`: a moment some time before or after another.

use super::moment::{Moment, timestamp};
use super::parts::Parts;
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Created, Error, Model, Resource};
use std::collections::BTreeMap;

/// Adds an offset to a moment, normally that of its creation. Import with the base as RFC 3339, then years, months, days,
/// hours, minutes and seconds between commas.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "time_offset", label = "Time Offset")]
pub(super) struct TimeOffset {
    /// The base, as RFC 3339.
    #[attr(computed)]
    id: String,
    /// The base, as RFC 3339; the moment of creation if it is omitted.
    #[attr(optional, computed, force_new, validate = timestamp)]
    base_rfc3339: String,
    /// Any values; their change takes a new base.
    #[attr(optional, force_new)]
    triggers: Option<BTreeMap<String, String>>,
    /// How many years to add.
    #[attr(optional, at_least_one_of = ["offset_years", "offset_months", "offset_days", "offset_hours", "offset_minutes", "offset_seconds"])]
    offset_years: Option<i64>,
    /// How many months to add.
    #[attr(optional)]
    offset_months: Option<i64>,
    /// How many days to add.
    #[attr(optional)]
    offset_days: Option<i64>,
    /// How many hours to add.
    #[attr(optional)]
    offset_hours: Option<i64>,
    /// How many minutes to add.
    #[attr(optional)]
    offset_minutes: Option<i64>,
    /// How many seconds to add.
    #[attr(optional)]
    offset_seconds: Option<i64>,
    /// The moment, as RFC 3339.
    #[attr(computed)]
    rfc3339: String,
    #[attr(flatten)]
    parts: Parts,
}

const OFFSETS: [&str; 6] =
    ["offset_years", "offset_months", "offset_days", "offset_hours", "offset_minutes", "offset_seconds"];

impl TimeOffset {
    /// Adds one unit after the other, in the order of Terraform's provider: months of different length make it matter.
    fn moment(&self) -> Result<Moment, Error> {
        let or_none = Option::unwrap_or_default;
        Ok(Moment::parse(&self.base_rfc3339)?
            .plus_date(0, 0, or_none(self.offset_days))
            .plus_seconds(or_none(self.offset_hours).saturating_mul(3600))
            .plus_seconds(or_none(self.offset_minutes).saturating_mul(60))
            .plus_date(0, or_none(self.offset_months), 0)
            .plus_seconds(or_none(self.offset_seconds))
            .plus_date(or_none(self.offset_years), 0, 0))
    }
}

impl Resource for TimeOffset {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        let base = match plan.base_rfc3339.as_str() {
            "" => Moment::now().to_string(),
            text => text.to_owned(),
        };
        Ok(Created::new(&base).with("base_rfc3339", Value::string(base)))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        let moment = prior.moment()?;
        Ok(Some(Self { rfc3339: moment.to_string(), parts: moment.into(), ..prior.clone() }))
    }

    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }

    async fn import(_ctx: &(), id: &str) -> Result<Self, Error> {
        let wrong = || Error::other("the import identifier must be BASE,YEARS,MONTHS,DAYS,HOURS,MINUTES,SECONDS");
        let parts: Vec<&str> = id.split(',').collect();
        let [base, numbers @ ..] = parts.as_slice() else { return Err(wrong()) };
        let number = |text: &&str| match *text {
            "" => Ok(None),
            text => text.parse::<i64>().map(|number| Some(number).filter(|number| *number != 0)).map_err(|_| wrong()),
        };
        let numbers = numbers.iter().map(number).collect::<Result<Vec<_>, _>>()?;
        let [offset_years, offset_months, offset_days, offset_hours, offset_minutes, offset_seconds] =
            numbers[..].try_into().map_err(|_| wrong())?;
        Ok(Self {
            id: (*base).to_owned(),
            base_rfc3339: (*base).to_owned(),
            offset_years,
            offset_months,
            offset_days,
            offset_hours,
            offset_minutes,
            offset_seconds,
            ..Self::default()
        })
    }

    fn plan(planned: &mut Planned<'_>) {
        if !planned.creating() && OFFSETS.iter().any(|name| planned.changes(name)) {
            planned.set_unknown("rfc3339");
            Parts::plan_unknown(planned);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[tokio::test]
    async fn an_offset_changes_in_place() {
        assert_model::<TimeOffset>();
        let mut it = Trial::of::<TimeOffset>(());
        let base = r#""base_rfc3339":"2020-01-31T00:00:00Z""#;
        it.converge(&format!(r#"{{{base},"offset_months":1,"offset_hours":-1}}"#)).await;
        assert_eq!((it.text("id"), it.text("rfc3339")), ("2020-01-31T00:00:00Z", "2020-03-01T23:00:00Z"));
        let plan = it.plan(&it.config(&format!(r#"{{{base},"offset_days":1}}"#)));
        assert!(plan.requires_replace.is_empty());
        it.converge(&format!(r#"{{{base},"offset_days":1}}"#)).await;
        assert_eq!((it.text("rfc3339"), it.shown("month").as_str()), ("2020-02-01T00:00:00Z", "cty.NumberIntVal(2)"));
        assert_eq!(it.import("2020-01-31T00:00:00Z,0,0,1,0,0,0").await, it.state);
        it.converge(r#"{"offset_days":1}"#).await;
    }
}
