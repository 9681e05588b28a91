//! The border between models and the SDK: empty text against absence, requests that lack something, and answers that
//! say "there is none" by an error.

use aws_sdk_s3::error::BuildError;
use aws_sdk_s3::primitives::{DateTime, DateTimeFormat};
use iac_aws_kit::AwsError;
use iac_provider::Error;

/// The text, if there is any.
pub(crate) fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The number, if it is not zero.
pub(crate) fn nonzero(number: i32) -> Option<i32> {
    (number != 0).then_some(number)
}

/// The elements, if there are any.
pub(crate) fn some_of<T: Clone>(elements: &[T]) -> Option<Vec<T>> {
    (!elements.is_empty()).then(|| elements.to_vec())
}

/// A request that lacks something it must have.
#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
pub(crate) fn incomplete(error: BuildError) -> AwsError {
    Error::other(error.to_string()).into()
}

/// An answer; `None` where one of these codes says that there is none, or the emulator does not know the setting at all.
pub(crate) fn unless<T>(answer: Result<T, impl Into<AwsError>>, codes: &[&str]) -> Result<Option<T>, AwsError> {
    match answer.map_err(Into::into) {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.is(codes) || error.is_not_emulated() => Ok(None),
        Err(error) => Err(error),
    }
}

/// A moment given as in RFC 3339.
pub(crate) fn moment(text: &str) -> Result<DateTime, AwsError> {
    DateTime::from_str(text, DateTimeFormat::DateTime)
        .map_err(|error| Error::other(format!("parsing the time {text:?}: {error}")).into())
}

/// A moment as in RFC 3339, to the second.
pub(crate) fn moment_text(moment: &DateTime) -> String {
    DateTime::from_secs(moment.secs()).fmt(DateTimeFormat::DateTime).unwrap_or_default()
}

/// Midnight of a day given as `2030-01-31`.
pub(crate) fn midnight(date: &str) -> Result<DateTime, AwsError> {
    moment(&format!("{date}T00:00:00Z"))
}

/// The day of a moment, as `2030-01-31`.
pub(crate) fn day(moment: &DateTime) -> String {
    moment_text(moment).chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_read_back_as_they_were_written() {
        let written = midnight("2030-01-31").expect("a date");
        assert_eq!(day(&written), "2030-01-31");
        assert_eq!(moment_text(&written), "2030-01-31T00:00:00Z");
        assert!(midnight("tomorrow").is_err());
    }
}
