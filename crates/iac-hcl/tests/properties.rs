//! No input makes the lexer, parser or formatter panic, and no byte is lost.

use iac_core::diag::SourceId;
use iac_hcl::{Token, fmt, json, parse_body, parse_expression, parse_template, tokenize, tokenize_template};
use proptest::prelude::*;
use proptest::sample::select;

/// Text that exercises most of the grammar; mutations start from it.
const SEEDS: &[&str] = &[
    "resource \"a\" b {\n  c = [for d, e in f : e.g... if e != null]\n  h { i = 1 }\n}\n",
    "a = <<-EOT\n    x ${y}\n  %{ if a ~}\n  b\n %{ else }\n\n%{~ endif ~}\n    z\n  EOT\n",
    "a = \"x${~ y ~} z %{ for k, v in m }${k}=${v}%{ endfor }\\n\\u00e9 $${ %%{\"\n",
    "a = x[*].b[*].c.*.d[0].1 + -f(y, z...) ? { (a) = 1, \"b\" : 2\n c = 3 } : null # c\r\n",
    "/* a */ a = 1 // b\n\nb   = \"${x}\"\nlonger = {}\nc = <<E\nE\n",
];

const TOKENS: &[&str] = &[
    "{", "}", "[", "]", "(", ")", "\"", "\n", "\r\n", "\r", "${", "%{", "~}", "${~", "=", "=>", "...", ".", ",", ":",
    "::", "?", "*", "-", "!", "&&", "<<E\n", "<<-E\n", "E\n", "for ", "in ", "if ", "else", "endif", "a", "1", " ",
    "#", "//", "/*", "*/", "\\", "$", "%", "'", ";", "\u{e9}", "\u{200d}", "\u{feff}",
];

fn covers_every_byte(text: &[u8], tokens: &[Token]) {
    let mut at = 0;
    for token in tokens {
        assert_eq!(token.span.start, at, "tokens touch");
        at = token.span.end;
    }
    assert_eq!(at as usize, text.len(), "tokens reach the end");
}

fn check(text: &[u8]) {
    let source = SourceId(0);
    covers_every_byte(text, &tokenize(source, text));
    covers_every_byte(text, &tokenize_template(source, text));
    let (_, diags) = parse_body(source, text);
    for diag in &diags {
        let span = diag.subject.expect("every error has a place");
        assert!(span.start <= span.end && span.end as usize <= text.len(), "{diag:?}");
    }
    parse_expression(source, text, 7);
    parse_template(source, text, 7);
    json::parse(source, text);
    let formatted = fmt::format(text);
    if diags.has_errors() {
        assert_eq!(formatted, text, "text with errors stays as it is");
    } else {
        assert!(!parse_body(source, &formatted).1.has_errors(), "{}", String::from_utf8_lossy(text));
    }
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), 0_usize..4, select(TOKENS));
    (select(SEEDS), prop::collection::vec(edit, 0..6)).prop_map(|(seed, edits)| {
        let mut text = seed.as_bytes().to_vec();
        for (at, removed, inserted) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, inserted.bytes());
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_harmless(text in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&text);
    }

    #[test]
    fn random_tokens_are_harmless(parts in prop::collection::vec(select(TOKENS), 0..40)) {
        check(parts.concat().as_bytes());
    }

    #[test]
    fn mutated_configurations_are_harmless(text in mutated()) {
        check(&text);
    }
}
