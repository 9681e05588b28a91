//! Moments in RFC 3339 form, to the second, and calendar arithmetic on them. Leap seconds do not exist.

use iac_core::value::Value;
use iac_provider::Error;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

const DAY: i64 = 86_400;

/// A moment, with the distance of its place from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Seconds since 1970 in UTC.
    pub(super) unix: i64,
    /// Seconds east of UTC.
    zone: i64,
}

/// A moment as calendar and clock show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Calendar {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
}

/// A moment's place in week and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Week {
    /// The year that its ISO week belongs to.
    pub(super) iso_year: i64,
    /// The ISO week, from 1.
    pub(super) iso_week: i64,
    /// The day of the week; Sunday is 0.
    pub(super) weekday: i64,
    /// The day of the year, from 1.
    pub(super) year_day: i64,
}

impl Moment {
    /// A moment in UTC.
    pub(super) fn of_unix(unix: i64) -> Self {
        Self { unix, zone: 0 }
    }

    /// Its place in week and year. The week of a Thursday decides the year of an ISO week.
    pub(super) fn week(self) -> Week {
        let day = self.unix.saturating_add(self.zone).div_euclid(DAY);
        let thursday = day - (day + 3).rem_euclid(7) + 3;
        let iso_year = date_of(thursday).0;
        Week {
            iso_year,
            iso_week: (thursday - days_until(iso_year, 1)) / 7 + 1,
            weekday: (day + 4).rem_euclid(7),
            year_day: day - days_until(date_of(day).0, 1) + 1,
        }
    }

    /// This second, in UTC.
    pub(super) fn now() -> Self {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { unix: i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX), zone: 0 }
    }

    /// Reads RFC 3339; fractions of seconds are dropped.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        parse(text)
            .ok_or_else(|| Error::other(format!("{text:?} is no RFC 3339 timestamp such as \"2006-01-02T15:04:05Z\"")))
    }

    /// What calendar and clock show.
    pub(super) fn calendar(self) -> Calendar {
        let local = self.unix.saturating_add(self.zone);
        let (year, month, day) = date_of(local.div_euclid(DAY));
        let rest = local.rem_euclid(DAY);
        Calendar { year, month, day, hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60 }
    }

    /// Later by calendar units; a day that a month lacks counts on into the next month.
    pub(super) fn plus_date(self, years: i64, months: i64, days: i64) -> Self {
        let at = self.calendar();
        let month = at.month - 1 + months;
        let first = days_until(at.year + years + month.div_euclid(12), month.rem_euclid(12) + 1);
        let clock = at.hour * 3600 + at.minute * 60 + at.second;
        let local = (first + at.day - 1).saturating_add(days).saturating_mul(DAY).saturating_add(clock);
        Self { unix: local.saturating_sub(self.zone), ..self }
    }

    /// Later by seconds.
    pub(super) fn plus_seconds(self, seconds: i64) -> Self {
        Self { unix: self.unix.saturating_add(seconds), ..self }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Calendar { year, month, day, hour, minute, second } = self.calendar();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        match self.zone {
            0 => f.write_str("Z"),
            zone => {
                let sign = if zone < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", zone.abs() / 3600, zone.abs() / 60 % 60)
            }
        }
    }
}

/// A check of arguments that hold a timestamp.
pub(super) fn timestamp(name: &str, value: &Value) -> Result<(), String> {
    match value.as_str().map(Moment::parse) {
        Some(Err(error)) => Err(format!("{name}: {error}")),
        _ => Ok(()),
    }
}

fn parse(text: &str) -> Option<Moment> {
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|(at, mark)| text.as_bytes().get(*at) != Some(mark)) {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let mut rest = text.get(19..)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|character: char| character.is_ascii_digit());
        if rest.len() == fraction.len() {
            return None;
        }
    }
    let zone = zone(rest)?;
    let next = days_until(year + month / 12, month % 12 + 1);
    let first = days_until(year, month);
    let sound = (1..=12).contains(&month) && (1..=next - first).contains(&day);
    let clock = (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)?;
    sound.then_some(Moment { unix: (first + day - 1) * DAY + clock - zone, zone })
}

/// Seconds east of UTC.
fn zone(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let two_digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !two_digits(hours) || !two_digits(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Days from 1970 to the first of a month. Years are counted from March, so that the leap day is the last one.
fn days_until(year: i64, month: i64) -> i64 {
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 - 719_468
}

/// Year, month and day of a day since 1970.
fn date_of(day: i64) -> (i64, i64, i64) {
    // 400 years have 146,097 days; the estimate is at most one year off.
    let guess = 1970 + day.saturating_mul(400).div_euclid(146_097);
    let year = (guess - 1..=guess + 1).rev().find(|year| days_until(*year, 1) <= day).unwrap_or(guess);
    let month = (1..=12).rev().find(|month| days_until(year, *month) <= day).unwrap_or(1);
    (year, month, day - days_until(year, month) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_written() {
        for (text, unix) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2020-02-29T23:59:59Z", 1_583_020_799),
            ("2000-03-01T01:00:00+01:00", 951_868_800),
            ("1969-12-31T19:00:00-05:00", 0),
            ("1900-03-01T00:00:00Z", -2_203_891_200),
        ] {
            let moment = Moment::parse(text).unwrap();
            assert_eq!((moment.unix, moment.to_string().as_str()), (unix, text));
        }
        assert_eq!(Moment::parse("2020-01-01T00:00:00.123Z").unwrap().to_string(), "2020-01-01T00:00:00Z");
        for text in [
            "",
            "2020-01-01",
            "2021-02-29T00:00:00Z",
            "2020-13-01T00:00:00Z",
            "2020-01-01T24:00:00Z",
            "2020-01-01T00:00:00",
            "2020-01-01T00:00:00.Z",
        ] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn calendar_arithmetic_counts_on_into_the_next_month() {
        for (from, (years, months, days), to) in [
            ("2020-01-31T10:00:00Z", (0, 1, 0), "2020-03-02T10:00:00Z"),
            ("2020-02-29T00:00:00Z", (1, 0, 0), "2021-03-01T00:00:00Z"),
            ("2020-12-31T00:00:00+02:00", (0, 0, 1), "2021-01-01T00:00:00+02:00"),
            ("2020-01-15T00:00:00Z", (0, -13, -15), "2018-11-30T00:00:00Z"),
        ] {
            assert_eq!(Moment::parse(from).unwrap().plus_date(years, months, days).to_string(), to);
        }
    }

    #[test]
    fn every_day_has_one_date() {
        for day in -200_000..200_000 {
            let (year, month, of_month) = date_of(day);
            assert_eq!(days_until(year, month) + of_month - 1, day);
            assert!((1..=12).contains(&month) && (1..=31).contains(&of_month));
        }
    }
}
