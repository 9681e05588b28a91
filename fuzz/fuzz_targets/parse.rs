//! Feeds arbitrary bytes to everything of `iac-hcl`: no panic, no hang, no byte lost, no tree higher than promised.
#![no_main]

use iac_core::diag::SourceId;
use iac_hcl::{fmt, json, parse_body, parse_expression, parse_template, tokenize, tokenize_template};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let source = SourceId(0);
    for tokens in [tokenize(source, text), tokenize_template(source, text)] {
        let mut at = 0;
        for token in tokens {
            assert_eq!(token.span.start, at, "tokens touch");
            at = token.span.end;
        }
        assert_eq!(at as usize, text.len(), "tokens reach the end");
    }
    let (_, diags) = parse_body(source, text);
    for diag in &diags {
        let span = diag.subject.expect("every error has a place");
        assert!(span.start <= span.end && span.end as usize <= text.len(), "{diag:?}");
    }
    parse_expression(source, text, 7);
    parse_template(source, text, 7);
    json::parse(source, text);
    if !diags.has_errors() {
        let formatted = fmt::format(text);
        assert!(!parse_body(source, &formatted).1.has_errors(), "formatted text is valid");
    }
});
