//! User data: Base64 on the wire, a SHA-1 digest in state.
//!
//! SHA-1 and Base64 are written out here, because nothing else in this crate needs them and both are fixed for ever.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The text in Base64.
pub(super) fn encode(text: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len().div_ceil(3) * 4);
    for chunk in text.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = ALPHABET[(bits >> (18 - 6 * at) & 63) as usize];
            encoded.push(if at <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    encoded
}

/// What padded Base64 stands for; `None` if the text is none.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let text: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    if text.len() % 4 != 0 {
        return None;
    }
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let digits = &text[..text.len() - padding.min(2)];
    let mut decoded = Vec::with_capacity(text.len() / 4 * 3);
    for chunk in digits.chunks(4) {
        let mut bits = 0;
        for at in 0..4 {
            let digit = chunk.get(at).map_or(Some(0), |byte| ALPHABET.iter().position(|digit| digit == byte))?;
            bits = bits << 6 | u32::try_from(digit).ok()?;
        }
        decoded.extend_from_slice(&bits.to_be_bytes()[1..chunk.len()]);
    }
    Some(decoded)
}

/// The text in Base64, unless it already is.
pub(super) fn encode_once(text: &str) -> String {
    if decode(text).is_some() { text.to_owned() } else { encode(text.as_bytes()) }
}

/// What state holds of user data: the SHA-1 of the bytes that the instance sees. A digest stands for itself.
pub(super) fn digest(text: &str) -> String {
    let is_digest = text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if text.is_empty() || is_digest {
        return text.to_owned();
    }
    sha1(&decode(text).unwrap_or_else(|| text.as_bytes().to_vec()))
}

/// Whether user data and the digest in state are the same.
pub(super) fn same(left: &str, right: &str) -> bool {
    digest(left) == digest(right)
}

fn sha1(message: &[u8]) -> String {
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(64), 0);
    if (message.len() + 9).next_multiple_of(64) > padded.len() {
        padded.resize(padded.len() + 64, 0);
    }
    let end = padded.len();
    padded[end - 8..].copy_from_slice(&(message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        compress(&mut state, block);
    }
    state.iter().map(|word| format!("{word:08x}")).collect()
}

fn compress(state: &mut [u32; 5], block: &[u8]) {
    let mut words = [0_u32; 80];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    for at in 16..80 {
        words[at] = (words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16]).rotate_left(1);
    }
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for (round, word) in words.iter().enumerate() {
        let (mixed, constant) = match round {
            0..20 => ((b & c) | (!b & d), 0x5a82_7999),
            20..40 => (b ^ c ^ d, 0x6ed9_eba1),
            40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
            _ => (b ^ c ^ d, 0xca62_c1d6_u32),
        };
        let next = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e).wrapping_add(constant).wrapping_add(*word);
        (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e]) {
        *word = word.wrapping_add(add);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests() {
        assert_eq!(sha1(b""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(sha1(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        let long = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
        assert_eq!(sha1(long), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
        assert_eq!(sha1(&[b'a'; 1_000_000]), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
        assert_eq!(digest("foo:-with-character's"), sha1(b"foo:-with-character's"));
        assert_eq!(digest("YWJj"), sha1(b"abc"));
        assert_eq!(digest(&digest("abc")), digest("abc"));
    }

    #[test]
    fn base64_goes_there_and_back() {
        for (text, encoded) in
            [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("#!/bin/sh\n", "IyEvYmluL3NoCg==")]
        {
            assert_eq!(encode(text.as_bytes()), encoded);
            assert_eq!(decode(encoded).as_deref(), Some(text.as_bytes()));
            assert_eq!(encode_once(encoded), encoded);
        }
        assert_eq!(decode("#!/bin/x"), None);
        assert_eq!(decode("YWI"), None);
    }
}
