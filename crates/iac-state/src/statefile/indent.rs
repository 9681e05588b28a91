//! Indents compact JSON as Go's `encoding/json` does, which is how Terraform writes state.

/// Two-space indentation of what stands at a depth, and `<`, `>`, `&`, U+2028 and U+2029 escaped. The input must be valid
/// JSON.
pub(super) fn indent(json: &str, mut depth: usize) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut rest = json;
    while let Some(first) = rest.bytes().next() {
        let (token, after) = rest.split_at(token_len(rest.as_bytes()));
        rest = after;
        match first {
            b'"' => push_string(&mut out, token),
            b' ' | b'\n' | b'\r' | b'\t' => {}
            b'{' | b'[' => {
                out.push_str(token);
                rest = rest.trim_ascii_start();
                if rest.starts_with(['}', ']']) {
                    let (close, after) = rest.split_at(1);
                    out.push_str(close);
                    rest = after;
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push_str(token);
            }
            b',' => {
                out.push_str(token);
                new_line(&mut out, depth);
            }
            b':' => out.push_str(": "),
            _ => out.push_str(token),
        }
    }
    out
}

/// How long the token is that begins a text: a string, a number or name, or a single character.
fn token_len(json: &[u8]) -> usize {
    match json[0] {
        b'"' => {
            let mut at = 1;
            while at < json.len() && json[at] != b'"' {
                at += if json[at] == b'\\' { 2 } else { 1 };
            }
            json.len().min(at + 1)
        }
        b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E' => {
            let more = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
            json.iter().position(|byte| !more(byte)).unwrap_or(json.len())
        }
        _ => 1,
    }
}

fn push_string(out: &mut String, mut text: &str) {
    // U+2028 and U+2029 begin with 0xe2, as many other characters do.
    while let Some(at) = text.bytes().position(|byte| matches!(byte, b'<' | b'>' | b'&' | 0xe2)) {
        let (plain, special) = text.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some(c @ ('<' | '>' | '&' | '\u{2028}' | '\u{2029}')) => push_escaped(out, c),
            other => out.extend(other),
        }
        text = chars.as_str();
    }
    out.push_str(text);
}

fn push_escaped(out: &mut String, c: char) {
    use std::fmt::Write;
    write!(out, "\\u{:04x}", u32::from(c)).expect("invariant: writing to a string cannot fail");
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// The same JSON without blanks between its tokens. It must be valid.
pub(super) fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json.trim_ascii_start();
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token_len(rest.as_bytes()));
        out.push_str(token);
        rest = after.trim_ascii_start();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{compact, indent};

    #[test]
    fn compacting_undoes_indenting() {
        let text = r#"{"a":[],"b":{},"c":[1,{"d":"x: [ , ]\" "}]}"#;
        assert_eq!(compact(&indent(text, 3)), text);
    }

    #[test]
    fn tokens_stay_whole() {
        for text in ["-1.5e+30", "[true,false,null]", r#""\\""#, r#"{"é\"\u00e9":"  é  ","n":[1E5,0.0]}"#] {
            assert_eq!(compact(text), text);
            assert_eq!(compact(&indent(text, 1)), text);
        }
        assert_eq!(indent("\"…\u{2028}é\u{2029}<\"", 0), "\"…\\u2028é\\u2029\\u003c\"");
    }

    #[test]
    fn indents_like_go() {
        let text = indent(r#"{"a":[],"b":{ },"c":[1,{"d":"x: [<,>]\"&"}]}"#, 0);
        let want = "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    {\n      \"d\": \"x: [\\u003c,\\u003e]\\\"\\u0026\"\n    }\n  ]\n}";
        assert_eq!(text, want);
    }
}
