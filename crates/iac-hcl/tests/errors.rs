//! Every error of a file is reported in one run, with Terraform's summaries, at the place at fault.

use iac_core::diag::{SourceId, Sources};
use iac_hcl::{parse_body, parse_expression, parse_template};

/// Checks the errors of a file, each as `line:column summary`.
fn check(text: &str, expected: &[&str]) {
    let mut sources = Sources::new();
    let id = sources.add("test.tf", text.as_bytes());
    let (_, diags) = parse_body(id, text.as_bytes());
    let source = sources.source(id).expect("registered");
    let mut found: Vec<_> = diags
        .iter()
        .map(|it| {
            let place = source.position(it.subject.expect("every error has a place").start);
            (place.line, place.column, it.summary.as_str())
        })
        .collect();
    found.sort_unstable();
    let found: Vec<String> = found.iter().map(|(line, column, summary)| format!("{line}:{column} {summary}")).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn one_run_reports_every_error() {
    check(
        concat!(
            "resource \"a\" \"b\" {\n",
            "  c = [1 2]\n",
            "  d = f(1 2) + g(3 4)\n",
            "  e = \n",
            "  h = {\n",
            "    i = 1 j = 2\n",
            "    k\n",
            "    l = m.\n",
            "  }\n",
            "  c = 1\n",
            "  n o\n",
            "}\n",
            "p = \"${q\"\n",
            "r = 1 2\n",
        ),
        &[
            "2:10 Missing item separator",
            "3:11 Missing argument separator",
            "3:20 Missing argument separator",
            "4:7 Invalid expression",
            "6:11 Missing attribute separator",
            "7:6 Missing attribute value",
            "8:11 Invalid attribute name",
            "10:3 Attribute redefined",
            "11:6 Invalid block definition",
            "13:6 Unclosed template interpolation sequence",
            "14:7 Missing newline after argument",
        ],
    );
}

#[test]
fn a_forgotten_bracket_does_not_hide_what_follows() {
    check("a = f(1,\n  2\nb = 3 4\n", &["3:1 Missing argument separator", "3:7 Missing newline after argument"]);
    check("a = [1,\n  2\nb = 3 4\n", &["3:1 Missing item separator", "3:7 Missing newline after argument"]);
    check("a = \"b\nc = 3 4\n", &["1:7 Invalid multi-line string", "2:7 Missing newline after argument"]);
    check(
        "a = \"b\nsome text\nmore text\"\nc = 3 4\n",
        &["1:7 Invalid multi-line string", "4:7 Missing newline after argument"],
    );
    check("a {\n  b = 1\n", &["1:3 Unclosed configuration block"]);
    check("}\na = 1 2\n", &["1:1 Argument or block definition required", "2:7 Missing newline after argument"]);
}

#[test]
fn structure_errors_have_terraforms_summaries() {
    check("a\n", &["1:1 Argument or block definition required"]);
    check("1 = 2\n", &["1:1 Argument or block definition required"]);
    check("\"a\" = 1\n", &["1:1 Invalid argument name"]);
    check("a = 1, b = 2\n", &["1:6 Unexpected comma after argument"]);
    check("a {} b\n", &["1:6 Missing newline after block definition"]);
    check("a b = 1\n", &["1:5 Invalid block definition"]);
    check(
        "a \"b\"\n{\n}\n",
        &[
            "1:6 Invalid block definition",
            "2:1 Argument or block definition required",
            "3:1 Argument or block definition required",
        ],
    );
    check("a \"${b}\" {\n}\n", &["1:4 Invalid string literal"]);
    check("a { b = 1, c = 2 }\n", &["1:10 Invalid single-argument block definition"]);
    check("a { b = 1\n}\n", &["1:10 Invalid single-argument block definition"]);
    check("a { b {} }\n", &["1:5 Argument definition required"]);
}

#[test]
fn expression_errors_have_terraforms_summaries() {
    check("a =\n", &["1:4 Invalid expression"]);
    check("a =", &["1:4 Missing expression"]);
    check("a = (1\n", &["2:1 Unbalanced parentheses"]);
    check("a = b ? c\n", &["1:10 Missing false expression in conditional"]);
    check("a = b.0.1\n", &["1:7 Invalid legacy index syntax"]);
    check("a = b.*.*\n", &["1:9 Nested splat expression not allowed"]);
    check("a = b[0\n", &["2:1 Missing close bracket on index"]);
    check("a = 1.2.3\n", &["1:5 Invalid number literal"]);
    check("a = b::1()\n", &["1:8 Missing function name"]);
    check("a = b::c\n", &["1:9 Missing open parenthesis"]);
    check("a = f(b... c)\n", &["1:8 Missing closing parenthesis"]);
    check("a = f(b", &["1:5 Unterminated function call"]);
    check("a = [b", &["1:5 Unterminated tuple constructor expression"]);
    check("a = {b = c", &["1:5 Unterminated object constructor expression"]);
    check("a = {b c}\n", &["1:8 Missing key/value separator"]);
    check("a = [for b : c]\n", &["1:12 Invalid 'for' expression"]);
    check("a = [for b in c : d => e]\n", &["1:19 Invalid 'for' expression"]);
    check("a = {for b in c : d}\n", &["1:19 Invalid 'for' expression"]);
}

#[test]
fn template_errors_have_terraforms_summaries() {
    check("a = \"b", &["1:7 Unterminated template string"]);
    check("a = <<E\nb\n", &["3:1 Unterminated template string"]);
    check("a = \"${b c}\"\n", &["1:10 Extra characters after interpolation expression"]);
    check("a = \"%{ b }\"\n", &["1:9 Invalid template control keyword"]);
    check("a = \"%{ if b }\"\n", &["1:15 Unexpected end of template"]);
    check("a = \"%{ endif }\"\n", &["1:6 Unexpected endif directive"]);
    check("a = \"%{ for b in c }%{ else }%{ endfor }\"\n", &["1:21 Unexpected else directive"]);
    check("a = \"%{ for b c }%{ endfor }\"\n", &["1:15 Invalid 'for' directive"]);
    check(
        "a = \"\\q \\u12 \\U00110000\"\n",
        &["1:6 Invalid escape sequence", "1:9 Invalid escape sequence", "1:14 Invalid escape sequence"],
    );
}

#[test]
fn foreign_characters_are_named_once() {
    check("a = 'b'\n", &["1:5 Invalid character"]);
    check("a = `b`\n", &["1:5 Invalid character"]);
    check("a = 1;\nb = 2;\n", &["1:6 Invalid character"]);
    check("a = b & c\n", &["1:7 Unsupported operator"]);
    check("a = \u{201c}b\u{201d}\n", &["1:5 Invalid character", "1:7 Invalid character"]);
    check("/* a", &["1:1 Unterminated comment"]);
}

#[test]
fn invalid_utf8_is_an_error_outside_of_comments() {
    let summaries =
        |text: &[u8]| -> Vec<String> { parse_body(SourceId(0), text).1.iter().map(|it| it.summary.clone()).collect() };
    assert_eq!(summaries(b"a = \"\xff\"\n"), ["Invalid character encoding"]);
    assert_eq!(summaries(b"# \xff\na = 1\n"), [""; 0]);
}

#[test]
fn an_expression_ends_with_its_text() {
    let summaries = |text: &str| -> Vec<String> {
        parse_expression(SourceId(0), text.as_bytes(), 0).1.iter().map(|it| it.summary.clone()).collect()
    };
    assert_eq!(summaries("a\n+ b"), [""; 0]);
    assert_eq!(summaries("a b"), ["Extra characters after expression"]);
    assert_eq!(summaries(""), ["Missing expression"]);
    assert!(parse_template(SourceId(0), b"${", 0).1.has_errors());
}
