//! JSON is read whole, errors and all.

use super::{Node, NodeKind, parse};
use iac_core::diag::SourceId;

fn check(text: &str, expected: &str, errors: &[&str]) {
    let (node, diags) = parse(SourceId(0), text.as_bytes());
    let summaries: Vec<&str> = diags.iter().map(|it| it.summary.as_str()).collect();
    assert_eq!(summaries, errors, "{text}");
    assert_eq!(show(&node), expected, "{text}");
}

fn show(node: &Node) -> String {
    match &node.kind {
        NodeKind::Invalid => "?".to_owned(),
        NodeKind::Null => "null".to_owned(),
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Number(value) => value.to_string(),
        NodeKind::String(value) => format!("{value:?}"),
        NodeKind::Array(elements) => format!("[{}]", elements.iter().map(show).collect::<Vec<_>>().join(",")),
        NodeKind::Object(members) => {
            let member = |it: &super::Member| format!("{}:{}", it.name, show(&it.value));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
        }
    }
}

#[test]
fn reads_every_kind_of_value() {
    check(
        "\u{feff} {\"a\": [1, -2.5e3, true, false, null, \"x\\u00e9\\ud83d\\ude00\\n\"], \"b\": {}, \"c\": []}\n",
        "{a:[1,-2500,true,false,null,\"xé😀\\n\"],b:{},c:[]}",
        &[],
    );
}

#[test]
fn keeps_duplicates_and_digits() {
    check("{\"a\": 1, \"a\": 123456789012345678901234567890}", "{a:1,a:123456789012345678901234567890}", &[]);
}

#[test]
fn spans_include_quotes() {
    let (node, _) = parse(SourceId(7), b" {\"ab\" : \"c\"} ");
    let NodeKind::Object(members) = &node.kind else { panic!("an object") };
    assert_eq!((node.span.start, node.span.end), (1, 13));
    assert_eq!((members[0].name_span.start, members[0].name_span.end), (2, 6));
    assert_eq!((members[0].value.span.start, members[0].value.span.end), (9, 12));
}

#[test]
fn reports_every_error_and_keeps_the_rest() {
    check("{\"a\": 01, \"b\": tru, \"c\": 3}", "{a:?,b:?,c:3}", &["Invalid JSON number", "Invalid JSON keyword"]);
    check("{\"a\" 1, \"b\": 2}", "{b:2}", &["Missing property value colon"]);
    check("{\"a\": 1 \"b\": 2}", "{a:1,b:2}", &["Missing attribute seperator comma"]);
    check("[1 2, 3]", "[1,3]", &["Missing attribute seperator comma"]);
    check("{\"a\": \"x\\q\", \"b\": 2}", "{a:?,b:2}", &["Invalid JSON string"]);
    check("{\"a\": \"x\n\", \"b\": 2}", "{a:?}", &["Invalid JSON string", "Unclosed object"]);
}

#[test]
fn rejects_what_json_does_not_have() {
    check("{\"a\": 1,}", "{a:1}", &["Trailing comma in object"]);
    check("[1,]", "[1]", &["Trailing comma in array"]);
    check("{} x", "{}", &["Extraneous data after value"]);
    check("{\"a\": 1} // x", "{a:1}", &["Extraneous data after value"]);
    check("// x\n{}", "?", &["Invalid start of value"]);
    check("", "?", &["Missing value"]);
    check("{a: 1}", "{}", &["Invalid JSON keyword"]);
    check("{1: 1}", "{}", &["Invalid object property name"]);
    check("[1", "[1]", &["Unclosed object"]);
    check("{\"a\": [1}", "{a:[1]}", &["Mismatched brackets", "Unclosed object"]);
    check("{\"a\"}", "{}", &["Missing object value"]);
    check("{\"a\"= 1}", "{}", &["Missing property value colon"]);
}

#[test]
fn nesting_has_a_limit() {
    let text = "[".repeat(100_000);
    let (_, diags) = parse(SourceId(0), text.as_bytes());
    assert_eq!(diags.iter().map(|it| it.summary.as_str()).collect::<Vec<_>>(), ["Nesting too deep"]);
}
