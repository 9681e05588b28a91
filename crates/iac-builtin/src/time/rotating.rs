//! `time_rotating`: a moment that is taken anew when it is old enough.

use super::moment::{Moment, timestamp};
use super::parts::Parts;
use iac_core::value::Value;
use iac_provider::planning::Planned;
use iac_provider::{Created, Error, Model, Resource};
use std::collections::BTreeMap;

/// Remembers a moment until its rotation is due; then it is gone, and so is created again. Import with the base as
/// RFC 3339, then years, months, days, hours and minutes, or the moment of rotation, between commas.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(type = "time_rotating", label = "Time Rotating")]
pub(super) struct TimeRotating {
    /// The base, as RFC 3339.
    #[attr(computed)]
    id: String,
    /// The base, as RFC 3339; the moment of creation if it is omitted.
    #[attr(optional, computed, force_new, validate = timestamp)]
    rfc3339: String,
    /// Any values; their change takes a new base.
    #[attr(optional, force_new)]
    triggers: Option<BTreeMap<String, String>>,
    /// When rotation is due, as RFC 3339.
    #[attr(optional, computed, validate = timestamp)]
    rotation_rfc3339: String,
    /// How many years after the base rotation is due.
    #[attr(optional, range = 1.., at_least_one_of = ["rotation_years", "rotation_months", "rotation_days", "rotation_hours", "rotation_minutes", "rotation_rfc3339"])]
    rotation_years: Option<i64>,
    /// How many months after the base rotation is due.
    #[attr(optional, range = 1..)]
    rotation_months: Option<i64>,
    /// How many days after the base rotation is due.
    #[attr(optional, range = 1..)]
    rotation_days: Option<i64>,
    /// How many hours after the base rotation is due.
    #[attr(optional, range = 1..)]
    rotation_hours: Option<i64>,
    /// How many minutes after the base rotation is due.
    #[attr(optional, range = 1..)]
    rotation_minutes: Option<i64>,
    #[attr(flatten)]
    parts: Parts,
}

const ROTATIONS: [&str; 5] =
    ["rotation_years", "rotation_months", "rotation_days", "rotation_hours", "rotation_minutes"];

impl TimeRotating {
    /// When rotation is due by the numbers; `None` if there are none.
    fn due(&self) -> Result<Option<Moment>, Error> {
        let numbers =
            [self.rotation_years, self.rotation_months, self.rotation_days, self.rotation_hours, self.rotation_minutes];
        if numbers.iter().all(Option::is_none) {
            return Ok(None);
        }
        let [years, months, days, hours, minutes] = numbers.map(Option::unwrap_or_default);
        let due = Moment::parse(&self.rfc3339)?
            .plus_date(0, 0, days)
            .plus_seconds(hours.saturating_mul(3600))
            .plus_seconds(minutes.saturating_mul(60))
            .plus_date(0, months, 0)
            .plus_date(years, 0, 0);
        Ok(Some(due))
    }
}

impl Resource for TimeRotating {
    type Context = ();

    async fn create(_ctx: &(), plan: &Self) -> Result<Created, Error> {
        let configured = Some(&plan.rotation_rfc3339).filter(|text| !text.is_empty());
        if let Some(due) = configured
            && Moment::parse(due)?.unix <= Moment::now().unix
        {
            return Err(
                Error::other(format!("rotation was due at {due}: it must be in the future")).at("rotation_rfc3339")
            );
        }
        let base = match plan.rfc3339.as_str() {
            "" => Moment::now().to_string(),
            text => text.to_owned(),
        };
        Ok(Created::new(&base).with("rfc3339", Value::string(base)))
    }

    async fn read(_ctx: &(), prior: &Self) -> Result<Option<Self>, Error> {
        // Just created or changed, it does not say yet when rotation is due: then it exists, however old the base is.
        let told = Some(&prior.rotation_rfc3339).filter(|text| !text.is_empty());
        if let Some(due) = told
            && Moment::parse(due)?.unix <= Moment::now().unix
        {
            return Ok(None);
        }
        let due = match told {
            Some(due) => due.clone(),
            None => prior.due()?.map(|due| due.to_string()).unwrap_or_default(),
        };
        let parts = Moment::parse(&prior.rfc3339)?.into();
        Ok(Some(Self { rotation_rfc3339: due, parts, ..prior.clone() }))
    }

    async fn delete(_ctx: &(), _prior: &Self) -> Result<(), Error> {
        Ok(())
    }

    async fn import(_ctx: &(), id: &str) -> Result<Self, Error> {
        let wrong =
            || Error::other("the import identifier must be BASE,YEARS,MONTHS,DAYS,HOURS,MINUTES or BASE,ROTATION");
        let parts: Vec<&str> = id.split(',').collect();
        let of_base = |base: &str| Self { id: base.to_owned(), rfc3339: base.to_owned(), ..Self::default() };
        if let [base, due] = parts[..] {
            Moment::parse(due)?;
            return Ok(Self { rotation_rfc3339: due.to_owned(), ..of_base(base) });
        }
        let [base, numbers @ ..] = parts.as_slice() else { return Err(wrong()) };
        let number = |text: &&str| match *text {
            "" => Ok(None),
            text => text.parse::<i64>().map(|number| Some(number).filter(|number| *number != 0)).map_err(|_| wrong()),
        };
        let numbers = numbers.iter().map(number).collect::<Result<Vec<_>, _>>()?;
        let [rotation_years, rotation_months, rotation_days, rotation_hours, rotation_minutes] =
            numbers[..].try_into().map_err(|_| wrong())?;
        Ok(Self { rotation_years, rotation_months, rotation_days, rotation_hours, rotation_minutes, ..of_base(base) })
    }

    fn plan(planned: &mut Planned<'_>) {
        let changed = ROTATIONS.iter().any(|name| planned.changes(name));
        if !planned.creating() && changed && planned.configured("rotation_rfc3339").is_none() {
            planned.set_unknown("rotation_rfc3339");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_provider::contract::{Trial, assert_model};

    #[tokio::test]
    async fn it_is_gone_when_rotation_is_due() {
        assert_model::<TimeRotating>();
        let mut it = Trial::of::<TimeRotating>(());
        it.converge(r#"{"rotation_days":30}"#).await;
        let due = Moment::parse(it.text("rfc3339")).unwrap().plus_date(0, 0, 30);
        assert_eq!(it.text("rotation_rfc3339"), due.to_string());
        it.converge(r#"{"rotation_days":60}"#).await;
        assert_eq!(it.text("rotation_rfc3339"), due.plus_date(0, 0, 30).to_string());
        let imported = it.import(&format!("{},0,0,60,0,0", it.text("rfc3339"))).await;
        assert_eq!(imported, it.state);
        let past = it.config(r#"{"rfc3339":"2020-01-01T00:00:00Z","rotation_days":1}"#);
        assert!(it.apply(&past).await.is_empty());
        it.refresh().await;
        assert!(it.state.is_null());
    }
}
