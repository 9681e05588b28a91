//! The functions of the provider: timestamps and durations taken apart.

use super::moment::{Calendar, Moment};
use iac_core::value::{Number, Value};
use iac_provider::wait::parse_duration;

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

/// Calls a function; `None` if there is none of that name.
pub(crate) fn call_function(name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
    let [argument] = arguments else { return None };
    let text = argument.as_str().unwrap_or_default();
    match name {
        "duration_parse" => Some(duration(text)),
        "rfc3339_parse" => {
            Some(Moment::parse(text).map(|moment| Value::object(parts(moment))).map_err(|error| error.to_string()))
        }
        "unix_timestamp_parse" => Some(unix(argument)),
        _ => None,
    }
}

fn unix(argument: &Value) -> Result<Value, String> {
    let seconds = argument.as_number().and_then(Number::as_i64).ok_or("a whole number of seconds is required")?;
    let moment = Moment::of_unix(seconds);
    let shown = parts(moment).into_iter().filter(|(name, _)| *name != "unix");
    Ok(Value::object(shown.chain([("rfc3339", Value::string(moment.to_string()))])))
}

fn parts(moment: Moment) -> Vec<(&'static str, Value)> {
    let Calendar { year, month, day, hour, minute, second } = moment.calendar();
    let week = moment.week();
    let name =
        |names: &[&str], at: i64| Value::string(usize::try_from(at).ok().and_then(|at| names.get(at)).unwrap_or(&""));
    vec![
        ("day", Value::number(day)),
        ("hour", Value::number(hour)),
        ("iso_week", Value::number(week.iso_week)),
        ("iso_year", Value::number(week.iso_year)),
        ("minute", Value::number(minute)),
        ("month", Value::number(month)),
        ("month_name", name(&MONTHS, month - 1)),
        ("second", Value::number(second)),
        ("unix", Value::number(moment.unix)),
        ("weekday", Value::number(week.weekday)),
        ("weekday_name", name(&WEEKDAYS, week.weekday)),
        ("year", Value::number(year)),
        ("year_day", Value::number(week.year_day)),
    ]
}

fn duration(text: &str) -> Result<Value, String> {
    let (sign, size) = text.strip_prefix('-').map_or((1, text.strip_prefix('+').unwrap_or(text)), |size| (-1, size));
    let size = match size {
        "0" => Some(std::time::Duration::ZERO),
        size => parse_duration(size),
    };
    let size = size.ok_or_else(|| format!("{text:?} is no duration such as \"1h30m\""))?;
    let whole = |number: u128| Value::number(sign * i64::try_from(number).unwrap_or(i64::MAX));
    let sign_of_float = if sign < 0 { -1.0 } else { 1.0 };
    let seconds = size.as_secs_f64() * sign_of_float;
    Ok(Value::object([
        ("hours", Value::number(seconds / 3600.0)),
        ("microseconds", whole(size.as_micros())),
        ("milliseconds", whole(size.as_millis())),
        ("minutes", Value::number(seconds / 60.0)),
        ("nanoseconds", whole(size.as_nanos())),
        ("seconds", Value::number(seconds)),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, argument: Value, expected: &[(&str, Value)]) {
        let found = call_function(name, &[argument]).unwrap().unwrap();
        for (attribute, value) in expected {
            assert_eq!(found.attribute(attribute), Some(value), "{name}: {attribute}");
        }
    }

    #[test]
    fn timestamps_are_taken_apart() {
        let expected = [
            ("iso_week", Value::number(53)),
            ("iso_year", Value::number(2020)),
            ("weekday_name", Value::string("Friday")),
            ("weekday", Value::number(5)),
            ("month_name", Value::string("January")),
            ("year_day", Value::number(1)),
            ("year", Value::number(2021)),
        ];
        check("rfc3339_parse", Value::string("2021-01-01T12:00:00Z"), &expected);
        check("unix_timestamp_parse", Value::number(1_609_502_400), &expected);
        let rfc3339 = [
            ("rfc3339", Value::string("2024-12-31T00:00:00Z")),
            ("iso_week", Value::number(1)),
            ("year_day", Value::number(366)),
        ];
        check("unix_timestamp_parse", Value::number(1_735_603_200), &rfc3339);
        assert!(call_function("rfc3339_parse", &[Value::string("x")]).unwrap().is_err());
        assert!(call_function("nothing", &[Value::string("x")]).is_none());
    }

    #[test]
    fn durations_are_taken_apart() {
        let expected = [
            ("hours", Value::number(-1.5)),
            ("minutes", Value::number(-90.0)),
            ("milliseconds", Value::number(-5_400_000)),
        ];
        check("duration_parse", Value::string("-1h30m"), &expected);
        assert!(call_function("duration_parse", &[Value::string("1")]).unwrap().is_err());
    }
}
