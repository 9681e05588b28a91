//! Indents compact JSON as Go's `encoding/json` does, which is how Terraform writes state.

/// Two-space indentation of what stands at a depth, and `<`, `>`, `&`, U+2028 and U+2029 escaped. The input must be valid
/// JSON.
pub(super) fn indent(json: &str, mut depth: usize) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut in_string = false;
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => push_escaped(&mut out, c),
            '\\' if in_string => {
                out.push(c);
                out.extend(chars.next());
            }
            '"' => {
                in_string = !in_string;
                out.push(c);
            }
            c if in_string => out.push(c),
            ' ' | '\n' | '\r' | '\t' => {}
            '{' | '[' => {
                out.push(c);
                while chars.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                if let Some(close) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c => out.push(c),
        }
    }
    out
}

fn push_escaped(out: &mut String, c: char) {
    use std::fmt::Write;
    write!(out, "\\u{:04x}", u32::from(c)).expect("invariant: writing to a string cannot fail");
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// The same JSON without blanks between its tokens.
pub(super) fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut in_string = false;
    let mut chars = json.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if in_string => {
                out.push(c);
                out.extend(chars.next());
                continue;
            }
            '"' => in_string = !in_string,
            c if c.is_ascii_whitespace() && !in_string => continue,
            _ => {}
        }
        out.push(c);
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
    fn indents_like_go() {
        let text = indent(r#"{"a":[],"b":{ },"c":[1,{"d":"x: [<,>]\"&"}]}"#, 0);
        let want = "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    {\n      \"d\": \"x: [\\u003c,\\u003e]\\\"\\u0026\"\n    }\n  ]\n}";
        assert_eq!(text, want);
    }
}
