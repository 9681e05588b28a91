//! The attributes that every type of the provider shows of its moment.

use super::moment::{Calendar, Moment};
use iac_provider::Block;
use iac_provider::planning::Planned;

/// A moment in numbers.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub(super) struct Parts {
    /// The day of the month.
    #[attr(computed)]
    day: i64,
    /// The hour.
    #[attr(computed)]
    hour: i64,
    /// The minute.
    #[attr(computed)]
    minute: i64,
    /// The month.
    #[attr(computed)]
    month: i64,
    /// The second.
    #[attr(computed)]
    second: i64,
    /// Seconds since 1970.
    #[attr(computed)]
    unix: i64,
    /// The year.
    #[attr(computed)]
    year: i64,
}

impl From<Moment> for Parts {
    fn from(moment: Moment) -> Self {
        let Calendar { year, month, day, hour, minute, second } = moment.calendar();
        Self { day, hour, minute, month, second, unix: moment.unix, year }
    }
}

impl Parts {
    /// Plans that they become others.
    pub(super) fn plan_unknown(planned: &mut Planned<'_>) {
        for name in ["day", "hour", "minute", "month", "second", "unix", "year"] {
            planned.set_unknown(name);
        }
    }
}
