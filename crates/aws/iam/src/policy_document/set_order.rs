//! The order in which the SDK that Terraform's AWS provider is made with goes through a set.
//!
//! It sorts elements by the decimal digits of a checksum of their content. Where principals or conditions of the same kind
//! are merged, that order shows in the document.

/// CRC-32 (IEEE 802.3).
pub fn checksum(text: &str) -> u32 {
    let step = |crc: u32, _: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    !text.bytes().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(byte), step))
}

/// The elements in the SDK's order; `content` writes one as the SDK does for its checksum.
pub fn in_set_order<T>(items: impl IntoIterator<Item = T>, content: impl Fn(&T) -> String) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_by_cached_key(|item| checksum(&content(item)).to_string());
    items
}

/// How the SDK writes a list of texts.
pub fn texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> String {
    texts.into_iter().map(|text| format!("{text};")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_standard_one() {
        assert_eq!(checksum("123456789"), 0xCBF4_3926);
        assert_eq!(checksum(""), 0);
    }
}
