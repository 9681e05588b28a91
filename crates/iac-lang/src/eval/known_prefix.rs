//! How much of the text before an unknown part is certain to start the final text.

use iac_core::value::Value;
use std::sync::Arc;

/// The longest prefix kept, in bytes.
const LIMIT: usize = 128;

/// The part of `text` that stays as it is whatever follows: its last character may combine with what comes next, unless it
/// is a delimiter. `None` if nothing is certain.
pub(super) fn known_prefix(text: &str) -> Option<Arc<str>> {
    let mut end = text.len().min(LIMIT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let certain = if text.ends_with(is_delimiter) { text } else { without_last_cluster(text) };
    (!certain.is_empty()).then(|| Arc::from(certain))
}

/// Characters that no mark combines with; a combining solidus makes other characters of `<`, `=` and `>`.
fn is_delimiter(c: char) -> bool {
    matches!(c, ' ' | '\t') || (c.is_ascii_punctuation() && !matches!(c, '<' | '=' | '>' | '`'))
}

/// The text up to its last grapheme cluster.
fn without_last_cluster(text: &str) -> &str {
    let clusters = |text: &str| Value::string(text).length().ok().and_then(|length| length.as_number()?.as_usize());
    let count = clusters(text).unwrap_or_default();
    text.char_indices()
        .rev()
        .map(|(at, _)| &text[..at])
        .find(|shorter| clusters(shorter).is_some_and(|shorter| shorter < count))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::known_prefix;

    #[test]
    fn keeps_delimiters_and_drops_what_may_combine() {
        let check = |text: &str, prefix: Option<&str>| assert_eq!(known_prefix(text).as_deref(), prefix, "{text:?}");
        check("", None);
        check("a", None);
        check("pre-", Some("pre-"));
        check("pre", Some("pr"));
        check("pre=", Some("pre"));
        check("pre\t", Some("pre\t"));
        check("pre日", Some("pre"));
        check("a\r\n", Some("a"));
        check(&"-".repeat(200), Some(&"-".repeat(128)));
    }
}
