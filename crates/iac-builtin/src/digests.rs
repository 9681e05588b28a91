//! Hashes of contents, in the spellings that attributes have.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use std::fmt::Write as _;

/// Every hash of one content.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Digests {
    pub(crate) md5: String,
    pub(crate) sha1: String,
    pub(crate) sha256: String,
    pub(crate) sha512: String,
    pub(crate) base64sha256: String,
    pub(crate) base64sha512: String,
}

impl Digests {
    /// The hashes of these bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let (sha256, sha512) = (Sha256::digest(bytes), Sha512::digest(bytes));
        Self {
            md5: to_hex(&Md5::digest(bytes)),
            sha1: to_hex(&Sha1::digest(bytes)),
            sha256: to_hex(&sha256),
            sha512: to_hex(&sha512),
            base64sha256: to_base64(&sha256),
            base64sha512: to_base64(&sha512),
        }
    }
}

/// Lower-case hexadecimal.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Standard Base64 with padding.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads standard Base64 with padding.
pub(crate) fn parse_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_of_a_known_text_are_right() {
        let digests = Digests::of(b"abc");
        assert_eq!(digests.md5, "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(digests.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(digests.base64sha256, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
        assert!(
            digests.sha512.starts_with("ddaf35a193617aba") && digests.base64sha512.starts_with("3a81oZNherrMQXNJri")
        );
    }
}
