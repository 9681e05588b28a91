//! Functions on RFC 3339 timestamps: formatting, shifting, comparing, and the clock.
//!
//! Years have four digits when read; written ones may grow. No time zone database: only the offsets in the text.

use super::duration::parse_duration;
use super::function::{Call, Function, FunctionError};
use super::verb::go_quote;
use iac_core::value::{Type, Value};
use std::fmt::Write as _;

/// A timestamp: what its text says, and the offset it was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timestamp {
    /// Seconds since 1970 in UTC.
    seconds: i64,
    nanoseconds: i64,
    offset_minutes: i64,
}

const BILLION: i64 = 1_000_000_000;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// Year, month (from 1), day, hour, minute, second and weekday (from Sunday, 0) on the wall.
struct WallClock {
    year: i64,
    month: usize,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    weekday: usize,
}

/// Days since 1970-01-01 of a date in the Gregorian calendar, by counting in 400-year eras that start in March.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn date_of(days: i64) -> (i64, usize, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, usize::try_from(month).unwrap_or(1), day)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let next = if month == 12 { days_of(year + 1, 1, 1) } else { days_of(year, month + 1, 1) };
    next - days_of(year, month, 1)
}

impl Timestamp {
    pub(super) fn now() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Self { seconds: i64::try_from(since.as_secs()).unwrap_or(0), nanoseconds: 0, offset_minutes: 0 }
    }

    fn wall_clock(&self) -> WallClock {
        let local = self.seconds + self.offset_minutes * 60;
        let (days, second_of_day) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day) = date_of(days);
        WallClock {
            year,
            month,
            day,
            hour: second_of_day / 3600,
            minute: second_of_day / 60 % 60,
            second: second_of_day % 60,
            weekday: usize::try_from((days + 4).rem_euclid(7)).unwrap_or(0),
        }
    }

    /// As RFC 3339, without a fraction of the second.
    pub(super) fn written(&self) -> String {
        let clock = self.wall_clock();
        let WallClock { year, month, day, hour, minute, second, .. } = clock;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{}", self.zone(":", "Z"))
    }

    fn zone(&self, separator: &str, utc: &str) -> String {
        if self.offset_minutes == 0 {
            return utc.into();
        }
        let (sign, minutes) = (if self.offset_minutes < 0 { '-' } else { '+' }, self.offset_minutes.abs());
        format!("{sign}{:02}{separator}{:02}", minutes / 60, minutes % 60)
    }

    fn shifted(mut self, nanoseconds: i64) -> Self {
        let total = self.nanoseconds + nanoseconds.rem_euclid(BILLION);
        self.seconds += nanoseconds.div_euclid(BILLION) + total / BILLION;
        self.nanoseconds = total % BILLION;
        self
    }

    /// Reads RFC 3339; `Err` says what is wrong, as Terraform words it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        Self::read(text).ok_or_else(|| format!("not a valid RFC3339 timestamp: {}", complaint(text)))
    }

    fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let number = |from: usize, length: usize| -> Option<i64> {
            let digits = bytes.get(from..from + length)?;
            digits.iter().all(u8::is_ascii_digit).then(|| digits.iter().fold(0, |n, b| n * 10 + i64::from(b - b'0')))
        };
        let sign = |at: usize, c: u8| (bytes.get(at) == Some(&c)).then_some(());
        let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
        let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
        for (at, c) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')] {
            sign(at, c)?;
        }
        let valid = (1..=12).contains(&month) && hour < 24 && minute < 60 && second < 60;
        if !valid || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        let mut at = 19;
        let mut nanoseconds = 0;
        if bytes.get(at) == Some(&b'.') {
            let digits = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            let kept = digits.min(9);
            nanoseconds = number(at + 1, kept)? * 10_i64.pow(u32::try_from(9 - kept).ok()?);
            at += 1 + digits;
        }
        let offset_minutes = match bytes.get(at)? {
            b'Z' if bytes.len() == at + 1 => 0,
            sign @ (b'+' | b'-') if bytes.len() == at + 6 && bytes[at + 3] == b':' => {
                let (hours, minutes) = (number(at + 1, 2)?, number(at + 4, 2)?);
                if hours > 23 || minutes > 59 {
                    return None;
                }
                (hours * 60 + minutes) * if *sign == b'-' { -1 } else { 1 }
            }
            _ => return None,
        };
        let local = days_of(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
        Some(Self { seconds: local - offset_minutes * 60, nanoseconds, offset_minutes })
    }
}

/// What is wrong with a timestamp: the first part that does not fit.
fn complaint(text: &str) -> String {
    const PARTS: [(&str, usize, i64, i64); 6] = [
        ("year", 4, 0, 9999),
        ("month", 2, 1, 12),
        ("day", 2, 1, 31),
        ("hour", 2, 0, 23),
        ("minute", 2, 0, 59),
        ("second", 2, 0, 59),
    ];
    const SEPARATORS: [char; 5] = ['-', '-', 'T', ':', ':'];
    let mut rest = text;
    for (at, (name, length, least, most)) in PARTS.into_iter().enumerate() {
        if rest.is_empty() {
            return format!("end of string before {name}");
        }
        if name == "hour" && !text.contains('T') {
            return "missing required time introducer 'T'".into();
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let value = if digits >= length { rest[..length].parse::<i64>().ok() } else { None };
        match value {
            Some(value) if name == "hour" && value > most => return "hour must be between 0 and 23 inclusive".into(),
            Some(value) if name == "minute" && value > most => return "minute must have exactly two digits".into(),
            Some(value) if name == "second" && value > most => {
                return format!("cannot use {} as second", go_quote(&rest[length..]));
            }
            Some(value) if value < least || value > most => {
                return format!("cannot use {} as {name}", go_quote(&rest[length..]));
            }
            Some(_) => rest = &rest[length..],
            None => return format!("cannot use {} as {name}", go_quote(rest)),
        }
        let Some(&separator) = SEPARATORS.get(at) else { break };
        if separator == 'T' && !rest.starts_with('T') {
            return "missing required time introducer 'T'".into();
        }
        match rest.strip_prefix(separator) {
            Some(after) => rest = after,
            None if rest.is_empty() => {
                return format!("end of string where {} is expected", go_quote(&separator.to_string()));
            }
            None => {
                return format!("found {} where {} is expected", go_quote(rest), go_quote(&separator.to_string()));
            }
        }
    }
    complaint_about_zone(rest)
}

fn complaint_about_zone(rest: &str) -> String {
    let after_fraction = match rest.strip_prefix('.') {
        Some(digits) => digits.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    match after_fraction.chars().next() {
        None | Some('+' | '-') => "end of string before UTC offset".into(),
        Some('Z') if after_fraction.len() == 1 => "day out of range".into(),
        Some('Z') => format!("cannot use {} as timestamp segment", go_quote(&after_fraction[1..])),
        Some(c) => format!("cannot use {} as timestamp segment", go_quote(&c.to_string())),
    }
}

pub(super) fn formatdate() -> Function {
    Function::new("formatdate", "Writes a timestamp in a format of one's own.", Type::String, |call| {
        let time = Timestamp::parse(call.text(1)).map_err(|why| FunctionError::argument(1, why))?;
        formatted(call.text(0), &time).map(Value::string).map_err(|why| FunctionError::argument(0, why))
    })
    .param("format", Type::String)
    .param("time", Type::String)
}

fn formatted(format: &str, time: &Timestamp) -> Result<String, String> {
    let clock = time.wall_clock();
    let mut text = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            rest = literal(&rest[1..], &mut text)?;
            continue;
        }
        if !first.is_ascii_alphabetic() {
            text.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let verb = &rest[..rest.bytes().take_while(|b| *b == first as u8).count()];
        write_verb(verb, time, &clock, &mut text)?;
        rest = &rest[verb.len()..];
    }
    Ok(text)
}

/// Copies text up to a closing quote, two quotes being one; gives what follows.
fn literal<'a>(mut rest: &'a str, text: &mut String) -> Result<&'a str, String> {
    loop {
        let Some(end) = rest.find('\'') else { return Err("unterminated literal '".into()) };
        text.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                text.push('\'');
                rest = after;
            }
            None => return Ok(rest),
        }
    }
}

fn write_verb(verb: &str, time: &Timestamp, clock: &WallClock, text: &mut String) -> Result<(), String> {
    let wrong = |why: &str| {
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        Err(format!("invalid date format verb {}{why}", go_quote(verb)))
    };
    let half_day_hour = if clock.hour % 12 == 0 { 12 } else { clock.hour % 12 };
    let month = MONTHS[clock.month - 1];
    let weekday = WEEKDAYS[clock.weekday];
    let morning = clock.hour < 12;
    let _ = match verb {
        "YYYY" => write!(text, "{:04}", clock.year),
        "YY" => write!(text, "{:02}", clock.year.rem_euclid(100)),
        "M" => write!(text, "{}", clock.month),
        "MM" => write!(text, "{:02}", clock.month),
        "MMM" => write!(text, "{}", &month[..3]),
        "MMMM" => write!(text, "{month}"),
        "D" => write!(text, "{}", clock.day),
        "DD" => write!(text, "{:02}", clock.day),
        "EEE" => write!(text, "{}", &weekday[..3]),
        "EEEE" => write!(text, "{weekday}"),
        "h" => write!(text, "{}", clock.hour),
        "hh" => write!(text, "{:02}", clock.hour),
        "H" => write!(text, "{half_day_hour}"),
        "HH" => write!(text, "{half_day_hour:02}"),
        "AA" => write!(text, "{}", if morning { "AM" } else { "PM" }),
        "aa" => write!(text, "{}", if morning { "am" } else { "pm" }),
        "m" => write!(text, "{}", clock.minute),
        "mm" => write!(text, "{:02}", clock.minute),
        "s" => write!(text, "{}", clock.second),
        "ss" => write!(text, "{:02}", clock.second),
        "Z" => write!(text, "{}", time.zone(":", "Z")),
        "ZZZ" => write!(text, "{}", time.zone("", "UTC")),
        "ZZZZ" => write!(text, "{}", time.zone("", "+0000")),
        "ZZZZZ" => write!(text, "{}", time.zone(":", "+00:00")),
        _ => {
            return match verb.as_bytes()[0] {
                b'Y' => wrong("year must either be \"YY\" or \"YYYY\""),
                b'M' => wrong("month must be \"M\", \"MM\", \"MMM\", or \"MMMM\""),
                b'D' => wrong("day of month must either be \"D\" or \"DD\""),
                b'E' => wrong("day of week must either be \"EEE\" or \"EEEE\""),
                b'h' => wrong("24-hour must either be \"h\" or \"hh\""),
                b'H' => wrong("12-hour must either be \"H\" or \"HH\""),
                b'A' => wrong("must be \"AA\""),
                b'a' => wrong("must be \"aa\""),
                b'm' => wrong("minute must either be \"m\" or \"mm\""),
                b's' => wrong("second must either be \"s\" or \"ss\""),
                b'Z' => wrong("timezone must be Z, ZZZZ, or ZZZZZ"),
                _ => wrong(""),
            };
        }
    };
    Ok(())
}

pub(super) fn timeadd() -> Function {
    Function::new("timeadd", "Shifts a timestamp by a duration.", Type::String, |call| {
        let time = Timestamp::parse(call.text(0)).map_err(FunctionError::failed)?;
        let duration = parse_duration(call.text(1)).map_err(FunctionError::failed)?;
        Ok(Value::string(time.shifted(duration).written()))
    })
    .param("timestamp", Type::String)
    .param("duration", Type::String)
    .nullable()
}

pub(super) fn timecmp() -> Function {
    Function::new("timecmp", "-1, 0 or 1 as a timestamp is before, at or after another.", Type::Number, |call| {
        let time = |at: usize| Timestamp::parse(call.text(at)).map_err(|why| FunctionError::argument(at, why));
        let (a, b) = (time(0)?, time(1)?);
        let order = (a.seconds, a.nanoseconds).cmp(&(b.seconds, b.nanoseconds));
        Ok(Value::number(order as i32))
    })
    .param("timestamp_a", Type::String)
    .param("timestamp_b", Type::String)
}

#[expect(clippy::unnecessary_wraps, reason = "the shape that the catalogue wants")]
fn instant(call: &Call<'_>) -> Result<Value, FunctionError> {
    Ok(if call.scope.impure_unknown() { call.unknown() } else { Value::string(Timestamp::now().written()) })
}

pub(super) fn timestamp() -> Function {
    Function::new("timestamp", "The current time; another one each time.", Type::String, instant)
}

pub(super) fn plantimestamp() -> Function {
    Function::new("plantimestamp", "The time at which the plan was made.", Type::String, |call| {
        match call.scope.plan_timestamp() {
            Some(time) => Ok(Value::string(time)),
            None => Err(FunctionError::failed("the time of the plan is not known here")),
        }
    })
}
