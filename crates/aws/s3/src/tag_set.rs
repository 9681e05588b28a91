//! Tags in S3's form. S3 only knows whole sets of tags, so a change is made to the set that is there.

use crate::border::incomplete;
use aws_sdk_s3::types::{Tag, Tagging};
use iac_aws_kit::AwsError;
use iac_provider::TagMap;

/// Tags for a request.
pub(crate) fn to_tags(tags: &TagMap) -> Result<Vec<Tag>, AwsError> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build().map_err(incomplete)).collect()
}

/// A whole set of tags for a request.
pub(crate) fn to_tagging(tags: &TagMap) -> Result<Tagging, AwsError> {
    Tagging::builder().set_tag_set(Some(to_tags(tags)?)).build().map_err(incomplete)
}

/// Tags of an answer.
pub(crate) fn from_tags(tags: &[Tag]) -> TagMap {
    tags.iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect()
}

/// Tags as in a query, which is how an upload takes them.
pub(crate) fn to_query(tags: &TagMap) -> String {
    let pairs: Vec<String> = tags.iter().map(|(key, value)| format!("{}={}", escaped(key), escaped(value))).collect();
    pairs.join("&")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    escaped
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_an_upload_are_escaped() {
        let tags = TagMap::from([("Key 1".into(), "A@AA".into()), ("k".into(), "ä&b=".into())]);
        assert_eq!(to_query(&tags), "Key%201=A%40AA&k=%C3%A4%26b%3D");
    }

    #[test]
    fn tags_read_back_as_they_were_written() {
        let tags = TagMap::from([("a".into(), String::new()), ("b".into(), "c".into())]);
        assert_eq!(from_tags(&to_tags(&tags).expect("tags")), tags);
    }
}
