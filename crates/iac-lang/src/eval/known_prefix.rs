//! How much of the text before an unknown part is certain to start the final text.

use std::sync::Arc;

/// The longest prefix kept, in bytes.
const LIMIT: usize = 128;

/// The part of `text` that stays as it is whatever follows: the last character may combine with what comes next, unless it
/// is a delimiter. `None` if nothing is certain.
pub(super) fn known_prefix(text: &str) -> Option<Arc<str>> {
    let mut end = text.len().min(LIMIT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let certain = if text.ends_with(|c: char| c.is_ascii_punctuation() || c == ' ') {
        text
    } else {
        // Without Unicode tables: everything from the last ASCII character on might belong to one cluster.
        match text.rfind(|c: char| c.is_ascii() && c != '\r') {
            Some(last) => &text[..last],
            None => "",
        }
    };
    (!certain.is_empty()).then(|| Arc::from(certain))
}
