//! Names that are made up when the configuration gives none, or only a prefix.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The prefix of names when the configuration gives neither name nor prefix.
pub const DEFAULT_PREFIX: &str = "terraform-";

/// The name to use: the one given, else the prefix (or the default one) followed by 26 digits that no other name has,
/// followed by the suffix.
pub fn name_or_unique(name: &str, prefix: &str, suffix: &str) -> String {
    if !name.is_empty() {
        return name.to_owned();
    }
    let prefix = if prefix.is_empty() { DEFAULT_PREFIX } else { prefix };
    format!("{prefix}{}{suffix}", unique_digits())
}

/// The prefix that a name was made up with; empty if it was not.
pub fn prefix_of<'a>(name: &'a str, suffix: &str) -> &'a str {
    let stem = name.strip_suffix(suffix).unwrap_or(name);
    match stem.len().checked_sub(26).filter(|at| stem.is_char_boundary(*at)) {
        Some(at) if stem[at..].bytes().all(|byte| byte.is_ascii_hexdigit()) => &stem[..at],
        _ => "",
    }
}

/// 26 digits: the time to a ten-thousandth of a second (18), then a counter in hexadecimal (8).
pub fn unique_digits() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (year, month, day) = civil_date(now.as_secs() / 86_400);
    let second = now.as_secs() % 86_400;
    let fraction = now.subsec_micros() / 100;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}{fraction:04}{count:08x}")
}

/// The date of a day since 1970, in the Gregorian calendar.
fn civil_date(days: u64) -> (u64, u64, u64) {
    // Counted from 1 March of year 0, leap days fall at the end of each cycle.
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_name_wins_and_a_made_up_one_keeps_prefix_and_suffix() {
        assert_eq!(name_or_unique("a", "p-", ".fifo"), "a");
        let made = name_or_unique("", "p-", ".fifo");
        assert_eq!(made.len(), 2 + 26 + 5);
        assert!(made.starts_with("p-20") && made.strip_suffix(".fifo").is_some());
        assert_eq!(prefix_of(&made, ".fifo"), "p-");
        assert!(name_or_unique("", "", "").starts_with("terraform-"));
        assert_eq!(prefix_of("orders", ""), "");
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (days, date) in [(0, (1970, 1, 1)), (59, (1970, 3, 1)), (11_016, (2000, 2, 29)), (20_779, (2026, 11, 22))] {
            assert_eq!(civil_date(days), date);
        }
    }
}
