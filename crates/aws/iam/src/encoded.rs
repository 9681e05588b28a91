//! Policy documents as IAM's answers hold them: percent-encoded.

/// The document without its encoding; as it is if it has none, as from some emulators.
pub fn decoded(document: &str) -> String {
    if document.trim_start().starts_with('{') {
        return document.to_owned();
    }
    let mut bytes = Vec::with_capacity(document.len());
    let mut rest = document.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| document.to_owned())
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn percent_codes_become_characters() {
        for (encoded, document) in [
            ("%7B%22a%22%3A%20%22%C3%A4%2B%22%7D", "{\"a\": \"ä+\"}"),
            ("{\"a\":\"100%25\"}", "{\"a\":\"100%25\"}"),
            ("%7B%zz%", "{%zz%"),
        ] {
            assert_eq!(decoded(encoded), document);
        }
    }
}
